/** The story of a run as JSON, as `runchart explain --json` prints it. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Annotations } from '../journal/Annotations.js';
import { annotationsOf, hasAnnotations } from '../journal/Annotations.js';
import type { BegunAgain } from '../journal/beginAgain.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Op } from '../journal/Step.js';
import type { ErrorWire } from '../journal/StepOutcome.js';
import { encodeError } from '../journal/StepOutcome.js';
import type { TimeAnomalyWire } from '../journal/TimeAnomaly.js';
import { encodeTimeAnomaly } from '../journal/TimeAnomaly.js';
import type { EventType } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunInstanceWire } from '../run/RunInstanceCodec.js';
import { RunInstanceCodec } from '../run/RunInstanceCodec.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Source } from './input.js';
import { sourceName } from './input.js';
import type { ActionWire } from './legal.js';
import { encodeActions, legalEvents, shortestPaths } from './legal.js';
import type { MalformedEpisode, OpEpisode, StoryResult } from './story.js';
import { isOp } from './story.js';

// ------------------------------------------------------------------------------------------------------------ model

/** One line of the story, as `--json` prints it. */
interface EpisodeWire {
  /** The name of the line's journal in messages. */
  readonly file: string;
  readonly line: number;
  /** None if the line is no op. */
  readonly op: Op | null;
  /** The instant of the line, if it has one. */
  readonly at: Timestamp | null;
  /** The command was delivered before, so this line changed nothing. */
  readonly redelivered: boolean;
  /** What the line says beside its op, if anything. */
  readonly annotations?: Annotations;
  readonly anomalies: ReadonlyArray<TimeAnomalyWire>;
  /** What the line began again: the run, which lost what it was, or an attempt that was over. */
  readonly begun_again?: 'run' | 'attempt';
  readonly before: RunInstanceWire | null;
  readonly outcome:
    | { readonly ok: RunInstanceWire }
    | { readonly err: ErrorWire }
    | { readonly err: { readonly code: 'Malformed'; readonly message: string } };
  /** The events that were legal, if the line was refused. */
  readonly legal_then?: ReadonlyArray<EventType>;
}

/** The story of a run, as `--json` prints it. */
export interface StoryWire {
  /** The names of the journals in messages. */
  readonly files: ReadonlyArray<string>;
  readonly run_id: string;
  /** What people call the run, with `--labels`. */
  readonly label?: string;
  /** The run before the first line, if `--from-runs` has it. */
  readonly first: RunInstanceWire | null;
  readonly steps: ReadonlyArray<EpisodeWire>;
  /** The run after the last line, if it was ever created. */
  readonly run: RunInstanceWire | null;
  readonly actions: ReadonlyArray<ActionWire>;
  /** For each final state that can be reached, the events of a shortest path. */
  readonly paths: Readonly<Record<string, ReadonlyArray<EventType>>>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The instant of a line: its `at`, or else the instant in the op's own fields. */
export const instantOf = (entry: JournalEntry): Timestamp | undefined => {
  if (entry.at !== undefined) return entry.at;
  if ('createdAt' in entry) return entry.createdAt;
  return 'timestamp' in entry ? entry.timestamp : undefined;
};

/** The events that were legal before a line. */
export const legalThen = (before: O.Option<RunInstance>): ReadonlyArray<EventType> =>
  O.isSome(before) ? legalEvents(before.value) : [];

const wireOrNull = (run: O.Option<RunInstance>): RunInstanceWire | null =>
  pipe(run, O.map(RunInstanceCodec.encode), O.toNullable);

const encodeMalformed = ({ source, line, before, malformed }: MalformedEpisode): EpisodeWire => ({
  file: sourceName(source),
  line,
  op: null,
  at: null,
  redelivered: false,
  anomalies: [],
  before: wireOrNull(before),
  outcome: { err: { code: 'Malformed', message: malformed } },
});

const begunAgain: Readonly<Record<BegunAgain, 'run' | 'attempt'>> = {
  Run: 'run',
  Attempt: 'attempt',
};

const encodeOp = ({ source, before, step }: OpEpisode): EpisodeWire => ({
  file: sourceName(source),
  line: step.line,
  op: step.entry.op,
  at: instantOf(step.entry) ?? null,
  redelivered: step.redelivered,
  ...(hasAnnotations(step.entry) ? { annotations: annotationsOf(step.entry) } : {}),
  anomalies: step.anomalies.map(encodeTimeAnomaly),
  ...(step._tag === 'Accepted' && step.begunAgain !== undefined
    ? { begun_again: begunAgain[step.begunAgain] }
    : {}),
  before: wireOrNull(before),
  ...(step._tag === 'Accepted'
    ? { outcome: { ok: RunInstanceCodec.encode(step.run) } }
    : { outcome: { err: encodeError(step.error) }, legal_then: legalThen(before) }),
});

/** Encodes a story. */
export const encodeStory = (
  sources: ReadonlyArray<Source>,
  id: string,
  { episodes, first, run }: StoryResult,
  label: string | undefined,
): StoryWire => ({
  files: sources.map(sourceName),
  run_id: id,
  ...(label === undefined ? {} : { label }),
  first: wireOrNull(first),
  steps: episodes.map((episode) => (isOp(episode) ? encodeOp(episode) : encodeMalformed(episode))),
  run: wireOrNull(run),
  actions: O.isSome(run) ? encodeActions(run.value) : [],
  paths: Object.fromEntries(
    (O.isSome(run) ? shortestPaths(run.value) : []).map(({ to, events }) => [to, events]),
  ),
});
