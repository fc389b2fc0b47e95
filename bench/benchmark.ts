/** Benchmarks and their outcomes. */
import type { Timing } from './measure.js';

/** The unit of a table's figures. */
export type Unit = 'ns' | 'ms' | 'bytes';

/** The figures of one contender, and their ratio to those of the first row. */
export type Row = Timing;

/** A table whose rows are compared with the first. */
export interface Table {
  readonly title: string;
  readonly unit: Unit;
  readonly rows: ReadonlyArray<Row>;
  /** Shows the table in the bar chart. */
  readonly chart?: true;
  /** A line below the table that explains it. */
  readonly note?: string;
}

/** A bound for a figure, and whether it is met. */
export interface Target {
  /** What is measured, and against what. */
  readonly measure: string;
  /** The bound, formatted. */
  readonly wanted: string;
  /** The figure, formatted. */
  readonly measured: string;
  readonly met: boolean;
  /** Shows the target in the README. */
  readonly headline?: true;
}

/** The result of a benchmark. */
export interface Outcome {
  readonly tables: ReadonlyArray<Table>;
  readonly targets: ReadonlyArray<Target>;
}

/** How much work a benchmark does, and where it reports its progress. */
export interface Setting {
  /** Only enough to check that it works. */
  readonly quick: boolean;
  /** Includes sizes that take minutes. */
  readonly long: boolean;
  readonly progress: (text: string) => void;
  /** Another commit to compare with, if a benchmark can. */
  readonly base?: string | undefined;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** Measures the output of `npm run build`. */
  readonly built?: true;
  readonly run: (setting: Setting) => Promise<Outcome> | Outcome;
}

/** Finds a row of a table; throws if there is none. */
export const rowOf = ({ title, rows }: Table, name: string): Row => {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`${title} has no ${name}`);
  return row;
};

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)} x`;

/** The target that a ratio is at most `bound`. */
export const atMost = (measure: string, bound: number, ratio: number): Target => ({
  measure,
  wanted: `at most ${String(bound)} x`,
  measured: times(ratio),
  met: ratio <= bound,
});

/** The target that we are at least `bound` times faster, or smaller, than a peer. */
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
