/**
 * Mutants of the constructors, alone and on an existing run, of the two setters that check nothing, and of how each op reads its
 * input.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../../journal/applyStep.js';
import { applyStep } from '../../journal/applyStep.js';
import type { Step, StepOf } from '../../journal/Step.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { runStates } from '../../run/RunState.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Priority } from '../../values/Priority.js';
import { Timestamp } from '../../values/Timestamp.js';
import { faultless, sentBy } from './Engine.js';
import type { Mutant } from './Mutant.js';
import type { Input, Outcome, WrongFields } from './opMutant.js';
import { corrupt, corruptions, mutant, rightOutcome } from './opMutant.js';
import { allSteps, ATTEMPT, exampleIn, RUN, TASK } from './steps.js';

// ---------------------------------------------------------------------------------------------------- constructors

/** A check of a constructor: how to change the step to pass it, and how to change the run back afterwards. */
interface Check {
  readonly code: StepError['_tag'];
  readonly repair: (step: ConstructorStep) => ConstructorStep;
  readonly restore: (step: ConstructorStep) => WrongFields;
}

type ConstructorStep = StepOf<'new_scheduled_with_id' | 'new_ready_with_id'>;

const checks: ReadonlyArray<Check> = [
  {
    code: 'InvalidRunId',
    repair: (step) => ({ ...step, runId: RUN }),
    restore: ({ runId }) => ({ id: runId }),
  },
  {
    code: 'InvalidTaskId',
    repair: (step) => ({ ...step, taskId: TASK }),
    restore: ({ taskId }) => ({ taskId }),
  },
  {
    code: 'ReadyScheduledAtAfterCreatedAt',
    repair: (step) => ({ ...step, scheduledAt: step.createdAt }),
    restore: ({ scheduledAt }) => ({ scheduledAt }),
  },
];

/** How far off a constructor may take an instant to be. */
const shifts = { later: 1, earlier: -1 };

const constructorOps = ['new_scheduled_with_id', 'new_ready_with_id'] as const;

const failsWith = (outcome: Outcome, code: string): boolean =>
  E.isLeft(outcome) && outcome.left._tag === code;

const differs = (a: RunInstance, b: RunInstance): boolean =>
  JSON.stringify(a) !== JSON.stringify(b);

/** Lists the runs that an op makes. */
const runsMadeBy = (op: Step['op']): ReadonlyArray<RunInstance> =>
  allSteps
    .filter((step) => step.op === op)
    .flatMap((step) => {
      const outcome = applyStep(step)(O.none);
      return E.isRight(outcome) ? [outcome.right] : [];
    });

const constructors = (): ReadonlyArray<Mutant> =>
  constructorOps.flatMap((op): ReadonlyArray<Mutant> => {
    // Only the checks that the op makes: those that one of its steps fails.
    const performed = checks.filter(({ code }) =>
      allSteps.some((step) => step.op === op && failsWith(applyStep(step)(O.none), code)),
    );
    return [
      ...performed.flatMap(({ code, repair, restore }, i) => [
        mutant('check dropped', op, `does not know ${code}`, (step, held) => {
          const outcome = rightOutcome(step, held);
          return failsWith(outcome, code)
            ? pipe(rightOutcome(repair(step), held), E.map(corrupt(() => restore(step))))
            : outcome;
        }),
        // The last check cannot be moved to the end.
        ...(i === performed.length - 1
          ? []
          : [
              mutant('checks reordered', op, `asks for ${code} last`, (step, held) => {
                const outcome = rightOutcome(step, held);
                if (!failsWith(outcome, code)) return outcome;
                const other = rightOutcome(repair(step), held);
                return E.isLeft(other) ? other : outcome;
              }),
            ]),
        ...performed
          .filter((other) => other.code !== code)
          .map((other) =>
            mutant('error swapped', op, `answers ${other.code} for ${code}`, (step, held) =>
              pipe(
                rightOutcome(step, held),
                // SAFETY: the fields of another error are the fault.
                E.mapLeft((error) =>
                  error._tag === code ? ({ ...error, _tag: other.code } as StepError) : error,
                ),
              ),
            ),
          ),
      ]),
      ...Object.entries(performed.length < checks.length ? {} : shifts).map(([when, by]) =>
        mutant('check off by one', op, `takes scheduledAt for ${when} by 1`, (step, held) => {
          // SAFETY: the constructor only compares it.
          const shifted = { ...step, scheduledAt: (step.scheduledAt + by) as Timestamp };
          const outcome = rightOutcome(shifted, held);
          return E.isLeft(outcome) && E.isLeft(rightOutcome(step, held))
            ? rightOutcome(step, held)
            : pipe(outcome, E.map(corrupt(() => ({ scheduledAt: step.scheduledAt }))));
        }),
      ),
      ...corruptions
        // Keeps only corruptions that change some new run.
        .filter(({ change }) => runsMadeBy(op).some((run) => differs(run, corrupt(change)(run))))
        .map(({ what, change }) =>
          mutant('new run wrong', op, what, (step, held) =>
            pipe(rightOutcome(step, held), E.map(corrupt(change))),
          ),
        ),
      mutant('check dropped', op, 'refuses a run scheduled for the past', (step, held) =>
        step.scheduledAt < step.createdAt
          ? E.left({
              _tag: 'ReadyScheduledAtAfterCreatedAt',
              runId: step.runId,
              scheduledAt: step.scheduledAt,
              createdAt: step.createdAt,
            })
          : rightOutcome(step, held),
      ),
    ];
  });

/** Lists the mutants of a constructor on an existing run. */
const replacements = (): ReadonlyArray<Mutant> =>
  [
    ...new Set(allSteps.filter((step) => E.isRight(applyStep(step)(O.none))).map(({ op }) => op)),
  ].flatMap((op): ReadonlyArray<Mutant> => [
    {
      kind: 'old run lost',
      name: `${op}: loses the run when it fails`,
      site: op,
      engine: (held, step) => {
        const [after, outcome] = faultless(held, step);
        return [step.op === op && 'err' in outcome ? { ...held, run: O.none } : after, outcome];
      },
    },
    mutant('old run lost', op, 'keeps the run that there is', (step, held) =>
      pipe(
        rightOutcome(step, held),
        E.map((run) => (O.isSome(held.run) ? held.run.value : run)),
      ),
    ),
    ...(Object.keys(exampleIn('Ready')) as ReadonlyArray<keyof RunInstance>).map((field) =>
      mutant('old run lost', op, `keeps ${field} of the run that there is`, (step, held) =>
        pipe(
          rightOutcome(step, held),
          E.map((run) => (O.isSome(held.run) ? { ...run, [field]: held.run.value[field] } : run)),
        ),
      ),
    ),
    ...runStates.map((state) =>
      mutant('old run lost', op, `refuses while there is a run in ${state}`, (step, held) =>
        O.isSome(held.run) && held.run.value.state === state
          ? E.left({ _tag: 'InvalidTransition', runId: held.run.value.id, from: state, to: state })
          : rightOutcome(step, held),
      ),
    ),
  ]);

// --------------------------------------------------------------------------------------------------------- setters

const recordings: ReadonlyArray<{
  readonly what: string;
  readonly set: (own: number, timestamp: number) => number;
}> = [
  { what: 'does nothing', set: (own) => own },
  { what: 'never goes back', set: Math.max },
  { what: 'never goes forward', set: Math.min },
];

const setters = (): ReadonlyArray<Mutant> => {
  const setting = <Name extends 'record_state_change_at' | 'restore_attempt_state_for_bootstrap'>(
    op: Name,
    what: string,
    change: (after: RunInstance, before: RunInstance, step: StepOf<Name>) => WrongFields,
  ): Mutant =>
    mutant('setter wrong', op, what, (step, held) =>
      pipe(
        rightOutcome(step as unknown as Step, held),
        E.map((after) =>
          O.isNone(held.run)
            ? after
            : // SAFETY: the change is made for steps of that op.
              corrupt((run) => change(run, O.isSome(held.run) ? held.run.value : run, step))(after),
        ),
      ),
    );
  const record = 'record_state_change_at';
  const restore = 'restore_attempt_state_for_bootstrap';
  return [
    ...recordings.map(({ what, set }) =>
      setting(record, what, (after, before) => ({
        lastStateChangeAt: set(before.lastStateChangeAt, after.lastStateChangeAt),
      })),
    ),
    setting(record, 'sets createdAt too', (_, __, { timestamp }) => ({ createdAt: timestamp })),
    setting(record, 'drops the active attempt', () => ({ currentAttemptId: O.none })),
    setting(record, 'never before createdAt', (after, { createdAt }) => ({
      lastStateChangeAt: Math.max(createdAt, after.lastStateChangeAt),
    })),
    setting(restore, 'leaves the count', (_, { attemptCount }) => ({ attemptCount })),
    setting(restore, 'never lowers the count', (after, before) => ({
      attemptCount: Math.max(before.attemptCount, after.attemptCount),
    })),
    setting(restore, 'adds to the count', (after, before) => ({
      attemptCount: before.attemptCount + after.attemptCount,
    })),
    setting(restore, 'counts the active attempt', (after) => ({
      attemptCount: after.attemptCount + (O.isSome(after.currentAttemptId) ? 1 : 0),
    })),
    setting(restore, 'leaves the attempt', (_, { currentAttemptId }) => ({ currentAttemptId })),
    setting(restore, 'keeps the attempt when given none', (after, before) => ({
      currentAttemptId: O.isNone(after.currentAttemptId)
        ? before.currentAttemptId
        : after.currentAttemptId,
    })),
    setting(restore, 'takes no attempt with a count of 0', (after) => ({
      currentAttemptId: after.attemptCount === 0 ? O.none : after.currentAttemptId,
    })),
    setting(restore, 'takes the nil attempt for none', (after) => ({
      currentAttemptId:
        O.isSome(after.currentAttemptId) && after.currentAttemptId.value === AttemptId.nil
          ? O.none
          : after.currentAttemptId,
    })),
    setting(restore, 'takes a count of 0 for none', (after, before) => ({
      attemptCount: after.attemptCount === 0 ? before.attemptCount : after.attemptCount,
    })),
    setting(restore, 'resets lastStateChangeAt', ({ createdAt }) => ({
      lastStateChangeAt: createdAt,
    })),
    setting(restore, 'resets the priority', () => ({ effectivePriority: 0 })),
    ...runStates.flatMap((state) => [
      setting(record, `does nothing in ${state}`, (after, before) =>
        before.state === state ? before : after,
      ),
      setting(restore, `does nothing in ${state}`, (after, before) =>
        before.state === state ? before : after,
      ),
      ...(state === 'Running'
        ? []
        : [
            setting(restore, `drops the attempt in ${state}`, (after, before) =>
              before.state === state ? { currentAttemptId: O.none } : after,
            ),
            setting(
              restore,
              `moves a run in ${state} with an attempt to Running`,
              (after, before) =>
                before.state === state && O.isSome(after.currentAttemptId)
                  ? { state: 'Running' }
                  : after,
            ),
          ]),
    ]),
  ];
};

// ----------------------------------------------------------------------------------------------------------- inputs

const misreadings: ReadonlyArray<{ readonly what: string; readonly read: (n: number) => number }> =
  [
    { what: '32 bits with a sign', read: (n) => n | 0 },
    { what: '32 bits without a sign', read: (n) => n >>> 0 },
    { what: '16 bits', read: (n) => (n << 16) >> 16 },
    { what: 'a float of 32 bits', read: (n) => Math.fround(n) },
    { what: '1 if it is 0', read: (n) => (n === 0 ? 1 : n) },
    { what: 'at least 0', read: (n) => Math.max(0, n) },
    { what: 'without its sign', read: (n) => Math.abs(n) },
    { what: 'one less if it is the greatest', read: (n) => (isGreatest(n) ? n - 1 : n) },
  ];

const isGreatest = (n: number): boolean => [Priority.max, Timestamp.max].some((max) => max === n);

/** Lists the mutants that misread a number of an op, or take a nil id for another one. */
const misreadInputs = (): ReadonlyArray<Mutant> =>
  [...new Set(allSteps.map(({ op }) => op))].flatMap((op) => {
    // SAFETY: a step is a record.
    const steps = allSteps.filter((step) => step.op === op) as unknown as ReadonlyArray<Input>;
    const misread = (
      key: string,
      what: string,
      read: (value: unknown) => unknown,
    ): ReadonlyArray<Mutant> =>
      steps.every((step) => Object.is(read(step[key]), step[key]))
        ? []
        : [
            {
              kind: 'input misread' as const,
              name: `${op}: reads ${key} as ${what}`,
              // The site of an op that sends an event depends on the run.
              ...(steps.some((step) => sentBy(step as unknown as Step) !== undefined)
                ? {}
                : { site: op }),
              engine: (held, step) =>
                step.op === op
                  ? faultless(held, { ...step, [key]: read((step as unknown as Input)[key]) })
                  : faultless(held, step),
            },
          ];
    return Object.keys(steps[0] ?? {}).flatMap((key) => [
      ...misreadings.flatMap(({ what, read }) =>
        misread(key, what, (value) => (typeof value === 'number' ? read(value) : value)),
      ),
      ...misread(key, 'another id if it is nil', (value) =>
        value === AttemptId.nil ? ATTEMPT : value,
      ),
    ]);
  });

/** The mutant that keeps its state between scenarios. */
const leaking: ReadonlyArray<Mutant> = [
  {
    kind: 'leak',
    name: 'a scenario begins with the run of the one before',
    leaks: true,
    engine: faultless,
  },
];

/** Lists the mutants of constructors, setters and inputs, and the one that leaks. */
export const dataMutants = (): ReadonlyArray<Mutant> => [
  ...constructors(),
  ...replacements(),
  ...setters(),
  ...misreadInputs(),
  ...leaking,
];
