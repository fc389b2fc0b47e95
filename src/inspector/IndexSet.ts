/**
 * A set of small indexes as one integer, so that a hundred thousand of them are small in memory and on the wire.
 *
 * Indexes go from 0 to 52, the bits of a safe integer; others are never in a set.
 */

/** A set of indexes: bit `i` of the integer is set if `i` is in the set. */
export type IndexSet = number;

const MAX_INDEX = 52;

/** Below this, a set is shifted as an integer of 32 bits, which takes a fraction of the time. */
const MAX_SHIFTED = 2 ** 31;

/** Is an index in a set? */
export const hasIndex = (set: IndexSet, index: number): boolean =>
  index >= 0 &&
  index <= MAX_INDEX &&
  (set < MAX_SHIFTED
    ? index < 31 && ((set >>> index) & 1) === 1
    : Math.floor(set / 2 ** index) % 2 === 1);

/** Adds an index to a set. */
export const addIndex = (set: IndexSet, index: number): IndexSet =>
  index < 0 || index > MAX_INDEX || hasIndex(set, index) ? set : set + 2 ** index;
