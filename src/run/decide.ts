/**
 * `decide` applies an event to a run; the mutations are shorthands for it.
 *
 * The compiled chart decides. This module adds only the error of each event that a state does not declare or a guard refuses.
 *
 * Laws: nothing throws; the input is never changed; a `right` is a new frozen run.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { AttemptId } from '../values/AttemptId.js';
import type { Priority } from '../values/Priority.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { EventOf, EventType, GuardOf, LifecycleEventType, RunEvent } from './RunEvent.js';
import type { RunInstance } from './RunInstance.js';
import type {
  AttemptAlreadyActive,
  AttemptCountOverflow,
  AttemptFinishRequiresRunning,
  AttemptInProgress,
  AttemptOwnershipMismatch,
  AttemptStartRequiresRunning,
  InvalidTransition,
  NoActiveAttempt,
  PriorityMutationRequiresReady,
  RefusalError,
} from './RunInstanceError.js';
import type { RunState } from './RunState.js';
import type { RunEdge } from './runTable.js';
import { runMoves, runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

type InternalEventType = Exclude<EventType, LifecycleEventType>;

/** The errors of an event type: one if the state does not declare it, and one for each guard that can refuse it. */
type RefusalsOf<Type extends EventType> = Readonly<
  Record<'undeclared' | GuardOf<Type>, (run: RunInstance, event: EventOf<Type>) => RefusalError>
>;

/** The active attempt. Called only after a guard has found one. */
const activeAttemptId = (run: RunInstance): AttemptId =>
  O.isSome(run.currentAttemptId) ? run.currentAttemptId.value : AttemptId.nil;

const invalidTransition = (run: RunInstance, to: RunState): InvalidTransition => ({
  _tag: 'InvalidTransition',
  runId: run.id,
  from: run.state,
  to,
});

const lifecycleRefusals = {
  undeclared: (run, { type }) =>
    // Untyped code can send an event that the chart does not have. The error then has its name in place of the state's.
    invalidTransition(run, runMoves.target(type) ?? (type as string as RunState)),
  noActiveAttempt: (run): AttemptInProgress => ({
    _tag: 'AttemptInProgress',
    runId: run.id,
    activeAttemptId: activeAttemptId(run),
  }),
} as const satisfies RefusalsOf<LifecycleEventType>;

const internalRefusals = {
  'attempt.start': {
    undeclared: (run): AttemptStartRequiresRunning => ({
      _tag: 'AttemptStartRequiresRunning',
      runId: run.id,
      currentState: run.state,
    }),
    noActiveAttempt: (run): AttemptAlreadyActive => ({
      _tag: 'AttemptAlreadyActive',
      runId: run.id,
      activeAttemptId: activeAttemptId(run),
    }),
    attemptCountBelowMax: (run): AttemptCountOverflow => ({
      _tag: 'AttemptCountOverflow',
      runId: run.id,
    }),
  },
  'attempt.finish': {
    undeclared: (run): AttemptFinishRequiresRunning => ({
      _tag: 'AttemptFinishRequiresRunning',
      runId: run.id,
      currentState: run.state,
    }),
    hasActiveAttempt: (run): NoActiveAttempt => ({ _tag: 'NoActiveAttempt', runId: run.id }),
    ownsActiveAttempt: (run, { attemptId }): AttemptOwnershipMismatch => ({
      _tag: 'AttemptOwnershipMismatch',
      runId: run.id,
      expectedAttemptId: activeAttemptId(run),
      actualAttemptId: attemptId,
    }),
  },
  'priority.set': {
    undeclared: (run): PriorityMutationRequiresReady => ({
      _tag: 'PriorityMutationRequiresReady',
      runId: run.id,
      currentState: run.state,
    }),
  },
} as const satisfies { readonly [T in InternalEventType]: RefusalsOf<T> };

/**
 * The errors that an event can be refused with.
 * @category Decisions
 */
export type RefusalOf<Type extends EventType> = Type extends InternalEventType
  ? ReturnType<
      Extract<(typeof internalRefusals)[Type][keyof (typeof internalRefusals)[Type]], Refuse>
    >
  : ReturnType<
      (typeof lifecycleRefusals)[Extract<
        'undeclared' | GuardOf<Type>,
        keyof typeof lifecycleRefusals
      >]
    >;

type Refuse = (run: RunInstance, event: never) => RefusalError;

/** The refusals of each event, by reason. Events that change the state share theirs. */
const refusals: ReadonlyMap<string, ReadonlyMap<string, Refuse>> = /* #__PURE__ */ new Map(
  /* #__PURE__ */ runTable.events.map((type) => [
    type,
    new Map(
      Object.entries<Refuse>(
        runMoves.target(type) === undefined
          ? // SAFETY: an event without a target stays inside its state.
            internalRefusals[type as InternalEventType]
          : lifecycleRefusals,
      ),
    ),
  ]),
);

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Returns the error of an event that is refused by the guard `reason`, or because it is `undeclared`.
 *
 * @internal
 */
export const refuse = (run: RunInstance, event: RunEvent, reason: string): RefusalError => {
  const refusal = refusals.get(event.type)?.get(reason) ?? lifecycleRefusals.undeclared;
  // SAFETY: the refusal was looked up by the event's own type.
  return refusal(run, event as never);
};

/** Takes the edge of an event, or refuses the event. */
const take = <Type extends EventType>(
  edge: RunEdge | undefined,
  event: EventOf<Type>,
  run: RunInstance,
): E.Either<RefusalOf<Type>, RunInstance> => {
  // SAFETY: the refusal is of this event, here and below.
  if (edge === undefined) return E.left(refuse(run, event, 'undeclared') as RefusalOf<Type>);
  const reason = runTable.refusedBy(edge, run, event);
  return reason === undefined
    ? E.right(runTable.follow(edge, run, event))
    : E.left(refuse(run, event, reason) as RefusalOf<Type>);
};

/**
 * Applies an event to a run: returns the next run, or the error if the event is illegal.
 *
 * Shape: `decide(event)(run)`. Every event may carry `at` (unix seconds), which becomes `lastStateChangeAt` if the state
 * changes. Errors: those of the event's type; see `RefusalError`.
 *
 * @example
 * ```ts
 * import { decide, newScheduled, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const now = Timestamp.now()
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: now, createdAt: now })
 *
 * const leased = pipe(run, E.chainW(decide({ type: 'promote', at: now })), E.chainW(decide({ type: 'lease' })))
 * assert.strictEqual(E.isRight(leased) && leased.right.state, 'Leased')
 *
 * const refused = pipe(leased, E.chainW(decide({ type: 'complete' })))
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'InvalidTransition')
 * ```
 * @category Decisions
 */
export const decide =
  <Type extends EventType>(event: { readonly type: Type } & EventOf<Type>) =>
  (run: RunInstance): E.Either<RefusalOf<Type>, RunInstance> =>
    take<Type>(runTable.edge(run.state, event.type), event, run);

/**
 * Moves a run to another state; `at` (unix seconds, optional) becomes `lastStateChangeAt`.
 *
 * Errors: `InvalidTransition` if the chart has no such edge; `AttemptInProgress` if an active attempt forbids it.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp, transitionTo } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.strictEqual(E.isRight(pipe(run, E.chainW(transitionTo('Ready')))), true)
 * assert.strictEqual(E.isLeft(pipe(run, E.chainW(transitionTo('Running')))), true)
 * ```
 * @category Decisions
 */
export const transitionTo =
  (to: RunState, at?: Timestamp) =>
  (run: RunInstance): E.Either<RefusalOf<LifecycleEventType>, RunInstance> => {
    const edge = runMoves.between(run.state, to);
    if (edge === undefined) return E.left(invalidTransition(run, to));
    // SAFETY: an event that changes the state has no required field but its type. An `at` of undefined is as none.
    const event = { type: edge.event, at } as EventOf<LifecycleEventType>;
    return take<LifecycleEventType>(edge, event, run);
  };

/**
 * Promotes a run to Ready and keeps its priority.
 *
 * It records no instant, so the codecs refuse the run if it was scheduled ahead; `transitionTo('Ready', at)` records one.
 * Errors: `InvalidTransition`.
 *
 * @example
 * ```ts
 * import { newScheduled, promoteToReady, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const ready = pipe(run, E.chainW(promoteToReady))
 * assert.strictEqual(E.isRight(ready) && ready.right.state, 'Ready')
 *
 * const refused = pipe(ready, E.chainW(promoteToReady))
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'InvalidTransition')
 * ```
 * @category Decisions
 */
export const promoteToReady: (run: RunInstance) => E.Either<RefusalOf<'promote'>, RunInstance> =
  decide({ type: 'promote' });

/**
 * Promotes a run to Ready with another priority.
 *
 * Shape: `promoteToReadyWithPriority(priority, at)(run)`; `at`, in unix seconds, is optional. Errors: `InvalidTransition`.
 *
 * @example
 * ```ts
 * import { newScheduled, Priority, promoteToReadyWithPriority, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const promote = promoteToReadyWithPriority(Priority.max, Timestamp.now())
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const ready = pipe(run, E.chainW(promote))
 * assert.strictEqual(E.isRight(ready) && ready.right.effectivePriority, 2147483647)
 *
 * const refused = pipe(ready, E.chainW(promote))
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'InvalidTransition')
 * ```
 * @category Decisions
 */
export const promoteToReadyWithPriority = (
  effectivePriority: Priority,
  at?: Timestamp,
): ((run: RunInstance) => E.Either<RefusalOf<'promote'>, RunInstance>) =>
  // SAFETY: an `at` of undefined is as none.
  decide<'promote'>({ type: 'promote', effectivePriority, at } as EventOf<'promote'>);

/**
 * Sets the priority of a run in Ready.
 *
 * Errors: `PriorityMutationRequiresReady` in every other state.
 *
 * @example
 * ```ts
 * import { newScheduled, Priority, promoteToReady, setEffectivePriority, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const urgent = pipe(run, E.chainW(promoteToReady), E.chainW(setEffectivePriority(Priority.max)))
 * assert.strictEqual(E.isRight(urgent) && urgent.right.effectivePriority, 2147483647)
 *
 * const refused = pipe(run, E.chainW(setEffectivePriority(Priority.max)))
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'PriorityMutationRequiresReady')
 * ```
 * @category Decisions
 */
export const setEffectivePriority = (
  effectivePriority: Priority,
): ((run: RunInstance) => E.Either<RefusalOf<'priority.set'>, RunInstance>) =>
  decide({ type: 'priority.set', effectivePriority });

/**
 * Starts an attempt of a run in Running.
 *
 * Errors: `AttemptStartRequiresRunning`, `AttemptAlreadyActive`, `AttemptCountOverflow`, in this order.
 *
 * @example
 * ```ts
 * import { AttemptId, newScheduled, startAttempt, TaskId, Timestamp, transitionTo } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const running = pipe(
 *   newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min }),
 *   E.chainW(transitionTo('Ready')),
 *   E.chainW(transitionTo('Leased')),
 *   E.chainW(transitionTo('Running')),
 * )
 * const started = pipe(running, E.chainW(startAttempt(AttemptId.generate())))
 * assert.strictEqual(E.isRight(started) && started.right.attemptCount, 1)
 *
 * const refused = pipe(started, E.chainW(startAttempt(AttemptId.generate())))
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'AttemptAlreadyActive')
 * ```
 * @category Decisions
 */
export const startAttempt = (
  attemptId: AttemptId,
): ((run: RunInstance) => E.Either<RefusalOf<'attempt.start'>, RunInstance>) =>
  decide({ type: 'attempt.start', attemptId });

/**
 * Finishes the active attempt of a run. A stale worker, whose attempt is not the active one, is refused.
 *
 * Errors: `AttemptFinishRequiresRunning`, `NoActiveAttempt`, `AttemptOwnershipMismatch`, in this order.
 *
 * @example
 * ```ts
 * import { AttemptId, finishAttempt, newScheduled, startAttempt, TaskId, Timestamp, transitionTo } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const running = pipe(
 *   newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min }),
 *   E.chainW(transitionTo('Ready')),
 *   E.chainW(transitionTo('Leased')),
 *   E.chainW(transitionTo('Running')),
 * )
 * const mine = AttemptId.generate()
 * const started = pipe(running, E.chainW(startAttempt(mine)))
 * const finished = pipe(started, E.chainW(finishAttempt(mine)))
 * assert.deepStrictEqual(E.isRight(finished) && finished.right.currentAttemptId, O.none)
 *
 * const refused = pipe(started, E.chainW(finishAttempt(AttemptId.generate())))
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'AttemptOwnershipMismatch')
 * ```
 * @category Decisions
 */
export const finishAttempt = (
  attemptId: AttemptId,
): ((run: RunInstance) => E.Either<RefusalOf<'attempt.finish'>, RunInstance>) =>
  decide({ type: 'attempt.finish', attemptId });
