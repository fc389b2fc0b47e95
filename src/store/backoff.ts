/** `Backoff`: how long a run of a store waits before it is tried again. */
import { doubled, shortened } from '../engine/Backoff.js';

/**
 * Milliseconds before the next attempt, by how many failures there were: 1 after the first.
 * @category Workers
 */
export type Backoff = (failures: number) => number;

/**
 * Waits that double with each failure, each shortened by chance by up to half, so that runs that failed together do not come back
 * together.
 *
 * @param options - `firstMs`: the longest first wait, default 1,000; `maxMs`: the longest wait of all, default an hour; `random`: a number from
 * 0 to 1, default `Math.random`
 *
 * @example
 * ```ts
 * import { exponentialBackoff } from 'runchart/store'
 *
 * const waits = exponentialBackoff({ firstMs: 100, maxMs: 1000, random: () => 1 })
 * assert.deepStrictEqual([1, 2, 3, 4, 5].map(waits), [100, 200, 400, 800, 1000])
 * ```
 * @category Workers
 */
export const exponentialBackoff =
  ({
    firstMs = 1000,
    maxMs = 3_600_000,
    random = Math.random,
  }: {
    readonly firstMs?: number;
    readonly maxMs?: number;
    readonly random?: () => number;
  } = {}): Backoff =>
  (failures) =>
    Math.round(shortened(doubled(firstMs, maxMs, failures), random()));
