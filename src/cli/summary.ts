/** The summary of a replay, as JSON and as text; both are made from one {@link Summary}. */
import { printable } from '../codec/printable.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal, runStates } from '../run/RunState.js';
import type { JournalTimes } from '../times/JournalTimes.js';
import type { AnomalyFacts } from './anomalies.js';
import { anomalyText } from './anomalies.js';
import type { BlockReplay } from './blockReplay.js';
import { count, counted, elapsed, paintState, span } from './format.js';
import { sourceName, STDIN } from './input.js';
import type { Labels } from './labels.js';
import { labelColumn, labelled } from './labels.js';
import type { Colors } from './output.js';
import { shellWord } from './shellWord.js';
import { table } from './table.js';
import type { StuckWire, ThroughputWire, TimesWire } from './times.js';
import { encodeThroughput, encodeTimes, stuckText, throughputText, timesText } from './times.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The result of one file. */
export interface FileFacts {
  /** The name of the source in messages. */
  readonly file: string;
  /** The number of lines that are not blank. */
  readonly lines: number;
  /** Why the file could not be read, or not to its end. */
  readonly error: string | null;
}

/** A run in a ranking. */
interface RunFacts {
  readonly run_id: string;
  /** What people call it, with `--labels`. */
  readonly label?: string;
  readonly state: RunState;
  readonly attempt_count: number;
  /** From created_at to last_state_change_at or, if the run is not over, to the last instant of the journals or that of `--as-of`. */
  readonly seconds: number;
}

/** The summary of a replay, as `--json` prints it. */
export interface Summary {
  readonly files: ReadonlyArray<FileFacts>;
  /** The number of lines that are not blank: accepted, begun again, refused, redelivered or malformed. */
  readonly lines: number;
  readonly accepted: number;
  /** Lines that created a run which existed, so that it lost what it was. */
  readonly begun_again: number;
  /** Accepted lines that started an attempt which was over. */
  readonly attempts_begun_again: number;
  /** `by_code`: the codes that occurred, in alphabetical order. */
  readonly refused: { readonly total: number; readonly by_code: Readonly<Record<string, number>> };
  readonly redelivered: number;
  readonly malformed: number;
  /** `by_state`: every state, in lifecycle order. */
  readonly runs: {
    readonly total: number;
    readonly by_state: Readonly<Record<string, number>>;
  };
  readonly anomalies: AnomalyFacts;
  /** Absent with `--no-times`. */
  readonly times?: TimesWire;
  readonly throughput?: ThroughputWire;
  /** Present with `--only`: the same of these runs. */
  readonly only?: {
    readonly runs: number;
    readonly times: TimesWire;
    readonly throughput: ThroughputWire;
  };
  /** Present with `--stuck`. */
  readonly stuck?: StuckWire;
  readonly slowest: ReadonlyArray<RunFacts>;
  readonly most_retried: ReadonlyArray<RunFacts>;
  readonly elapsed_seconds: number;
  readonly lines_per_second: number;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The maximum number of runs in a ranking. */
const MAX_RANKED = 5;

/** The runs with the highest scores that are not negative, found in one pass; equal scores stay in journal order. */
const highest = (
  runs: Iterable<RunInstance>,
  score: (run: RunInstance) => number,
): ReadonlyArray<RunInstance> => {
  const best: Array<RunInstance> = [];
  for (const run of runs) {
    const own = score(run);
    const last = best.at(-1);
    if (own < 0 || (best.length === MAX_RANKED && last !== undefined && own <= score(last)))
      continue;
    const place = best.findIndex((other) => score(other) < own);
    best.splice(place === -1 ? best.length : place, 0, run);
    best.length = Math.min(best.length, MAX_RANKED);
  }
  return best;
};

/** How long a run took, or takes if it is not over. */
const durationUntil =
  (asOf: number | undefined) =>
  ({ createdAt, lastStateChangeAt, state }: RunInstance): number =>
    (isTerminal(state) ? lastStateChangeAt : Math.max(asOf ?? 0, lastStateChangeAt)) - createdAt;

/** The number of retries, if there are any; the first attempt is not one. */
const retries = ({ attemptCount }: RunInstance): number =>
  attemptCount > 1 ? attemptCount - 1 : -1;

/** The times of the runs of `--only`. */
export interface OnlyFacts {
  readonly runs: number;
  readonly times: JournalTimes;
}

/** What is told of time. */
export interface TimeFacts {
  readonly times: JournalTimes | undefined;
  /** The instant until which runs that are not over count. */
  readonly asOf: number | undefined;
  readonly stuck: StuckWire | undefined;
  readonly only: OnlyFacts | undefined;
}

/** Summarizes a replay. */
export const summarize = (
  result: BlockReplay,
  anomalies: AnomalyFacts,
  files: ReadonlyArray<FileFacts>,
  milliseconds: number,
  { times, asOf, stuck, only }: TimeFacts,
): Summary => {
  const duration = durationUntil(asOf);
  const runFacts = (run: RunInstance): RunFacts => ({
    run_id: run.id,
    state: run.state,
    attempt_count: run.attemptCount,
    seconds: duration(run),
  });
  const byState = new Map(runStates.map((state) => [state, 0]));
  for (const { state } of result.runs.values()) byState.set(state, (byState.get(state) ?? 0) + 1);
  const refused = [...result.refused].sort(([a], [b]) => (a < b ? -1 : 1));
  const { lines, accepted, redelivered, malformed } = result;
  return {
    files,
    lines,
    accepted,
    begun_again: result.begunAgain,
    attempts_begun_again: result.attemptsBegunAgain,
    refused: {
      total: refused.reduce((sum, [, n]) => sum + n, 0),
      by_code: Object.fromEntries(refused),
    },
    redelivered,
    malformed,
    runs: { total: result.runs.size, by_state: Object.fromEntries(byState) },
    anomalies,
    ...(times === undefined
      ? {}
      : {
          times: encodeTimes(times.states.figures()),
          throughput: encodeThroughput(times.throughput.figures()),
        }),
    ...(only === undefined
      ? {}
      : {
          only: {
            runs: only.runs,
            times: encodeTimes(only.times.states.figures()),
            throughput: encodeThroughput(only.times.throughput.figures()),
          },
        }),
    ...(stuck === undefined ? {} : { stuck }),
    slowest: highest(result.runs.values(), duration).map(runFacts),
    most_retried: highest(result.runs.values(), retries).map(runFacts),
    elapsed_seconds: Math.round(milliseconds) / 1000,
    lines_per_second: Math.round((lines * 1000) / Math.max(milliseconds, 1)),
  };
};

/** Adds what people call the runs of a summary. */
export const withLabels = (labels: Labels, summary: Summary): Summary => ({
  ...summary,
  ...(summary.stuck === undefined
    ? {}
    : {
        stuck: { ...summary.stuck, runs: summary.stuck.runs.map((run) => labelled(labels, run)) },
      }),
  slowest: summary.slowest.map((run) => labelled(labels, run)),
  most_retried: summary.most_retried.map((run) => labelled(labels, run)),
});

// ------------------------------------------------------------------------------------------------------- destructors

const runsTable = (colors: Colors, runs: ReadonlyArray<RunFacts>): string => {
  const labels = labelColumn(runs);
  return table(
    colors,
    ['run', 'state', 'attempts', 'took', ...labels.head],
    runs.map((run) => [
      run.run_id,
      paintState(colors, run.state),
      count(run.attempt_count),
      run.seconds < 0 ? '-' : span(run.seconds),
      ...labels.cell(run),
    ]),
    [2, 3],
  );
};

/** Suggests to explain the most retried run. Only for a single file, because with several files the story could be incomplete. */
const nextCommand = ({ files, most_retried: [run] }: Summary): ReadonlyArray<string> => {
  const [only, another] = files;
  return only === undefined ||
    another !== undefined ||
    only.file === sourceName(STDIN) ||
    run === undefined
    ? []
    : [`One run's story: runchart explain ${printable(shellWord(only.file))} ${run.run_id}`];
};

/** Formats a summary as text. */
export const summaryText = (colors: Colors, summary: Summary): string => {
  const {
    files,
    refused,
    runs,
    slowest,
    most_retried: retried,
    times,
    throughput,
    stuck,
    only,
  } = summary;
  const names =
    files.length === 1
      ? files.map(({ file }) => printable(file)).join('')
      : counted(files.length, 'file');
  const states = Object.entries(runs.by_state).map(([state, n]) => [
    n === 0 ? colors.dim(state) : state,
    n === 0 ? colors.dim('0') : count(n),
  ]);
  const attention = (n: number): string => (n > 0 ? colors.yellow(count(n)) : count(n));
  const sections = [
    `${colors.bold(names)}: ${counted(summary.lines, 'line')} in ${elapsed(summary.elapsed_seconds * 1000)} (${count(summary.lines_per_second)} lines/s)`,
    table(colors, ['runs by state', count(runs.total)], states, [1]),
    table(
      colors,
      ['lines', count(summary.lines)],
      [
        ['accepted', count(summary.accepted)],
        ...(summary.attempts_begun_again === 0
          ? []
          : [['  attempts begun again', attention(summary.attempts_begun_again)]]),
        ...(summary.begun_again === 0
          ? []
          : [['runs begun again', attention(summary.begun_again)]]),
        ['refused', attention(refused.total)],
        ...Object.entries(refused.by_code).map(([code, n]) => [`  ${code}`, count(n)]),
        ['redelivered', count(summary.redelivered)],
        ['malformed', attention(summary.malformed)],
      ],
      [1],
    ),
    ...anomalyText(colors, summary.anomalies),
    ...(times === undefined ? [] : timesText(colors, times)),
    ...(throughput === undefined ? [] : throughputText(colors, throughput)),
    ...(only === undefined
      ? []
      : [
          `${colors.bold('Of the runs of --only')}: ${counted(only.runs, 'run')}`,
          ...timesText(colors, only.times),
          ...throughputText(colors, only.throughput),
        ]),
    ...(stuck === undefined ? [] : stuckText(colors, stuck)),
    ...(slowest.length > 0
      ? [`${colors.bold('Slowest runs')}\n${runsTable(colors, slowest)}`]
      : []),
    ...(retried.length > 0
      ? [`${colors.bold('Most retried runs')}\n${runsTable(colors, retried)}`]
      : []),
    ...nextCommand(summary),
  ];
  return `${sections.join('\n\n')}\n`;
};
