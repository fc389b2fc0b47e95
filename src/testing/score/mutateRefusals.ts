/**
 * Mutants of the refusals: each answers another error, or the right one with a wrong field or message, or changes the run that
 * it should leave unchanged.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { guards } from '../../../machines/run.chart.js';
import type { Step } from '../../journal/Step.js';
import type { ErrorWire, OutcomeWire } from '../../journal/StepOutcome.js';
import { encodeError } from '../../journal/StepOutcome.js';
import { refuse } from '../../run/decide.js';
import type { RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import type { AttemptCount } from '../../values/AttemptCount.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Timestamp } from '../../values/Timestamp.js';
import type { Engine, EngineState } from './Engine.js';
import { faultless, reasonOf, sentBy, siteOfEvent } from './Engine.js';
import type { FaultKind, Mutant } from './Mutant.js';
import { ATTEMPT, enteredBy, exampleIn, opsOf, RUN, stepsOnRuns, TASK } from './steps.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A refusal of an op in a state, for a reason. */
interface Refusal {
  readonly state: RunState;
  readonly event: string;
  readonly op: Step['op'];
  /** A guard, or `undeclared`. */
  readonly reason: string;
  /** An example of the error. */
  readonly error: ErrorWire;
}

const events: ReadonlyArray<string> = [
  ...new Set(stepsOnRuns.flatMap((step) => sentBy(step)?.type ?? [])),
];

/** Lists the reasons for which a state can refuse an event: its guards, or `undeclared`. */
const reasonsOf = (state: RunState, event: string): ReadonlyArray<string> =>
  runTable.edge(state, event as RunEvent['type'])?.guards ?? ['undeclared'];

const refusals: ReadonlyArray<Refusal> = runStates.flatMap((state) =>
  events.flatMap((event) =>
    reasonsOf(state, event).flatMap((reason) => {
      // SAFETY: refusing an event reads only its type and its attempt.
      const sent = { type: event, attemptId: AttemptId.nil } as RunEvent;
      const error = encodeError(refuse(exampleIn(state), sent, reason));
      return opsOf(event).map((op) => ({ state, event, op, reason, error }));
    }),
  ),
);

const codes: ReadonlyArray<ErrorWire['code']> = [
  ...new Set(refusals.map(({ error }) => error.code)),
];

const siteOf = ({ state, event, op }: Refusal): string => siteOfEvent(state, event, op);

/** Names a refusal, with its guard if it has one. */
const nameOf = (refusal: Refusal): string =>
  refusal.reason === 'undeclared' ? siteOf(refusal) : `${siteOf(refusal)} [${refusal.reason}]`;

// ------------------------------------------------------------------------------------------------------- operations

/** Tells whether a step causes a refusal. */
const isCausedBy = (
  { state, op, event, reason }: Refusal,
  { run }: EngineState,
  step: Step,
): boolean => {
  if (step.op !== op || O.isNone(run) || run.value.state !== state) return false;
  const sent = sentBy(step, state);
  return sent?.type === event && reasonOf(runTable, run.value, sent) === reason;
};

/** Makes an engine that overrides the outcome of a refusal. */
const answering =
  (refusal: Refusal, answer: (error: ErrorWire, run: RunInstance) => OutcomeWire): Engine =>
  (held, step) => {
    const right = faultless(held, step);
    const [after, outcome] = right;
    return 'err' in outcome && O.isSome(held.run) && isCausedBy(refusal, held, step)
      ? [after, answer(outcome.err, held.run.value)]
      : right;
  };

const mutant = (kind: FaultKind, refusal: Refusal, what: string, engine: Engine): Mutant => ({
  kind,
  name: `${nameOf(refusal)}: ${what}`,
  site: siteOf(refusal),
  engine,
});

/** Returns another state or id. */
const another = (value: string): string => {
  const state = runStates.findIndex((name) => name === value);
  if (state !== -1) return runStates[(state + 1) % runStates.length] ?? '';
  return value === AttemptId.nil ? RUN : AttemptId.nil;
};

const isState = (value: unknown): boolean => runStates.some((state) => state === value);

/** Lists the pairs of states and of ids, which could be swapped. */
const pairsOf = (
  error: ErrorWire,
  fields: ReadonlyArray<string>,
): ReadonlyArray<readonly [string, string]> =>
  fields.flatMap((a, i) =>
    fields
      .slice(i + 1)
      .filter((b) => isState(error[a]) === isState(error[b]))
      .map((b) => [a, b] as const),
  );

/** Lists the mutants that answer another error, or the right one with a wrong field or message. */
const wrongErrors = (): ReadonlyArray<Mutant> =>
  refusals.flatMap((refusal) => {
    const { error } = refusal;
    const mutated = (
      kind: FaultKind,
      what: string,
      change: (err: ErrorWire) => ErrorWire,
    ): Mutant =>
      mutant(
        kind,
        refusal,
        what,
        answering(refusal, (err) => ({ err: change(err) })),
      );
    const fields = Object.keys(error).filter((key) => key !== 'code' && key !== 'message');
    return [
      ...codes
        .filter((code) => code !== error.code)
        .map((code) => mutated('error swapped', `answers ${code}`, (err) => ({ ...err, code }))),
      ...fields.flatMap((field) => [
        mutated('error field wrong', `wrong ${field}`, (err) => ({
          ...err,
          [field]: another(String(err[field])),
        })),
        mutated('error field wrong', `no ${field}`, (err) => {
          const rest = Object.entries(err).filter(([name]) => name !== field);
          return { ...Object.fromEntries(rest), code: err.code };
        }),
        mutated('message wrong', `wrong ${field} in the message`, (err) => ({
          ...err,
          message: String(err['message']).replace(String(err[field]), another(String(err[field]))),
        })),
      ]),
      // Equivalent if both fields always have the same value.
      ...pairsOf(error, fields).map(([a, b]) =>
        mutated('error field wrong', `${a} and ${b} mixed up`, (err) => ({
          ...err,
          [a]: String(err[b]),
          [b]: String(err[a]),
        })),
      ),
      mutated('error field wrong', 'the task for the run', (err) => ({ ...err, run_id: TASK })),
      mutated('message wrong', 'a letter is missing in the message', (err) => ({
        ...err,
        message: String(err['message']).slice(0, -1),
      })),
      mutated('message wrong', 'no message', ({ message: _, ...err }) => ({
        ...err,
        code: err.code,
      })),
      mutant(
        'error swapped',
        refusal,
        'is passed over in silence',
        answering(
          refusal,
          (_, run) =>
            faultless(
              { run: O.some(run), taken: 0 },
              {
                op: 'record_state_change_at',
                timestamp: run.lastStateChangeAt,
              },
            )[1],
        ),
      ),
    ];
  });

/** Changes that a refusal may wrongly make to the run. */
const traces: ReadonlyArray<{
  readonly what: string;
  readonly leave: (run: RunInstance, step: Step) => O.Option<RunInstance>;
}> = [
  {
    what: 'goes there anyway',
    leave: (run, step) => {
      const state = enteredBy(sentBy(step, run.state)?.type ?? '');
      return O.some(state === undefined ? run : { ...run, state });
    },
  },
  {
    what: 'counts an attempt',
    // SAFETY: a count out of bounds is a fault too.
    leave: (run) => O.some({ ...run, attemptCount: (run.attemptCount + 1) as AttemptCount }),
  },
  {
    what: 'takes the attempt',
    leave: (run, step) =>
      O.some('attemptId' in step ? { ...run, currentAttemptId: O.some(step.attemptId) } : run),
  },
  {
    what: 'drops the active attempt',
    leave: (run) => O.some({ ...run, currentAttemptId: O.none }),
  },
  {
    what: 'takes the priority',
    leave: (run, step) =>
      O.some(
        'effectivePriority' in step ? { ...run, effectivePriority: step.effectivePriority } : run,
      ),
  },
  {
    what: 'forgets when the state changed',
    leave: (run) => O.some({ ...run, lastStateChangeAt: Timestamp.min }),
  },
  { what: 'loses the run', leave: () => O.none },
];

/** Tells whether the refusal is for the attempt count, which no example run reaches. */
const isCountRefusal = ({ reason }: Refusal): boolean =>
  reason === ('attemptCountBelowMax' satisfies keyof typeof guards);

/** Tells whether some step of the op leaves the trace on some example run; if not, the mutant would be equivalent. */
const leaves = (
  refusal: Refusal,
  leave: (run: RunInstance, step: Step) => O.Option<RunInstance>,
): boolean =>
  [O.none, O.some(ATTEMPT)].some((currentAttemptId) => {
    const run = exampleIn(refusal.state, { currentAttemptId });
    return stepsOnRuns
      .filter((step) =>
        isCountRefusal(refusal)
          ? step.op === refusal.op && O.isNone(currentAttemptId)
          : isCausedBy(refusal, { run: O.some(run), taken: 0 }, step),
      )
      .some((step) => JSON.stringify(leave(run, step)) !== JSON.stringify(O.some(run)));
  });

/** Lists the mutants whose refusals change the run. */
const tracing = (): ReadonlyArray<Mutant> =>
  refusals.flatMap((refusal) =>
    traces
      .filter(({ leave }) => leaves(refusal, leave))
      .map(({ what, leave }) =>
        mutant('refusal leaves a trace', refusal, what, (held, step) => {
          const answer = faultless(held, step);
          return O.isSome(held.run) && isCausedBy(refusal, held, step)
            ? [{ ...held, run: leave(held.run.value, step) }, answer[1]]
            : answer;
        }),
      ),
  );

/** Lists the mutants that accept a missing run or answer a wrong error for it. */
const withoutRun = (): ReadonlyArray<Mutant> =>
  [...new Set(stepsOnRuns.map(({ op }) => op))].flatMap((op): ReadonlyArray<Mutant> => {
    const whenMissing =
      (engine: Engine): Engine =>
      (held, step) =>
        step.op === op && O.isNone(held.run) ? engine(held, step) : faultless(held, step);
    const kind = 'missing run';
    return [
      {
        kind,
        name: `${op} without a run: makes one`,
        site: op,
        engine: whenMissing((held, step) =>
          faultless({ ...held, run: O.some(exampleIn('Scheduled')) }, step),
        ),
      },
      {
        kind,
        name: `${op} without a run: answers InvalidTransition`,
        site: op,
        engine: whenMissing((held) => [held, { err: { code: 'InvalidTransition' } }]),
      },
      {
        kind,
        name: `${op} without a run: NoRun with a message`,
        site: op,
        engine: whenMissing((held) => [held, { err: { code: 'NoRun', message: 'no run' } }]),
      },
    ];
  });

/** Lists the mutants of the refusals. */
export const refusalMutants = (): ReadonlyArray<Mutant> => [
  ...wrongErrors(),
  ...tracing(),
  ...withoutRun(),
];
