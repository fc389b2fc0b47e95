/**
 * The engine that faults are planted in: the project's own semantics, one step at a time, on any compiled chart.
 *
 * Law: on the run's own table, an engine answers as `runScenario` does.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../../journal/applyStep.js';
import { applyStep } from '../../journal/applyStep.js';
import { eventOf } from '../../journal/EventStep.js';
import type { Step } from '../../journal/Step.js';
import type { ErrorWire, OutcomeWire } from '../../journal/StepOutcome.js';
import { encodeOutcome } from '../../journal/StepOutcome.js';
import type { ChartTable } from '../../run/ChartTable.js';
import { refuse } from '../../run/decide.js';
import type { RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunState } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import type { AttemptId } from '../../values/AttemptId.js';
import type { StepWire } from '../TestCase.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The state of an engine between two steps. */
export interface EngineState {
  readonly run: O.Option<RunInstance>;
  /** For mutants that fail late: how often the faulty edge was taken. */
  readonly taken: number;
  /** For mutants that remember it: the attempt that finished last. */
  readonly lastFinished?: AttemptId;
}

/**
 * Applies a step, and returns the state after it and the outcome. `written` is the step on the wire, if it differs from the
 * encoding of `StepCodec`.
 */
export type Engine = (
  held: EngineState,
  step: Step,
  written?: StepWire,
) => readonly [EngineState, OutcomeWire];

/** The state before the first step of a scenario. */
export const INITIAL: EngineState = { run: O.none, taken: 0 };

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Returns the event that a step sends to a run in state `from`; without `from`, the first event that enters the step's state.
 * `undefined` if it sends none. Uses a state's name as the type if no event enters the state.
 */
export const sentBy = (step: Step, from?: RunState): RunEvent | undefined =>
  // SAFETY: the chart refuses an event of an unknown type.
  eventOf(step, from) ??
  (step.op === 'transition_to' ? ({ type: step.to } as unknown as RunEvent) : undefined);

/** Returns why a run refuses an event: the name of a guard, or `undeclared`; `undefined` if it accepts the event. */
export const reasonOf = (
  table: ChartTable<RunInstance, RunEvent>,
  run: RunInstance,
  event: RunEvent,
): string | undefined => {
  const edge = table.edge(run.state, event.type);
  return edge === undefined ? 'undeclared' : table.refusedBy(edge, run, event);
};

/** Returns the state after an outcome, and the outcome on the wire; a failed step leaves the run unchanged. */
export const answered = (
  held: EngineState,
  outcome: E.Either<StepError, RunInstance>,
): readonly [EngineState, OutcomeWire] => [
  E.isRight(outcome) ? { ...held, run: O.some(outcome.right) } : held,
  encodeOutcome(outcome),
];

/** Makes an engine that decides events by a table. */
export const engineOn = (
  table: ChartTable<RunInstance, RunEvent>,
  /** Maps the name of a guard in the table to its name in the chart. */
  guardOf: (name: string) => string = (name) => name,
): Engine => {
  const decide = (run: RunInstance, event: RunEvent): E.Either<StepError, RunInstance> => {
    const edge = table.edge(run.state, event.type);
    const reason = reasonOf(table, run, event);
    return edge === undefined || reason !== undefined
      ? E.left(refuse(run, event, guardOf(reason ?? 'undeclared')))
      : E.right(table.follow(edge, run, event));
  };
  return (held, step) => {
    const event = O.isSome(held.run) ? sentBy(step, held.run.value.state) : undefined;
    return answered(
      held,
      event === undefined || O.isNone(held.run)
        ? applyStep(step)(held.run)
        : decide(held.run.value, event),
    );
  };
};

/** The engine without a fault. */
export const faultless: Engine = engineOn(runTable);

/** Names the site of a step: the state, the event and the op, or only the op if the step sends no event or there is no run. */
export const siteOf = ({ run }: EngineState, step: Step): string => {
  if (O.isNone(run)) return step.op;
  const { state } = run.value;
  const event = sentBy(step, state);
  return event === undefined ? step.op : siteOfEvent(state, event.type, step.op);
};

/** Names the site of an op that sends an event to a run in a state. */
export const siteOfEvent = (state: string, event: string, op: string): string =>
  `${state} + ${event} (${op})`;

type Leaves = Readonly<Record<string, unknown>>;

const sameLeaves = (a: Leaves, b: Leaves): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

const isDecode = (error: ErrorWire): boolean => error.code === 'Decode';

/** Compares two outcomes, ignoring the message of a `Decode`. */
export const sameOutcome = (a: OutcomeWire, b: OutcomeWire): boolean => {
  if ('ok' in a) return 'ok' in b && sameLeaves(a.ok, b.ok);
  return 'err' in b && ((isDecode(a.err) && isDecode(b.err)) || sameLeaves(a.err, b.err));
};

const sameRun = (a: RunInstance, b: RunInstance): boolean => {
  if (a === b) return true;
  // SAFETY: the fields of a run are compared one by one, whatever they hold.
  const [left, right] = [a, b] as unknown as readonly [Leaves, Leaves];
  return (
    Object.keys(left).length === Object.keys(right).length &&
    Object.keys(left).every(
      (key) => key === 'currentAttemptId' || Object.is(left[key], right[key]),
    ) &&
    O.toUndefined(a.currentAttemptId) === O.toUndefined(b.currentAttemptId)
  );
};

/** Compares two states of engines. */
export const sameState = (a: EngineState, b: EngineState): boolean =>
  a === b ||
  (a.taken === b.taken &&
    a.lastFinished === b.lastFinished &&
    (O.isNone(a.run) ? O.isNone(b.run) : O.isSome(b.run) && sameRun(a.run.value, b.run.value)));
