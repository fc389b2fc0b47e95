/** What a replay tells of time, as JSON and as text. */
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { DurationFigures } from '../times/Durations.js';
import type { TimeFigures } from '../times/StateTimes.js';
import type { Stuck } from '../times/Stuck.js';
import type { ThroughputFigures } from '../times/Throughput.js';
import { Timestamp } from '../values/Timestamp.js';
import { count, counted, instant, paintState, span } from './format.js';
import { labelColumn } from './labels.js';
import type { Colors } from './output.js';
import { table } from './table.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How long runs were in their states, as `--json` prints it. All durations are in seconds. */
export interface TimesWire {
  readonly states: ReadonlyArray<DurationFigures & { readonly state: RunState }>;
  readonly edges: ReadonlyArray<
    DurationFigures & { readonly from: RunState; readonly to: RunState }
  >;
  readonly attempts: DurationFigures;
  /** Stays and attempts of unknown length. */
  readonly unknown: number;
}

/** Lines over time, as `--json` prints them. Instants are in unix seconds. */
export interface ThroughputWire {
  /** The length of each interval. */
  readonly seconds: number;
  readonly first: number | null;
  readonly last: number | null;
  /** Lines without an instant, or with one that looks like another unit. */
  readonly unknown: number;
  readonly intervals: ReadonlyArray<{
    readonly from: number;
    readonly accepted: number;
    readonly created: number;
    readonly ended: number;
    readonly refused: {
      readonly total: number;
      readonly by_code: Readonly<Record<string, number>>;
    };
  }>;
}

/** The runs that are in a state for long, as `--json` prints them. */
export interface StuckWire {
  /** The instant until which a stay counts; null if the journals have none. */
  readonly as_of: number | null;
  readonly at_least_seconds: number;
  readonly total: number;
  readonly by_state: Readonly<Record<string, number>>;
  /** The longest first. */
  readonly runs: ReadonlyArray<{
    readonly run_id: string;
    /** What people call it, with `--labels`. */
    readonly label?: string;
    readonly state: RunState;
    readonly since: number;
    readonly seconds: number;
    readonly attempt_count: number;
  }>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The mean to the millisecond. */
const rounded = <A extends DurationFigures>(figures: A): A => ({
  ...figures,
  mean: Math.round(figures.mean * 1000) / 1000,
});

export const encodeTimes = ({ states, edges, attempts, unknown }: TimeFigures): TimesWire => ({
  states: states.map(rounded),
  edges: edges.map(rounded),
  attempts: rounded(attempts),
  unknown,
});

export const encodeThroughput = ({
  seconds,
  intervals,
  first,
  last,
  unknown,
}: ThroughputFigures): ThroughputWire => ({
  seconds,
  first: first ?? null,
  last: last ?? null,
  unknown,
  intervals: intervals.map(({ from, accepted, created, ended, refused, refusedBy }) => ({
    from,
    accepted,
    created,
    ended,
    refused: {
      total: refused,
      by_code: Object.fromEntries([...refusedBy].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  })),
});

export const encodeStuck = (
  { total, byState, runs }: Stuck,
  asOf: number | undefined,
  seconds: number,
): StuckWire => ({
  as_of: asOf ?? null,
  at_least_seconds: seconds,
  total,
  by_state: Object.fromEntries(
    runStates.flatMap((state) => {
      const n = byState.get(state);
      return n === undefined ? [] : [[state, n] as const];
    }),
  ),
  runs: runs.map(({ run, since, seconds: own }) => ({
    run_id: run.id,
    state: run.state,
    since,
    seconds: own,
    attempt_count: run.attemptCount,
  })),
});

// ------------------------------------------------------------------------------------------------------------- text

const percent = (part: number, all: number): string =>
  all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`;

/** The cells of a row; `all` is the time that the row has a share of. */
const cells = (
  { count: n, total, p50, p90, p99, max }: DurationFigures,
  all: number,
): ReadonlyArray<string> => [count(n), percent(total, all), ...[p50, p90, p99, max].map(span)];

/** Formats how long runs were in their states. */
export const timesText = (
  colors: Colors,
  { states, edges, attempts, unknown }: TimesWire,
): ReadonlyArray<string> => {
  if (states.length === 0 && attempts.count === 0) return [];
  const all = states.reduce((sum, { total }) => sum + total, 0);
  const rows = [
    ...states.flatMap(({ state, ...figures }) => [
      [paintState(colors, state), ...cells(figures, all)],
      ...edges
        .filter(({ from }) => from === state)
        .map(({ to, ...own }) => [colors.dim(`  to ${to}`), ...cells(own, all)]),
    ]),
    ...(attempts.count === 0 ? [] : [['attempts', ...cells(attempts, all)]]),
  ];
  const isExact = [...states, ...edges, attempts].every(({ exact }) => exact);
  return [
    [
      table(
        colors,
        ['time in state', 'left', 'share', 'p50', 'p90', 'p99', 'max'],
        rows,
        [1, 2, 3, 4, 5, 6],
      ),
      ...(isExact ? [] : ['Some quantiles are estimates, at most 1 % off: --json says which']),
      ...(unknown === 0
        ? []
        : [`${counted(unknown, 'time')} unknown: an instant is missing, or goes back`]),
    ].join('\n'),
  ];
};

const BARS = '▁▂▃▄▅▆▇█';

/** The widest line of bars. */
const COLUMNS = 60;

const bars = (values: ReadonlyArray<number>): string => {
  const most = Math.max(...values);
  return values
    .map((value) =>
      value === 0 ? ' ' : (BARS[Math.ceil((value / most) * BARS.length) - 1] ?? ' '),
    )
    .join('');
};

/** Formats lines over time, if there is more than one interval. */
export const throughputText = (
  colors: Colors,
  { seconds, first, last, intervals }: ThroughputWire,
): ReadonlyArray<string> => {
  if (first === null || last === null || intervals.length < 2) return [];
  const begin = first - (first % seconds);
  const intervalsIn = Math.floor((last - begin) / seconds) + 1;
  const each = Math.ceil(intervalsIn / COLUMNS);
  const columns = Math.ceil(intervalsIn / each);
  const row = (valueOf: (interval: ThroughputWire['intervals'][number]) => number): string => {
    const values = Array.from({ length: columns }, () => 0);
    for (const interval of intervals) {
      const column = Math.floor((interval.from - begin) / (seconds * each));
      values[column] = (values[column] ?? 0) + valueOf(interval);
    }
    return bars(values).trimEnd();
  };
  const refusals = intervals.filter(({ refused }) => refused.total > 0);
  const refused = refusals.reduce((sum, interval) => sum + interval.refused.total, 0);
  const [begun] = refusals;
  return [
    [
      `${colors.bold('lines over time')}  ${instantOf(first)} to ${instantOf(last)}, ${span(seconds * each)} a column`,
      `  accepted  ${colors.green(row(({ accepted }) => accepted))}`,
      ...(begun === undefined
        ? []
        : [
            `  refused   ${colors.yellow(row((interval) => interval.refused.total))}`,
            `  The first of ${counted(refused, 'refusal')} is in the ${span(seconds)} from ${instantOf(begun.from)}`,
          ]),
    ].join('\n'),
  ];
};

/** Formats an instant in unix seconds. */
const instantOf = (seconds: number): string =>
  Timestamp.is(seconds) ? instant(seconds) : String(seconds);

/** Formats what is stuck. */
export const stuckText = (colors: Colors, stuck: StuckWire): ReadonlyArray<string> => {
  const { as_of: asOf, at_least_seconds: seconds, total, by_state: states, runs } = stuck;
  if (asOf === null)
    return [`${colors.bold('Stuck')} is unknown: the journals have no instants; add --as-of`];
  const head = `${colors.bold('Stuck')} for ${span(seconds)} and more, as of ${instantOf(asOf)}: ${counted(total, 'run')}`;
  if (total === 0) return [head];
  const shown = runs.slice(0, MAX_SHOWN);
  const labels = labelColumn(shown);
  return [
    [
      `${head} (${Object.entries(states)
        .map(([state, n]) => `${state} ${count(n)}`)
        .join(', ')})`,
      table(
        colors,
        ['run', 'state', 'attempts', 'since', 'for', ...labels.head],
        shown.map((run) => [
          run.run_id,
          paintState(colors, run.state),
          count(run.attempt_count),
          instantOf(run.since),
          span(run.seconds),
          ...labels.cell(run),
        ]),
        [2, 4],
      ),
      ...(total > MAX_SHOWN ? [`  and ${count(total - MAX_SHOWN)} more; --json lists them`] : []),
    ].join('\n'),
  ];
};

/** How many stuck runs are shown. */
const MAX_SHOWN = 20;
