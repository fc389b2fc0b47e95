/** `Row`: a run as a list shows it, and its wire format. */
import * as O from 'fp-ts/lib/Option.js';
import type { FastCodec, TryDecode } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { isRecord, readField } from '../codec/untrusted.js';
import { optionFromNullable } from '../codec/WireRecord.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import type { IndexSet } from './IndexSet.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A run in a list: its state, and the figures that runs are sorted by. */
export interface Row {
  readonly id: RunId;
  /** Its number on its board, from 0. */
  readonly number: number;
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

type NumberKey = Exclude<keyof Row, 'id' | 'state' | 'taskId'>;

const numberColumns: Readonly<Record<NumberKey, null>> = {
  number: null,
  attempts: null,
  priority: null,
  createdAt: null,
  changedAt: null,
  ops: null,
  refused: null,
  redelivered: null,
  begunAgain: null,
  taken: null,
  reasons: null,
};

// SAFETY: the keys are the record's own.
const numberKeys = Object.keys(numberColumns) as ReadonlyArray<NumberKey>;

/**
 * Rows are columns on the wire: field names would be most of the text, and a list of numbers is parsed faster than many short
 * mixed lists. A column whose values are all equal is that value.
 */
interface RowsWire extends Readonly<Record<NumberKey, number | ReadonlyArray<number>>> {
  readonly id: ReadonlyArray<string>;
  readonly taskId: ReadonlyArray<string | null>;
  /** Indexes of `runStates`, and -1 for a run that was never created. */
  readonly state: number | ReadonlyArray<number>;
}

/** The states as options, one object for each state, whatever the number of rows. */
const states: ReadonlyMap<unknown, O.Option<RunState>> = new Map<unknown, O.Option<RunState>>([
  [-1, O.none],
  ...runStates.map((state, i) => [i, O.some(state)] as const),
]);

const columnOf = (values: ReadonlyArray<number>): number | ReadonlyArray<number> =>
  values.every((value) => value === values[0]) ? (values[0] ?? []) : values;

const encodeRows = (rows: ReadonlyArray<Row>): RowsWire => {
  const numbers = numberKeys.map((key) => [key, columnOf(rows.map((row) => row[key]))] as const);
  return {
    id: rows.map(({ id }) => id),
    taskId: rows.map(({ taskId }) => O.toNullable(taskId)),
    state: columnOf(
      rows.map(({ state }) => (O.isNone(state) ? -1 : runStates.indexOf(state.value))),
    ),
    // SAFETY: `numberKeys` are all the number keys.
    ...(Object.fromEntries(numbers) as Pick<RowsWire, NumberKey>),
  };
};

const isColumn = (u: unknown, length: number): u is ReadonlyArray<number> =>
  Array.isArray(u) && u.length === length && u.every((n) => Number.isSafeInteger(n));

/** A column of integers, or `undefined` if it is none of this length. */
const readColumn = (u: unknown, length: number): ReadonlyArray<number> | undefined => {
  const values: unknown = typeof u === 'number' ? new Array<number>(length).fill(u) : u;
  return isColumn(values, length) ? values : undefined;
};

/** Decodes each item, or gives `undefined` if one is invalid. */
const readList = <A>(u: unknown, item: TryDecode<A>): ReadonlyArray<A> | undefined => {
  if (!Array.isArray(u)) return undefined;
  const items = u.map(item);
  return items.includes(INVALID) ? undefined : (items as ReadonlyArray<A>);
};

/** Decodes each number column. */
const readNumbers = (
  u: Readonly<Record<string, unknown>>,
  length: number,
): Readonly<Record<NumberKey, ReadonlyArray<number>>> | undefined => {
  const columns = numberKeys.map((key) => [key, readColumn(readField(u, key), length)] as const);
  return columns.some(([, column]) => column === undefined)
    ? undefined
    : // SAFETY: every column was decoded.
      (Object.fromEntries(columns) as Record<NumberKey, ReadonlyArray<number>>);
};

const tryDecodeTask: TryDecode<Row['taskId']> = optionFromNullable(TaskId).tryDecode;

const tryDecodeRows: TryDecode<ReadonlyArray<Row>> = (u) => {
  if (!isRecord(u)) return INVALID;
  const ids = readList(readField(u, 'id'), RunId.tryDecode);
  if (ids === undefined) return INVALID;
  const taskIds = readList(readField(u, 'taskId'), tryDecodeTask);
  const stateColumn = readColumn(readField(u, 'state'), ids.length);
  const numbers = readNumbers(u, ids.length);
  if (taskIds?.length !== ids.length || stateColumn === undefined || numbers === undefined)
    return INVALID;
  const stateOptions = readList(stateColumn, (index) => states.get(index) ?? INVALID);
  if (stateOptions === undefined) return INVALID;
  return ids.map((id, i) => ({
    id,
    number: numbers.number[i] ?? 0,
    state: stateOptions[i] ?? O.none,
    attempts: numbers.attempts[i] ?? 0,
    priority: numbers.priority[i] ?? 0,
    createdAt: numbers.createdAt[i] ?? 0,
    changedAt: numbers.changedAt[i] ?? 0,
    ops: numbers.ops[i] ?? 0,
    refused: numbers.refused[i] ?? 0,
    taskId: taskIds[i] ?? O.none,
    redelivered: numbers.redelivered[i] ?? 0,
    begunAgain: numbers.begunAgain[i] ?? 0,
    taken: numbers.taken[i] ?? 0,
    reasons: numbers.reasons[i] ?? 0,
  }));
};

/** The codec of rows, between their columns on the wire and {@link Row}s. */
export const RowsCodec: FastCodec<ReadonlyArray<Row>, RowsWire> = leafCodec(
  'the columns of rows',
  (u): u is ReadonlyArray<Row> => Array.isArray(u),
  tryDecodeRows,
  encodeRows,
);
