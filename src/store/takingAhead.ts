/**
 * How many runs a worker takes beyond those that its handlers are at. Few runs a statement are dear, so with handlers that return at once
 * it takes as many as they handle in a moment; with slow ones it takes none, and leaves them to other workers.
 */

/** How long a run that was taken ahead may wait for its handler, as far as one can tell: in milliseconds. */
const MOMENT = 10;

/** How much of an old time counts after each newer one. */
const MEMORY = 0.95;

/** How long handlers take, for the worst: a slow one counts at once, and is forgotten over some tens of others. In milliseconds. */
export const slowestOf = (slowest: number, took: number): number =>
  slowest === Infinity ? took : Math.max(took, slowest * MEMORY);

/** How many runs are taken ahead, of a number at most. Before a handler has returned, it takes an infinite time. */
export const aheadFor = (concurrency: number, most: number, slowest: number): number =>
  Math.min(most, Math.floor((concurrency * MOMENT) / slowest));
