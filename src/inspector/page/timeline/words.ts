/** What the timeline says of runs in words, for screen readers and where the pointer is. */
import * as O from 'fp-ts/lib/Option.js';
import { runStates } from '../../../run/RunState.js';
import type { Row } from '../../Row.js';
import type { RunChanges } from '../../RunChange.js';
import { changeOf } from '../../RunChange.js';
import { duration } from '../durations.js';
import { count, counted, instant } from '../format.js';
import { endOf } from '../select.js';
import type { Span } from './span.js';

/** How long a run was, or has been: `took 3 min`. */
export const lengthText = (row: Row, latest: number): string => {
  if (O.isNone(row.state)) return 'was never created';
  const end = endOf(row);
  return end === undefined
    ? `goes on, for ${duration(latest - row.createdAt)} so far`
    : `took ${duration(end - row.createdAt)}`;
};

/** One run: `Completed, run 3fa85f64…afa6, created 2025-01-06 09:00:04 UTC, took 3 min, 2 attempts, 1 op refused`. */
export const runText = (row: Row, name: string, latest: number): string =>
  [
    O.isSome(row.state) ? row.state.value : 'never began',
    `run ${name}`,
    ...(O.isSome(row.state) ? [`created ${instant(row.createdAt)}`] : []),
    lengthText(row, latest),
    ...(row.attempts === 0 ? [] : [counted(row.attempts, 'attempt')]),
    ...(row.refused === 0 ? [] : [`${counted(row.refused, 'op')} refused`]),
  ].join(', ');

/** How a run was at an instant: `Running, attempt 2`; `undefined` before its first change and after its end. */
export const stateTextAt = ({ at, codes }: RunChanges, instantOf: number): string | undefined => {
  let state: string | undefined;
  let attempt = 0;
  let isActive = false;
  for (const [i, code] of codes.entries()) {
    if ((at[i] ?? 0) > instantOf) break;
    const change = changeOf(code);
    if (change?._tag === 'Entered') ({ state } = change);
    if (change?._tag === 'AttemptBegan') attempt += 1;
    if (change?._tag === 'AttemptBegan' || change?._tag === 'AttemptEnded')
      isActive = change._tag === 'AttemptBegan';
  }
  return state === undefined
    ? undefined
    : `${state}${isActive ? `, attempt ${String(attempt)}` : ''}`;
};

/** The rows in view: `Runs 1–34 of 506`. */
export const rowsText = (first: number, end: number, all: number): string =>
  all === 0 ? 'No run' : `Runs ${count(first + 1)}–${count(end)} of ${count(all)}`;

/** The time in view: `2025-01-06 09:00:04 – 2025-01-10 17:49:00 UTC`. */
export const timeText = ({ from, to }: Span): string => {
  const [start, end] = [
    instant(Math.max(0, Math.ceil(from))),
    instant(Math.max(0, Math.floor(to))),
  ];
  const isSameDay = start.slice(0, 10) === end.slice(0, 10);
  return `${start.replace(' UTC', '')} – ${isSameDay ? end.slice(11) : end}`;
};

/** What the rows in view are, most frequent first: `20 Completed, 3 Failed`. */
export const statesText = (list: ReadonlyArray<Row>, first: number, end: number): string => {
  const counts = new Map<string, number>([...runStates, 'never began'].map((state) => [state, 0]));
  let refused = 0;
  for (const row of list.slice(first, end)) {
    const state = O.isSome(row.state) ? row.state.value : 'never began';
    counts.set(state, (counts.get(state) ?? 0) + 1);
    refused += row.refused;
  }
  return [
    ...[...counts]
      .filter(([, n]) => n > 0)
      .toSorted(([, a], [, b]) => b - a)
      .map(([state, n]) => `${count(n)} ${state}`),
    ...(refused === 0 ? [] : [counted(refused, 'refused op')]),
  ].join(', ');
};
