import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { v5 } from 'uuid';
import type { JournalFormat } from '../../src/index.js';
import { idFromText, RunId } from '../../src/index.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import { runId } from '../support/arbitraries.js';

const RUN = '00000000-0000-0000-0000-000000000001';

const decode = (text: string, format?: JournalFormat): unknown =>
  E.toUnion(makeEntryDecoder(undefined, format)(text));

/** Decodes a line twice, because the second time it may match a template. */
const decodeTwice = (line: object | string, format: JournalFormat): unknown => {
  const text = typeof line === 'string' ? line : JSON.stringify(line);
  const decoder = makeEntryDecoder(undefined, format);
  const first = E.toUnion(decoder(text));
  expect(E.toUnion(decoder(text))).toStrictEqual(first);
  return first;
};

const promoted = (at: string): string => `{"op":"promote_to_ready","run_id":"${RUN}","at":${at}}`;

describe('another unit of time', () => {
  it('is read in every field with an instant', () => {
    const wire = {
      op: 'new_scheduled_with_id',
      run_id: RUN,
      task_id: RUN,
      scheduled_at: 1735689602000,
      created_at: 1735689601999,
      at: 1735689600000,
    };
    expect(decodeTwice(wire, { time: 'ms' })).toStrictEqual({
      op: 'new_scheduled_with_id',
      runId: RUN,
      taskId: RUN,
      scheduledAt: 1735689602,
      createdAt: 1735689601,
      at: 1735689600,
    });
    expect(
      decodeTwice({ op: 'record_state_change_at', run_id: RUN, timestamp: 5999 }, { time: 'ms' }),
    ).toMatchObject({ timestamp: 5 });
  });

  it.each<readonly [JournalFormat['time'] & string, string, number]>([
    ['us', '1735689600999999', 1735689600],
    // `JSON.parse` reads it as 1735689600000000000.
    ['ns', '1735689599999999999', 1735689599],
    ['ns', '1735689600000000000', 1735689600],
    ['iso', '"2025-01-01T00:00:00.5Z"', 1735689600],
    ['iso', '"2025-01-01T02:00:00+02:00"', 1735689600],
  ])('%s: %s is %p', (time, at, seconds) => {
    expect(decodeTwice(promoted(at), { time })).toMatchObject({ at: seconds });
  });

  it('needs numbers that are written as integers', () => {
    expect(decode(promoted('1735689600000.0'), { time: 'ms' })).toBe(
      'at: expected a number written as an integer, found 1735689600000.0',
    );
  });

  it('keeps the digits of a number in any place, and of no other member', () => {
    const wire = `{"op":"promote_to_ready","at":1735689599999999999,"note":12345678901234567890,"run_id":"${RUN}"}`;
    expect(decode(wire, { time: 'ns' })).toStrictEqual({
      op: 'promote_to_ready',
      runId: RUN,
      at: 1735689599,
      note: '12345678901234567000',
    });
    const id = '{"op":"promote_to_ready","run_id":1790000000000000001}';
    expect(decode(id, { time: 'ns' })).toBe(
      'at /run_id: expected a UUID (run id), found 1790000000000000000',
    );
    expect(decode(promoted('12345678901234567890'))).toBe(
      'at /at: expected unix seconds (0 to 9007199254740991), found 12345678901234567000',
    );
    expect(decode('null', { time: 'ns' })).toBe('at /: expected a step (an object), found null');
  });

  it('takes the last of two members with one name, as JSON.parse does', () => {
    const text = promoted('1735689599999999999,"at":1735689611999999999');
    expect(decode(text, { time: 'ns' })).toMatchObject({ at: 1735689611 });
  });
});

describe('ids of any text', () => {
  const format = { idNamespace: 'acme.example' };
  const idOf = idFromText(RunId)('acme.example');

  it('are taken in every field with an id', () => {
    expect(
      decodeTwice(
        { op: 'start_attempt', run_id: 'order-7', attempt_id: 1, command_id: 'c' },
        format,
      ),
    ).toStrictEqual({
      op: 'start_attempt',
      runId: idOf('order-7'),
      attemptId: idOf('1'),
      commandId: idOf('c'),
    });
    const restored = { op: 'restore_attempt_state_for_bootstrap', run_id: 7, count: 1 };
    expect(decodeTwice({ ...restored, active_attempt: 'a' }, format)).toMatchObject({
      activeAttempt: { _tag: 'Some', value: idOf('a') },
    });
    expect(decodeTwice({ ...restored, active_attempt: null }, format)).toMatchObject({
      activeAttempt: { _tag: 'None' },
    });
  });

  it('keep the digits of integers beyond 2^53', () => {
    expect(
      decodeTwice('{"op":"promote_to_ready","run_id":1790000000000000001}', format),
    ).toMatchObject({ runId: v5('1790000000000000001', v5('acme.example', v5.DNS)) });
  });

  it('are no numbers that are not written as integers, and no raw control characters', () => {
    expect(decode('{"op":"promote_to_ready","run_id":1.0}', format)).toMatch(
      /written as an integer/,
    );
    const decoder = makeEntryDecoder(undefined, format);
    expect(E.isRight(decoder('{"op":"promote_to_ready","run_id":"a"}'))).toBe(true);
    expect(E.isLeft(decoder('{"op":"promote_to_ready","run_id":"\n"}'))).toBe(true);
  });
});

describe('the id of a known run', () => {
  it('is found by its text, and not decoded again', () => {
    const asked: Array<string> = [];
    const decoder = makeEntryDecoder((id) => {
      asked.push(id);
      return id === RUN ? runId(9) : undefined;
    });
    const other = runId(2);
    for (const [id, found] of [
      [RUN, runId(9)],
      [RUN, runId(9)],
      [other, other],
    ])
      expect(decoder(`{"op":"promote_to_ready","run_id":"${id}"}`)).toMatchObject({
        right: { runId: found },
      });
    expect([...new Set(asked)]).toStrictEqual([RUN, other]);
  });
});
