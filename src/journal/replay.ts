/* eslint-disable functional/immutable-data, functional/no-loop-statements -- a replay has private counters and lists */
/**
 * Replays a journal in one pass.
 *
 * A replay keeps the runs, not the journal: for each run its value, its latest steps, and the outcomes of its latest commands.
 * Steps and outcomes are bounded. `onStep` is called with the result of each line.
 *
 * Laws: those of `RunFold`; only the source and `onStep` can throw.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunId } from '../values/RunId.js';
import type { AttemptSlot, BegunAgain } from './beginAgain.js';
import { noteBeginning } from './beginAgain.js';
import type { EntryError } from './Command.js';
import { makeEntryDecoder } from './entryDecoder.js';
import type { JournalEntry, JournalFormat } from './JournalEntry.js';
import type { Hint } from './lineDecoder.js';
import type { RunSlot, Slots } from './RunFold.js';
import { DEFAULT_REMEMBER, makeFoldOver, slotsIn } from './RunFold.js';
import type { Observed, TimeAnomaly } from './TimeAnomaly.js';
import { NO_ANOMALIES, NO_INSTANT, observeTime } from './TimeAnomaly.js';

// ------------------------------------------------------------------------------------------------------------ model

interface StepBase {
  /** The line number in the source, from 1. */
  readonly line: number;
  readonly entry: JournalEntry;
  /** The command was delivered before: this is its first outcome, and nothing changed. */
  readonly redelivered: boolean;
  /** What is wrong or unlikely about the instants of the line; it changes nothing. */
  readonly anomalies: ReadonlyArray<TimeAnomaly>;
}

/**
 * An accepted line, and the run after it.
 * @category Journals
 */
export interface AcceptedStep extends StepBase {
  readonly _tag: 'Accepted';
  readonly run: RunInstance;
  /** Set if the line created a run that existed, which is lost, or started an attempt that was over. */
  readonly begunAgain?: BegunAgain;
}

/**
 * A refused line, the error, and the unchanged run.
 * @category Journals
 */
export interface RefusedStep extends StepBase {
  readonly _tag: 'Refused';
  readonly error: EntryError;
  readonly run: O.Option<RunInstance>;
}

/**
 * A line that is not an op.
 * @category Journals
 */
export interface MalformedLine {
  readonly _tag: 'Malformed';
  readonly line: number;
  readonly message: string;
}

/**
 * The result of a line that is an op.
 * @category Journals
 */
export type JournalStep = AcceptedStep | RefusedStep;

/**
 * The result of a line.
 * @category Journals
 */
export type LineResult = JournalStep | MalformedLine;

/**
 * The options of a replay.
 * @category Journals
 */
export interface ReplayOptions extends JournalFormat {
  /** How many of the latest steps are kept for each run; default: 16. `Infinity` keeps all. */
  readonly history?: number;
  /**
   * How many of the latest commands, and of the latest attempts that are over, are remembered for each run; default: 128. An older
   * command is applied again if it is redelivered.
   */
  readonly remember?: number;
  /** The runs that exist before the first line, for a journal that begins in the middle; default: none. */
  readonly runs?: Iterable<RunInstance>;
  /** Called with the result of each line as it is read. */
  readonly onStep?: (result: LineResult) => void;
}

/**
 * The result of a replay.
 * @category Journals
 */
export interface Replay {
  /** The lines that were read, without blank ones. */
  readonly lines: number;
  readonly accepted: number;
  /** Lines that created a run which existed, so that it lost what it was; they do not count as accepted. */
  readonly begunAgain: number;
  /** Accepted lines that started an attempt which was over. */
  readonly attemptsBegunAgain: number;
  /** Refused lines, by the tag of their error; tags that did not occur are absent. */
  readonly refused: ReadonlyMap<EntryError['_tag'], number>;
  /** Lines that repeat a command; they count neither as accepted nor as refused. */
  readonly redelivered: number;
  /** Lines that are not an op. */
  readonly malformed: number;
  /** Anomalies of time, by their tag; tags that did not occur are absent. */
  readonly anomalies: ReadonlyMap<TimeAnomaly['_tag'], number>;
  /** The current value of each run. */
  readonly runs: ReadonlyMap<RunId, RunInstance>;
  /** The latest steps of a run, oldest first. */
  readonly history: (runId: RunId) => ReadonlyArray<JournalStep>;
}

/**
 * A replay in progress, which is given its lines one by one.
 * @category Journals
 */
export interface Replayer {
  /** Replays one line and returns its result; none if the line is blank. */
  readonly line: (text: string) => O.Option<LineResult>;
  /** The result of all lines so far. */
  readonly result: () => Replay;
}

// -------------------------------------------------------------------------------------------------------- operations

/** What a replay keeps of one run. `history` is created by the first step that is kept, because most runs have none. */
export interface ReplaySlot extends RunSlot, AttemptSlot, Observed {
  history: Array<JournalStep> | undefined;
}

const DEFAULT_HISTORY = 16;

const makeSlot = (id: RunId): ReplaySlot => ({
  id,
  run: undefined,
  outcomes: undefined,
  ended: undefined,
  instant: NO_INSTANT,
  history: undefined,
});

/** The counts of a replay. */
export type ReplayCounts = Omit<Replay, 'runs' | 'history'>;

/** A replay over slots that somebody else reads, and that takes lines in other forms than text. */
export interface SlotReplayer {
  /** Replays one line and returns its result; none if the line is blank. */
  readonly line: (text: string) => O.Option<LineResult>;
  /** Replays a line that was decoded elsewhere. */
  readonly entry: (entry: JournalEntry) => JournalStep;
  /** Counts a line that was accepted elsewhere. Returns its number. */
  readonly count: (
    begunAgain: BegunAgain | undefined,
    anomalies: ReadonlyArray<TimeAnomaly>,
  ) => number;
  /** The counts of all lines so far. */
  readonly counts: () => ReplayCounts;
}

/**
 * Makes a replay over the runs in `slots`, with a hint for malformed lines.
 *
 * @param keepsOutcomes - whether a redelivered command gets its first outcome; if not, it is only known to be redelivered
 */
export const makeReplayerOver = (
  { slots, keepsOutcomes }: { readonly slots: Slots<ReplaySlot>; readonly keepsOutcomes: boolean },
  {
    history = DEFAULT_HISTORY,
    remember = DEFAULT_REMEMBER,
    onStep = () => undefined,
    runs = [],
    ...format
  }: ReplayOptions,
  hint?: Hint,
): SlotReplayer => {
  const { time = 's' } = format;
  const fold = makeFoldOver(slots, { makeSlot, remember, keepsOutcomes });
  for (const run of runs) {
    const { lastStateChangeAt } = run;
    const instant = lastStateChangeAt === 0 ? NO_INSTANT : lastStateChangeAt;
    fold.add({ ...makeSlot(run.id), run, instant });
  }
  const decodeEntry = makeEntryDecoder((id) => fold.find(id)?.id, format, hint);
  const refused = new Map<EntryError['_tag'], number>();
  const anomalyCounts = new Map<TimeAnomaly['_tag'], number>();
  const counts = {
    ...{ line: 0, blank: 0, accepted: 0, redelivered: 0, malformed: 0 },
    ...{ begunAgain: 0, attemptsBegunAgain: 0 },
  };

  const keepStep = (slot: ReplaySlot, step: JournalStep): JournalStep => {
    if (history === 0) return step;
    const steps = (slot.history ??= []);
    steps.push(step);
    if (steps.length > history) steps.shift();
    return step;
  };

  const countAnomalies = (anomalies: ReadonlyArray<TimeAnomaly>): void => {
    for (const { _tag } of anomalies) anomalyCounts.set(_tag, (anomalyCounts.get(_tag) ?? 0) + 1);
  };

  const countAccepted = (begunAgain: BegunAgain | undefined): void => {
    if (begunAgain === 'Run') {
      counts.begunAgain += 1;
      return;
    }
    counts.accepted += 1;
    if (begunAgain === 'Attempt') counts.attemptsBegunAgain += 1;
  };

  const act = (entry: JournalEntry, line: number): JournalStep => {
    const before = fold.find(entry.runId)?.run;
    const { slot, outcome, redelivered } = fold.apply(entry);
    const isAccepted = E.isRight(outcome);
    const anomalies = redelivered
      ? NO_ANOMALIES
      : observeTime(time, slot, entry, isAccepted, isAccepted ? outcome.right : slot.run);
    countAnomalies(anomalies);
    if (redelivered) counts.redelivered += 1;
    if (E.isLeft(outcome)) {
      const error = outcome.left;
      if (!redelivered) refused.set(error._tag, (refused.get(error._tag) ?? 0) + 1);
      const run = O.fromNullable(slot.run);
      return keepStep(slot, { _tag: 'Refused', line, entry, redelivered, anomalies, error, run });
    }
    const run = outcome.right;
    const begunAgain = redelivered
      ? undefined
      : noteBeginning(slot, entry.op, before?.currentAttemptId, run.currentAttemptId, remember);
    if (!redelivered) countAccepted(begunAgain);
    return keepStep(
      slot,
      // Two literals, because a spread takes longer than all else that is done here.
      begunAgain === undefined
        ? { _tag: 'Accepted', line, entry, redelivered, anomalies, run }
        : { _tag: 'Accepted', line, entry, redelivered, anomalies, run, begunAgain },
    );
  };

  const malformed = (line: number, message: string): MalformedLine => {
    counts.malformed += 1;
    return { _tag: 'Malformed', line, message };
  };

  return {
    line: (text) => {
      counts.line += 1;
      const { line } = counts;
      const entry = decodeEntry(text);
      // Only a line that is not an entry can be blank.
      if (E.isLeft(entry) && text.trim() === '') {
        counts.blank += 1;
        return O.none;
      }
      const result = E.isLeft(entry) ? malformed(line, entry.left) : act(entry.right, line);
      onStep(result);
      return O.some(result);
    },
    entry: (entry) => {
      counts.line += 1;
      const step = act(entry, counts.line);
      onStep(step);
      return step;
    },
    count: (begunAgain, anomalies) => {
      counts.line += 1;
      countAccepted(begunAgain);
      countAnomalies(anomalies);
      return counts.line;
    },
    counts: () => ({
      lines: counts.line - counts.blank,
      accepted: counts.accepted,
      begunAgain: counts.begunAgain,
      attemptsBegunAgain: counts.attemptsBegunAgain,
      refused: new Map(refused),
      redelivered: counts.redelivered,
      malformed: counts.malformed,
      anomalies: new Map(anomalyCounts),
    }),
  };
};

/** `makeReplayer`, with a hint for malformed lines. */
export const makeHintingReplayer = (options: ReplayOptions, hint?: Hint): Replayer => {
  const slots = new Map<RunId, ReplaySlot>();
  const { line, counts } = makeReplayerOver(
    { slots: slotsIn(slots), keepsOutcomes: true },
    options,
    hint,
  );
  return {
    line,
    result: () => ({
      ...counts(),
      runs: new Map(
        [...slots].flatMap(([id, { run }]) => (run === undefined ? [] : [[id, run] as const])),
      ),
      history: (runId) => [...(slots.get(runId)?.history ?? [])],
    }),
  };
};

/**
 * Makes a replay that is given its lines one by one.
 *
 * @example
 * ```ts
 * import { makeReplayer } from 'runchart'
 *
 * const replayer = makeReplayer()
 * replayer.line('{"op":"promote_to_ready","run_id":"00000000-0000-0000-0000-000000000001"}')
 * replayer.line('not an op')
 * const { lines, refused, malformed } = replayer.result()
 * assert.deepStrictEqual([lines, refused.get('NoRun'), malformed], [2, 1, 1])
 * ```
 * @category Journals
 */
export const makeReplayer = (options: ReplayOptions = {}): Replayer => makeHintingReplayer(options);

/**
 * Replays a journal: `replay(options)(lines)`, with lines from any iterable, without their line ends.
 *
 * Errors: only those that the source or `onStep` throws. A malformed line is counted, and the replay goes on.
 *
 * @example
 * ```ts
 * import { replay } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const id = '00000000-0000-0000-0000-000000000001'
 * const journal = [
 *   `{"op":"new_scheduled_with_id","run_id":"${id}","task_id":"${id}","scheduled_at":5,"created_at":1}`,
 *   `{"op":"promote_to_ready","run_id":"${id}","at":5}`,
 *   `{"op":"finish_attempt","run_id":"${id}","attempt_id":"${id}"}`,
 * ]
 * const result = await replay()(journal)()
 * assert.deepStrictEqual(
 *   E.isRight(result) && [...result.right.runs.values()].map(({ state }) => state),
 *   ['Ready'],
 * )
 * assert.deepStrictEqual(
 *   E.isRight(result) && [...result.right.refused],
 *   [['AttemptFinishRequiresRunning', 1]],
 * )
 * ```
 * @category Journals
 */
export const replay =
  (options: ReplayOptions = {}) =>
  (lines: AsyncIterable<string> | Iterable<string>): TaskEither<Error, Replay> =>
  async () => {
    try {
      const replayer = makeReplayer(options);
      for await (const line of lines) replayer.line(line);
      return E.right(replayer.result());
    } catch (e) {
      return E.left(E.toError(e));
    }
  };
