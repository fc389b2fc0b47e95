/** Selects and sorts the runs of the list. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import type { Row } from '../Row.js';

/** The columns that the list can be sorted by. */
export const sortKeys = ['state', 'id', 'attempts', 'refused', 'priority', 'age'] as const;

/** A column that the list can be sorted by. */
export type SortKey = (typeof sortKeys)[number];

/** The filter and order of the list. */
export interface Selection {
  /** The states that are shown; all if empty. */
  readonly states: ReadonlySet<RunState>;
  /** A part of the id. */
  readonly query: string;
  readonly sort: SortKey;
  readonly descending: boolean;
}

/** Does a column sort in descending order when it is first chosen? */
export const beginsDescending = (key: SortKey): boolean =>
  key === 'attempts' || key === 'refused' || key === 'priority';

const stateRank = ({ state }: Row): number =>
  O.isNone(state) ? runStates.length : runStates.indexOf(state.value);

const keyOf: Readonly<Record<Exclude<SortKey, 'id'>, (row: Row) => number>> = {
  state: stateRank,
  attempts: ({ attempts }) => attempts,
  refused: ({ refused }) => refused,
  priority: ({ priority }) => priority,
  age: ({ createdAt }) => createdAt,
};

const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const matches = ({ states, query }: Selection): ((row: Row) => boolean) => {
  const text = query.trim().toLowerCase();
  return ({ id, state }) =>
    (states.size === 0 || (O.isSome(state) && states.has(state.value))) &&
    (text === '' || id.includes(text));
};

/** The selected runs in their order, ties by id. */
export const select = (rows: Iterable<Row>, selection: Selection): ReadonlyArray<Row> => {
  const shown: Array<Row> = [];
  const isShown = matches(selection);
  for (const row of rows) if (isShown(row)) shown.push(row);
  const sign = selection.descending ? -1 : 1;
  if (selection.sort === 'id') return shown.sort((a, b) => sign * byId(a, b));
  const key = keyOf[selection.sort];
  return shown.sort((a, b) => sign * (key(a) - key(b)) || byId(a, b));
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
