/* eslint-disable functional/no-let -- the one number that a generator is */
/**
 * Pseudo-random numbers from a seed: mulberry32, thirty-two bits of state. Ten lines of our own and no package, because a
 * suite must stay the same byte for byte, whatever version of anything is installed.
 */

/** Each call gives the next number, from 0 and below 1. */
export type Random = () => number;

/** The numbers of a seed. */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
