/**
 * `RunView`: a run for display, even in a state that only a newer engine knows.
 *
 * The codecs of a run refuse such a run, because nothing can be decided about it. Code that only shows runs uses `RunViewCodec`,
 * which decodes it to an `UnknownRun`: its state is a string, and it refuses every event.
 *
 * Laws: `RunViewCodec` decodes everything that `RunInstanceLenientCodec` accepts, so every run that the library can write, to the
 * same run; a view is an `UnknownRun` if and only
 * if its state is unknown; encoding an `UnknownRun` returns the record that it was decoded from.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Option } from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { isRecord, readField } from '../codec/untrusted.js';
import { snakeCase, wireRecord } from '../codec/WireRecord.js';
import type { AttemptCount } from '../values/AttemptCount.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { Priority } from '../values/Priority.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { AllowedAction } from './AllowedAction.js';
import { allowedActions } from './AllowedAction.js';
import type { RefusalOf } from './decide.js';
import { decide } from './decide.js';
import type { EventOf, EventType } from './RunEvent.js';
import { eventTypes } from './RunEvent.js';
import type { RunInstance } from './RunInstance.js';
import { idRules, runFields, RunInstanceLenientCodec } from './RunInstanceCodec.js';
import { RunState } from './RunState.js';
import type { UnknownState } from './SendError.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A run in a state that this version does not know. All other fields are decoded as usual.
 * @category Views
 */
export interface UnknownRun {
  readonly _tag: 'UnknownState';
  /** The state's name, as received. */
  readonly state: string;
  readonly id: RunId;
  readonly taskId: TaskId;
  readonly currentAttemptId: Option<AttemptId>;
  readonly attemptCount: AttemptCount;
  readonly createdAt: Timestamp;
  readonly scheduledAt: Timestamp;
  readonly lastStateChangeAt: Timestamp;
  readonly effectivePriority: Priority;
  /** The received record, not decoded, with any fields that a newer engine added. */
  readonly record: unknown;
}

/**
 * A run for display.
 * @category Views
 */
export type RunView = RunInstance | UnknownRun;

/**
 * An event of an unknown run, which refuses all of them.
 * @category Views
 */
export interface UnknownAction {
  readonly _tag: 'Disabled';
  readonly type: EventType;
  readonly error: UnknownState;
}

/**
 * An event of the chart, and whether a view accepts it.
 * @category Views
 */
export type ViewAction = AllowedAction | UnknownAction;

// ------------------------------------------------------------------------------------------------------- refinements

/**
 * Tests whether a view is a run in a state that this version knows.
 *
 * @example
 * ```ts
 * import { isKnownRun, newScheduled, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.deepStrictEqual(pipe(run, E.map(isKnownRun)), E.right(true))
 * ```
 * @category Views
 */
export const isKnownRun = (view: RunView): view is RunInstance => !('_tag' in view);

// ------------------------------------------------------------------------------------------------------------ codecs

const isUnknownState = (u: unknown): u is string => typeof u === 'string' && !RunState.is(u);

const unknownFields = {
  ...runFields,
  state: /* #__PURE__ */ leafCodec<string, string>(
    'a state that this version does not know',
    isUnknownState,
    (u) => (isUnknownState(u) ? u : INVALID),
    (state) => state,
  ),
};

const unknownRecord = /* #__PURE__ */ wireRecord('a run', unknownFields, {});

const validateUnknown: t.Validate<unknown, UnknownRun> = (u, context) => {
  const decoded = unknownRecord.validate(u, context);
  if (E.isLeft(decoded)) return decoded;
  const run = decoded.right;
  const broken = idRules.filter(({ holds }) => !holds(run));
  return broken.length > 0
    ? t.failures(
        broken.map(({ field, expected }) => ({
          value: run[field],
          context: t.appendContext(context, snakeCase(field), runFields[field], run[field]),
          message: expected(run),
        })),
      )
    : t.success(Object.freeze({ _tag: 'UnknownState', ...run, record: u }));
};

/**
 * The codec of a view. It differs from {@link RunInstanceLenientCodec} in that it decodes a run in an unknown state to an
 * {@link UnknownRun}. Encoding an `UnknownRun` returns its `record`.
 *
 * @example
 * ```ts
 * import { isKnownRun, RunInstanceCodec, RunViewCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const wire = {
 *   id: '00000000-0000-0000-0000-000000000001',
 *   task_id: '00000000-0000-0000-0000-000000000002',
 *   state: 'NoSuchState',
 *   current_attempt_id: null,
 *   attempt_count: 0,
 *   created_at: 5,
 *   scheduled_at: 5,
 *   effective_priority: 0,
 *   last_state_change_at: 9,
 * }
 * const view = RunViewCodec.decode(wire)
 * assert.deepStrictEqual(pipe(view, E.map(({ state }) => state)), E.right('NoSuchState'))
 * assert.deepStrictEqual(pipe(view, E.map(isKnownRun)), E.right(false))
 * assert.strictEqual(E.isLeft(RunInstanceCodec.decode(wire)), true)
 * assert.strictEqual(E.isLeft(RunViewCodec.decode({ ...wire, state: 7 })), true)
 * ```
 * @category Views
 */
export const RunViewCodec: t.Type<RunView, unknown> = /* #__PURE__ */ new t.Type<RunView, unknown>(
  'a run',
  (u): u is RunView =>
    isRecord(u) && readField(u, '_tag') === 'UnknownState'
      ? unknownRecord.is(u)
      : RunInstanceLenientCodec.is(u),
  (u, context) => {
    const known = RunInstanceLenientCodec.validate(u, context);
    if (E.isRight(known)) return known;
    const unknown = validateUnknown(u, context);
    // If both fail, report the errors that fit the given state.
    return E.isRight(unknown) || (isRecord(u) && isUnknownState(readField(u, 'state')))
      ? unknown
      : known;
  },
  (view) => (isKnownRun(view) ? RunInstanceLenientCodec.encode(view) : view.record),
);

// -------------------------------------------------------------------------------------------------------- operations

const unknownState = ({ id, state }: UnknownRun): UnknownState => ({
  _tag: 'UnknownState',
  runId: id,
  state,
});

/**
 * Applies an event to a view, as `decide` does; a run in an unknown state refuses every event.
 *
 * Shape: `decideView(event)(view)`. Errors: those of `decide`, and `UnknownState`.
 *
 * @example
 * ```ts
 * import { decideView, RunViewCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const wire = (state: string) => ({
 *   id: '00000000-0000-0000-0000-000000000001',
 *   task_id: '00000000-0000-0000-0000-000000000002',
 *   state,
 *   attempt_count: 0,
 *   created_at: 5,
 *   scheduled_at: 5,
 *   effective_priority: 0,
 * })
 * const lease = (state: string) => pipe(RunViewCodec.decode(wire(state)), E.chainW(decideView({ type: 'lease' })))
 * const leased = lease('Ready')
 * assert.strictEqual(E.isRight(leased) && leased.right.state, 'Leased')
 * const refused = lease('NoSuchState')
 * assert.strictEqual(E.isLeft(refused) && '_tag' in refused.left && refused.left._tag, 'UnknownState')
 * ```
 * @category Views
 */
export const decideView =
  <Type extends EventType>(event: { readonly type: Type } & EventOf<Type>) =>
  (view: RunView): E.Either<RefusalOf<Type> | UnknownState, RunInstance> =>
    isKnownRun(view) ? decide<Type>(event)(view) : E.left(unknownState(view));

/**
 * Lists every event of the chart, enabled or disabled, as `allowedActions` does; for a run in an unknown state all are disabled.
 *
 * @example
 * ```ts
 * import { RunViewCodec, viewActions } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const wire = (state: string) => ({
 *   id: '00000000-0000-0000-0000-000000000001',
 *   task_id: '00000000-0000-0000-0000-000000000002',
 *   state,
 *   attempt_count: 0,
 *   created_at: 5,
 *   scheduled_at: 5,
 *   effective_priority: 0,
 * })
 * const enabled = (state: string) =>
 *   pipe(
 *     RunViewCodec.decode(wire(state)),
 *     E.map((view) => viewActions(view).filter(({ _tag }) => _tag === 'Enabled').map(({ type }) => type)),
 *   )
 * assert.deepStrictEqual(enabled('Scheduled'), E.right(['promote', 'cancel']))
 * assert.deepStrictEqual(enabled('NoSuchState'), E.right([]))
 * ```
 * @category Views
 */
export const viewActions = (view: RunView): ReadonlyArray<ViewAction> =>
  isKnownRun(view)
    ? allowedActions(view)
    : eventTypes.map((type) => ({ _tag: 'Disabled', type, error: unknownState(view) }));
