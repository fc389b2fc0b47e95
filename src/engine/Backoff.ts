/**
 * `Backoff`: how long a run waits before it is tried again.
 *
 * Law: a backoff is a function. It returns the same wait for the same run, so that a run falls due at one instant, however often and in
 * however many processes it is asked for.
 */
import { randomOf } from '../graph/Random.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { Duration } from './Duration.js';
import { seconds } from './Duration.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How long a run waits in RetryWait.
 *
 * In seconds, as all durations, and by the run. The backoff of `runWorker` is in milliseconds, and by a number of failures.
 * @category Policies
 */
export type Backoff = (run: RunInstance) => Duration;

// ------------------------------------------------------------------------------------------------------------ waits

/** The most doublings of a number that stay finite. */
const MAX_DOUBLINGS = 1023;

/** A wait that doubles with each failure after the first, up to the longest; in any unit. */
export const doubled = (first: number, max: number, failures: number): number =>
  Math.min(max, first * 2 ** (failures > 1 ? Math.min(failures - 1, MAX_DOUBLINGS) : 0));

/** A wait shortened by up to half: to half of it by 0, to all of it by 1; in any unit. */
export const shortened = (wait: number, share: number): number =>
  wait * (0.5 + (share > 0 ? Math.min(share, 1) : 0) / 2);

// ------------------------------------------------------------------------------------------------------ constructors

/**
 * Waits that are all the same.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { constantBackoff, seconds } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.deepStrictEqual(pipe(run, E.map(constantBackoff(seconds(10)))), E.right(seconds(10)))
 * ```
 * @category Policies
 */
export const constantBackoff =
  (wait: Duration): Backoff =>
  () =>
    wait;

/**
 * Waits that double with each attempt, by `attemptCount`.
 *
 * @param options - `first`: the wait after the first attempt; `max`: the longest wait of all
 *
 * @example
 * ```ts
 * import { AttemptCount, newScheduled, restoreAttemptStateForBootstrap, TaskId, Timestamp } from 'runchart'
 * import { exponentialBackoff, minutes, seconds } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const backoff = exponentialBackoff({ first: seconds(10), max: minutes(1) })
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const after = (attempts: number) =>
 *   pipe(
 *     E.Do,
 *     E.apSW('run', run),
 *     E.apSW('count', AttemptCount.decode(attempts)),
 *     E.map(({ run, count }) => backoff(restoreAttemptStateForBootstrap(count, O.none)(run))),
 *     E.getOrElse(() => seconds(0)),
 *   )
 * assert.deepStrictEqual([1, 2, 3, 4, 1e9].map(after), [10, 20, 40, 60, 60])
 * ```
 * @category Policies
 */
export const exponentialBackoff =
  ({ first, max }: { readonly first: Duration; readonly max: Duration }): Backoff =>
  ({ attemptCount }) =>
    seconds(doubled(first, max, attemptCount));

// -------------------------------------------------------------------------------------------------------- operations

/** The 32-bit words of a UUID. */
const wordsOf = (uuid: string): ReadonlyArray<number> =>
  [0, 8, 16, 24].map((from) => parseInt(uuid.replaceAll('-', '').slice(from, from + 8), 16));

/**
 * Returns a number that looks like chance, at least 0 and below 1: the same for the same run and `attemptCount`.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { chanceOf } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.strictEqual(E.isRight(run) && chanceOf(run.right) === chanceOf({ ...run.right }), true)
 * ```
 * @category Policies
 */
export const chanceOf = ({ id, attemptCount }: RunInstance): number =>
  randomOf(wordsOf(id).reduce((all, word) => all ^ word, Math.imul(attemptCount, 0x9e3779b1)))();

/**
 * Shortens each wait by up to half, so that runs that failed together do not come back together.
 *
 * Shape: `jittered(random)(backoff)`. `random` returns a number from 0, for half of the wait, to 1, for all of it; for the same run
 * always the same, as {@link chanceOf} does. With `Math.random` a run would fall due at another instant each time it is asked.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { chanceOf, constantBackoff, jittered, minutes, seconds } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const waitBy = (random: typeof chanceOf) => pipe(run, E.map(pipe(constantBackoff(minutes(1)), jittered(random))))
 * assert.deepStrictEqual(waitBy(() => 0.5), E.right(seconds(45)))
 * assert.deepStrictEqual(waitBy(chanceOf), waitBy(chanceOf))
 * ```
 * @category Policies
 */
export const jittered =
  (random: (run: RunInstance) => number) =>
  (backoff: Backoff): Backoff =>
  (run) =>
    seconds(shortened(backoff(run), random(run)));
