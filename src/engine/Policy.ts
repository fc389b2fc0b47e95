/** `Policy`: what an engine decides of its own, as the chart has no timers and no limits. */
import type { RunInstance } from '../run/RunInstance.js';
import type { Backoff } from './Backoff.js';
import type { Duration } from './Duration.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How long a run may stay with a worker, and how long it waits between attempts.
 * @category Policies
 */
export interface Timing {
  /** How long a run may stay in Leased, and again in Running, before its worker counts as dead. */
  readonly lease: Duration;
  /** How long a run waits in RetryWait. */
  readonly backoff: Backoff;
}

/**
 * When an engine acts on a run, and whether it tries the run again.
 * @category Policies
 */
export interface Policy extends Timing {
  /** Tests whether a run may be tried again. It is asked when an attempt has failed or was lost, which `attemptCount` has counted. */
  readonly mayRetry: (run: RunInstance) => boolean;
}

// ------------------------------------------------------------------------------------------------------- refinements

/**
 * Tests whether a run has begun fewer attempts than a number. The first attempt counts: `attemptsBelow(1)` allows no retry.
 *
 * Shape: `attemptsBelow(max)(run)`.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { attemptsBelow } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.strictEqual(E.isRight(run) && attemptsBelow(1)(run.right), true)
 * assert.strictEqual(E.isRight(run) && attemptsBelow(0)(run.right), false)
 * ```
 * @category Policies
 */
export const attemptsBelow =
  (max: number) =>
  ({ attemptCount }: RunInstance): boolean =>
    attemptCount < max;

/**
 * Tests whether a run has begun fewer retries than a number. The first attempt is no retry: `retriesBelow(0)` allows none.
 *
 * Shape: `retriesBelow(max)(run)`, the same as `attemptsBelow(max + 1)(run)`.
 *
 * @example
 * ```ts
 * import { AttemptId, decideAll, newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { attemptsBelow, beginAttempt, retriesBelow } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const at = Timestamp.now()
 * const times = { createdAt: at, scheduledAt: at, effectivePriority: Priority.initial }
 * const first = pipe(
 *   newReady({ taskId: TaskId.generate(), ...times }),
 *   E.chainW(decideAll(beginAttempt(AttemptId.generate(), at))),
 * )
 * assert.strictEqual(E.isRight(first) && retriesBelow(1)(first.right), true)
 * assert.strictEqual(E.isRight(first) && attemptsBelow(1)(first.right), false)
 * ```
 * @category Policies
 */
export const retriesBelow =
  (max: number) =>
  ({ attemptCount }: RunInstance): boolean =>
    attemptCount - 1 < max;
