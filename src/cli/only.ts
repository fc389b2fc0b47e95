/** `--only`: the runs whose times are told besides those of all runs. */
import { InvalidArgumentError } from 'commander';
import { INVALID } from '../codec/FastCodec.js';
import type { RefusalTag } from '../inspector/reasons.js';
import { refusalTags } from '../inspector/reasons.js';
import { RunState, runStates } from '../run/RunState.js';
import type { JournalTimes } from '../times/JournalTimes.js';
import { TaskId } from '../values/TaskId.js';
import type { RunRow } from './runRows.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a run must have. Of each list one is enough; an empty list asks for nothing. */
export interface Only {
  /** The state after the last line. */
  readonly state: ReadonlyArray<string>;
  readonly task: ReadonlyArray<string>;
  /** The tag of the error of a refused line. */
  readonly error: ReadonlyArray<string>;
}

const NOTHING: Only = { state: [], task: [], error: [] };

/** The keys, and the value that a text stands for; `undefined` if it is none. */
const values: Readonly<Record<keyof Only, (text: string) => string | undefined>> = {
  state: (text) => valid(RunState.tryDecode(text)),
  task: (text) => valid(TaskId.tryDecode(text)),
  error: (text) => refusalTags.find((tag) => tag === text),
};

const valid = <A>(value: A | typeof INVALID): A | undefined =>
  value === INVALID ? undefined : value;

const isKey = (text: string): text is keyof Only => Object.hasOwn(values, text);

/** Parses `KEY=VALUE`, and adds it to those given before. */
export const onlyFrom = (text: string, before: Only = NOTHING): Only => {
  const [key = '', ...rest] = text.split('=');
  if (!isKey(key) || rest.length === 0)
    throw new InvalidArgumentError('Wanted: state=STATE, task=TASK_ID or error=TAG.');
  const value = values[key](rest.join('='));
  if (value === undefined)
    throw new InvalidArgumentError(
      key === 'task'
        ? 'Wanted: a UUID.'
        : `Wanted: one of ${(key === 'state' ? runStates : refusalTags).join(', ')}.`,
    );
  return { ...before, [key]: [...before[key], value] };
};

// -------------------------------------------------------------------------------------------------------- operations

/** Finds the runs of a replay that have what is asked for. */
export interface Selection {
  /** Times that note, as the first replay goes on, what is asked for and the runs do not keep. */
  readonly watched: (times: JournalTimes) => JournalTimes;
  /** Selects among the runs as they are after the replay. */
  readonly select: (runs: Iterable<RunRow>) => Selected;
}

/** The runs that were found. */
export interface Selected {
  readonly size: number;
  /** Times that pass over all other runs. A replay of the same journals gives each run the same row. */
  readonly times: (times: JournalTimes) => JournalTimes;
}

const allows = (wanted: ReadonlyArray<string>, value: string): boolean =>
  wanted.length === 0 || wanted.includes(value);

/** Makes the search for runs. */
export const makeSelection = ({ state, task, error }: Only): Selection => {
  /** The rows of runs that were refused with one of the errors. */
  const refused = new Set<number>();
  const isAskedFor = (tag: RefusalTag): boolean => error.includes(tag);
  return {
    watched: (times) => ({
      ...times,
      step: (row, step) => {
        if (step._tag === 'Refused' && isAskedFor(step.error._tag)) refused.add(row);
        times.step(row, step);
      },
    }),
    select: (runs) => {
      const rows = new Set<number>();
      for (const run of runs)
        if (
          allows(state, run.state) &&
          allows(task, run.taskId) &&
          (error.length === 0 || refused.has(run.row))
        )
          rows.add(run.row);
      return {
        size: rows.size,
        times: (times) => ({
          ...times,
          exists: (row, run) => {
            if (rows.has(row)) times.exists(row, run);
          },
          moved: (row, ...line) => {
            if (rows.has(row)) times.moved(row, ...line);
          },
          step: (row, step) => {
            if (rows.has(row)) times.step(row, step);
          },
        }),
      };
    },
  };
};
