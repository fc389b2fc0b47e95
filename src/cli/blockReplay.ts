/**
 * Replays journals from their bytes. A line that is accepted, as most are, is applied to its run in columns, and nothing else is made
 * of it; any other line becomes an entry or a text, and takes the way of `makeReplayer`.
 *
 * Law: counts, messages, anomalies and runs are those of `makeReplayer` for the texts of the lines.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { BegunAgain } from '../journal/beginAgain.js';
import { noteBeginning } from '../journal/beginAgain.js';
import { entryCodec } from '../journal/entryCodec.js';
import type { TimedStep } from '../journal/EventStep.js';
import { eventOf, isEventStep } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Hint } from '../journal/lineDecoder.js';
import type { JournalStep, LineResult, ReplayCounts, ReplayOptions } from '../journal/replay.js';
import { makeReplayerOver } from '../journal/replay.js';
import { DEFAULT_REMEMBER } from '../journal/RunFold.js';
import { observeTime } from '../journal/TimeAnomaly.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import { Timestamp } from '../values/Timestamp.js';
import { timestampIn } from '../values/TimeUnit.js';
import { makeLineScanner } from './lineScanner.js';
import type { Edge } from './runRows.js';
import { makeRunRows } from './runRows.js';

/** The result of a replay: its counts, and its runs in the order in which their ids appeared. */
export interface BlockReplay extends ReplayCounts {
  readonly runs: { readonly size: number; readonly values: () => Iterable<RunInstance> };
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

/** What a step does to the runs of one state. */
interface Move {
  readonly edge: Edge;
  /** The event of the latest such step: the next one overwrites its values. */
  readonly event: Record<string, unknown>;
  readonly isTimed: boolean;
  /** The fields that the event has from its step, besides `at`. */
  readonly keys: ReadonlyArray<string>;
}

/** Finds what a step does to runs in a state; `null` if it sends no event, or the state does not declare it. */
const makeMove = (step: TimedStep, state: RunState | undefined): Move | null => {
  if (state === undefined || !isEventStep(step)) return null;
  const event = eventOf(step, state);
  const edge = event === undefined ? undefined : runTable.edge(state, event.type);
  if (event === undefined || edge === undefined) return null;
  const { type: _, at, ...others } = event;
  return { edge, event: { ...event }, isTimed: at !== undefined, keys: Object.keys(others) };
};

/** The event of a step, for as long as no other is made. */
const eventOfMove = ({ event, isTimed, keys }: Move, step: TimedStep): RunEvent => {
  if (isTimed) event['at'] = step.at;
  // SAFETY: the fields of an event have the names and the values of those of its step.
  for (const key of keys) event[key] = step[key as keyof TimedStep];
  return event as unknown as RunEvent;
};

/** Makes a replay that is given blocks. */
export const makeBlockReplayer = (
  options: Omit<ReplayOptions, 'history' | 'onStep'>,
  hint?: Hint,
): BlockReplayer => {
  const { remember = DEFAULT_REMEMBER, time = 's' } = options;
  const rows = makeRunRows();
  const replayer = makeReplayerOver(rows, { ...options, history: 0 }, hint);
  const scanner = makeLineScanner(
    entryCodec((codec) => (codec === Timestamp ? timestampIn(time) : codec)),
  );
  /** The moves of each form, by the state of the run. */
  const moves: Array<Array<Move | null>> = [];
  let last: JournalStep | undefined;

  const moveOf = (step: TimedStep, shape: number, row: number): Move | null => {
    const own = (moves[shape] ??= []);
    const code = rows.stateCode(row);
    const known = own[code];
    if (known !== undefined) return known;
    const move = makeMove(step, rows.stateOf(row));
    own[code] = move;
    return move;
  };

  /** Applies the scanned line to its run in place, if it is accepted. */
  const isApplied = (): boolean => {
    const { step, shape, runId, commandId } = scanner.line;
    if (commandId !== -1) return false;
    const row = rows.find(scanner.view(), runId);
    const move = row === -1 ? null : moveOf(step, shape, row);
    if (move === null) return false;
    const { edge } = move;
    const event = eventOfMove(move, step);
    rows.goTo(row);
    const { run, kept } = rows;
    if (runTable.refusedBy(edge, run, event) !== undefined) return false;
    const before = run.currentAttemptId;
    rows.follow(edge, event);
    const anomalies = observeTime(time, kept, step, true, run);
    const again = noteBeginning(kept, step, before, run.currentAttemptId, remember);
    const line = replayer.count(again, anomalies);
    last = anomalies.length === 0 ? undefined : acceptedStep(line, again, anomalies);
    return true;
  };

  const acceptedStep = (
    line: number,
    begunAgain: BegunAgain | undefined,
    anomalies: JournalStep['anomalies'],
  ): JournalStep => ({
    _tag: 'Accepted',
    line,
    // SAFETY: the run id is that of a run.
    entry: scanner.entry() as JournalEntry,
    redelivered: false,
    anomalies,
    run: rows.copy(),
    ...(begunAgain === undefined ? {} : { begunAgain }),
  });

  return {
    recognized: (block, start) => {
      if (!scanner.scan(block, start)) return -1;
      if (!isApplied()) {
        const entry = scanner.entry();
        if (entry === undefined) return -1;
        last = replayer.entry(entry);
      }
      return scanner.line.end;
    },
    step: () => last,
    line: (text) => {
      const result = replayer.line(text);
      if (O.isSome(result) && result.value._tag !== 'Malformed')
        scanner.learn(text, result.value.entry);
      return result;
    },
    result: () => ({
      ...replayer.counts(),
      runs: { size: rows.size(), values: rows.runs },
    }),
  };
};
