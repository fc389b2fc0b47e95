/** Faults planted one at a time in a right subject: the whole suite detects each of them. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { OutcomeWire, RunInstance, Step, StepError } from '../../src/index.js';
import { applyStep, AttemptId, encodeOutcome, isTerminal, runScenario } from '../../src/index.js';
import type { TestCase } from '../../src/testing/index.js';
import { states } from '../expectations.js';
import { suiteOf } from './suite.js';

type Outcome = E.Either<StepError, RunInstance>;

interface Moment {
  readonly step: Step;
  /** The run before the step. */
  readonly run: RunInstance | undefined;
  readonly right: Outcome;
  /** Hidden counters of a faulty subject, for one scenario. */
  readonly memory: Map<string, number>;
}

/** Returns the outcome of a faulty subject, and optionally the run that it secretly continues with. */
type Fault = (moment: Moment) => Outcome | readonly [Outcome, RunInstance];

const times = (memory: Map<string, number>, what: string): number => {
  const n = (memory.get(what) ?? 0) + 1;
  memory.set(what, n);
  return n;
};

const error = (outcome: Outcome): string => (E.isLeft(outcome) ? outcome.left._tag : '');

/** Changes the run after certain accepted steps. */
const after =
  (
    when: (moment: Moment, next: RunInstance) => boolean,
    change: (next: RunInstance, moment: Moment) => object,
  ): Fault =>
  (moment) =>
    pipe(
      moment.right,
      E.map((next) => (when(moment, next) ? { ...next, ...change(next, moment) } : next)),
    );

const entered =
  (state: string, from?: string) =>
  ({ run, step }: Moment, next: RunInstance) =>
    next.state === state &&
    run?.state !== state &&
    (from === undefined || run?.state === from) &&
    step.op !== 'deserialize';

/** Secretly changes the run after a refusal with a code. */
const spoils =
  (code: string, change: (run: RunInstance) => object): Fault =>
  ({ right, run }) =>
    error(right) === code && run !== undefined ? [right, { ...run, ...change(run) }] : right;

/** Accepts steps that should be refused with a code. */
const accepts =
  (code: string, when: (moment: Moment) => boolean, change: (moment: Moment) => object): Fault =>
  (moment) =>
    error(moment.right) === code && moment.run !== undefined && when(moment)
      ? E.right({ ...moment.run, ...change(moment) })
      : moment.right;

const idOf = (step: Step): string => ('attemptId' in step ? step.attemptId : '');

/** Makes a fault that remembers the ids with which an op was accepted. */
const remembering =
  (
    op: Step['op'],
    fault: (
      before: ReadonlySet<string>,
      moment: Moment,
      accept: (change: object) => Outcome,
    ) => Outcome,
  ): Fault =>
  (moment) => {
    const { step, run, right, memory } = moment;
    const before = new Set(memory.keys());
    if (step.op === op && E.isRight(right)) times(memory, idOf(step));
    return fault(before, moment, (change) => (run ? E.right({ ...run, ...change }) : right));
  };

const none = { currentAttemptId: O.none };
const always = () => true;

const faults: Readonly<Record<string, Fault>> = {
  'the second retry is refused': ({ step, right, run, memory }) =>
    step.op === 'transition_to' &&
    step.to === 'RetryWait' &&
    E.isRight(right) &&
    run &&
    times(memory, 'retry') > 1
      ? E.left({ _tag: 'InvalidTransition', runId: run.id, from: run.state, to: step.to })
      : right,
  'the third retry is refused': ({ step, right, run, memory }) =>
    step.op === 'transition_to' &&
    step.to === 'RetryWait' &&
    E.isRight(right) &&
    run &&
    times(memory, 'retry') > 2
      ? E.left({ _tag: 'InvalidTransition', runId: run.id, from: run.state, to: step.to })
      : right,
  'cancel keeps the active attempt': after(entered('Canceled', 'Running'), (_, { run }) => ({
    currentAttemptId: run?.currentAttemptId,
  })),
  'a refused start counts': spoils('AttemptAlreadyActive', ({ attemptCount }) => ({
    attemptCount: Math.min(attemptCount + 1, 2 ** 32 - 1),
  })),
  'a refused finish ends the attempt': spoils('AttemptOwnershipMismatch', () => none),
  'a finish by another is accepted when the count is above 1': accepts(
    'AttemptOwnershipMismatch',
    ({ run }) => (run?.attemptCount ?? 0) > 1,
    () => none,
  ),
  'a finish by the nil attempt is accepted': accepts(
    'AttemptOwnershipMismatch',
    ({ step }) => 'attemptId' in step && step.attemptId === AttemptId.nil,
    () => none,
  ),
  'a finish by an id of one beginning is accepted': accepts(
    'AttemptOwnershipMismatch',
    ({ step, run }) =>
      'attemptId' in step &&
      run !== undefined &&
      O.isSome(run.currentAttemptId) &&
      step.attemptId.slice(0, 30) === run.currentAttemptId.value.slice(0, 30),
    () => none,
  ),
  'a finish by an id of one end is accepted': accepts(
    'AttemptOwnershipMismatch',
    ({ step, run }) =>
      'attemptId' in step &&
      run !== undefined &&
      O.isSome(run.currentAttemptId) &&
      step.attemptId.slice(6) === run.currentAttemptId.value.slice(6),
    () => none,
  ),
  ...Object.fromEntries(
    (['id', 'taskId'] as const).map((key): [string, Fault] => [
      `a finish by the run’s ${key} is accepted`,
      accepts(
        'AttemptOwnershipMismatch',
        ({ step, run }) => 'attemptId' in step && step.attemptId === (run?.[key] as string),
        () => none,
      ),
    ]),
  ),
  'a finish by an id of the same digits is accepted': accepts(
    'AttemptOwnershipMismatch',
    ({ step, run }) =>
      'attemptId' in step &&
      run !== undefined &&
      O.isSome(run.currentAttemptId) &&
      Array.from(step.attemptId).toSorted().join() ===
        Array.from(run.currentAttemptId.value).toSorted().join(),
    () => none,
  ),
  'a stale finish is accepted': remembering('start_attempt', (before, { step, right }, accept) =>
    error(right) === 'AttemptOwnershipMismatch' && before.has(idOf(step)) ? accept(none) : right,
  ),
  'the first attempt is the owner for ever': remembering(
    'start_attempt',
    (before, { step, run, right }) =>
      step.op === 'finish_attempt' && E.isRight(right) && run && [...before][0] !== idOf(step)
        ? E.left({ _tag: 'NoActiveAttempt', runId: run.id })
        : right,
  ),
  'a second finish is accepted': remembering('finish_attempt', (before, { step, right }, accept) =>
    error(right) === 'NoActiveAttempt' && before.has(idOf(step)) ? accept({}) : right,
  ),
  'an attempt id that was used is refused': remembering(
    'start_attempt',
    (before, { step, run, right }) =>
      step.op === 'start_attempt' && E.isRight(right) && run && before.has(idOf(step))
        ? E.left({ _tag: 'AttemptAlreadyActive', runId: run.id, activeAttemptId: step.attemptId })
        : right,
  ),
  'an attempt may not have the run’s id': ({ step, run, right }) =>
    run && step.op === 'start_attempt' && idOf(step) === run.id
      ? E.left({ _tag: 'NoActiveAttempt', runId: run.id })
      : right,
  'a priority is not set to what it is': ({ step, run, right }) =>
    step.op === 'set_effective_priority' &&
    E.isRight(right) &&
    run?.effectivePriority === step.effectivePriority
      ? E.left({
          _tag: 'PriorityMutationRequiresReady',
          runId: run.id,
          currentState: run.state,
        } as never)
      : right,
  'ids must be of a version': ({ step, right }) =>
    'runId' in step && E.isRight(right) && step.runId.charAt(14) === '0'
      ? E.left({ _tag: 'InvalidRunId', runId: step.runId })
      : right,
  'the greatest id is none': ({ step, right }) =>
    'taskId' in step && E.isRight(right) && /^[f-]+$/.test(step.taskId)
      ? E.left({ _tag: 'InvalidTaskId', taskId: step.taskId })
      : right,
  'a run and its task have two ids': ({ step, right }) =>
    'taskId' in step && E.isRight(right) && step.taskId === (step.runId as string)
      ? E.left({ _tag: 'InvalidTaskId', taskId: step.taskId })
      : right,
  'instants are compared as 32 bits': ({ step, right }) =>
    error(right) === 'ReadyScheduledAtAfterCreatedAt' &&
    step.op === 'new_ready_with_id' &&
    step.scheduledAt % 2 ** 32 <= step.createdAt % 2 ** 32
      ? applyStep({ ...step, scheduledAt: step.createdAt })(O.none)
      : right,
  'after an overflow the count is lost, in secret': ({ run, right, memory }) => {
    if (error(right) === 'AttemptCountOverflow') times(memory, 'overflow');
    return E.isRight(right) && run && right.right.state !== run.state && memory.has('overflow')
      ? E.right({ ...right.right, attemptCount: 0 as never })
      : right;
  },
  'after a third start nothing is completed': ({ step, run, right, memory }) => {
    const to = step.op === 'transition_to' && E.isRight(right) ? step.to : undefined;
    if (to === 'Running') times(memory, 'start');
    return to === 'Completed' && run && (memory.get('start') ?? 0) === 3
      ? E.left({ _tag: 'InvalidTransition', runId: run.id, from: run.state, to })
      : right;
  },
  'after a retry nothing is suspended': ({ step, run, right, memory }) => {
    const to = step.op === 'transition_to' && E.isRight(right) ? step.to : undefined;
    if (to === 'RetryWait') times(memory, 'retry');
    return to === 'Suspended' && run && memory.has('retry')
      ? E.left({ _tag: 'InvalidTransition', runId: run.id, from: run.state, to })
      : right;
  },
  'the fiftieth change of state loses the priority': (moment) =>
    after(
      ({ run }, next) =>
        run !== undefined && next.state !== run.state && times(moment.memory, 'change') === 50,
      () => ({ effectivePriority: 99 }),
    )(moment),
  'retry resets the count': after(entered('RetryWait'), () => ({ attemptCount: 0 })),
  'promote from RetryWait forgets the priority': after(entered('Ready', 'RetryWait'), () => ({
    effectivePriority: 0,
  })),
  'promote from Suspended forgets the priority it was given': after(
    (m, n) => entered('Ready', 'Suspended')(m, n) && m.step.op === 'promote_to_ready_with_priority',
    (_, { run }) => ({ effectivePriority: run?.effectivePriority }),
  ),
  'promote_to_ready resets the priority': after(
    ({ step }) => step.op === 'promote_to_ready',
    () => ({ effectivePriority: 0 }),
  ),
  'a transition tells an instant': after(entered('Leased'), ({ createdAt }) => ({
    lastStateChangeAt: createdAt,
  })),
  'suspend tells an instant of its own': after(entered('Suspended'), ({ lastStateChangeAt }) => ({
    lastStateChangeAt: lastStateChangeAt + 1,
  })),
  'the count wraps': ({ right, run, step }) =>
    error(right) === 'AttemptCountOverflow' && run && step.op === 'start_attempt'
      ? E.right({ ...run, attemptCount: 0 as never, currentAttemptId: O.some(step.attemptId) })
      : right,
  'the count stops one early': ({ right, run, step }) =>
    step.op === 'start_attempt' && E.isRight(right) && run?.attemptCount === 2 ** 32 - 2
      ? E.left({ _tag: 'AttemptCountOverflow', runId: run.id })
      : right,
  'the count is signed': after(always, ({ attemptCount }) => ({ attemptCount: attemptCount | 0 })),
  'the count is of sixteen bits': after(
    ({ step }) => step.op === 'start_attempt',
    ({ attemptCount }) => ({ attemptCount: attemptCount % 2 ** 16 }),
  ),
  'the overflow is seen before the active attempt': ({ right, run }) =>
    error(right) === 'AttemptAlreadyActive' && run?.attemptCount === 2 ** 32 - 1
      ? E.left({ _tag: 'AttemptCountOverflow', runId: run.id })
      : right,
  'the priority is of sixteen bits': after(always, ({ effectivePriority }) => ({
    effectivePriority: (effectivePriority << 16) >> 16,
  })),
  'the least priority is its opposite': after(always, ({ effectivePriority }) => ({
    effectivePriority: effectivePriority === -(2 ** 31) ? 2 ** 31 - 1 : effectivePriority,
  })),
  'the task id is looked at first': ({ right, step }) =>
    error(right) === 'InvalidRunId' &&
    'taskId' in step &&
    step.taskId === '00000000-0000-0000-0000-000000000000'
      ? E.left({ _tag: 'InvalidTaskId', taskId: step.taskId })
      : right,
  'the schedule is looked at before the ids': ({ right, step }) =>
    ['InvalidRunId', 'InvalidTaskId'].includes(error(right)) &&
    step.op === 'new_ready_with_id' &&
    step.scheduledAt > step.createdAt
      ? E.left({ _tag: 'ReadyScheduledAtAfterCreatedAt', ...step, op: undefined } as never)
      : right,
  'a run that is Ready at its own second is refused': ({ right, step }) =>
    step.op === 'new_ready_with_id' && E.isRight(right) && step.scheduledAt === step.createdAt
      ? E.left({
          _tag: 'ReadyScheduledAtAfterCreatedAt',
          runId: step.runId,
          scheduledAt: step.scheduledAt,
          createdAt: step.createdAt,
        })
      : right,
  'a scheduled run must not be late': ({ right, step }) =>
    step.op === 'new_scheduled_with_id' && E.isRight(right) && step.scheduledAt < step.createdAt
      ? E.left({ _tag: 'InvalidTaskId', taskId: step.taskId })
      : right,
  'a second constructor keeps the id': after(
    ({ step, run }) => step.op === 'new_ready_with_id' && run !== undefined,
    (_, { run }) => ({ id: run?.id }),
  ),
  'a second constructor keeps the count': after(
    ({ step, run }) => step.op === 'new_scheduled_with_id' && run !== undefined,
    (_, { run }) => ({ attemptCount: run?.attemptCount }),
  ),
  'a second constructor is refused': ({ step, run, right }) =>
    step.op === 'new_scheduled_with_id' && run !== undefined && E.isRight(right)
      ? E.left({ _tag: 'InvalidRunId', runId: step.runId })
      : right,
  'a failed constructor loses the run in Running': ({ step, run, right }) =>
    step.op === 'new_ready_with_id' && E.isLeft(right) && run
      ? [right, { ...run, state: 'Ready' }]
      : right,
  'a failed deserialize loses the attempt': ({ step, run, right }) =>
    step.op === 'deserialize' && E.isLeft(right) && run ? [right, { ...run, ...none }] : right,
  'Ready to Ready is accepted': accepts(
    'InvalidTransition',
    ({ run, step }) => run?.state === 'Ready' && step.op === 'transition_to' && step.to === 'Ready',
    () => ({}),
  ),
  'a refused promotion stores the priority': ({ right, run, step }) =>
    E.isLeft(right) && run && step.op === 'promote_to_ready_with_priority'
      ? [right, { ...run, effectivePriority: step.effectivePriority }]
      : right,
  'a run may leave Failed': accepts(
    'InvalidTransition',
    ({ run, step }) => run?.state === 'Failed' && step.op === 'promote_to_ready',
    () => ({ state: 'Ready' }),
  ),
  'Canceled can be canceled': accepts(
    'InvalidTransition',
    ({ run, step }) =>
      run?.state === 'Canceled' && step.op === 'transition_to' && step.to === 'Canceled',
    () => ({}),
  ),
  'a lease does not clear an attempt': after(
    (m, n) => entered('Leased')(m, n),
    (_, { run }) => ({ currentAttemptId: run?.currentAttemptId }),
  ),
  'start clears an attempt': after(entered('Running'), () => none),
  'restore puts no attempt outside Running': after(
    ({ step, run }) =>
      step.op === 'restore_attempt_state_for_bootstrap' && run?.state !== 'Running',
    () => none,
  ),
  'restore in a final state does nothing': ({ step, run, right }) =>
    step.op === 'restore_attempt_state_for_bootstrap' && run && isTerminal(run.state)
      ? E.right(run)
      : right,
  'record in a final state does nothing': ({ step, run, right }) =>
    step.op === 'record_state_change_at' && run && isTerminal(run.state) ? E.right(run) : right,
  'the nil attempt is none': after(always, ({ currentAttemptId }) =>
    O.isSome(currentAttemptId) && currentAttemptId.value === AttemptId.nil ? none : {},
  ),
  'an active attempt outside Running holds a run back': ({ right, run }) =>
    E.isRight(right) &&
    run &&
    run.state !== 'Running' &&
    O.isSome(run.currentAttemptId) &&
    right.right.state !== run.state
      ? E.left({
          _tag: 'AttemptInProgress',
          runId: run.id,
          activeAttemptId: run.currentAttemptId.value,
        })
      : right,
  'the attempt is seen before the edge': ({ right, run }) =>
    error(right) === 'InvalidTransition' &&
    run?.state === 'Running' &&
    O.isSome(run.currentAttemptId)
      ? E.left({
          _tag: 'AttemptInProgress',
          runId: run.id,
          activeAttemptId: run.currentAttemptId.value,
        })
      : right,
  'an attempt may start in Leased': accepts(
    'AttemptStartRequiresRunning',
    ({ run }) => run?.state === 'Leased',
    ({ step }) => ('attemptId' in step ? { currentAttemptId: O.some(step.attemptId) } : {}),
  ),
  'the priority may change in Suspended': accepts(
    'PriorityMutationRequiresReady',
    ({ run }) => run?.state === 'Suspended',
    ({ step }) =>
      'effectivePriority' in step ? { effectivePriority: step.effectivePriority } : {},
  ),
  'the two attempts of a mismatch are swapped': ({ right }) =>
    E.isLeft(right) && right.left._tag === 'AttemptOwnershipMismatch'
      ? E.left({
          ...right.left,
          expectedAttemptId: right.left.actualAttemptId,
          actualAttemptId: right.left.expectedAttemptId,
        })
      : right,
  'an attempt id is used once': ({ right, run, step }) =>
    E.isRight(right) && run && step.op === 'finish_attempt' && run.attemptCount > 4
      ? E.left({ _tag: 'NoActiveAttempt', runId: run.id })
      : right,
  'after a refusal nothing can be completed, in secret': ({ right, run, step, memory }) => {
    if (E.isLeft(right) && run?.state === 'Running') times(memory, 'refused');
    return step.op === 'transition_to' &&
      step.to === 'Completed' &&
      E.isRight(right) &&
      run &&
      (memory.get('refused') ?? 0) > 0
      ? E.left({ _tag: 'InvalidTransition', runId: run.id, from: run.state, to: step.to })
      : right;
  },
  'after it was suspended a run cannot be canceled, in secret': ({ right, run, step, memory }) => {
    if (step.op === 'transition_to' && step.to === 'Suspended' && E.isRight(right))
      times(memory, 'suspended');
    return step.op === 'transition_to' &&
      step.to === 'Canceled' &&
      run?.state === 'Leased' &&
      E.isRight(right) &&
      (memory.get('suspended') ?? 0) > 0
      ? E.left({ _tag: 'InvalidTransition', runId: run.id, from: run.state, to: step.to })
      : right;
  },
  'instants are of 32 bits': after(always, ({ lastStateChangeAt }) => ({
    lastStateChangeAt: lastStateChangeAt % 2 ** 32,
  })),
  'the last second is lost': after(
    ({ step }) => step.op === 'deserialize',
    ({ createdAt }) => ({ createdAt: createdAt === 2 ** 53 - 1 ? createdAt - 1 : createdAt }),
  ),
  'scheduled_at is the instant of creation': after(
    ({ step }) => step.op === 'new_scheduled_with_id',
    ({ createdAt }) => ({ scheduledAt: createdAt }),
  ),
  'a new run has not changed yet': after(
    ({ step }) => step.op === 'new_ready_with_id',
    () => ({ lastStateChangeAt: 0 }),
  ),
  'the ids are swapped in what is read': after(
    ({ step }) => step.op === 'deserialize',
    ({ id, taskId }) => ({ id: taskId, taskId: id }),
  ),
};

/** Faults of the decoder, as changes of the JSON before it is decoded correctly. */
const decoderFaults: Readonly<
  Record<string, (json: Readonly<Record<string, unknown>>) => unknown>
> = {
  'an unknown field is refused': (json) => ('colour' in json ? {} : json),
  'a missing attempt is refused': (json) => ('current_attempt_id' in json ? json : {}),
  'a missing instant of change is the instant of creation': (json) => ({
    last_state_change_at: json['created_at'],
    ...json,
  }),
  'a missing priority is 0': (json) => ({ effective_priority: 0, ...json }),
  'a null count is 0': (json) => ({ ...json, attempt_count: json['attempt_count'] ?? 0 }),
  'a null instant of change is 0': (json) =>
    json['last_state_change_at'] === null ? { ...json, last_state_change_at: 0 } : json,
  'a text is a number': (json) => ({
    ...json,
    attempt_count: json['attempt_count'] === '5' ? 5 : json['attempt_count'],
  }),
  'a half is rounded': (json) => ({
    ...json,
    created_at:
      typeof json['created_at'] === 'number' ? Math.trunc(json['created_at']) : json['created_at'],
  }),
  'an attempt outside Running is dropped': (json) =>
    json['state'] === 'Running' ? json : { ...json, current_attempt_id: null },
  'an attempt in Completed is kept': (json) =>
    json['state'] === 'Completed' && typeof json['current_attempt_id'] === 'string'
      ? { ...json, state: 'Running' }
      : json,
  'a Ready run that is scheduled ahead is taken': (json) =>
    json['state'] === 'Ready' ? { ...json, scheduled_at: 0 } : json,
  'ids in braces are refused': (json) => (String(json['task_id']).startsWith('{') ? {} : json),
  'ids of 32 digits are refused': (json) =>
    String(json['current_attempt_id']).length === 32 ? {} : json,
  'nil task ids are taken': (json) =>
    json['task_id'] === '00000000-0000-0000-0000-000000000000'
      ? { ...json, task_id: json['id'] }
      : json,
  'spaces around a state are none': (json) => ({
    ...json,
    state: typeof json['state'] === 'string' ? json['state'].trim() : json['state'],
  }),
  'a state may be a number': (json) => ({
    ...json,
    state: json['state'] === 1 ? 'Ready' : json['state'],
    scheduled_at: json['state'] === 1 ? 0 : json['scheduled_at'],
  }),
  'spaces around an id are none': (json) => ({
    ...json,
    task_id: typeof json['task_id'] === 'string' ? json['task_id'].trim() : json['task_id'],
  }),
  'ids are of a version': (json) => (String(json['id']).charAt(14) === '0' ? {} : json),
  'names of fields may be in camel case': (json) =>
    'taskId' in json
      ? Object.fromEntries(
          Object.entries(json).map(([key, value]) => [
            key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
            value,
          ]),
        )
      : json,
  'instants end where they end': (json) => ({
    ...json,
    created_at:
      typeof json['created_at'] === 'number'
        ? Math.min(json['created_at'], Number.MAX_SAFE_INTEGER)
        : json['created_at'],
  }),
  ...Object.fromEntries(
    states
      .filter((state) => state !== 'Ready')
      .map((state) => [
        `a run in ${state} is not scheduled after its creation`,
        (json: Readonly<Record<string, unknown>>) =>
          json['state'] === state && Number(json['scheduled_at']) > Number(json['created_at'])
            ? {}
            : json,
      ]),
  ),
  'states in lower case are taken': (json) =>
    json['state'] === 'scheduled' ? { ...json, state: 'Scheduled' } : json,
};

const misread =
  (change: (json: Readonly<Record<string, unknown>>) => unknown): Fault =>
  ({ step, run, right }) => {
    if (step.op !== 'deserialize') return right;
    try {
      const json = JSON.parse(step.json) as Readonly<Record<string, unknown>> | null;
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return right;
      return applyStep({ op: 'deserialize', json: JSON.stringify(change(json)) })(
        O.fromNullable(run),
      );
    } catch {
      return right; // not JSON
    }
  };

const answersOf = (fault: Fault, { steps }: TestCase): ReadonlyArray<OutcomeWire> => {
  let run: O.Option<RunInstance> = O.none;
  const memory = new Map<string, number>();
  return steps.map(({ step }) => {
    const given = fault({ step, run: O.toUndefined(run), right: applyStep(step)(run), memory });
    const [outcome, secret] = Array.isArray(given)
      ? (given as readonly [Outcome, RunInstance])
      : [given as Outcome, undefined];
    if (E.isRight(outcome)) run = O.some(outcome.right);
    if (secret !== undefined) run = O.some(secret);
    return encodeOutcome(outcome);
  });
};

const comparable = (outcome: OutcomeWire | undefined): string =>
  outcome !== undefined && 'err' in outcome && outcome.err.code === 'Decode'
    ? 'Decode'
    : JSON.stringify(outcome);

const { tests } = suiteOf();

const fails =
  (fault: Fault) =>
  (test: TestCase): boolean => {
    const answers = answersOf(fault, test);
    return test.steps.some(
      ({ expect: wanted }, i) => comparable(wanted) !== comparable(answers[i]),
    );
  };

describe('the whole suite', () => {
  it('passes a subject without a fault', () => {
    expect(tests.filter(fails(({ right }) => right))).toStrictEqual([]);
    expect(
      tests.every(
        ({ name, steps }) =>
          'outcomes' in runScenario({ name, steps: steps.map(({ step }) => step) }),
      ),
    ).toBe(true);
  });

  it.each([
    ...Object.entries(faults),
    ...Object.entries(decoderFaults).map(([name, change]): [string, Fault] => [
      name,
      misread(change),
    ]),
  ])('detects that %s', (_, fault) => {
    expect(tests.some(fails(fault))).toBe(true);
  });

  it.each([
    [
      'a mutating op makes a run of nothing',
      ({ step, run, right }: Moment): Outcome =>
        run === undefined && step.op === 'record_state_change_at'
          ? applyStep({
              op: 'new_scheduled_with_id',
              runId: '1' as never,
              taskId: '2' as never,
              scheduledAt: 0 as never,
              createdAt: 0 as never,
            })(O.none)
          : right,
    ],
    [
      'NoRun has another name',
      ({ right }: Moment): Outcome =>
        error(right) === 'NoRun' ? E.left({ _tag: 'Decode', message: '' }) : right,
    ],
  ])('detects that %s', (_, fault) => {
    expect(tests.some(fails(fault))).toBe(true);
  });
});
