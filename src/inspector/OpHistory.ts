/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private ring buffer and private slots */
/**
 * The op history of a board: the latest ops of each run, bounded for each run and in all.
 *
 * The ops of all runs share one ring of columns, and those of a run are linked, so that adding and dropping an op allocates
 * nothing. Each op is kept with the run before it, which is all that is needed to replay a story from the first op that is kept.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { RunSlot } from '../journal/RunFold.js';
import type { Observed } from '../journal/TimeAnomaly.js';
import type { RunInstance } from '../run/RunInstance.js';
import { Timestamp } from '../values/Timestamp.js';
import type { IndexSet } from './IndexSet.js';
import type { Story, StoryOp } from './Story.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The state that a board keeps for one run. */
export interface BoardSlot extends RunSlot, Observed {
  /** The number of runs that came before it. */
  readonly index: number;
  ops: number;
  refused: number;
  redelivered: number;
  begunAgain: number;
  /** The edges that the run took. */
  taken: IndexSet;
  /** The reasons why its ops were refused. */
  reasons: IndexSet;
  /** How many of its ops are kept, and where in the ring the first and the last of them are. */
  kept: number;
  first: number;
  last: number;
}

/** How many ops are kept. */
export interface OpLimits {
  /** For one run. */
  readonly opsOfRun: number;
  /** For all runs together. */
  readonly opsInAll: number;
}

/** The latest ops of every run. */
export interface OpHistory {
  /** Adds an op to its run. `before` is the run as it was before the op, and `instant` its latest instant. */
  readonly add: (
    slot: BoardSlot,
    op: StoryOp,
    before: RunInstance | undefined,
    instant: number,
  ) => void;
  readonly storyOf: (slot: BoardSlot) => Story;
}

/** The fields of an op that most ops share with the op before them. */
type Origin = Omit<StoryOp, 'line' | 'entry'>;

// ------------------------------------------------------------------------------------------------------- operations

const hasOrigin = ({ source, redelivered, readAs, firstCommand }: StoryOp, as: Origin): boolean =>
  source === as.source &&
  redelivered === as.redelivered &&
  readAs === as.readAs &&
  firstCommand === as.firstCommand;

const originOf = ({ line: _line, entry: _entry, ...origin }: StoryOp): Origin => origin;

/** Makes a history without ops. `onForgotten` is called for each op dropped to stay within the limits. */
export const makeOpHistory = (
  { opsOfRun, opsInAll }: OpLimits,
  onForgotten: () => void,
): OpHistory => {
  // One array for each field, because an object for each op would be left to the garbage collector for each op that is dropped.
  const origins: Array<Origin> = [];
  const lines: Array<number> = [];
  const entries: Array<JournalEntry> = [];
  const befores: Array<RunInstance | undefined> = [];
  const instants: Array<number> = [];
  /** The run of each op; `undefined` if the op was dropped because its run had too many. */
  const slots: Array<BoardSlot | undefined> = [];
  /** Where the next op of the same run is. */
  const nexts: Array<number> = [];
  /** Where the next op is written. Once the ring is full, the oldest op is there. */
  let next = 0;
  let origin: Origin | undefined;

  const forgetFirst = (slot: BoardSlot): void => {
    const { first } = slot;
    slots[first] = undefined;
    slot.first = nexts[first] ?? first;
    slot.kept -= 1;
    onForgotten();
  };

  const opAt = (at: number): ReadonlyArray<StoryOp> => {
    const [its, line, entry] = [origins[at], lines[at], entries[at]];
    return its === undefined || line === undefined || entry === undefined
      ? []
      : [{ ...its, line, entry }];
  };

  /** Where the kept ops of a run are, oldest first. */
  const placesOf = ({ first, kept }: BoardSlot): ReadonlyArray<number> => {
    const places: Array<number> = [];
    for (let at = first; places.length < kept; at = nexts[at] ?? first) places.push(at);
    return places;
  };

  return {
    add: (slot, op, before, instant) => {
      if (slot.kept === opsOfRun) forgetFirst(slot);
      const overwritten = slots[next];
      if (overwritten !== undefined) forgetFirst(overwritten);
      if (origin === undefined || !hasOrigin(op, origin)) origin = originOf(op);
      origins[next] = origin;
      lines[next] = op.line;
      entries[next] = op.entry;
      befores[next] = before;
      instants[next] = instant;
      slots[next] = slot;
      if (slot.kept === 0) slot.first = next;
      else nexts[slot.last] = next;
      nexts[next] = next;
      slot.last = next;
      slot.kept += 1;
      slot.ops += 1;
      next = (next + 1) % opsInAll;
    },
    storyOf: (slot) => {
      const { first, kept } = slot;
      const base = kept === 0 ? slot.run : befores[first];
      const baseInstant = kept === 0 ? slot.instant : instants[first];
      return {
        runId: slot.id,
        base: O.fromNullable(base),
        baseInstant: Timestamp.is(baseInstant) ? O.some(baseInstant) : O.none,
        forgotten: slot.ops - kept,
        ops: placesOf(slot).flatMap(opAt),
      };
    },
  };
};
