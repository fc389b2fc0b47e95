import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import { snakeCase } from '../../src/codec/WireRecord.js';
import type { JournalEntry, Step } from '../../src/index.js';
import { CommandId, encodeError, JournalEntryCodec } from '../../src/index.js';
import { commandIdReused, commandIdReusedFields, commandOf } from '../../src/journal/Command.js';
import { opNames } from '../../src/journal/Step.js';
import {
  at,
  attemptA,
  count,
  priority,
  right,
  runId,
  taskId,
  tries,
} from '../support/arbitraries.js';

const make = { runId: runId(1), taskId: taskId(2), scheduledAt: at(3), createdAt: at(4) };

/** A step of every op, and its command. */
const steps: ReadonlyArray<readonly [step: Step, command: string]> = [
  [
    { op: 'new_scheduled_with_id', ...make },
    `new_scheduled_with_id task_id=${taskId(2)} scheduled_at=3 created_at=4`,
  ],
  [
    { op: 'new_ready_with_id', ...make, effectivePriority: priority(-5) },
    `new_ready_with_id task_id=${taskId(2)} scheduled_at=3 created_at=4 effective_priority=-5`,
  ],
  [{ op: 'transition_to', to: 'Leased' }, 'transition_to to=Leased'],
  [{ op: 'promote_to_ready' }, 'promote_to_ready'],
  [
    { op: 'promote_to_ready_with_priority', effectivePriority: priority(6) },
    'promote_to_ready_with_priority effective_priority=6',
  ],
  [
    { op: 'set_effective_priority', effectivePriority: priority(6) },
    'set_effective_priority effective_priority=6',
  ],
  [{ op: 'start_attempt', attemptId: attemptA }, `start_attempt attempt_id=${attemptA}`],
  [{ op: 'finish_attempt', attemptId: attemptA }, `finish_attempt attempt_id=${attemptA}`],
  [{ op: 'record_state_change_at', timestamp: at(7) }, 'record_state_change_at timestamp=7'],
  [
    { op: 'restore_attempt_state_for_bootstrap', count: count(8), activeAttempt: O.none },
    'restore_attempt_state_for_bootstrap count=8 active_attempt=null',
  ],
  [
    { op: 'restore_attempt_state_for_bootstrap', count: count(8), activeAttempt: O.some(attemptA) },
    `restore_attempt_state_for_bootstrap count=8 active_attempt=${attemptA}`,
  ],
  [{ op: 'deserialize', json: '{}' }, 'deserialize json={}'],
];

describe('the command of an entry', () => {
  it.each(steps)('%p', (step, command) => {
    expect(commandOf({ ...step, runId: runId(1) })).toBe(command);
    expect(commandOf({ ...step, runId: runId(1), at: at(99) })).toBe(command);
  });

  it('is tested for every op', () => {
    expect([...new Set(steps.map(([{ op }]) => op))].sort()).toStrictEqual([...opNames].sort());
  });

  it('has values of at most 64 characters as they are', () => {
    const of = (json: string): string => commandOf({ op: 'deserialize', json, runId: runId(1) });
    expect(of('x'.repeat(64))).toBe(`deserialize json=${'x'.repeat(64)}`);
    expect(of('x'.repeat(65))).toMatch(/^deserialize json=#[0-9a-f]{16}$/);
  });

  it('stays short, however long the JSON of a deserialize is, and tells two apart', () => {
    const json = (end: string): JournalEntry => ({
      op: 'deserialize',
      json: 'x'.repeat(100_000) + end,
      runId: runId(1),
    });
    expect(commandOf(json('a'))).toMatch(/^deserialize json=#[0-9a-f]{16}$/);
    expect(commandOf(json('a'))).toBe(commandOf(json('a')));
    expect(commandOf(json('a'))).not.toBe(commandOf(json('b')));
  });

  it('is equal for two entries exactly if they encode alike without run id, instant and command id', () => {
    const anyStep = fc.constantFrom(...steps.map(([step]) => step));
    const timed = fc.option(fc.nat(9), { nil: undefined });
    const entry = fc.tuple(anyStep, timed).map(([step, instant]): JournalEntry => ({
      ...step,
      runId: runId(1),
      ...(instant === undefined ? {} : { at: at(instant) }),
    }));
    const essence = (of: JournalEntry): string => {
      const wire = JournalEntryCodec.encode(of) as Readonly<Record<string, unknown>>;
      return JSON.stringify({ ...wire, at: undefined });
    };
    fc.assert(
      fc.property(entry, entry, (a, b) => {
        expect(commandOf(a) === commandOf(b)).toBe(essence(a) === essence(b));
        // What was encoded and decoded is the same command.
        expect(commandOf(right(JournalEntryCodec.decode(JournalEntryCodec.encode(a))))).toBe(
          commandOf(a),
        );
        expect(E.isRight(JournalEntryCodec.decode(JournalEntryCodec.encode(b)))).toBe(true);
      }),
      tries(200),
    );
  });
});

it('the fields of a reused command id are those of its error on the wire', () => {
  const id = right(CommandId.decode('00000000-0000-0000-0000-00000000000c'));
  const { code, message, ...wire } = encodeError(commandIdReused(runId(1), id, 'first', 'second'));
  expect(code).toBe('CommandIdReused');
  expect(message).toBe(
    `command id ${id} of run ${runId(1)} belongs to first, and cannot be given to second`,
  );
  expect(
    Object.fromEntries(
      Object.entries<t.Mixed>(commandIdReusedFields).map(([key, codec]) => [
        snakeCase(key),
        right(codec.decode(wire[snakeCase(key)])),
      ]),
    ),
  ).toStrictEqual(wire);
});
