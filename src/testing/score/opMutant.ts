/** Building blocks for mutants of single ops: an engine that overrides one op, and ways to corrupt the fields of a run. */
import type * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../../journal/applyStep.js';
import { applyStep } from '../../journal/applyStep.js';
import type { Op, Step, StepOf } from '../../journal/Step.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { runStates } from '../../run/RunState.js';
import { AttemptId } from '../../values/AttemptId.js';
import type { Engine, EngineState } from './Engine.js';
import { answered, faultless } from './Engine.js';
import type { FaultKind, Mutant } from './Mutant.js';

// ------------------------------------------------------------------------------------------------------------ model

export type Outcome = E.Either<StepError, RunInstance>;

/** Makes an engine that overrides one op. */
const overriding =
  <Name extends Op>(op: Name, act: (step: StepOf<Name>, held: EngineState) => Outcome): Engine =>
  (held, step) =>
    // SAFETY: a step of that op.
    step.op === op
      ? answered(held, act(step as unknown as StepOf<Name>, held))
      : faultless(held, step);

export const mutant = <Name extends Op>(
  kind: FaultKind,
  op: Name,
  what: string,
  act: (step: StepOf<Name>, held: EngineState) => Outcome,
): Mutant => ({ kind, name: `${op}: ${what}`, site: op, engine: overriding(op, act) });

/** Returns the outcome of the faultless engine. */
export const rightOutcome = (step: Step, held: EngineState): Outcome => applyStep(step)(held.run);

/** A record on the wire. */
export type Input = Readonly<Record<string, unknown>>;

/** Fields of a run with wrong values, including values that their types forbid. */
export type WrongFields = Readonly<Partial<Record<keyof RunInstance, unknown>>>;

/** Overwrites fields of a run with wrong values. */
export const corrupt =
  (change: (run: RunInstance) => WrongFields) =>
  (run: RunInstance): RunInstance =>
    // SAFETY: a wrong value is the point.
    ({ ...run, ...change(run) }) as RunInstance;

/** Ways to corrupt each field of a run. */
export const corruptions: ReadonlyArray<{
  readonly what: string;
  readonly change: (run: RunInstance) => WrongFields;
}> = [
  { what: 'the task for the run', change: ({ taskId }) => ({ id: taskId }) },
  { what: 'the run for the task', change: ({ id }) => ({ taskId: id }) },
  { what: 'attemptCount 0', change: () => ({ attemptCount: 0 }) },
  { what: 'attemptCount + 1', change: ({ attemptCount }) => ({ attemptCount: attemptCount + 1 }) },
  { what: 'attemptCount as 32 bits', change: ({ attemptCount: n }) => ({ attemptCount: n | 0 }) },
  { what: 'no attempt', change: () => ({ currentAttemptId: O.none }) },
  { what: 'the nil attempt', change: () => ({ currentAttemptId: O.some(AttemptId.nil) }) },
  { what: 'createdAt 0', change: () => ({ createdAt: 0 }) },
  { what: 'scheduledAt for createdAt', change: ({ scheduledAt: n }) => ({ createdAt: n }) },
  { what: 'createdAt as 32 bits', change: ({ createdAt: n }) => ({ createdAt: n | 0 }) },
  { what: 'scheduledAt 0', change: () => ({ scheduledAt: 0 }) },
  { what: 'createdAt for scheduledAt', change: ({ createdAt: n }) => ({ scheduledAt: n }) },
  { what: 'scheduledAt as 32 bits', change: ({ scheduledAt: n }) => ({ scheduledAt: n | 0 }) },
  { what: 'lastStateChangeAt 0', change: () => ({ lastStateChangeAt: 0 }) },
  {
    what: 'scheduledAt for lastStateChangeAt',
    change: ({ scheduledAt: n }) => ({ lastStateChangeAt: n }),
  },
  {
    what: 'createdAt for lastStateChangeAt',
    change: ({ createdAt: n }) => ({ lastStateChangeAt: n }),
  },
  {
    what: 'lastStateChangeAt as 32 bits',
    change: ({ lastStateChangeAt: n }) => ({ lastStateChangeAt: n | 0 }),
  },
  { what: 'effectivePriority 0', change: () => ({ effectivePriority: 0 }) },
  {
    what: 'effectivePriority with the other sign',
    change: ({ effectivePriority: n }) => ({ effectivePriority: 0 - n }),
  },
  {
    what: 'effectivePriority at least 0',
    change: ({ effectivePriority: n }) => ({ effectivePriority: Math.max(0, n) }),
  },
  ...runStates.map((state) => ({ what: `always ${state}`, change: () => ({ state }) })),
];
