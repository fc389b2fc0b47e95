/**
 * `RunInstance`: a run as a frozen plain record, and its constructors.
 *
 * Laws: a new run has no active attempt and an attempt count of 0; its `lastStateChangeAt` is its `createdAt`.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as Eq from 'fp-ts/lib/Eq.js';
import * as N from 'fp-ts/lib/number.js';
import * as O from 'fp-ts/lib/Option.js';
import * as S from 'fp-ts/lib/string.js';
import type { RunInstance as Run } from '../../machines/run.chart.js';
import { runChart } from '../../machines/run.chart.js';
import { AttemptCount } from '../values/AttemptCount.js';
import type { AttemptId } from '../values/AttemptId.js';
import { Priority } from '../values/Priority.js';
import { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import type { Timestamp } from '../values/Timestamp.js';
import { isNil } from '../values/Uuid.js';
import type {
  InvalidRunId,
  InvalidTaskId,
  ReadyScheduledAtAfterCreatedAt,
} from './RunInstanceError.js';
import type { RunState } from './RunState.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A run: `id`, `taskId`, `state`, `currentAttemptId` (an fp-ts `Option`, some only in Running), `attemptCount` (u32),
 * `createdAt`, `scheduledAt`, `lastStateChangeAt` (unix seconds), `effectivePriority` (i32, a larger number goes first).
 * @category Runs
 */
export type RunInstance = Run;

/**
 * The arguments of `newScheduled`.
 * @category Runs
 */
export interface ScheduledArgs {
  readonly taskId: TaskId;
  readonly scheduledAt: Timestamp;
  readonly createdAt: Timestamp;
}

/**
 * The arguments of `newReady`.
 * @category Runs
 */
export interface ReadyArgs extends ScheduledArgs {
  readonly effectivePriority: Priority;
}

/**
 * The additional argument of the constructors that take an id.
 * @category Runs
 */
export interface WithId {
  readonly id: RunId;
}

// ------------------------------------------------------------------------------------------------------ constructors

/**
 * Makes a frozen run. All runs of the library are made by a literal with these fields in this order, so that they share one
 * hidden class: an object spread would give each run its own, and takes twenty times as long.
 */
export const makeRun = (
  id: RunId,
  taskId: TaskId,
  state: RunState,
  currentAttemptId: O.Option<AttemptId>,
  attemptCount: AttemptCount,
  createdAt: Timestamp,
  scheduledAt: Timestamp,
  lastStateChangeAt: Timestamp,
  effectivePriority: Priority,
): RunInstance =>
  Object.freeze({
    id,
    taskId,
    state,
    currentAttemptId,
    attemptCount,
    createdAt,
    scheduledAt,
    lastStateChangeAt,
    effectivePriority,
  });

const makeNew = (
  state: RunState,
  id: RunId,
  { taskId, scheduledAt, createdAt }: ScheduledArgs,
  effectivePriority: Priority,
): RunInstance =>
  makeRun(
    id,
    taskId,
    state,
    O.none,
    AttemptCount.zero,
    createdAt,
    scheduledAt,
    createdAt,
    effectivePriority,
  );

const makeScheduled = (id: RunId, args: ScheduledArgs): E.Either<InvalidTaskId, RunInstance> =>
  isNil(args.taskId)
    ? E.left({ _tag: 'InvalidTaskId', taskId: args.taskId })
    : E.right(makeNew(runChart.initial, id, args, Priority.initial));

const makeReady = (
  id: RunId,
  args: ReadyArgs,
): E.Either<InvalidTaskId | ReadyScheduledAtAfterCreatedAt, RunInstance> => {
  const { taskId, scheduledAt, createdAt } = args;
  if (isNil(taskId)) return E.left({ _tag: 'InvalidTaskId', taskId });
  return scheduledAt > createdAt
    ? E.left({ _tag: 'ReadyScheduledAtAfterCreatedAt', runId: id, scheduledAt, createdAt })
    : E.right(makeNew('Ready', id, args, args.effectivePriority));
};

/**
 * Creates a run in Scheduled with the given id and priority 0.
 *
 * Errors: `InvalidRunId`, `InvalidTaskId` for nil ids, in this order.
 *
 * @example
 * ```ts
 * import { newScheduledWithId, RunId, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const id = RunId.generate()
 * const args = { taskId: TaskId.generate(), scheduledAt: Timestamp.now(), createdAt: Timestamp.now() }
 * const run = newScheduledWithId({ ...args, id })
 * assert.strictEqual(E.isRight(run) && run.right.id, id)
 *
 * const refused = newScheduledWithId({ ...args, id: RunId.nil })
 * assert.deepStrictEqual(refused, E.left({ _tag: 'InvalidRunId', runId: RunId.nil }))
 * ```
 * @category Runs
 */
export const newScheduledWithId = (
  args: ScheduledArgs & WithId,
): E.Either<InvalidRunId | InvalidTaskId, RunInstance> =>
  isNil(args.id) ? E.left({ _tag: 'InvalidRunId', runId: args.id }) : makeScheduled(args.id, args);

/**
 * Creates a run in Scheduled with a new id and priority 0.
 *
 * Errors: `InvalidTaskId` if the task id is nil.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const now = Timestamp.now()
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: now, createdAt: now })
 * assert.strictEqual(E.isRight(run) && run.right.state, 'Scheduled')
 *
 * const refused = newScheduled({ taskId: TaskId.nil, scheduledAt: now, createdAt: now })
 * assert.deepStrictEqual(refused, E.left({ _tag: 'InvalidTaskId', taskId: TaskId.nil }))
 * ```
 * @category Runs
 */
export const newScheduled = (args: ScheduledArgs): E.Either<InvalidTaskId, RunInstance> =>
  makeScheduled(RunId.generate(), args);

/**
 * Creates a run in Ready with the given id.
 *
 * Errors: `InvalidRunId`, `InvalidTaskId` for nil ids, then `ReadyScheduledAtAfterCreatedAt`, in this order.
 *
 * @example
 * ```ts
 * import { newReadyWithId, Priority, RunId, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const id = RunId.generate()
 * const args = { id, createdAt: Timestamp.min, scheduledAt: Timestamp.min, effectivePriority: Priority.initial }
 * const run = newReadyWithId({ ...args, taskId: TaskId.generate() })
 * assert.strictEqual(E.isRight(run) && run.right.id, id)
 *
 * const refused = newReadyWithId({ ...args, taskId: TaskId.nil, scheduledAt: Timestamp.max })
 * assert.deepStrictEqual(refused, E.left({ _tag: 'InvalidTaskId', taskId: TaskId.nil }))
 * ```
 * @category Runs
 */
export const newReadyWithId = (
  args: ReadyArgs & WithId,
): E.Either<InvalidRunId | InvalidTaskId | ReadyScheduledAtAfterCreatedAt, RunInstance> =>
  isNil(args.id) ? E.left({ _tag: 'InvalidRunId', runId: args.id }) : makeReady(args.id, args);

/**
 * Creates a run in Ready with a new id.
 *
 * Errors: `InvalidTaskId` if the task id is nil; `ReadyScheduledAtAfterCreatedAt` if it is scheduled after its creation.
 *
 * @example
 * ```ts
 * import { newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const now = Timestamp.now()
 * const args = { taskId: TaskId.generate(), createdAt: now, effectivePriority: Priority.initial }
 * const run = newReady({ ...args, scheduledAt: now })
 * assert.strictEqual(E.isRight(run) && run.right.state, 'Ready')
 *
 * const refused = newReady({ ...args, createdAt: Timestamp.min, scheduledAt: now })
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'ReadyScheduledAtAfterCreatedAt')
 * ```
 * @category Runs
 */
export const newReady = (
  args: ReadyArgs,
): E.Either<InvalidTaskId | ReadyScheduledAtAfterCreatedAt, RunInstance> =>
  makeReady(RunId.generate(), args);

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Sets `lastStateChangeAt`. Any instant is accepted, even one before the run's creation.
 *
 * @example
 * ```ts
 * import { newScheduled, recordStateChangeAt, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.max, createdAt: Timestamp.max })
 * const recorded = pipe(run, E.map(recordStateChangeAt(Timestamp.min)))
 * assert.strictEqual(E.isRight(recorded) && recorded.right.lastStateChangeAt, 0)
 * ```
 * @category Runs
 */
export const recordStateChangeAt =
  (at: Timestamp) =>
  (run: RunInstance): RunInstance =>
    makeRun(
      run.id,
      run.taskId,
      run.state,
      run.currentAttemptId,
      run.attemptCount,
      run.createdAt,
      run.scheduledAt,
      at,
      run.effectivePriority,
    );

/**
 * Sets the attempt count and the active attempt without any check. For trusted data only, such as counters that an engine
 * stores elsewhere: no other function can make an attempt active outside Running.
 *
 * Shape: `restoreAttemptStateForBootstrap(attemptCount, currentAttemptId)(run)`. `RunInstanceCodec` refuses to decode an active
 * attempt in a state other than Running; `RunInstanceLenientCodec` does not.
 *
 * @example
 * ```ts
 * import { AttemptCount, AttemptId, newScheduled, restoreAttemptStateForBootstrap, RunInstanceCodec, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const restored = (active: O.Option<AttemptId>) =>
 *   pipe(run, E.map(restoreAttemptStateForBootstrap(AttemptCount.max, active)), E.map(RunInstanceCodec.encode))
 * const decoded = (active: O.Option<AttemptId>) => pipe(restored(active), E.chainW(RunInstanceCodec.decode))
 * assert.strictEqual(E.isRight(decoded(O.none)), true)
 * assert.strictEqual(E.isRight(decoded(O.some(AttemptId.generate()))), false)
 * ```
 * @category Runs
 */
export const restoreAttemptStateForBootstrap =
  (attemptCount: AttemptCount, currentAttemptId: O.Option<AttemptId>) =>
  (run: RunInstance): RunInstance =>
    makeRun(
      run.id,
      run.taskId,
      run.state,
      O.isNone(currentAttemptId) ? O.none : Object.freeze(O.some(currentAttemptId.value)),
      attemptCount,
      run.createdAt,
      run.scheduledAt,
      run.lastStateChangeAt,
      run.effectivePriority,
    );

// --------------------------------------------------------------------------------------------------------- instances

/**
 * Equality of runs, field by field.
 *
 * @example
 * ```ts
 * import { decide, newScheduled, runInstanceEq, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const after = pipe(run, E.chainW(decide({ type: 'promote' })))
 * if (E.isRight(run) && E.isRight(after)) {
 *   assert.strictEqual(runInstanceEq.equals(run.right, { ...run.right }), true)
 *   assert.strictEqual(runInstanceEq.equals(run.right, after.right), false)
 * }
 * ```
 * @category Runs
 */
export const runInstanceEq: Eq.Eq<RunInstance> = /* #__PURE__ */ Eq.struct<RunInstance>({
  id: S.Eq,
  taskId: S.Eq,
  state: S.Eq,
  currentAttemptId: O.getEq(S.Eq),
  attemptCount: N.Eq,
  createdAt: N.Eq,
  scheduledAt: N.Eq,
  lastStateChangeAt: N.Eq,
  effectivePriority: N.Eq,
});
