/**
 * Mutants of the refusals: each of them tells of another error, or tells the right one wrongly, or leaves a trace in the run
 * that it should have left alone.
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
import type { Engine, Held } from './Engine.js';
import { faultless, reasonOf, sentBy, siteOfEvent } from './Engine.js';
import type { FaultKind, Mutant } from './Mutant.js';
import { ATTEMPT, enteredBy, exampleIn, opsOf, RUN, stepsOnRuns, TASK } from './steps.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An op that is refused in a state, for a reason. */
interface Refused {
  readonly state: RunState;
  readonly event: string;
  readonly op: Step['op'];
  /** A guard, or `undeclared`. */
  readonly reason: string;
  /** What is answered, as an example. */
  readonly error: ErrorWire;
}

const events: ReadonlyArray<string> = [
  ...new Set(stepsOnRuns.flatMap((step) => sentBy(step)?.type ?? [])),
];

/** The reasons for which a state can refuse an event: the guards there, or that it does not declare it. */
const reasonsOf = (state: RunState, event: string): ReadonlyArray<string> =>
  runTable.edge(state, event as RunEvent['type'])?.guards ?? ['undeclared'];

const refusals: ReadonlyArray<Refused> = runStates.flatMap((state) =>
  events.flatMap((event) =>
    reasonsOf(state, event).flatMap((reason) => {
      const run = exampleIn(state, { currentAttemptId: O.some(ATTEMPT) });
      // SAFETY: an event that is refused needs no more than its name and its attempt.
      const sent = { type: event, attemptId: AttemptId.nil } as RunEvent;
      const error = encodeError(refuse(run, sent, reason));
      return opsOf(event).map((op) => ({ state, event, op, reason, error }));
    }),
  ),
);

const codes: ReadonlyArray<ErrorWire['code']> = [
  ...new Set(refusals.map(({ error }) => error.code)),
];

const siteOf = ({ state, event, op }: Refused): string => siteOfEvent(state, event, op);

/** The name of a refusal; the reason is told where the state has several. */
const nameOf = (refused: Refused): string =>
  refused.reason === 'undeclared' ? siteOf(refused) : `${siteOf(refused)} [${refused.reason}]`;

// ------------------------------------------------------------------------------------------------------- operations

/** Is this the refusal that comes of the step? */
const comesOf = ({ state, op, event, reason }: Refused, { run }: Held, step: Step): boolean => {
  if (step.op !== op || O.isNone(run) || run.value.state !== state) return false;
  const sent = sentBy(step);
  return sent?.type === event && reasonOf(runTable, run.value, sent) === reason;
};

/** An engine that answers a refusal in its own way. */
const telling =
  (refused: Refused, tell: (error: ErrorWire, run: RunInstance) => OutcomeWire): Engine =>
  (held, step) => {
    const answer = faultless(held, step);
    const [after, outcome] = answer;
    return 'err' in outcome && O.isSome(held.run) && comesOf(refused, held, step)
      ? [after, tell(outcome.err, held.run.value)]
      : answer;
  };

const mutant = (kind: FaultKind, refused: Refused, what: string, engine: Engine): Mutant => ({
  kind,
  name: `${nameOf(refused)}: ${what}`,
  site: siteOf(refused),
  engine,
});

type Value = string | number;

/** Another value of the same kind. */
const another = (value: Value): Value => {
  if (typeof value === 'number') return value + 1;
  const state = runStates.findIndex((name) => name === value);
  if (state !== -1) return runStates[(state + 1) % runStates.length] ?? '';
  return value === AttemptId.nil ? RUN : AttemptId.nil;
};

const kindOf = (value: Value | undefined): string =>
  runStates.some((state) => state === value) ? 'state' : typeof value;

/** Two fields of one kind, whose values are apt to be mixed up. */
const pairsOf = (
  error: ErrorWire,
  fields: ReadonlyArray<string>,
): ReadonlyArray<readonly [string, string]> =>
  fields.flatMap((a, i) =>
    fields
      .slice(i + 1)
      .filter((b) => kindOf(error[a]) === kindOf(error[b]))
      .map((b) => [a, b] as const),
  );

/** The errors that are told instead, or told wrongly. */
const wronglyTold = (): ReadonlyArray<Mutant> =>
  refusals.flatMap((refused) => {
    const { error } = refused;
    const told = (kind: FaultKind, what: string, change: (err: ErrorWire) => ErrorWire): Mutant =>
      mutant(
        kind,
        refused,
        what,
        telling(refused, (err) => ({ err: change(err) })),
      );
    const fields = Object.keys(error).filter((key) => key !== 'code' && key !== 'message');
    return [
      ...codes
        .filter((code) => code !== error.code)
        .map((code) => told('error swapped', `answers ${code}`, (err) => ({ ...err, code }))),
      ...fields.flatMap((field) => [
        told('error field wrong', `wrong ${field}`, (err) => ({
          ...err,
          [field]: another(err[field] ?? ''),
        })),
        told('error field wrong', `no ${field}`, (err) => {
          const rest = Object.entries(err).filter(([name]) => name !== field);
          return { ...Object.fromEntries(rest), code: err.code };
        }),
        told('message wrong', `wrong ${field} in the message`, (err) => ({
          ...err,
          message: String(err['message']).replace(
            String(err[field]),
            String(another(err[field] ?? '')),
          ),
        })),
      ]),
      // The fields, and the ids in the message, the wrong way around; where both are the same, nothing is wrong.
      ...pairsOf(error, fields).map(([a, b]) =>
        told('error field wrong', `${a} and ${b} mixed up`, (err) => ({
          ...err,
          [a]: err[b] ?? '',
          [b]: err[a] ?? '',
        })),
      ),
      told('error field wrong', 'the task for the run', (err) => ({ ...err, run_id: TASK })),
      told('message wrong', 'a letter is missing in the message', (err) => ({
        ...err,
        message: String(err['message']).slice(0, -1),
      })),
      told('message wrong', 'no message', ({ message: _, ...err }) => ({ ...err, code: err.code })),
      mutant(
        'error swapped',
        refused,
        'is passed over in silence',
        telling(
          refused,
          (_, run) =>
            faultless(
              { run: O.some(run), met: 0 },
              {
                op: 'record_state_change_at',
                timestamp: run.lastStateChangeAt,
              },
            )[1],
        ),
      ),
    ];
  });

/** What a careless engine has done by the time it refuses. */
const traces: ReadonlyArray<{
  readonly what: string;
  readonly leave: (run: RunInstance, step: Step) => O.Option<RunInstance>;
}> = [
  {
    what: 'goes there anyway',
    leave: (run, step) => {
      const state = enteredBy(sentBy(step)?.type ?? '');
      return O.some(state === undefined ? run : { ...run, state });
    },
  },
  {
    what: 'counts an attempt',
    // SAFETY: a count out of bounds would be a fault that shows all the more.
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

/** The counter's guard refuses no example; it is asked while no attempt is active. */
const asksCount = ({ reason }: Refused): boolean =>
  reason === ('attemptCountBelowMax' satisfies keyof typeof guards);

/** Can it leave that trace? A trace that no step of the op leaves on any such run would be no fault. */
const leaves = (
  refused: Refused,
  leave: (run: RunInstance, step: Step) => O.Option<RunInstance>,
): boolean =>
  [O.none, O.some(ATTEMPT)].some((currentAttemptId) => {
    const run = exampleIn(refused.state, { currentAttemptId });
    return stepsOnRuns
      .filter((step) =>
        asksCount(refused)
          ? step.op === refused.op && O.isNone(currentAttemptId)
          : comesOf(refused, { run: O.some(run), met: 0 }, step),
      )
      .some((step) => JSON.stringify(leave(run, step)) !== JSON.stringify(O.some(run)));
  });

const tracing = (): ReadonlyArray<Mutant> =>
  refusals.flatMap((refused) =>
    traces
      .filter(({ leave }) => leaves(refused, leave))
      .map(({ what, leave }) =>
        mutant('refusal leaves a trace', refused, what, (held, step) => {
          const answer = faultless(held, step);
          return O.isSome(held.run) && comesOf(refused, held, step)
            ? [{ ...held, run: leave(held.run.value, step) }, answer[1]]
            : answer;
        }),
      ),
  );

/** Engines that do not mind that there is no run, or say it in another way. */
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

/** The mutants of the refusals. */
export const refusalMutants = (): ReadonlyArray<Mutant> => [
  ...wronglyTold(),
  ...tracing(),
  ...withoutRun(),
];
