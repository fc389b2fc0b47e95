/**
 * `applyStep`: applies a step to a run.
 *
 * Laws: a failed step does not change the run; a step that sends an event gives the same result as `decide`; nothing throws.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { decide, transitionTo } from '../run/decide.js';
import { decodeJson } from '../run/decodeJson.js';
import type { RunInstance } from '../run/RunInstance.js';
import {
  newReadyWithId,
  newScheduledWithId,
  recordStateChangeAt,
  restoreAttemptStateForBootstrap,
} from '../run/RunInstance.js';
import { RunInstanceStrictCodec } from '../run/RunInstanceCodec.js';
import type { RunInstanceError } from '../run/RunInstanceError.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { EventOp } from './EventStep.js';
import { eventAt, isEventStep } from './EventStep.js';
import type { Op, Step, StepOf } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The step needs a run, but none has been created.
 * @category Scenarios
 */
export interface NoRun {
  readonly _tag: 'NoRun';
}

/**
 * The JSON of a `deserialize` step is not a run.
 * @category Scenarios
 */
export interface Decode {
  readonly _tag: 'Decode';
  readonly message: string;
}

/**
 * The line is not a scenario.
 * @category Scenarios
 */
export interface BadScenario {
  readonly _tag: 'BadScenario';
  readonly message: string;
}

/**
 * Why a step failed.
 * @category Scenarios
 */
export type StepError = RunInstanceError | NoRun | Decode;

/** The run after a step, or why the step failed. */
export type Outcome = E.Either<StepError, RunInstance>;

// -------------------------------------------------------------------------------------------------------- operations

type Change = (run: O.Option<RunInstance>) => Outcome;

/** Requires a run, and applies a change to it. */
const mutate =
  (change: (run: RunInstance) => Outcome): Change =>
  (run) =>
    O.isNone(run) ? E.left({ _tag: 'NoRun' }) : change(run.value);

/** The ops that send no event: they create a run or overwrite its fields. */
const changes: { readonly [K in Exclude<Op, EventOp>]: (step: StepOf<K>) => Change } = {
  new_scheduled_with_id:
    ({ runId: id, taskId, scheduledAt, createdAt }) =>
    () =>
      newScheduledWithId({ id, taskId, scheduledAt, createdAt }),
  new_ready_with_id:
    ({ runId: id, taskId, scheduledAt, createdAt, effectivePriority }) =>
    () =>
      newReadyWithId({ id, taskId, scheduledAt, createdAt, effectivePriority }),
  record_state_change_at: ({ timestamp }) =>
    mutate((run) => E.right(recordStateChangeAt(timestamp)(run))),
  restore_attempt_state_for_bootstrap: ({ count, activeAttempt }) =>
    mutate((run) => E.right(restoreAttemptStateForBootstrap(count, activeAttempt)(run))),
  deserialize:
    ({ json }) =>
    () =>
      pipe(
        decodeJson(RunInstanceStrictCodec)(json),
        E.mapLeft((errors) => ({ _tag: 'Decode', message: summarizeDecodeErrors(errors) })),
      ),
};

/**
 * Applies a step to a run. Returns the run after it, or why the step failed.
 *
 * Shape: `applyStep(step, at)(run)`; the run is none until an op creates it. `at`, if given, becomes the `at` of the event that
 * the op sends.
 *
 * Errors: `NoRun` if the op needs a run and there is none, `Decode` if the JSON of `deserialize` is not a run, and otherwise the
 * errors of the function with the op's name in camelCase.
 *
 * @example
 * ```ts
 * import { applyStep, RunId, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const ids = { runId: RunId.generate(), taskId: TaskId.generate() }
 * const times = { scheduledAt: Timestamp.min, createdAt: Timestamp.min }
 * const run = applyStep({ op: 'new_scheduled_with_id', ...ids, ...times })(O.none)
 * assert.strictEqual(E.isRight(run) && run.right.state, 'Scheduled')
 *
 * assert.deepStrictEqual(applyStep({ op: 'promote_to_ready' })(O.none), E.left({ _tag: 'NoRun' }))
 * ```
 * @category Scenarios
 */
export const applyStep = (step: Step, at?: Timestamp): Change =>
  isEventStep(step)
    ? mutate((run) => {
        const event = eventAt(step, at, run.state);
        if (event !== undefined) return decide(event)(run);
        // SAFETY: only a `transition_to` can name a state that no event enters.
        return transitionTo((step as StepOf<'transition_to'>).to)(run);
      })
    : // SAFETY: the change is looked up by the step's own op.
      (changes[step.op] as (s: Step) => Change)(step);
