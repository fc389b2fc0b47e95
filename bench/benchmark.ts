/** What a benchmark is, and what comes of one. */
import type { Timing } from './measure.js';

/** What the figures of a table count. */
export type Unit = 'ns' | 'ms' | 'bytes';

/** One subject of a table: its figures, and how many times the first row's they are. */
export type Row = Timing;

/** Figures that are compared with the first row. */
export interface Table {
  readonly title: string;
  readonly unit: Unit;
  readonly rows: ReadonlyArray<Row>;
  /** Is it one of those in the chart? */
  readonly chart?: true;
  /** What a reader must know to take the figures as they are meant. */
  readonly note?: string;
}

/** What we want of a figure, and whether it is so. */
export interface Target {
  /** What is measured, and against what. */
  readonly measure: string;
  /** The bound, in words. */
  readonly wanted: string;
  /** The figure, in words. */
  readonly measured: string;
  readonly met: boolean;
  /** Is it one of the few in the README? */
  readonly headline?: true;
}

/** What came of a benchmark. */
export interface Outcome {
  readonly tables: ReadonlyArray<Table>;
  readonly targets: ReadonlyArray<Target>;
}

/** How much work a benchmark is given, and whom it tells how far it is. */
export interface Setting {
  /** Just enough to see that it works. */
  readonly quick: boolean;
  /** With the sizes that take minutes. */
  readonly long: boolean;
  readonly progress: (text: string) => void;
}

/** A benchmark by its name. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** Does it measure what `npm run build` makes? */
  readonly built?: true;
  readonly run: (setting: Setting) => Promise<Outcome> | Outcome;
}

/** A row of a table, or the end of the benchmark. */
export const rowOf = ({ title, rows }: Table, name: string): Row => {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`${title} has no ${name}`);
  return row;
};

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)} x`;

/** At most so many times a peer's. */
export const atMost = (measure: string, bound: number, ratio: number): Target => ({
  measure,
  wanted: `at most ${String(bound)} x`,
  measured: times(ratio),
  met: ratio <= bound,
});

/** At least so many times faster, or smaller, than a peer. */
export const atLeast = (
  measure: string,
  bound: number,
  ratio: number,
  what: 'faster' | 'smaller' = 'faster',
): Target => ({
  measure,
  wanted: `at least ${String(bound)} x ${what}`,
  measured: times(ratio),
  met: ratio >= bound,
});
