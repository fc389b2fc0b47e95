/* eslint-disable functional/no-let -- the state of the generator */
/**
 * Pseudo-random numbers from a seed: mulberry32, with 32 bits of state. Implemented here, so that no update of a package can
 * change the generated suites.
 */

/** Returns the next number, at least 0 and below 1. */
export type Random = () => number;

/** Makes the generator of a seed. */
export const randomOf = (seed: number): Random => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
