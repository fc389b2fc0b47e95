/**
 * When an engine acts on a run that nobody acts on.
 *
 * Laws: `isDue(timing, at)(run)` holds if and only if `dueAt(timing)(run)` is an instant not after `at`; `nextDue` is the first of them.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Duration } from './Duration.js';
import { addDuration } from './Duration.js';
import type { Timing } from './Policy.js';
import { heldStates, waitingStates } from './timedStates.js';

/** The instant at which a lease ends that began when the run entered its state. */
const leaseEnd = (lease: Duration, { lastStateChangeAt }: RunInstance): Timestamp =>
  addDuration(lease)(lastStateChangeAt);

/**
 * Returns the instant at which a run falls due: in Scheduled its `scheduledAt`, in RetryWait the end of its backoff, in Leased and
 * Running the end of its lease. None in the other states: in Ready it waits for a worker, in Suspended until somebody resumes it.
 *
 * Shape: `dueAt(timing)(run)`. Backoff and lease begin at `lastStateChangeAt`.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { addDuration, constantBackoff, dueAt, hours, minutes } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const now = Timestamp.now()
 * const tomorrow = addDuration(hours(24))(now)
 * const timing = { lease: minutes(5), backoff: constantBackoff(minutes(1)) }
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: tomorrow, createdAt: now })
 * assert.deepStrictEqual(pipe(run, E.map(dueAt(timing))), E.right(O.some(tomorrow)))
 * ```
 * @category Due runs
 */
export const dueAt =
  ({ lease, backoff }: Timing) =>
  (run: RunInstance): O.Option<Timestamp> =>
    heldStates.includes(run.state)
      ? O.some(leaseEnd(lease, run))
      : !waitingStates.includes(run.state)
        ? O.none
        : O.some(
            run.state === 'RetryWait'
              ? addDuration(backoff(run))(run.lastStateChangeAt)
              : run.scheduledAt,
          );

/**
 * Tests whether a run is due at an instant.
 *
 * Shape: `isDue(timing, at)(run)`.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { addDuration, constantBackoff, isDue, minutes, seconds } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const now = Timestamp.now()
 * const soon = addDuration(seconds(30))(now)
 * const timing = { lease: minutes(5), backoff: constantBackoff(minutes(1)) }
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: soon, createdAt: now })
 * assert.deepStrictEqual(pipe(run, E.map(isDue(timing, now))), E.right(false))
 * assert.deepStrictEqual(pipe(run, E.map(isDue(timing, soon))), E.right(true))
 * ```
 * @category Due runs
 */
export const isDue =
  (timing: Timing, at: Timestamp) =>
  (run: RunInstance): boolean =>
    pipe(
      run,
      dueAt(timing),
      O.exists((due) => due <= at),
    );

/**
 * Returns the first instant at which one of many runs falls due; none if none does. A timer sleeps until then.
 *
 * Shape: `nextDue(timing)(runs)`. The instant may lie in the past: act on the runs that are due, then ask.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { addDuration, constantBackoff, hours, minutes, nextDue } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const now = Timestamp.now()
 * const inHours = (n: number) => addDuration(hours(n))(now)
 * const timing = { lease: minutes(5), backoff: constantBackoff(minutes(1)) }
 * const runs = pipe(
 *   [3, 1, 2],
 *   E.traverseArray((n) => newScheduled({ taskId: TaskId.generate(), scheduledAt: inHours(n), createdAt: now })),
 * )
 * assert.deepStrictEqual(pipe(runs, E.map(nextDue(timing))), E.right(O.some(inHours(1))))
 * assert.deepStrictEqual(nextDue(timing)([]), O.none)
 * ```
 * @category Due runs
 */
export const nextDue =
  (timing: Timing) =>
  (runs: Iterable<RunInstance>): O.Option<Timestamp> => {
    const dueOf = dueAt(timing);
    return [...runs].reduce<O.Option<Timestamp>>((first, run) => {
      const due = dueOf(run);
      return O.isNone(due) || (O.isSome(first) && first.value <= due.value) ? first : due;
    }, O.none);
  };

/**
 * Tests whether a worker has held a run for as long as a lease, by `lastStateChangeAt`; in a state in which no worker holds it, it has
 * not.
 *
 * Shape: `leaseExpired(lease, at)(run)`.
 *
 * @example
 * ```ts
 * import { decide, newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { addDuration, leaseExpired, seconds } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const at = Timestamp.now()
 * const times = { createdAt: at, scheduledAt: at, effectivePriority: Priority.initial }
 * const ready = newReady({ taskId: TaskId.generate(), ...times })
 * const leased = pipe(ready, E.chainW(decide({ type: 'lease', at })))
 * const later = addDuration(seconds(30))(at)
 * assert.deepStrictEqual(pipe(leased, E.map(leaseExpired(seconds(31), later))), E.right(false))
 * assert.deepStrictEqual(pipe(leased, E.map(leaseExpired(seconds(30), later))), E.right(true))
 * assert.deepStrictEqual(pipe(ready, E.map(leaseExpired(seconds(30), later))), E.right(false))
 * ```
 * @category Due runs
 */
export const leaseExpired =
  (lease: Duration, at: Timestamp) =>
  (run: RunInstance): boolean =>
    heldStates.includes(run.state) && leaseEnd(lease, run) <= at;
