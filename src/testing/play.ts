/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one fold over the steps of a test, with a local list */
/**
 * Plays drafts into tests: makes the concrete steps and computes the expected outcome of each.
 *
 * The oracle is `applyStep` with `encodeOutcome`, the functions that run scenarios; no expectation is written by hand.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../journal/applyStep.js';
import { applyStep } from '../journal/applyStep.js';
import { eventOf } from '../journal/EventStep.js';
import type { Op, Step } from '../journal/Step.js';
import { encodeOutcome } from '../journal/StepOutcome.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { validTransitions } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import type { StepWire, TestCase, TestStep } from './TestCase.js';
import type { Values } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The state of a test between two steps, as far as the next step may depend on it. */
export interface World {
  readonly run: O.Option<RunInstance>;
  /** The number of attempts started so far, without refused ones. */
  readonly attempts: number;
  /** The number of steps so far. */
  readonly length: number;
}

/** Makes a step for the current world. */
export type Act = (world: World, values: Values) => Step | WrittenStep;

/** A step with its form on the wire. */
export interface WrittenStep {
  readonly step: Step;
  readonly written: StepWire;
}

/** An abstract test: its name, and a function for each step. */
export interface Draft {
  readonly name: string;
  readonly acts: ReadonlyArray<Act>;
}

/** Returns the step that an act makes, without its form. */
export const stepIn = (made: Step | WrittenStep): Step => ('step' in made ? made.step : made);

/** The world before the first step. */
export const initialWorld: World = { run: O.none, attempts: 0, length: 0 };

// -------------------------------------------------------------------------------------------------------- operations

const constructors: ReadonlySet<Op> = new Set<Op>([
  'new_scheduled_with_id',
  'new_ready_with_id',
  'deserialize',
]);

/** Tells whether a step makes a run, and so needs none. */
export const isConstructor = (step: Step): boolean => constructors.has(step.op);

type Edge = (typeof runTable.edges)[number];

/** Formats the guards of an edge for a title: all of them, or the one that refuses. */
const guardsIn = (edge: Edge, run: RunInstance, event: RunEvent): string => {
  const refusedBy = runTable.refusedBy(edge, run, event);
  if (refusedBy !== undefined) return ` [${refusedBy} fails]`;
  return edge.guards.length === 0 ? '' : ` [${edge.guards.join(', ')}]`;
};

/** Formats the title of a step: `Running + complete [noActiveAttempt fails] -> AttemptInProgress`. */
export const titleOf = (
  run: O.Option<RunInstance>,
  step: Step,
  outcome: E.Either<StepError, RunInstance>,
): string => {
  const result = E.isRight(outcome) ? outcome.right.state : outcome.left._tag;
  if (isConstructor(step)) return `${step.op} -> ${result}`;
  const event = eventOf(step, O.isSome(run) ? run.value.state : undefined);
  const what = event?.type ?? (step.op === 'transition_to' ? `transition_to ${step.to}` : step.op);
  if (O.isNone(run)) return `no run + ${what} -> ${result}`;
  const edge = event && runTable.edge(run.value.state, event.type);
  const guards = event === undefined || edge === undefined ? '' : guardsIn(edge, run.value, event);
  return `${run.value.state} + ${what}${guards} -> ${result}`;
};

/** Applies a step, and returns the world after it and its outcome. */
export const advance = (
  world: World,
  step: Step,
): { readonly world: World; readonly outcome: E.Either<StepError, RunInstance> } => {
  const outcome = applyStep(step)(world.run);
  const began = step.op === 'start_attempt' && E.isRight(outcome) ? 1 : 0;
  return {
    outcome,
    world: {
      run: E.isRight(outcome) ? O.some(outcome.right) : world.run,
      attempts: world.attempts + began,
      length: world.length + 1,
    },
  };
};

/** Shows the whole run, since it is never refused, but overwrites `lastStateChangeAt`. */
const probe: Act = ({ length }, values) => ({
  op: 'record_state_change_at',
  timestamp: values.changedAt(length),
});

/** Shows the whole run, since it is never refused, but overwrites the attempt and the count with their expected values. */
const otherProbe =
  ({ attemptCount, currentAttemptId }: RunInstance): Act =>
  () => ({
    op: 'restore_attempt_state_for_bootstrap',
    count: attemptCount,
    activeAttempt: currentAttemptId,
  });

/** Moves the run on, if it can move: finishes its attempt, or takes the first valid transition. */
const nextMove = ({ state, currentAttemptId }: RunInstance): ReadonlyArray<Act> =>
  O.isSome(currentAttemptId) && state === 'Running'
    ? [() => ({ op: 'finish_attempt', attemptId: currentAttemptId.value })]
    : validTransitions(state)
        .slice(0, 1)
        .map((to): Act => () => ({ op: 'transition_to', to }));

/**
 * Plays a draft into a test.
 *
 * A refusal does not show the run, so a test that ends with one gets more steps, to detect a refusal that changed the run: a
 * probe that shows all fields but the one that it overwrites, the refused step again, a probe that overwrites other fields,
 * and a move, since some changes show only in the next transition.
 */
export const play = (criterion: string, { name, acts }: Draft, values: Values): TestCase => {
  const steps: Array<TestStep> = [];
  let world = initialWorld;
  const act = (next: Act): boolean => {
    const made = next(world, values);
    const { step, written } = 'step' in made ? made : { step: made, written: undefined };
    const before = world.run;
    const { outcome, world: after } = advance(world, step);
    world = after;
    steps.push({
      step,
      expect: encodeOutcome(outcome),
      title: titleOf(before, step, outcome),
      ...(written === undefined ? {} : { written }),
    });
    return E.isRight(outcome);
  };
  let accepted = true;
  for (const next of acts) accepted = act(next);
  const refused = acts.at(-1);
  if (!accepted && refused !== undefined && O.isSome(world.run)) {
    const { value } = world.run;
    [probe, refused, otherProbe(value), ...nextMove(value)].forEach(act);
  }
  return { name: `${criterion}: ${name}`, criteria: [criterion], steps };
};
