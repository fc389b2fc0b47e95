/** `Row`: a run as a list shows it, and its wire format. */
import * as O from 'fp-ts/lib/Option.js';
import type { FastCodec, TryDecode } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { RunState } from '../run/RunState.js';
import { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import type { IndexSet } from './IndexSet.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A run in a list: its state, and the figures that runs are sorted by. */
export interface Row {
  readonly id: RunId;
  /** None if ops named a run that was never created. */
  readonly state: O.Option<RunState>;
  readonly attempts: number;
  readonly priority: number;
  /** Unix seconds; 0 for a run that was never created. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly ops: number;
  readonly refused: number;
  /** None if ops named a run that was never created. */
  readonly taskId: O.Option<TaskId>;
  /** Ops that were delivered again. */
  readonly redelivered: number;
  /** Ops that created the run although it existed. */
  readonly begunAgain: number;
  /** The edges that it took, by their index in the chart's list. */
  readonly taken: IndexSet;
  /** The reasons why its ops were refused, by their index in `refusalTags`. */
  readonly reasons: IndexSet;
}

// ----------------------------------------------------------------------------------------------------------- codecs

/** A row is an array on the wire, because in a board of 100,000 runs field names would be most of the text. */
type RowWire = readonly [
  id: string,
  state: string | null,
  taskId: string | null,
  ...numbers: ReadonlyArray<number>,
];

const NUMBERS = 10;

const areIntegers = (u: ReadonlyArray<unknown>): u is ReadonlyArray<number> =>
  u.every((n) => Number.isSafeInteger(n));

const tryDecodeRow: TryDecode<Row> = (u) => {
  if (!Array.isArray(u) || u.length !== 3 + NUMBERS) return INVALID;
  const [first, second, third, ...numbers] = u as ReadonlyArray<unknown>;
  const id = RunId.tryDecode(first);
  const state = second === null ? null : RunState.tryDecode(second);
  const taskId = third === null ? null : TaskId.tryDecode(third);
  if (id === INVALID || state === INVALID || taskId === INVALID) return INVALID;
  if (!areIntegers(numbers)) return INVALID;
  const [attempts = 0, priority = 0, createdAt = 0, changedAt = 0, ...others] = numbers;
  const [
    ops = 0,
    refused = 0,
    redelivered = 0,
    begunAgain = 0,
    taken = 0,
    reasons = 0,
  ]: ReadonlyArray<number> = others;
  return {
    id,
    state: O.fromNullable(state),
    attempts,
    priority,
    createdAt,
    changedAt,
    ops,
    refused,
    taskId: O.fromNullable(taskId),
    redelivered,
    begunAgain,
    taken,
    reasons,
  };
};

/** The codec of a row, between its array on the wire and {@link Row}. */
export const RowCodec: FastCodec<Row, RowWire> = leafCodec(
  'a row',
  (u): u is Row => typeof u === 'object' && u !== null && 'ops' in u,
  tryDecodeRow,
  (row) => [
    row.id,
    O.toNullable(row.state),
    O.toNullable(row.taskId),
    row.attempts,
    row.priority,
    row.createdAt,
    row.changedAt,
    row.ops,
    row.refused,
    row.redelivered,
    row.begunAgain,
    row.taken,
    row.reasons,
  ],
);
