/** Ops as rows: a row and the record of the same op decode alike. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { INVALID } from '../../src/codec/FastCodec.js';
import { fieldsOf } from '../../src/codec/WireRecord.js';
import type { JournalEntry } from '../../src/index.js';
import { entryChoices } from '../../src/journal/entryCodec.js';
import { ops } from '../../src/journal/Step.js';
import type { OpRequest, Row } from '../../src/worker/OpRow.js';
import { decodeOpRow, opRow, recordOfOpRow } from '../../src/worker/OpRow.js';
import { PROTOCOL, RequestCodec } from '../../src/worker/Protocol.js';
import { at, attemptA, count, priority, runId, taskId } from '../support/arbitraries.js';
import { commandId } from './hosts.js';

/** A value for each field of an op. */
const values: Readonly<Record<string, unknown>> = {
  runId: runId(1),
  taskId: taskId(2),
  scheduledAt: at(3),
  createdAt: at(4),
  effectivePriority: priority(5),
  to: 'Ready',
  attemptId: attemptA,
  timestamp: at(6),
  count: count(7),
  activeAttempt: O.some(attemptA),
  json: '{}',
};

const entryOf = (op: string, fields: object, further: object): JournalEntry =>
  // SAFETY: it has a value for each field of its op.
  ({
    op,
    runId: values['runId'],
    ...Object.fromEntries(Object.keys(fields).map((key) => [key, values[key]])),
    ...further,
  }) as unknown as JournalEntry;

const requests: ReadonlyArray<readonly [string, OpRequest]> = Object.entries(ops).flatMap(
  ([op, fields]) =>
    [{}, { at: at(8) }, { commandId: commandId(9) }, { at: at(8), commandId: commandId(9) }].map(
      (further) =>
        [
          [op, ...Object.keys(further)].join(' '),
          { kind: 'apply', entry: entryOf(op, fields, further) },
        ] as const,
    ),
);

const nobody = (): undefined => undefined;

const rowOf = (request: OpRequest): Row => opRow(1, request) ?? [];

const decoded = (row: Row): unknown => decodeOpRow(row, nobody);

describe.each(requests)('%s', (_, request) => {
  it('is decoded from its row, and from the record of that', () => {
    const row = structuredClone(rowOf(request));
    expect(decoded(row)).toStrictEqual(request);
    expect(RequestCodec.decode(recordOfOpRow(row))).toStrictEqual(E.right(request));
  });

  it('is refused with any other value where the codec refuses that, and only there', () => {
    const row = rowOf(request);
    const others = [undefined, null, -1, 0.5, 'x', 'Running', {}, [], { _tag: 'None' }];
    for (let i = 1; i < row.length + 2; i += 1)
      for (const other of others) {
        const changed = row.toSpliced(i, 1, other);
        const record = RequestCodec.decode(recordOfOpRow(changed));
        const expected = E.isRight(record) ? record.right : INVALID;
        // Without a kind that applies an op it is no row.
        if (i !== 1) expect([i, other, decoded(changed)]).toStrictEqual([i, other, expected]);
        else expect(decoded(changed)).toBe(INVALID);
      }
  });
});

it('has the places of protocol 4: another order of fields, or another field, is another protocol', () => {
  const places = [...entryChoices.choices].map(([op, codec]) =>
    [op, ...fieldsOf(codec).map(({ wire }) => wire)].join(' '),
  );
  expect([PROTOCOL, ...places]).toStrictEqual([
    4,
    'new_scheduled_with_id run_id op task_id scheduled_at created_at at command_id outcome error worker note',
    'new_ready_with_id run_id op task_id scheduled_at created_at effective_priority at command_id outcome error worker note',
    'transition_to run_id op to at command_id outcome error worker note',
    'promote_to_ready run_id op at command_id outcome error worker note',
    'promote_to_ready_with_priority run_id op effective_priority at command_id outcome error worker note',
    'set_effective_priority run_id op effective_priority at command_id outcome error worker note',
    'start_attempt run_id op attempt_id at command_id outcome error worker note',
    'finish_attempt run_id op attempt_id at command_id outcome error worker note',
    'record_state_change_at run_id op timestamp at command_id outcome error worker note',
    'restore_attempt_state_for_bootstrap run_id op count active_attempt at command_id outcome error worker note',
    'deserialize run_id op json at command_id outcome error worker note',
  ]);
});

it('is a list of plain values, without an absent field at its end', () => {
  const entry = entryOf('restore_attempt_state_for_bootstrap', { count: 0, activeAttempt: 0 }, {});
  const row = rowOf({ kind: 'apply', entry });
  const start = [1, 'apply', 'restore_attempt_state_for_bootstrap'];
  expect(row).toStrictEqual([...start, runId(1), 7, attemptA]);
});

it('is read no further than its op has fields, however long it is', () => {
  const longest: Array<unknown> = [1, 'apply', 'set_effective_priority', runId(1), 0.5];
  longest.length = 2 ** 32 - 1;
  expect(decoded(longest)).toBe(INVALID);
  expect(recordOfOpRow(longest)).toStrictEqual({
    id: 1,
    kind: 'apply',
    entry: {
      op: 'set_effective_priority',
      run_id: runId(1),
      effective_priority: 0.5,
      at: undefined,
      command_id: undefined,
      outcome: undefined,
      error: undefined,
      worker: undefined,
      note: undefined,
    },
  });
});

it('takes the id of a known run without looking at its text again', () => {
  const known = runId(1);
  const row = rowOf({ kind: 'apply', entry: entryOf('promote_to_ready', {}, {}) });
  const asked: Array<string> = [];
  const request = decodeOpRow(row, (id) => {
    asked.push(id);
    return known;
  });
  expect(request).toMatchObject({ entry: { runId: known } });
  expect(asked).toStrictEqual([known]);
});

it('does not exist for an op of untyped code', () => {
  expect(opRow(1, { kind: 'apply', entry: entryOf('nope', {}, {}) })).toBeUndefined();
  expect(decoded([1, 'apply', 'nope', runId(1)])).toBe(INVALID);
});
