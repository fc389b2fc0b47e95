/* eslint-disable functional/immutable-data, functional/no-let -- a private ring buffer and private slots */
/**
 * The op history of a board: the latest ops of each run, bounded for each run and in all.
 *
 * A forgotten op is folded into `base`, so that a story can still be replayed from the first op that is kept.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunSlot } from '../journal/RunFold.js';
import { applyEntry } from '../journal/RunFold.js';
import type { Observed } from '../journal/TimeAnomaly.js';
import { observeTime } from '../journal/TimeAnomaly.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { IndexSet } from './IndexSet.js';
import type { StoryOp } from './Story.js';

/** The state that a board keeps for one run. */
export interface BoardSlot extends RunSlot, Observed {
  refused: number;
  redelivered: number;
  begunAgain: number;
  /** The edges that the run took. */
  taken: IndexSet;
  /** The reasons why its ops were refused. */
  reasons: IndexSet;
  /** The run before the first op that is kept. */
  base: RunInstance | undefined;
  /** The run's instant before the first op that is kept, or `NO_INSTANT`. */
  baseInstant: number;
  readonly ops: Array<StoryOp>;
  forgotten: number;
}

/** How many ops are kept. */
export interface OpLimits {
  /** For one run. */
  readonly opsOfRun: number;
  /** For all runs together. */
  readonly opsInAll: number;
}

const forgetOldest = (slot: BoardSlot, oldest: StoryOp): void => {
  slot.forgotten += 1;
  if (oldest.redelivered || oldest.firstCommand !== undefined) return;
  const after = applyEntry(oldest.entry, O.fromNullable(slot.base));
  if (E.isRight(after)) slot.base = after.right;
  const observed = { instant: slot.baseInstant };
  observeTime(oldest.readAs, observed, oldest.entry, E.isRight(after), slot.base);
  slot.baseInstant = observed.instant;
};

/** Makes a function that adds an op to its run. `onForgotten` is called for each op dropped to stay within the limits. */
export const makeOpHistory = (
  { opsOfRun, opsInAll }: OpLimits,
  onForgotten: () => void,
): ((slot: BoardSlot, op: StoryOp) => void) => {
  /** The slots of the latest ops, a ring of `opsInAll`; `next` is its oldest entry once it is full. */
  const ring: Array<BoardSlot> = [];
  let next = 0;

  const forget = (slot: BoardSlot): void => {
    const oldest = slot.ops.shift();
    if (oldest === undefined) return;
    onForgotten();
    forgetOldest(slot, oldest);
  };

  return (slot, op) => {
    slot.ops.push(op);
    if (slot.ops.length > opsOfRun) forget(slot);
    const overwritten = ring[next];
    ring[next] = slot;
    next = (next + 1) % opsInAll;
    if (overwritten !== undefined) forget(overwritten);
  };
};
