/** Benchmarks and their outcomes. */
import type { Timing } from './measure.js';
import type { Project } from './project.js';

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

/** What a benchmark measures, how much work it does, and where it reports its progress. */
export interface Setting {
  /** The library as it is here, installed. */
  readonly own: Project;
  /** The library of another commit to compare with, in the benchmarks that can. */
  readonly base?: Project | undefined;
  /** Only enough to check that it works. */
  readonly quick: boolean;
  /** Includes sizes that take minutes. */
  readonly long: boolean;
  readonly progress: (text: string) => void;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  readonly run: (setting: Setting) => Promise<Outcome> | Outcome;
}

/** Finds a row of a table; throws if there is none. */
export const rowOf = ({ title, rows }: Table, name: string): Row => {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`${title} has no ${name}`);
  return row;
};

/** The projects to measure: our own, and that of the other commit if there is one. */
export const projectsOf = ({ own, base }: Setting): ReadonlyArray<Project> =>
  base === undefined ? [own] : [own, base];

/** Names the row of a contender that runs in a project. */
export const rowName = (contender: string, { ref }: Project): string =>
  ref === undefined ? contender : `${contender}, at ${ref}`;

/** Compares each row that has a counterpart in another commit with it; the ratios are to that commit. */
export const comparedWith = (base: Project, tables: ReadonlyArray<Table>): ReadonlyArray<Table> =>
  tables.flatMap(({ title, unit, rows }): ReadonlyArray<Table> => {
    const compared = rows.flatMap((row) => {
      const before = rows.find(({ name }) => name === rowName(row.name, base));
      return before === undefined ? [] : [{ ...row, ratio: row.ratio / before.ratio }];
    });
    return compared.length === 0
      ? []
      : [{ title: `${title}; ratios to ${base.ref ?? ''}`, unit, rows: compared }];
  });

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
