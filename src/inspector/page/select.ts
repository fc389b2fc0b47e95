/** Which runs the list shows, and in which order. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import type { Row } from '../Board.js';

/** What the list is sorted by. */
export const sortKeys = ['state', 'id', 'attempts', 'refused', 'priority', 'age'] as const;

/** One of them. */
export type SortKey = (typeof sortKeys)[number];

/** What the list shows. */
export interface Selection {
  /** States that are shown; all if it is empty. */
  readonly states: ReadonlySet<RunState>;
  /** What the id of a run must contain. */
  readonly query: string;
  readonly sort: SortKey;
  readonly descending: boolean;
}

/** How a column is sorted when it is chosen: the most of what one looks for comes first. */
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

/** The runs that are shown, in their order; runs alike are in the order of their ids. */
export const select = (rows: Iterable<Row>, selection: Selection): ReadonlyArray<Row> => {
  const shown: Array<Row> = [];
  const isShown = matches(selection);
  for (const row of rows) if (isShown(row)) shown.push(row);
  const sign = selection.descending ? -1 : 1;
  if (selection.sort === 'id') return shown.sort((a, b) => sign * byId(a, b));
  const key = keyOf[selection.sort];
  return shown.sort((a, b) => sign * (key(a) - key(b)) || byId(a, b));
};

/** The runs with most of something, none that has nothing of it; the most first. */
export const most = (
  rows: Iterable<Row>,
  key: 'attempts' | 'refused',
  least: number,
  number: number,
): ReadonlyArray<Row> => {
  const top: Array<Row> = [];
  for (const row of rows) {
    if (row[key] < least) continue;
    const last = top[number - 1];
    if (last !== undefined && last[key] >= row[key]) continue;
    const at = top.findIndex((other) => other[key] < row[key]);
    top.splice(at === -1 ? top.length : at, 0, row);
    if (top.length > number) top.pop();
  }
  return top;
};
