/**
 * The events of an engine, as data: `decideAll` decides them, all or none.
 *
 * Laws: a run in Ready takes the events of `beginAttempt` unless its `attemptCount` is at its maximum; a run takes its own `expireLease`
 * and `dueEvents`, and enters another state if there are any.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { pathTo } from '../run/AllowedAction.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { isValidTransition } from '../run/RunState.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { Timestamp } from '../values/Timestamp.js';
import { isDue } from './due.js';
import type { Policy } from './Policy.js';
import { heldStates } from './timedStates.js';

// ----------------------------------------------------------------------------------------------------------- by time

/** The events on the shortest way to a state, at an instant. */
const eventsTo =
  (state: RunState, at: Timestamp) =>
  (run: RunInstance): ReadonlyArray<RunEvent> =>
    pipe(
      run,
      pathTo(state),
      O.match(
        () => [],
        (events) => events.map((event) => ({ ...event, at })),
      ),
    );

/**
 * Returns the events that take a run from a worker that is dead. In Leased the run is Ready for another. In Running its attempt, if it
 * has one, ends; the run then waits in RetryWait, or has Failed if it may not be tried again. No events in the other states.
 *
 * Shape: `expireLease(policy, at)(run)`. It does not ask whether the lease has expired, so that an engine can take a run from a worker
 * that it knows to be dead; {@link dueEvents} asks.
 *
 * @example
 * ```ts
 * import { AttemptId, decideAll, newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { attemptsBelow, beginAttempt, expireLease } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const at = Timestamp.now()
 * const times = { createdAt: at, scheduledAt: at, effectivePriority: Priority.initial }
 * const running = pipe(
 *   newReady({ taskId: TaskId.generate(), ...times }),
 *   E.chainW(decideAll(beginAttempt(AttemptId.generate(), at))),
 * )
 * const typesOf = (max: number) =>
 *   pipe(running, E.map(expireLease({ mayRetry: attemptsBelow(max) }, at)), E.map((events) => events.map(({ type }) => type)))
 * assert.deepStrictEqual(typesOf(2), E.right(['attempt.finish', 'retry']))
 * assert.deepStrictEqual(typesOf(1), E.right(['attempt.finish', 'fail']))
 * ```
 * @category Events of an engine
 */
export const expireLease =
  ({ mayRetry }: Pick<Policy, 'mayRetry'>, at: Timestamp) =>
  (run: RunInstance): ReadonlyArray<RunEvent> => {
    if (!heldStates.includes(run.state)) return [];
    if (isValidTransition(run.state, 'Ready')) return eventsTo('Ready', at)(run);
    return eventsTo(mayRetry(run) ? 'RetryWait' : 'Failed', at)(run);
  };

/**
 * Returns the events that time brings to a run: those of {@link expireLease} if its lease has expired, `promote` if its schedule has come
 * or its backoff is over. No events if the run is not due.
 *
 * Shape: `dueEvents(policy, at)(run)`.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { addDuration, attemptsBelow, constantBackoff, dueEvents, minutes } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const now = Timestamp.now()
 * const later = addDuration(minutes(1))(now)
 * const policy = { lease: minutes(5), backoff: constantBackoff(minutes(1)), mayRetry: attemptsBelow(3) }
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: later, createdAt: now })
 * assert.deepStrictEqual(pipe(run, E.map(dueEvents(policy, now))), E.right([]))
 * assert.deepStrictEqual(pipe(run, E.map(dueEvents(policy, later))), E.right([{ type: 'promote', at: later }]))
 * ```
 * @category Events of an engine
 */
export const dueEvents =
  (policy: Policy, at: Timestamp) =>
  (run: RunInstance): ReadonlyArray<RunEvent> => {
    if (!isDue(policy, at)(run)) return [];
    return heldStates.includes(run.state)
      ? expireLease(policy, at)(run)
      : eventsTo('Ready', at)(run);
  };

// -------------------------------------------------------------------------------------------------------- by workers

/**
 * Returns the events by which a worker takes a run that is Ready and begins an attempt of it.
 *
 * Store them before the worker touches anything of the task: an attempt that is not stored is not counted, and a task that kills its
 * worker earlier than that does so for ever.
 *
 * @example
 * ```ts
 * import { AttemptId, decideAll, newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { beginAttempt } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const at = Timestamp.now()
 * const times = { createdAt: at, scheduledAt: at, effectivePriority: Priority.initial }
 * const begin = decideAll(beginAttempt(AttemptId.generate(), at))
 * const running = pipe(newReady({ taskId: TaskId.generate(), ...times }), E.chainW(begin))
 * assert.strictEqual(E.isRight(running) && running.right.attemptCount, 1)
 * assert.strictEqual(E.isLeft(pipe(running, E.chainW(begin))), true)
 * ```
 * @category Events of an engine
 */
export const beginAttempt = (attemptId: AttemptId, at: Timestamp): ReadonlyArray<RunEvent> => [
  { type: 'lease', at },
  { type: 'start', at },
  { type: 'attempt.start', attemptId, at },
];

/**
 * Returns the events of a worker whose attempt succeeded. A run that has meanwhile gone to another worker refuses them, because they carry
 * the attempt's id.
 *
 * @example
 * ```ts
 * import { AttemptId, decideAll, newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { beginAttempt, completeAttempt } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const at = Timestamp.now()
 * const [own, other] = [AttemptId.generate(), AttemptId.generate()]
 * const times = { createdAt: at, scheduledAt: at, effectivePriority: Priority.initial }
 * const running = pipe(newReady({ taskId: TaskId.generate(), ...times }), E.chainW(decideAll(beginAttempt(own, at))))
 * const completed = pipe(running, E.chainW(decideAll(completeAttempt(own, at))))
 * assert.strictEqual(E.isRight(completed) && completed.right.state, 'Completed')
 * assert.strictEqual(E.isLeft(pipe(running, E.chainW(decideAll(completeAttempt(other, at))))), true)
 * ```
 * @category Events of an engine
 */
export const completeAttempt = (attemptId: AttemptId, at: Timestamp): ReadonlyArray<RunEvent> => [
  { type: 'attempt.finish', attemptId, at },
  { type: 'complete', at },
];

/**
 * Returns the events of a worker whose attempt failed: the run waits in RetryWait, or has Failed if it may not be tried again. A run that has
 * meanwhile gone to another worker refuses them, because they carry the attempt's id.
 *
 * Shape: `failAttempt(policy, attemptId, at)(run)`.
 *
 * @example
 * ```ts
 * import { AttemptId, decideAll, newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { beginAttempt, failAttempt, retriesBelow } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const at = Timestamp.now()
 * const attemptId = AttemptId.generate()
 * const times = { createdAt: at, scheduledAt: at, effectivePriority: Priority.initial }
 * const running = pipe(newReady({ taskId: TaskId.generate(), ...times }), E.chainW(decideAll(beginAttempt(attemptId, at))))
 * const afterFailure = (retries: number) =>
 *   pipe(
 *     running,
 *     E.chainW((run) => decideAll(failAttempt({ mayRetry: retriesBelow(retries) }, attemptId, at)(run))(run)),
 *     E.map(({ state }) => state),
 *   )
 * assert.deepStrictEqual(afterFailure(1), E.right('RetryWait'))
 * assert.deepStrictEqual(afterFailure(0), E.right('Failed'))
 * ```
 * @category Events of an engine
 */
export const failAttempt =
  ({ mayRetry }: Pick<Policy, 'mayRetry'>, attemptId: AttemptId, at: Timestamp) =>
  (run: RunInstance): ReadonlyArray<RunEvent> => [
    { type: 'attempt.finish', attemptId, at },
    { type: mayRetry(run) ? 'retry' : 'fail', at },
  ];
