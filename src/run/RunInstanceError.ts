/**
 * `RunInstanceError`: the errors of creating and changing runs. Tags, fields and texts are exactly the reference's.
 */
import type { AttemptId } from '../values/AttemptId.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { RunState } from './RunState.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The run id is nil.
 * @category Errors
 */
export interface InvalidRunId {
  readonly _tag: 'InvalidRunId';
  readonly runId: RunId;
}

/**
 * The task id is nil.
 * @category Errors
 */
export interface InvalidTaskId {
  readonly _tag: 'InvalidTaskId';
  readonly taskId: TaskId;
}

/**
 * A run created in Ready cannot be scheduled after its creation.
 * @category Errors
 */
export interface ReadyScheduledAtAfterCreatedAt {
  readonly _tag: 'ReadyScheduledAtAfterCreatedAt';
  readonly runId: RunId;
  readonly scheduledAt: Timestamp;
  readonly createdAt: Timestamp;
}

/**
 * The chart has no edge from the run's state to the requested one.
 * @category Errors
 */
export interface InvalidTransition {
  readonly _tag: 'InvalidTransition';
  readonly runId: RunId;
  readonly from: RunState;
  readonly to: RunState;
}

/**
 * The run cannot leave Running before its attempt is finished.
 * @category Errors
 */
export interface AttemptInProgress {
  readonly _tag: 'AttemptInProgress';
  readonly runId: RunId;
  readonly activeAttemptId: AttemptId;
}

/**
 * An attempt can start only in Running.
 * @category Errors
 */
export interface AttemptStartRequiresRunning {
  readonly _tag: 'AttemptStartRequiresRunning';
  readonly runId: RunId;
  readonly currentState: RunState;
}

/**
 * An attempt can finish only in Running.
 * @category Errors
 */
export interface AttemptFinishRequiresRunning {
  readonly _tag: 'AttemptFinishRequiresRunning';
  readonly runId: RunId;
  readonly currentState: RunState;
}

/**
 * A second attempt cannot start beside the active one.
 * @category Errors
 */
export interface AttemptAlreadyActive {
  readonly _tag: 'AttemptAlreadyActive';
  readonly runId: RunId;
  readonly activeAttemptId: AttemptId;
}

/**
 * The finished attempt is not the active one: the worker is stale.
 * @category Errors
 */
export interface AttemptOwnershipMismatch {
  readonly _tag: 'AttemptOwnershipMismatch';
  readonly runId: RunId;
  readonly expectedAttemptId: AttemptId;
  readonly actualAttemptId: AttemptId;
}

/**
 * There is no attempt to finish.
 * @category Errors
 */
export interface NoActiveAttempt {
  readonly _tag: 'NoActiveAttempt';
  readonly runId: RunId;
}

/**
 * The run has started 4294967295 attempts, the maximum of the counter.
 * @category Errors
 */
export interface AttemptCountOverflow {
  readonly _tag: 'AttemptCountOverflow';
  readonly runId: RunId;
}

/**
 * The priority can be set only in Ready.
 * @category Errors
 */
export interface PriorityMutationRequiresReady {
  readonly _tag: 'PriorityMutationRequiresReady';
  readonly runId: RunId;
  readonly currentState: RunState;
}

/**
 * Why a run could not be created.
 * @category Errors
 */
export type ConstructionError = InvalidRunId | InvalidTaskId | ReadyScheduledAtAfterCreatedAt;

/**
 * Why an event was refused.
 * @category Errors
 */
export type RefusalError =
  | InvalidTransition
  | AttemptInProgress
  | AttemptStartRequiresRunning
  | AttemptFinishRequiresRunning
  | AttemptAlreadyActive
  | AttemptOwnershipMismatch
  | NoActiveAttempt
  | AttemptCountOverflow
  | PriorityMutationRequiresReady;

/**
 * Why a run could not be created, or refused an event.
 * @category Errors
 */
export type RunInstanceError = ConstructionError | RefusalError;

// ------------------------------------------------------------------------------------------------------- destructors

/**
 * Matches an error against one branch for each tag; all are required.
 *
 * @example
 * ```ts
 * import { matchError, RunId } from 'runchart'
 * import type { RunInstanceError } from 'runchart'
 *
 * const isTransient: (error: RunInstanceError) => boolean = matchError({
 *   InvalidRunId: () => false,
 *   InvalidTaskId: () => false,
 *   ReadyScheduledAtAfterCreatedAt: () => false,
 *   InvalidTransition: () => false,
 *   AttemptInProgress: () => true,
 *   AttemptStartRequiresRunning: () => false,
 *   AttemptFinishRequiresRunning: () => false,
 *   AttemptAlreadyActive: () => true,
 *   AttemptOwnershipMismatch: () => false,
 *   NoActiveAttempt: () => false,
 *   AttemptCountOverflow: () => false,
 *   PriorityMutationRequiresReady: () => true,
 * })
 * assert.strictEqual(isTransient({ _tag: 'NoActiveAttempt', runId: RunId.generate() }), false)
 * ```
 * @category Errors
 */
export const matchError =
  <B>(branches: {
    readonly [Tag in RunInstanceError['_tag']]: (
      error: Extract<RunInstanceError, { readonly _tag: Tag }>,
    ) => B;
  }) =>
  (error: RunInstanceError): B =>
    // SAFETY: the branch is looked up by the error's own tag.
    (branches[error._tag] as (e: RunInstanceError) => B)(error);

/**
 * Returns the text of an error, which is the reference's.
 *
 * @example
 * ```ts
 * import { errorMessage, TaskId } from 'runchart'
 *
 * assert.strictEqual(
 *   errorMessage({ _tag: 'InvalidTaskId', taskId: TaskId.nil }),
 *   'invalid task_id for run construction: 00000000-0000-0000-0000-000000000000',
 * )
 * ```
 * @category Errors
 */
export const errorMessage: (error: RunInstanceError) => string = matchError({
  InvalidRunId: (e) => `invalid run_id for run construction: ${e.runId}`,
  InvalidTaskId: (e) => `invalid task_id for run construction: ${e.taskId}`,
  ReadyScheduledAtAfterCreatedAt: (e) =>
    `run ${e.runId} cannot be created in Ready with scheduled_at (${String(e.scheduledAt)}) > created_at (${String(e.createdAt)})`,
  InvalidTransition: (e) => `invalid run transition for ${e.runId}: ${e.from} -> ${e.to}`,
  AttemptInProgress: (e) =>
    `run ${e.runId} cannot leave Running while attempt ${e.activeAttemptId} is active`,
  AttemptStartRequiresRunning: (e) =>
    `run ${e.runId} cannot start attempt in state ${e.currentState}`,
  AttemptFinishRequiresRunning: (e) =>
    `run ${e.runId} cannot finish attempt in state ${e.currentState}`,
  AttemptAlreadyActive: (e) => `run ${e.runId} already has active attempt ${e.activeAttemptId}`,
  AttemptOwnershipMismatch: (e) =>
    `run ${e.runId} attempt mismatch: expected ${e.expectedAttemptId}, got ${e.actualAttemptId}`,
  NoActiveAttempt: (e) => `run ${e.runId} has no active attempt`,
  AttemptCountOverflow: (e) => `run ${e.runId} attempt counter overflow`,
  PriorityMutationRequiresReady: (e) =>
    `run ${e.runId} priority can only be updated in Ready state (current: ${e.currentState})`,
});
