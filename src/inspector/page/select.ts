/** Selects and sorts the runs of the list. */
import * as O from 'fp-ts/lib/Option.js';
import { isTerminal, runStates } from '../../run/RunState.js';
import type { Filter, FilterContext } from '../Filter.js';
import { isFound, isInStates } from '../Filter.js';
import type { Row } from '../Row.js';

/** The columns that the list can be sorted by. */
export const sortKeys = [
  'state',
  'id',
  'attempts',
  'refused',
  'priority',
  'changed',
  'age',
  'duration',
] as const;

/** A column that the list can be sorted by. */
export type SortKey = (typeof sortKeys)[number];

/** The filter and order of the list. */
export interface Selection extends Filter {
  readonly sort: SortKey;
  readonly descending: boolean;
}

/** What can be found without labels, and without the ops. */
const rowsAlone: FilterContext = {
  labelOf: () => undefined,
  opsSay: () => () => false,
  opsIn: () => () => false,
};

/** Does a column sort in descending order when it is first chosen? */
export const beginsDescending = (key: SortKey): boolean =>
  key !== 'state' && key !== 'id' && key !== 'age';

const stateRank = ({ state }: Row): number =>
  O.isNone(state) ? runStates.length : runStates.indexOf(state.value);

const keyOf: Readonly<Record<Exclude<SortKey, 'id' | 'duration'>, (row: Row) => number>> = {
  state: stateRank,
  attempts: ({ attempts }) => attempts,
  refused: ({ refused }) => refused,
  priority: ({ priority }) => priority,
  changed: ({ changedAt }) => changedAt,
  age: ({ createdAt }) => createdAt,
};

/** When a run ended; `undefined` if it goes on. */
export const endOf = ({ state, changedAt }: Row): number | undefined =>
  O.isSome(state) && isTerminal(state.value) ? changedAt : undefined;

/** How long each run was, up to the latest change of all if it goes on; a run that never began was not. */
const durationOf = (rows: ReadonlyArray<Row>): ((row: Row) => number) => {
  const latest = rows.reduce((last, { changedAt }) => Math.max(last, changedAt), 0);
  return (row) => (O.isNone(row.state) ? -1 : (endOf(row) ?? latest) - row.createdAt);
};

const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Indexes of rows. */
export type Order = ReadonlyArray<number>;

/** Compares two rows by their indexes. */
const comparison = (
  rows: ReadonlyArray<Row>,
  { sort, descending }: Pick<Selection, 'sort' | 'descending'>,
): ((a: number, b: number) => number) => {
  const sign = descending ? -1 : 1;
  const byIdAt = (a: number, b: number): number => {
    const [rowA, rowB] = [rows[a], rows[b]];
    return rowA === undefined || rowB === undefined ? 0 : byId(rowA, rowB);
  };
  if (sort === 'id') return (a, b) => sign * byIdAt(a, b);
  const keys = rows.map(sort === 'duration' ? durationOf(rows) : keyOf[sort]);
  return (a, b) => sign * ((keys[a] ?? 0) - (keys[b] ?? 0)) || byIdAt(a, b);
};

/**
 * The order of rows by a column, ties by id. Sorting begins with an earlier order, when there may have been fewer rows: that takes
 * a small part of the time if most rows are still in order.
 */
export const orderOf = (
  rows: ReadonlyArray<Row>,
  by: Pick<Selection, 'sort' | 'descending'>,
  earlier: Order = [],
): Order => {
  const added = rows.slice(earlier.length).map((_, i) => earlier.length + i);
  return [...earlier, ...added].sort(comparison(rows, by));
};

/** The selected runs in their order; `isWanted` tells which of them the query and the range find. */
export const select = (
  rows: ReadonlyArray<Row>,
  selection: Selection,
  isWanted: (row: Row) => boolean = isFound(selection, rowsAlone),
  order: Order = orderOf(rows, selection),
): ReadonlyArray<Row> => {
  const shown: Array<Row> = [];
  const isIn = isInStates(selection);
  for (const index of order) {
    const row = rows[index];
    if (row !== undefined && isIn(row) && isWanted(row)) shown.push(row);
  }
  return shown;
};

/** The `max` runs with the highest values of a column, at least `min`, highest first. */
export const topRuns = (
  rows: Iterable<Row>,
  key: 'attempts' | 'refused',
  min: number,
  max: number,
): ReadonlyArray<Row> => {
  const top: Array<Row> = [];
  for (const row of rows) {
    if (row[key] < min) continue;
    const last = top[max - 1];
    if (last !== undefined && last[key] >= row[key]) continue;
    const at = top.findIndex((other) => other[key] < row[key]);
    top.splice(at === -1 ? top.length : at, 0, row);
    if (top.length > max) top.pop();
  }
  return top;
};
