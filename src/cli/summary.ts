/**
 * What a replay came to: as facts (`--json`), and as a page that people read. Both from one value, so that they agree.
 */
import Table from 'cli-table3';
import { printable } from '../codec/printable.js';
import type { Replay } from '../journal/replay.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { count, counted, elapsed, paintState, span } from './format.js';
import { sourceName, STDIN } from './input.js';
import type { Colors } from './output.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What came of one file. */
export interface FileFacts {
  /** The source as messages name it. */
  readonly file: string;
  /** Lines that are not blank. */
  readonly lines: number;
  /** Why it was not read, or not to its end. */
  readonly error: string | null;
}

/** A run that stands out. */
interface RunFacts {
  readonly run_id: string;
  readonly state: RunState;
  readonly attempt_count: number;
  /** From created_at to last_state_change_at. */
  readonly seconds: number;
}

/** The facts of a replay, in the shape that `--json` prints. */
export interface Summary {
  readonly files: ReadonlyArray<FileFacts>;
  /** Lines that are not blank: accepted, refused, redelivered or malformed. */
  readonly lines: number;
  readonly accepted: number;
  /** `by_code`: the codes that occurred, in alphabetical order. */
  readonly refused: { readonly total: number; readonly by_code: Readonly<Record<string, number>> };
  readonly redelivered: number;
  readonly malformed: number;
  /** `by_state`: every state, in lifecycle order. */
  readonly runs: {
    readonly total: number;
    readonly by_state: Readonly<Record<string, number>>;
  };
  readonly slowest: ReadonlyArray<RunFacts>;
  readonly most_retried: ReadonlyArray<RunFacts>;
  readonly elapsed_seconds: number;
  readonly lines_per_second: number;
}

// -------------------------------------------------------------------------------------------------------- operations

/** How many runs stand out, at most. */
const SHOWN = 5;

/** The few runs that score highest, in one pass and in the order of the journal among equals; none with a score of 0. */
const highest = (
  runs: Iterable<RunInstance>,
  score: (run: RunInstance) => number,
): ReadonlyArray<RunInstance> => {
  const best: Array<RunInstance> = [];
  for (const run of runs) {
    const its = score(run);
    const last = best.at(-1);
    if (its <= 0 || (best.length === SHOWN && last !== undefined && its <= score(last))) continue;
    const place = best.findIndex((other) => score(other) < its);
    best.splice(place === -1 ? best.length : place, 0, run);
    best.length = Math.min(best.length, SHOWN);
  }
  return best;
};

const duration = ({ createdAt, lastStateChangeAt }: RunInstance): number =>
  lastStateChangeAt - createdAt;

/** How often a run was tried again; the first attempt is no retry. */
const retries = ({ attemptCount }: RunInstance): number => attemptCount - 1;

const runFacts = (run: RunInstance): RunFacts => ({
  run_id: run.id,
  state: run.state,
  attempt_count: run.attemptCount,
  seconds: duration(run),
});

/** The facts of a replay that took some time. */
export const summarize = (
  result: Replay,
  files: ReadonlyArray<FileFacts>,
  milliseconds: number,
): Summary => {
  const byState = new Map(runStates.map((state) => [state, 0]));
  for (const { state } of result.runs.values()) byState.set(state, (byState.get(state) ?? 0) + 1);
  const refused = [...result.refused].sort(([a], [b]) => (a < b ? -1 : 1));
  const { lines, accepted, redelivered, malformed } = result;
  return {
    files,
    lines,
    accepted,
    refused: {
      total: refused.reduce((sum, [, n]) => sum + n, 0),
      by_code: Object.fromEntries(refused),
    },
    redelivered,
    malformed,
    runs: { total: result.runs.size, by_state: Object.fromEntries(byState) },
    slowest: highest(result.runs.values(), duration).map(runFacts),
    most_retried: highest(result.runs.values(), retries).map(runFacts),
    elapsed_seconds: Math.round(milliseconds) / 1000,
    lines_per_second: Math.round((lines * 1000) / Math.max(milliseconds, 1)),
  };
};

// ------------------------------------------------------------------------------------------------------- destructors

/** A table without lines but the one under its head. */
export const table = (
  colors: Colors,
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  numbers: ReadonlyArray<number>,
): string => {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '' };
  const made = new Table({
    head: head.map((title) => colors.bold(title)),
    colAligns: head.map((_, i) => (numbers.includes(i) ? 'right' : 'left')),
    chars: {
      ...none,
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: ' ',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: ' ',
    },
    // Colours are ours to choose: the package's own would come even where none are wanted.
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 0 },
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};

const runsTable = (colors: Colors, runs: ReadonlyArray<RunFacts>): string =>
  table(
    colors,
    ['run', 'state', 'attempts', 'took'],
    runs.map(({ run_id, state, attempt_count, seconds }) => [
      run_id,
      paintState(colors, state),
      count(attempt_count),
      seconds < 0 ? '-' : span(seconds),
    ]),
    [2, 3],
  );

/** A word of a command line, quoted if a shell would take it for something else. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** How to go on: the run that was retried most has most to tell. Its story is known to be whole only if there is one file. */
const nextCommand = ({ files, most_retried: [run] }: Summary): ReadonlyArray<string> => {
  const [only, another] = files;
  return only === undefined ||
    another !== undefined ||
    only.file === sourceName(STDIN) ||
    run === undefined
    ? []
    : [`One run's story: runchart explain ${printable(shellWord(only.file))} ${run.run_id}`];
};

/** The facts of a replay, as a page that people read. */
export const summaryText = (colors: Colors, summary: Summary): string => {
  const { files, refused, runs, slowest, most_retried: retried } = summary;
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
        ['refused', attention(refused.total)],
        ...Object.entries(refused.by_code).map(([code, n]) => [`  ${code}`, count(n)]),
        ['redelivered', count(summary.redelivered)],
        ['malformed', attention(summary.malformed)],
      ],
      [1],
    ),
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
