/** What the page shows of the times, and its part of the address. */
import type { DurationFigures } from '../../../times/Durations.js';

/** The columns of a table of times, by which it can be sorted. */
export const columns = [
  'count',
  'p50',
  'p90',
  'p99',
  'max',
  'total',
] as const satisfies ReadonlyArray<keyof DurationFigures>;

/** A column of a table of times. */
export type Column = (typeof columns)[number];

/** What the tables are sorted by; without a column, in lifecycle order. */
export interface Sorting {
  readonly column: Column | undefined;
  readonly descending: boolean;
}

/** What the page shows of the times. */
export interface TimesPlace {
  /** How long a run must be in its state to be listed as stuck, in seconds. */
  readonly stuckFor: number;
  readonly sorting: Sorting;
}

const unsorted: Sorting = { column: undefined, descending: true };

/** What the page shows of the times without a fragment. */
export const timesHome: TimesPlace = { stuckFor: 3600, sorting: unsorted };

/** The order after a click on the head of a column: descending, ascending, then lifecycle order. */
export const sortedBy = (now: Sorting, column: Column): Sorting =>
  now.column !== column
    ? { column, descending: true }
    : now.descending
      ? { column, descending: false }
      : unsorted;

const sortingOf = (text: string): Sorting => {
  const column = columns.find((name) => name === text.replace(/^-/, ''));
  return column === undefined ? unsorted : { column, descending: text.startsWith('-') };
};

const secondsOf = (text: string): number =>
  /^\d{1,12}$/u.test(text) ? Number(text) : timesHome.stuckFor;

/** Reads the part of the fragment that is about times; what is invalid counts as absent. */
export const readTimesPlace = (given: URLSearchParams): TimesPlace => ({
  stuckFor: secondsOf(given.get('stuck') ?? ''),
  sorting: sortingOf(given.get('by') ?? ''),
});

/** Writes the part of the fragment that is about times; the empty text stands for a default. */
export const writeTimesPlace = ({
  stuckFor,
  sorting: { column, descending },
}: TimesPlace): Readonly<Record<string, string>> => ({
  stuck: stuckFor === timesHome.stuckFor ? '' : String(stuckFor),
  by: column === undefined ? '' : `${descending ? '-' : ''}${column}`,
});
