/**
 * Replays journals from their bytes. A line that is accepted, as most are, is applied to its run in columns, and nothing else is made
 * of it; any other line becomes an entry or a text, and takes the way of `makeReplayer`.
 *
 * Law: counts, messages, anomalies and runs are those of `makeReplayer` for the texts of the lines, and so are the steps, but for
 * redelivered ones: those are counted, and have no outcome.
 */
import * as O from 'fp-ts/lib/Option.js';
import { INVALID } from '../codec/FastCodec.js';
import type { BegunAgain } from '../journal/beginAgain.js';
import { noteBeginning } from '../journal/beginAgain.js';
import { entryCodec } from '../journal/entryCodec.js';
import { eventOf, isEventStep } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Hint } from '../journal/lineDecoder.js';
import type { JournalStep, LineResult, ReplayCounts, ReplayOptions } from '../journal/replay.js';
import { makeReplayerOver } from '../journal/replay.js';
import { DEFAULT_REMEMBER, FORGOTTEN, rememberCommand } from '../journal/RunFold.js';
import type { TimeAnomaly } from '../journal/TimeAnomaly.js';
import { isOrdinaryStep, NO_ANOMALIES, NO_INSTANT, observeTime } from '../journal/TimeAnomaly.js';
import type { Mutable } from '../run/InPlace.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { RunEdge } from '../run/runTable.js';
import { runTable } from '../run/runTable.js';
import type { JournalTimes } from '../times/JournalTimes.js';
import type { CommandId } from '../values/CommandId.js';
import { Timestamp } from '../values/Timestamp.js';
import { timestampIn } from '../values/TimeUnit.js';
import type { Shape } from './lineScanner.js';
import { makeLineScanner } from './lineScanner.js';
import type { RunRow, RunRows } from './runRows.js';
import { makeRunRows } from './runRows.js';

/** The result of a replay: its counts, and its runs in the order in which their ids appeared. */
export interface BlockReplay extends ReplayCounts {
  readonly runs: { readonly size: number; readonly values: () => Iterable<RunRow> };
}

/** A replay in progress, which is given blocks of lines. */
export interface BlockReplayer {
  /**
   * Replays the line that begins at `start` in a block. Returns the index after it, without its end, or -1 if its text must be given
   * to `line` instead.
   */
  readonly recognized: (block: Buffer, start: number) => number;
  /** The step of the line that was recognized last, if there is more to tell of it than that it was accepted. */
  readonly step: () => JournalStep | undefined;
  /** Replays a line; none if it is blank. */
  readonly line: (text: string) => O.Option<LineResult>;
  readonly result: () => BlockReplay;
}

/** What lines of one shape do to runs in one state. */
interface Move {
  readonly edge: RunEdge;
  /** The event of the latest such line: the next one overwrites its values. */
  readonly event: Mutable<RunEvent>;
  /** The index of the state that the run enters; -1 if it stays where it is. */
  readonly entered: number;
}

/** Finds what lines of a shape do to runs in a state; `null` if they send no event, or the state does not declare it. */
const makeMove = ({ sample }: Shape, state: RunState | undefined): Move | null => {
  if (state === undefined || !isEventStep(sample)) return null;
  const event = eventOf(sample, state);
  const edge = event === undefined ? undefined : runTable.edge(state, event.type);
  if (event === undefined || edge === undefined) return null;
  const entered = edge.source === edge.target ? -1 : runStates.indexOf(edge.target);
  return { edge, event: { ...event }, entered };
};

/** The options of a replay that is given blocks. */
export interface BlockReplayOptions extends Omit<ReplayOptions, 'history' | 'onStep'> {
  /** Where the times of the lines are noted; nowhere if absent. */
  readonly times?: JournalTimes;
}

/** Makes a replay that is given blocks. */
export const makeBlockReplayer = (
  { times, ...options }: BlockReplayOptions,
  hint?: Hint,
): BlockReplayer => {
  const { remember = DEFAULT_REMEMBER, time = 's' } = options;
  const rows = makeRunRows();
  const replayer = makeReplayerOver(
    { slots: rows, keepsOutcomes: false },
    { ...options, history: 0 },
    hint,
  );
  if (times !== undefined) for (const run of rows.runs()) times.exists(run.row, run);
  const scanner = makeLineScanner(
    entryCodec((codec) => (codec === Timestamp ? timestampIn(time) : codec)),
  );
  /** The moves of each shape, by the state of the run. */
  const moves: Array<Array<Move | null>> = [];
  let last: JournalStep | undefined;

  const moveOf = (shape: Shape, row: number): Move | null => {
    const own = (moves[shape.index] ??= []);
    const code = rows.stateCode(row);
    const known = own[code];
    if (known !== undefined) return known;
    const move = makeMove(shape, rows.stateOf(row));
    own[code] = move;
    return move;
  };

  /** Gives an event the values of the line. Returns false if one of them is invalid. */
  const setEvent = (event: Mutable<RunEvent>, { at, values }: Shape): boolean => {
    if (at !== undefined) {
      const value = scanner.valueOf(at);
      if (value === INVALID) return false;
      event.at = value as Timestamp;
    }
    for (const own of values) {
      const value = scanner.valueOf(own);
      if (value === INVALID) return false;
      // SAFETY: the fields of an event have the names and the values of those of its step.
      (event as unknown as Record<string, unknown>)[own.field.key] = value;
    }
    return true;
  };

  /** The command id of the line, if it has one. */
  // SAFETY: the codec of the field decodes command ids.
  const commandOf = ({ commandId }: Shape): CommandId | undefined | typeof INVALID =>
    commandId === undefined
      ? undefined
      : (scanner.valueOf(commandId) as CommandId | typeof INVALID);

  const isKnown = ({ outcomes }: RunRows['kept'], commandId: CommandId | undefined): boolean =>
    commandId !== undefined && outcomes?.has(commandId) === true;

  /** Applies the scanned line to its run in place, if it is accepted. */
  const isApplied = (shape: Shape): boolean => {
    const row = rows.find(scanner.bytes(), scanner.startOf(shape.runId));
    const move = row === -1 ? null : moveOf(shape, row);
    if (move === null) return false;
    const { edge, event } = move;
    if (!setEvent(event, shape)) return false;
    rows.goTo(row);
    const { run, kept } = rows;
    const commandId = commandOf(shape);
    if (commandId === INVALID || isKnown(kept, commandId)) return false;
    if (runTable.refusedBy(edge, run, event) !== undefined) return false;
    const before = run.currentAttemptId;
    rows.follow(edge, event);
    const after = run.currentAttemptId;
    if (commandId !== undefined)
      rememberCommand(kept, commandId, entryOf(shape), FORGOTTEN, remember);
    const { at } = event;
    const isOrdinary = isOrdinaryStep(time, kept.instant, at, run);
    if (isOrdinary && at !== undefined) kept.instant = at;
    const again =
      before === after ? undefined : noteBeginning(kept, shape.sample.op, before, after, remember);
    const anomalies = isOrdinary ? NO_ANOMALIES : anomaliesOf(shape);
    const line = replayer.count(again, anomalies);
    if (anomalies.length === 0) {
      last = undefined;
      times?.moved(row, run, move.entered, before !== after, at ?? NO_INSTANT);
    } else {
      last = acceptedStep(shape, line, again, anomalies);
      times?.step(row, last);
    }
    return true;
  };

  // SAFETY: called only for an accepted line, whose ids and numbers are all valid.
  const entryOf = (shape: Shape): JournalEntry => scanner.entryOf(shape) ?? shape.sample;

  const anomaliesOf = (shape: Shape): ReadonlyArray<TimeAnomaly> =>
    observeTime(time, rows.kept, entryOf(shape), true, rows.run);

  const acceptedStep = (
    shape: Shape,
    line: number,
    begunAgain: BegunAgain | undefined,
    anomalies: JournalStep['anomalies'],
  ): JournalStep => ({
    _tag: 'Accepted',
    line,
    entry: entryOf(shape),
    redelivered: false,
    anomalies,
    run: rows.copy(),
    ...(begunAgain === undefined ? {} : { begunAgain }),
  });

  return {
    recognized: (block, start) => {
      const shape = scanner.scan(block, start);
      if (shape === undefined) return -1;
      if (!isApplied(shape)) {
        const entry = scanner.entryOf(shape);
        if (entry === undefined) return -1;
        last = replayer.entry(entry);
        times?.step(rows.rowOf(entry.runId), last);
      }
      return scanner.end();
    },
    step: () => last,
    line: (text) => {
      const result = replayer.line(text);
      if (O.isSome(result) && result.value._tag !== 'Malformed') {
        const { entry } = result.value;
        scanner.learn(text, entry);
        times?.step(rows.rowOf(entry.runId), result.value);
      }
      return result;
    },
    result: () => ({
      ...replayer.counts(),
      runs: { size: rows.size(), values: rows.runs },
    }),
  };
};
