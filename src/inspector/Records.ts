/* eslint-disable functional/immutable-data -- blocks of numbers that are allocated as they are needed */
/**
 * Records of numbers, in blocks of typed arrays. A quarter of a million objects with fields would be moved and marked by the garbage
 * collector, which lets a heap of that size grow to a multiple of what is in use.
 */

/** How many records are in a block. */
export const BLOCK = 1024;

/** Records of one width, by their index. */
export interface Records {
  /** The block of a record; made if there is none. */
  readonly blockOf: (index: number) => Float64Array;
  /** Where in its block a record begins. */
  readonly startOf: (index: number) => number;
}

/** Makes records of `width` numbers each. */
export const makeRecords = (width: number): Records => {
  const blocks: Array<Float64Array> = [];
  return {
    blockOf: (index) => (blocks[Math.floor(index / BLOCK)] ??= new Float64Array(BLOCK * width)),
    startOf: (index) => (index % BLOCK) * width,
  };
};
