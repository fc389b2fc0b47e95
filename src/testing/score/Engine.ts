/**
 * Engines to plant faults in: the project's own semantics, one step at a time, on any compiled chart.
 *
 * Law: on the run's own table an engine answers as `runScenario` does.
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
import { runTable } from '../../run/runTable.js';
import type { AttemptId } from '../../values/AttemptId.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What an engine holds between two steps. */
export interface Held {
  readonly run: O.Option<RunInstance>;
  /** For engines that go wrong late: how often they have been where they will. */
  readonly met: number;
  /** For engines that remember it: the attempt that ended last. */
  readonly former?: AttemptId;
}

/** What a step does: what is held after it, and what is answered. */
export type Engine = (held: Held, step: Step) => readonly [Held, OutcomeWire];

/** What an engine holds before the first step of a scenario. */
export const NOTHING: Held = { run: O.none, met: 0 };

// -------------------------------------------------------------------------------------------------------- operations

/** The event that a step sends; `undefined` if it sends none. A state that no event enters is sent by its own name. */
export const sentBy = (step: Step): RunEvent | undefined =>
  // SAFETY: an event that the chart does not know is refused, whatever it is called.
  eventOf(step) ??
  (step.op === 'transition_to' ? ({ type: step.to } as unknown as RunEvent) : undefined);

/** Why a run refuses an event: the name of a guard, or `undeclared`; `undefined` if it does not. */
export const reasonOf = (
  table: ChartTable<RunInstance, RunEvent>,
  run: RunInstance,
  event: RunEvent,
): string | undefined => {
  const edge = table.edge(run.state, event.type);
  return edge === undefined ? 'undeclared' : table.refusedBy(edge, run, event);
};

/** What is held and answered after an outcome: a failed step leaves the run as it was. */
export const answered = (
  held: Held,
  outcome: E.Either<StepError, RunInstance>,
): readonly [Held, OutcomeWire] => [
  E.isRight(outcome) ? { ...held, run: O.some(outcome.right) } : held,
  encodeOutcome(outcome),
];

/** An engine that decides events by a table. */
export const engineOn = (
  table: ChartTable<RunInstance, RunEvent>,
  /** The chart's name of a guard of the table's. */
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
    const event = sentBy(step);
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

/** Where a step is taken: the state, the event and the op, or the op alone where the state does not matter. */
export const siteOf = ({ run }: Held, step: Step): string => {
  const event = sentBy(step);
  return event === undefined || O.isNone(run)
    ? step.op
    : siteOfEvent(run.value.state, event.type, step.op);
};

/** Where an op that stands for an event meets a run in a state. */
export const siteOfEvent = (state: string, event: string, op: string): string =>
  `${state} + ${event} (${op})`;

type Leaves = Readonly<Record<string, unknown>>;

const sameLeaves = (a: Leaves, b: Leaves): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

const isDecode = (error: ErrorWire): boolean => error.code === 'Decode';

/** Are two outcomes the same? The wording of a decode failure is free. */
export const sameOutcome = (a: OutcomeWire, b: OutcomeWire): boolean => {
  if ('ok' in a) return 'ok' in b && sameLeaves(a.ok, b.ok);
  return 'err' in b && ((isDecode(a.err) && isDecode(b.err)) || sameLeaves(a.err, b.err));
};
