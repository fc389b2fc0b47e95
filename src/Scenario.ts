/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one fold over the steps, with a list of its own */
/**
 * Scenarios: a sequence of ops on one run, and the outcome of each, as data. One vocabulary for replaying, conformance and
 * tests in any language; a line of NDJSON is a scenario, and its answer is a line too.
 *
 * Laws: a step that fails leaves the run as it was; there is one outcome a step; nothing throws.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { AttemptCount } from './AttemptCount.js';
import { AttemptId } from './AttemptId.js';
import {
  finishAttempt,
  promoteToReadyWithPriority,
  setEffectivePriority,
  startAttempt,
  transitionTo,
} from './decide.js';
import { summarizeDecodeErrors } from './DecodeError.js';
import { decodeLine } from './Line.js';
import { Priority } from './Priority.js';
import { RunId } from './RunId.js';
import {
  newReadyWithId,
  newScheduledWithId,
  recordStateChangeAt,
  restoreAttemptStateForBootstrap,
} from './RunInstance.js';
import type { RunInstance } from './RunInstance.js';
import { decodeJson, RunInstanceCodec, RunInstanceStrictCodec } from './RunInstanceCodec.js';
import type { RunInstanceWire } from './RunInstanceCodec.js';
import { errorMessage } from './RunInstanceError.js';
import type { RunInstanceError } from './RunInstanceError.js';
import { RunState } from './RunState.js';
import { TaskId } from './TaskId.js';
import { Timestamp } from './Timestamp.js';
import {
  choiceOf,
  constant,
  listOf,
  optionFromNullable,
  snakeCase,
  wireRecord,
} from './WireRecord.js';
import type { ChoiceCodec, ModelOf, NoFields } from './WireRecord.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The codecs of what each op carries; its names are in snake_case on the wire.
 *
 * @internal
 */
export const ops = {
  new_scheduled_with_id: {
    runId: RunId,
    taskId: TaskId,
    scheduledAt: Timestamp,
    createdAt: Timestamp,
  },
  new_ready_with_id: {
    runId: RunId,
    taskId: TaskId,
    scheduledAt: Timestamp,
    createdAt: Timestamp,
    effectivePriority: Priority,
  },
  transition_to: { to: RunState },
  promote_to_ready: {},
  promote_to_ready_with_priority: { effectivePriority: Priority },
  set_effective_priority: { effectivePriority: Priority },
  start_attempt: { attemptId: AttemptId },
  finish_attempt: { attemptId: AttemptId },
  record_state_change_at: { timestamp: Timestamp },
  restore_attempt_state_for_bootstrap: {
    count: AttemptCount,
    activeAttempt: optionFromNullable(AttemptId),
  },
  deserialize: { json: t.string },
} as const;

/** The name of an op. */
export type Op = keyof typeof ops;

/** A step whose op is of a name. */
export type StepOf<Name extends Op> = {
  readonly [K in Name]: { readonly op: K } & ModelOf<(typeof ops)[K], NoFields>;
}[Name];

/** One step of a scenario. */
export type Step = StepOf<Op>;

/** A sequence of steps on one run, with a name to find it by. */
export interface Scenario {
  readonly name: string;
  readonly steps: ReadonlyArray<Step>;
}

/** The step acts on a run, and there is none yet. */
export interface NoRun {
  readonly _tag: 'NoRun';
}

/** The step's JSON is no run. */
export interface Decode {
  readonly _tag: 'Decode';
  readonly message: string;
}

/** The line is no scenario. */
export interface BadScenario {
  readonly _tag: 'BadScenario';
  readonly message: string;
}

/** Why a step failed. */
export type StepError = RunInstanceError | NoRun | Decode;

/** An error on the wire: its tag as `code`, its fields in snake_case, its text as `message`. */
export interface ErrorWire {
  readonly code: StepError['_tag'] | BadScenario['_tag'];
  readonly [field: string]: string | number;
}

/** What a step answers: the run after it, or why it failed. */
export type OutcomeWire = { readonly ok: RunInstanceWire } | { readonly err: ErrorWire };

/** What a scenario answers: its name, and an outcome for each of its steps. */
export type AnswerWire =
  | { readonly name: string; readonly outcomes: ReadonlyArray<OutcomeWire> }
  | { readonly err: ErrorWire };

// ----------------------------------------------------------------------------------------------------------- codecs

/**
 * The codec of each op's step, with what else its record carries.
 *
 * @internal
 */
export const stepCodec = <A>(
  required: Readonly<Record<string, t.Mixed>>,
  optional: Readonly<Record<string, t.Mixed>>,
): ChoiceCodec<A, unknown> =>
  choiceOf(
    'a step',
    'op',
    new Map(
      Object.entries(ops).map(([op, fields]) => [
        op,
        wireRecord(`a ${op} step`, { ...required, op: constant(op), ...fields }, optional),
      ]),
    ),
    'the name of an op',
  );

/**
 * Every op.
 *
 * @internal
 */
// SAFETY: the keys are the names of the ops.
export const opNames: ReadonlyArray<Op> = Object.keys(ops) as ReadonlyArray<Op>;

/**
 * The codec of a scenario's step, between JSON and {@link Step}.
 *
 * @example
 * ```ts
 * import { StepCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(StepCodec.decode({ op: 'transition_to', to: 'Ready' }), E.right({ op: 'transition_to', to: 'Ready' }))
 * assert.strictEqual(E.isLeft(StepCodec.decode({ op: 'transition_to', to: 'Paused' })), true)
 * ```
 */
export const StepCodec: t.Type<Step, unknown> = /* #__PURE__ */ stepCodec({}, {});

/**
 * The names, on the wire, of the fields that hold numbers.
 *
 * @internal
 */
export const integerFields: ReadonlySet<string> = new Set(
  Object.values(ops).flatMap((fields) =>
    Object.entries<t.Mixed>(fields).flatMap(([key, codec]) =>
      'max' in codec ? [snakeCase(key)] : [],
    ),
  ),
);

/**
 * The codec of a scenario: a name, and the steps of one run.
 *
 * @example
 * ```ts
 * import { formatDecodeErrors, ScenarioCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const scenario = { name: 'too early', steps: [{ op: 'promote_to_ready' }] }
 * assert.deepStrictEqual(ScenarioCodec.decode(scenario), E.right(scenario))
 * assert.deepStrictEqual(
 *   pipe(ScenarioCodec.decode({ name: 'no steps' }), E.mapLeft(formatDecodeErrors)),
 *   E.left(['at /steps: expected a list of steps, found nothing']),
 * )
 * ```
 */
export const ScenarioCodec: t.Type<Scenario, unknown> = /* #__PURE__ */ wireRecord('a scenario', {
  name: t.string,
  steps: listOf('a list of steps', StepCodec),
});

// -------------------------------------------------------------------------------------------------------- operations

type Change = (run: O.Option<RunInstance>) => E.Either<StepError, RunInstance>;

/** An op that needs no run, and takes the place of the one there is. */
const create =
  (run: E.Either<StepError, RunInstance>): Change =>
  () =>
    run;

/** An op on the run there is. */
const mutate =
  (change: (run: RunInstance) => E.Either<StepError, RunInstance>): Change =>
  (run) =>
    O.isNone(run) ? E.left({ _tag: 'NoRun' }) : change(run.value);

const changes: { readonly [K in Op]: (step: StepOf<K>, at: Timestamp | undefined) => Change } = {
  new_scheduled_with_id: ({ runId, ...args }) => create(newScheduledWithId({ ...args, id: runId })),
  new_ready_with_id: ({ runId, ...args }) => create(newReadyWithId({ ...args, id: runId })),
  transition_to: ({ to }, at) => mutate(transitionTo(to, at)),
  promote_to_ready: (_, at) => mutate(transitionTo('Ready', at)),
  promote_to_ready_with_priority: ({ effectivePriority }, at) =>
    mutate(promoteToReadyWithPriority(effectivePriority, at)),
  set_effective_priority: ({ effectivePriority }) =>
    mutate(setEffectivePriority(effectivePriority)),
  start_attempt: ({ attemptId }) => mutate(startAttempt(attemptId)),
  finish_attempt: ({ attemptId }) => mutate(finishAttempt(attemptId)),
  record_state_change_at: ({ timestamp }) =>
    mutate((run) => E.right(recordStateChangeAt(timestamp)(run))),
  restore_attempt_state_for_bootstrap: ({ count, activeAttempt }) =>
    mutate((run) => E.right(restoreAttemptStateForBootstrap(count, activeAttempt)(run))),
  deserialize: ({ json }) =>
    create(
      pipe(
        decodeJson(RunInstanceStrictCodec)(json),
        E.mapLeft((errors) => ({ _tag: 'Decode', message: summarizeDecodeErrors(errors) })),
      ),
    ),
};

/**
 * The run after a step, or why the step failed.
 *
 * Shape: `applyStep(step)(run)`; the run is none before the first op that makes one. An instant, if given, is the `at` of
 * the event that the op stands for.
 *
 * Errors: `NoRun` if there is none to act on, `Decode` if the JSON of `deserialize` is no run, else the errors of what the op
 * stands for.
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
 */
export const applyStep = (step: Step, at?: Timestamp): Change =>
  // SAFETY: the change is looked up by the step's own op.
  (changes[step.op] as (s: Step, at: Timestamp | undefined) => Change)(step, at);

/**
 * An error as it is written on the wire: its tag as `code`, its fields in snake_case, its text as `message`.
 *
 *
 * @example
 * ```ts
 * import { encodeError, TaskId } from 'runchart'
 *
 * assert.deepStrictEqual(encodeError({ _tag: 'InvalidTaskId', taskId: TaskId.nil }), {
 *   code: 'InvalidTaskId',
 *   task_id: '00000000-0000-0000-0000-000000000000',
 *   message: 'invalid task_id for run construction: 00000000-0000-0000-0000-000000000000',
 * })
 * assert.deepStrictEqual(encodeError({ _tag: 'NoRun' }), { code: 'NoRun' })
 * ```
 */
export const encodeError = (error: StepError | BadScenario): ErrorWire => {
  const { _tag: code, ...fields } = error;
  const renamed = Object.entries<string | number>(fields).map(
    ([key, value]) => [snakeCase(key), value] as const,
  );
  const text =
    code === 'NoRun' || code === 'Decode' || code === 'BadScenario'
      ? {}
      : { message: errorMessage(error) };
  return { code, ...Object.fromEntries(renamed), ...text };
};

/**
 * What a step answers, as it is written on the wire: `{ ok: run }` or `{ err: error }`.
 *
 *
 * @example
 * ```ts
 * import { encodeOutcome, newScheduled, RunInstanceCodec, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.deepStrictEqual(E.right(encodeOutcome(run)), pipe(run, E.map((r) => ({ ok: RunInstanceCodec.encode(r) }))))
 * assert.deepStrictEqual(encodeOutcome(E.left({ _tag: 'NoRun' })), { err: { code: 'NoRun' } })
 * ```
 */
export const encodeOutcome: (outcome: E.Either<StepError, RunInstance>) => OutcomeWire = E.match(
  (error): OutcomeWire => ({ err: encodeError(error) }),
  (run) => ({ ok: RunInstanceCodec.encode(run) }),
);

/**
 * What every step of a scenario answers, in order.
 *
 * @example
 * ```ts
 * import { runScenario } from 'runchart'
 *
 * assert.deepStrictEqual(runScenario({ name: 'too early', steps: [{ op: 'promote_to_ready' }] }), {
 *   name: 'too early',
 *   outcomes: [{ err: { code: 'NoRun' } }],
 * })
 * ```
 */
export const runScenario = ({ name, steps }: Scenario): AnswerWire => {
  const outcomes: Array<OutcomeWire> = [];
  let run: O.Option<RunInstance> = O.none;
  for (const step of steps) {
    const outcome = applyStep(step)(run);
    if (E.isRight(outcome)) run = O.some(outcome.right);
    outcomes.push(encodeOutcome(outcome));
  }
  return { name, outcomes };
};

const decodeScenario = /* #__PURE__ */ decodeLine(ScenarioCodec, integerFields);

/**
 * What a line of NDJSON answers: the outcomes of the scenario in it, or `BadScenario` if it holds none.
 *
 * @example
 * ```ts
 * import { answerLine } from 'runchart'
 *
 * const answer = answerLine('{"name":"no steps"}')
 * assert.deepStrictEqual(answer, {
 *   err: { code: 'BadScenario', message: 'at /steps: expected a list of steps, found nothing' },
 * })
 * ```
 */
export const answerLine = (line: string): AnswerWire => {
  const scenario = decodeScenario(line);
  return E.isLeft(scenario)
    ? { err: encodeError({ _tag: 'BadScenario', message: scenario.left }) }
    : runScenario(scenario.right);
};
