/**
 * `decide`: what an event does to a run, and the mutations, which are thin names for it.
 *
 * Everything is decided by the compiled chart; this module only says, of an event that the chart does not declare or a guard
 * refuses, which error that is.
 *
 * Laws: nothing throws; a `left` leaves its input as it was; a `right` is a new frozen run.
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
import { runMoves, runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

type InternalEventType = Exclude<EventType, LifecycleEventType>;

/** For one event, or several alike: the error if it is undeclared, and the error for each guard that can refuse it. */
type RefusalsOf<Type extends EventType> = Readonly<
  Record<'undeclared' | GuardOf<Type>, (run: RunInstance, event: EventOf<Type>) => RefusalError>
>;

/** The active attempt, asked for only where a guard has said that there is one. */
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
    // An event from untyped code that the chart does not know enters no state. Its own name, though it is none of a state,
    // says best what was wanted, and nothing throws.
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

/** The refusals of each event, by their reason. An event has its own or, if it enters a state, those of all that do. */
const refusals: ReadonlyMap<string, ReadonlyMap<string, Refuse>> = /* #__PURE__ */ new Map(
  /* #__PURE__ */ runTable.events.map((type) => [
    type,
    new Map(
      Object.entries<Refuse>(
        runMoves.target(type) === undefined
          ? // SAFETY: an event that enters no state stays inside one.
            internalRefusals[type as InternalEventType]
          : lifecycleRefusals,
      ),
    ),
  ]),
);

// -------------------------------------------------------------------------------------------------------- operations

/**
 * The error of an event that is refused: by a guard, or as `undeclared`.
 *
 * @internal
 */
export const refuse = (run: RunInstance, event: RunEvent, reason: string): RefusalError => {
  const refusal = refusals.get(event.type)?.get(reason) ?? lifecycleRefusals.undeclared;
  // SAFETY: the refusal was looked up by the event's own type.
  return refusal(run, event as never);
};

/**
 * What an event does to a run: the run after it, or the error that says why not.
 *
 * Shape: `decide(event)(run)`. Every event may carry `at` (unix seconds), which becomes `lastStateChangeAt` if the state
 * changes. Errors: for the type of each event, exactly those that it can be refused with; see `RefusalError`.
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
  (run: RunInstance): E.Either<RefusalOf<Type>, RunInstance> => {
    const edge = runTable.edge(run.state, event.type);
    const reason = edge === undefined ? 'undeclared' : runTable.refusedBy(edge, run, event);
    return edge === undefined || reason !== undefined
      ? // SAFETY: the table gives no reason that the chart does not put before this event.
        E.left(refuse(run, event, reason ?? 'undeclared') as RefusalOf<Type>)
      : E.right(runTable.follow(edge, run, event));
  };

/**
 * The run in another state, changed at an instant if one is given.
 *
 * Errors: `InvalidTransition` if the chart has no such edge; `AttemptInProgress` if the active attempt holds it.
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
export const transitionTo = (
  to: RunState,
  at?: Timestamp,
): ((run: RunInstance) => E.Either<RefusalOf<LifecycleEventType>, RunInstance>) => {
  const [only, ...others] = runMoves.into(to);
  const enter = (type: EventType) =>
    // SAFETY: an event that enters a state needs nothing but its name.
    decide((at === undefined ? { type } : { type, at }) as EventOf<LifecycleEventType>);
  if (only !== undefined && others.length === 0) return enter(only);
  return (run) => {
    const type = runMoves.between(run.state, to);
    return type === undefined ? E.left(invalidTransition(run, to)) : enter(type)(run);
  };
};

/**
 * The run, Ready for a worker, with the priority it had.
 *
 * No instant is recorded, so the codecs refuse to read back a run that was scheduled ahead; `transitionTo('Ready', at)`
 * records one. Errors: `InvalidTransition`.
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
 * The run, Ready for a worker, with another priority.
 *
 * Shape: `promoteToReadyWithPriority(priority, at)(run)`; `at`, in unix seconds, may be left out. Errors: `InvalidTransition`.
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
  decide(
    at === undefined
      ? { type: 'promote', effectivePriority }
      : { type: 'promote', effectivePriority, at },
  );

/**
 * The run with another priority.
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
 * The run with an attempt begun.
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
 * The run with its active attempt ended. A stale worker, whose attempt is not the active one, is refused.
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
