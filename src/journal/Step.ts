/**
 * `Step`: one op on a run, as data. Scenarios, journals and tests in any language consist of steps; their names on the wire are
 * those of the reference.
 */
import type * as t from 'io-ts';
import { anyText, INVALID, leafCodec } from '../codec/FastCodec.js';
import type { ChoiceCodec, Fields, ModelOf, NoFields } from '../codec/WireRecord.js';
import {
  choiceOf,
  constant,
  optionFromNullable,
  snakeCase,
  wireRecord,
} from '../codec/WireRecord.js';
import type { EventType, LifecycleEventType } from '../run/RunEvent.js';
import { RunState, runStates } from '../run/RunState.js';
import { runMoves } from '../run/runTable.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { AttemptId } from '../values/AttemptId.js';
import { Priority } from '../values/Priority.js';
import { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The fields of each op, as codecs. On the wire their names are in snake_case.
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
  deserialize: { json: anyText },
} as const;

/**
 * The name of an op.
 * @category Scenarios
 */
export type Op = keyof typeof ops;

/**
 * The step with the given op. A `transition_to` has an `event` if several events enter the state.
 * @category Scenarios
 */
export type StepOf<Name extends Op> = {
  readonly [K in Name]: { readonly op: K } & ModelOf<(typeof ops)[K], NoFields> &
    (K extends 'transition_to' ? { readonly event?: LifecycleEventType } : unknown);
}[Name];

/**
 * One step of a scenario.
 * @category Scenarios
 */
export type Step = StepOf<Op>;

// ----------------------------------------------------------------------------------------------------------- codecs

/**
 * The optional fields of each op, in a chart in which `into` returns the events that enter a state. Empty if each state is entered by
 * at most one event.
 */
export const optionalOpsIn = (
  into: (state: RunState) => ReadonlyArray<EventType>,
): Readonly<Partial<Record<string, Fields>>> => {
  const shared: ReadonlyMap<unknown, LifecycleEventType> = new Map(
    runStates
      .map(into)
      .filter((events) => events.length > 1)
      .flat()
      // SAFETY: `into` lists only events that enter a state.
      .map((type) => [type, type as LifecycleEventType]),
  );
  if (shared.size === 0) return {};
  const event = leafCodec<LifecycleEventType, LifecycleEventType>(
    `one of ${[...shared.keys()].join(', ')}`,
    (u): u is LifecycleEventType => shared.has(u),
    (u) => shared.get(u) ?? INVALID,
    (type) => type,
  );
  return { transition_to: { event } };
};

/**
 * The optional fields of each op.
 *
 * @internal
 */
export const optionalOps = /* #__PURE__ */ optionalOpsIn(runMoves.into);

/** Replaces the codecs of a record's fields. */
const adaptFields = (fields: Fields, adapt: (codec: t.Mixed) => t.Mixed): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, codec]) => [key, adapt(codec)]));

/**
 * Makes the codec of all steps, with further fields for each record. `adapt` replaces the codecs of fields, for journals that
 * write ids or instants in another way.
 *
 * @internal
 */
export const stepCodec = <A>(
  required: Fields,
  optional: Fields,
  adapt: (codec: t.Mixed) => t.Mixed = (codec) => codec,
): ChoiceCodec<A, unknown> =>
  choiceOf(
    'a step',
    'op',
    new Map(
      Object.entries(ops).map(([op, fields]) => [
        op,
        wireRecord(
          op,
          { ...adaptFields(required, adapt), op: constant(op), ...adaptFields(fields, adapt) },
          adaptFields({ ...optional, ...optionalOps[op] }, adapt),
        ),
      ]),
    ),
    'the name of an op',
  );

/**
 * The names of all ops.
 *
 * @internal
 */
// SAFETY: the keys of `ops` are the op names.
export const opNames: ReadonlyArray<Op> = Object.keys(ops) as ReadonlyArray<Op>;

/**
 * Decodes and encodes a step of a scenario, between JSON and {@link Step}.
 *
 * @example
 * ```ts
 * import { StepCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(StepCodec.decode({ op: 'transition_to', to: 'Ready' }), E.right({ op: 'transition_to', to: 'Ready' }))
 * assert.strictEqual(E.isLeft(StepCodec.decode({ op: 'transition_to', to: 'NoSuchState' })), true)
 * ```
 * @category Scenarios
 */
export const StepCodec: t.Type<Step, unknown> = /* #__PURE__ */ stepCodec({}, {});

/**
 * The wire names of the fields that hold numbers.
 *
 * @internal
 */
export const integerFields: ReadonlySet<string> = new Set(
  Object.values(ops)
    .flatMap((fields) => Object.entries<t.Mixed>(fields))
    .filter(([, codec]) => Object.hasOwn(codec, 'max'))
    .map(([key]) => snakeCase(key)),
);
