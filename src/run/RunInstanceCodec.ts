/* eslint-disable functional/no-loop-statements -- one loop, over four rules, that runs for every decoded run */
/**
 * The codecs of a run: `RunInstanceCodec`, the default, `RunInstanceStrictCodec`, which accepts exactly what the reference
 * accepts, and `RunInstanceLenientCodec`, which accepts every run that the library can write.
 *
 * The first two differ in one rule. The reference refuses a run in Ready that is scheduled after its creation, so it cannot load a run
 * that was scheduled ahead and promoted when due, which is the usual case. The default codec also compares with the last
 * state change, so it decodes every run whose events carried `at` and that was not promoted before its time.
 *
 * Laws: decoding never throws; `decode(encode(run))` is `right(run)` for such runs, and with the lenient codec for every run that
 * constructors, events, `recordStateChangeAt` and `restoreAttemptStateForBootstrap` lead to; the default codec decodes everything
 * that the strict codec accepts, and the lenient codec everything that the default codec accepts, to the same run.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { FastCodec, TryDecode } from '../codec/FastCodec.js';
import { fastCodec, INVALID } from '../codec/FastCodec.js';
import type { NoFields, WireOf } from '../codec/WireRecord.js';
import { optionFromNullable, snakeCase, wireRecord, withDefault } from '../codec/WireRecord.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { AttemptId } from '../values/AttemptId.js';
import { Priority } from '../values/Priority.js';
import { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { RunInstance } from './RunInstance.js';
import { RunState } from './RunState.js';
import { runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The codecs of a run's fields.
 *
 * @internal
 */
export const runFields = {
  id: RunId,
  taskId: TaskId,
  state: RunState,
  currentAttemptId: optionFromNullable(AttemptId),
  attemptCount: AttemptCount,
  createdAt: Timestamp,
  scheduledAt: Timestamp,
  effectivePriority: Priority,
  lastStateChangeAt: withDefault(Timestamp, Timestamp.min),
} as const satisfies {
  readonly [K in keyof RunInstance]: t.Type<RunInstance[K], unknown>;
};

/**
 * A run on the wire: snake_case names, `current_attempt_id` a UUID or `null`, instants in unix seconds.
 * @category Codecs
 */
export type RunInstanceWire = WireOf<typeof runFields, NoFields>;

// ------------------------------------------------------------------------------------------------------- refinements

/** A rule across fields: the field to blame if it fails, and the expectation. */
interface Rule<Run = RunInstance> {
  readonly field: keyof RunInstance;
  readonly expected: (run: Run) => string;
  readonly holds: (run: Run) => boolean;
}

/** The rules about ids, which hold in every state. */
export const idRules: ReadonlyArray<Rule<Pick<RunInstance, 'id' | 'taskId'>>> = [
  {
    field: 'id',
    expected: () => 'a run id that is not nil',
    holds: ({ id }) => id !== RunId.nil,
  },
  {
    field: 'taskId',
    expected: () => 'a task id that is not nil',
    holds: ({ taskId }) => taskId !== TaskId.nil,
  },
];

const rules: ReadonlyArray<Rule> = [
  ...idRules,
  {
    // An attempt is active only in a state whose edges include `attempt.start`.
    field: 'currentAttemptId',
    expected: ({ state }) => `null, as no attempt can be active in ${state}`,
    holds: ({ state, currentAttemptId }) =>
      O.isNone(currentAttemptId) || runTable.edge(state, 'attempt.start') !== undefined,
  },
];

/** A run in Ready is scheduled at the `latest` instant at most; `name` describes it in errors. */
const scheduledBy = (latest: (run: RunInstance) => Timestamp, name: string): Rule => ({
  field: 'scheduledAt',
  expected: (run) => `at most ${name} (${String(latest(run))}) in Ready`,
  holds: (run) => run.state !== 'Ready' || run.scheduledAt <= latest(run),
});

// ----------------------------------------------------------------------------------------------------------- codecs

/** Decodes each field with its codec. One object literal gives all runs the same hidden class. */
const tryDecodeRun: TryDecode<RunInstance> = (u) => {
  if (typeof u !== 'object' || u === null || Array.isArray(u)) return INVALID;
  // SAFETY: an object has every field, if only as undefined.
  const wire = u as Readonly<Partial<Record<keyof RunInstanceWire, unknown>>>;
  const id = runFields.id.tryDecode(wire.id);
  if (id === INVALID) return INVALID;
  const taskId = runFields.taskId.tryDecode(wire.task_id);
  if (taskId === INVALID) return INVALID;
  const state = runFields.state.tryDecode(wire.state);
  if (state === INVALID) return INVALID;
  const currentAttemptId = runFields.currentAttemptId.tryDecode(wire.current_attempt_id);
  if (currentAttemptId === INVALID) return INVALID;
  const attemptCount = runFields.attemptCount.tryDecode(wire.attempt_count);
  if (attemptCount === INVALID) return INVALID;
  const createdAt = runFields.createdAt.tryDecode(wire.created_at);
  if (createdAt === INVALID) return INVALID;
  const scheduledAt = runFields.scheduledAt.tryDecode(wire.scheduled_at);
  if (scheduledAt === INVALID) return INVALID;
  const effectivePriority = runFields.effectivePriority.tryDecode(wire.effective_priority);
  if (effectivePriority === INVALID) return INVALID;
  const lastStateChangeAt = runFields.lastStateChangeAt.tryDecode(wire.last_state_change_at);
  if (lastStateChangeAt === INVALID) return INVALID;
  return Object.freeze({
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
};

/**
 * Checks each field but no rule across fields: for runs that never left the library, such as those of a host in a worker.
 *
 * @internal
 */
export const RunRecordCodec: FastCodec<RunInstance, RunInstanceWire> = /* #__PURE__ */ wireRecord(
  'a run',
  runFields,
  {},
  tryDecodeRun,
);

/**
 * The codec of a run with rules across fields.
 *
 * @internal
 */
export interface RuledCodec extends FastCodec<RunInstance, RunInstanceWire> {
  /** Does a run whose fields are valid obey the rules? */
  readonly obeys: (run: RunInstance) => boolean;
}

/**
 * Tests whether a codec is one of this module with rules across fields.
 *
 * @internal
 */
export const isRuled = (codec: t.Decoder<unknown, RunInstance>): codec is RuledCodec =>
  Object.hasOwn(codec, 'obeys');

/** The codec of a run with rules across fields, checked once every field is valid. */
const codecWith = (all: ReadonlyArray<Rule>): RuledCodec => {
  const obeys = (run: RunInstance): boolean => {
    for (const { holds } of all) if (!holds(run)) return false;
    return true;
  };
  const tryDecode: TryDecode<RunInstance> = (u) => {
    const run = RunRecordCodec.tryDecode(u);
    return run !== INVALID && obeys(run) ? run : INVALID;
  };
  const located: t.Validate<unknown, RunInstance> = (u, context) =>
    pipe(
      RunRecordCodec.validate(u, context),
      E.chain((run) => {
        const broken = all.filter(({ holds }) => !holds(run));
        return broken.length === 0
          ? t.success(run)
          : t.failures(
              broken.map(({ field, expected }) => {
                const name = snakeCase(field);
                const value = RunRecordCodec.encode(run)[name as keyof RunInstanceWire];
                return {
                  value,
                  context: t.appendContext(context, name, runFields[field], value),
                  message: expected(run),
                };
              }),
            );
      }),
    );
  const is = (u: unknown): u is RunInstance => RunRecordCodec.is(u) && obeys(u);
  return Object.assign(
    fastCodec(tryDecode, new t.Type(RunRecordCodec.name, is, located, RunRecordCodec.encode)),
    { obeys },
  );
};

/**
 * The codec of a run. An absent or null `current_attempt_id` is none, an absent `last_state_change_at` is 0, every other field
 * is required, unknown keys are ignored. In Ready, `scheduled_at` is at most the later of `created_at` and
 * `last_state_change_at`.
 *
 * Errors: io-ts's, each with its path; `formatDecodeErrors` formats them. Decoding never throws.
 *
 * @example
 * ```ts
 * import { formatDecodeErrors, RunInstanceCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const wire = {
 *   id: '00000000-0000-0000-0000-000000000001',
 *   task_id: '00000000-0000-0000-0000-000000000002',
 *   state: 'Leased',
 *   current_attempt_id: null,
 *   attempt_count: 0,
 *   created_at: 5,
 *   scheduled_at: 7,
 *   effective_priority: 0,
 *   last_state_change_at: 9,
 * }
 * const run = RunInstanceCodec.decode(wire)
 * assert.deepStrictEqual(pipe(run, E.map(RunInstanceCodec.encode)), E.right(wire))
 * assert.deepStrictEqual(
 *   pipe(RunInstanceCodec.decode({ ...wire, attempt_count: -1 }), E.mapLeft(formatDecodeErrors)),
 *   E.left(['at /attempt_count: expected u32 (0 to 4294967295), found -1']),
 * )
 * ```
 * @category Codecs
 */
export const RunInstanceCodec: t.Type<RunInstance, RunInstanceWire> = /* #__PURE__ */ codecWith([
  ...rules,
  scheduledBy(
    ({ createdAt, lastStateChangeAt }) =>
      lastStateChangeAt > createdAt ? lastStateChangeAt : createdAt,
    'the later of created_at and last_state_change_at',
  ),
]);

/**
 * The codec of a run that accepts exactly what the reference accepts. It differs from {@link RunInstanceCodec} in that in Ready,
 * `scheduled_at` is at most `created_at`: a run that was scheduled ahead and then promoted is refused.
 *
 * @example
 * ```ts
 * import { newScheduled, RunInstanceCodec, RunInstanceStrictCodec, TaskId, Timestamp, transitionTo } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const due = Timestamp.now()
 * const wire = pipe(
 *   newScheduled({ taskId: TaskId.generate(), scheduledAt: due, createdAt: Timestamp.min }),
 *   E.chainW(transitionTo('Ready', due)),
 *   E.map(RunInstanceCodec.encode),
 * )
 * assert.strictEqual(E.isRight(pipe(wire, E.chainW(RunInstanceCodec.decode))), true)
 * assert.strictEqual(E.isRight(pipe(wire, E.chainW(RunInstanceStrictCodec.decode))), false)
 * ```
 * @category Codecs
 */
export const RunInstanceStrictCodec: t.Type<RunInstance, RunInstanceWire> =
  /* #__PURE__ */ codecWith([...rules, scheduledBy(({ createdAt }) => createdAt, 'created_at')]);

/**
 * The codec of a run that judges no history: it accepts every run that this library can write, also one that was promoted before
 * its time or without an instant, or that got an attempt from `restoreAttemptStateForBootstrap` outside Running. For readers that
 * show, store or migrate runs. Each field is checked as by {@link RunInstanceCodec}, and ids are not nil.
 *
 * @example
 * ```ts
 * import { decide, newScheduled, RunInstanceCodec, RunInstanceLenientCodec, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = pipe(
 *   newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.max, createdAt: Timestamp.min }),
 *   E.chainW(decide({ type: 'promote' })),
 * )
 * const wire = pipe(run, E.map(RunInstanceCodec.encode))
 * assert.deepStrictEqual(pipe(wire, E.chainW(RunInstanceLenientCodec.decode)), run)
 * assert.strictEqual(E.isRight(pipe(wire, E.chainW(RunInstanceCodec.decode))), false)
 * ```
 * @category Codecs
 */
export const RunInstanceLenientCodec: t.Type<RunInstance, RunInstanceWire> =
  /* #__PURE__ */ codecWith(idRules);
