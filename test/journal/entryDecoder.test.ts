import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { v5 } from 'uuid';
import type { JournalFormat } from '../../src/index.js';
import { idFromText, RunId } from '../../src/index.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import { hintOf } from '../../src/journal/hints.js';
import { opNames } from '../../src/journal/Step.js';

const RUN = '00000000-0000-0000-0000-000000000001';

const decode = (text: string, format?: JournalFormat): unknown =>
  E.toUnion(makeEntryDecoder(undefined, format, hintOf(format ?? {}))(text));

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

describe('what a malformed line meant', () => {
  const OPS = `the ops are ${opNames.join(', ')}`;
  const SNAKE = 'ops and fields are in snake_case';

  it.each<readonly [object, string]>([
    [{ op: 'transitionTo' }, `did you mean "transition_to"? ${SNAKE}`],
    [{ op: 'TRANSITION-TO' }, `did you mean "transition_to"? ${SNAKE}`],
    [{ op: 'transiton_to' }, `did you mean "transition_to"? ${SNAKE}`],
    [{ op: 'lease' }, `did you mean "op":"transition_to","to":"Leased"? ${OPS}`],
    [{ op: 'Leased' }, `did you mean "op":"transition_to","to":"Leased"? ${OPS}`],
    [{ op: 'cancelled' }, `did you mean "op":"transition_to","to":"Canceled"? ${OPS}`],
    [{ op: 'promote' }, `did you mean "op":"promote_to_ready"? ${OPS}`],
    [{ op: 'attempt.start' }, `did you mean "op":"start_attempt"? ${OPS}`],
    [{ op: 'frobnicate' }, OPS],
    [{ op: 7 }, OPS],
    [
      { type: 'lease' },
      `did you mean "op":"transition_to","to":"Leased" by "type":"lease"? ${OPS}`,
    ],
    [{ Op: 'start_attempt' }, `did you mean "op":"start_attempt" by "Op":"start_attempt"? ${OPS}`],
    [{ op: 'promote_to_ready', runId: RUN }, `did you mean "run_id" by "runId"? ${SNAKE}`],
    [{ op: 'promote_to_ready', run_ids: RUN }, `did you mean "run_id" by "run_ids"? ${SNAKE}`],
    [{ op: 'transition_to', run_id: RUN, to: 'retry_wait' }, 'did you mean "RetryWait"?'],
    [{ op: 'transition_to', run_id: RUN, to: 'runing' }, 'did you mean "Running"?'],
    [
      { op: 'promote_to_ready', run_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' },
      'a ULID becomes a UUID, always the same, with --id-namespace on the command line or idFromText in a program',
    ],
    [
      { op: 'promote_to_ready', run_id: 42 },
      'an integer becomes a UUID, always the same, with --id-namespace on the command line or idFromText in a program',
    ],
    [
      { op: 'promote_to_ready', run_id: RUN, at: '2026-01-01T00:00:00Z' },
      'instants as in RFC 3339 are read with --time iso',
    ],
    [
      { op: 'promote_to_ready', run_id: RUN, at: '2026-01-01T00:00:00' },
      'RFC 3339 has a zone: Z, or an offset such as +01:00',
    ],
    [
      { op: 'promote_to_ready', run_id: RUN, at: '1735689600' },
      'a number is written without quotes',
    ],
    [{ op: 'promote_to_ready', run_id: RUN, at: 1735689600.5 }, 'an instant is a whole number'],
    [
      { op: 'promote_to_ready', run_id: RUN, at: 1735689600000000000 },
      'it looks like nanoseconds, which are read with --time ns',
    ],
  ])('%j', (line, hint) => {
    const message = decode(JSON.stringify(line));
    expect(typeof message === 'string' && message.endsWith(`; ${hint}`) ? hint : message).toBe(
      hint,
    );
  });

  it('is said of numbers in a journal with text for instants', () => {
    expect(decode(promoted('1735689600000'), { time: 'iso' })).toMatch(
      /; it looks like milliseconds, which are read with --time ms$/,
    );
  });

  it('is not said where nothing is near', () => {
    expect(decode(`{"op":"transition_to","run_id":"${RUN}","to":"Elsewhere"}`)).toMatch(
      /found "Elsewhere"$/,
    );
    expect(decode('{"op":"promote_to_ready"}')).toBe(
      'at /run_id: expected a UUID (run id), found nothing',
    );
  });
});
