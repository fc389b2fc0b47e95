/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one fold over the steps of a test, with a list of its own */
/**
 * From what a test tries to the test itself: the steps, and what each must answer by the library's own word.
 *
 * The oracle is `applyStep` with `encodeOutcome`, the very functions that answer scenarios; nothing is expected by hand.
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
import type { StepWire, TestCase, TestStep } from './Suite.js';
import type { Values } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a test has come to, as far as its next step may want to know. */
export interface World {
  readonly run: O.Option<RunInstance>;
  /** How many attempts the test began, refused ones left out. */
  readonly attempts: number;
  /** How many steps there were. */
  readonly length: number;
}

/** A step that is made for the world as it is. */
export type Act = (world: World, values: Values) => Step | WrittenStep;

/** A step with the form that it has on the wire. */
export interface WrittenStep {
  readonly step: Step;
  readonly written: StepWire;
}

/** A test before it is played. */
export interface Draft {
  readonly name: string;
  readonly acts: ReadonlyArray<Act>;
}

/** The world before the first step. */
export const nothing: World = { run: O.none, attempts: 0, length: 0 };

// -------------------------------------------------------------------------------------------------------- operations

const constructors: ReadonlySet<Op> = new Set<Op>([
  'new_scheduled_with_id',
  'new_ready_with_id',
  'deserialize',
]);

/** Does a step need no run? */
export const isConstructor = (step: Step): boolean => constructors.has(step.op);

type Edge = (typeof runTable.edges)[number];

/** The guards of an edge, as a title tells them: all of them, or the one that refuses. */
const guardsIn = (edge: Edge, run: RunInstance, event: RunEvent): string => {
  const refusedBy = runTable.refusedBy(edge, run, event);
  if (refusedBy !== undefined) return ` [${refusedBy} fails]`;
  return edge.guards.length === 0 ? '' : ` [${edge.guards.join(', ')}]`;
};

/** What a step tries and what comes of it: `Running + complete [noActiveAttempt fails] -> AttemptInProgress`. */
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

/** The world after a step, and what the step answered. */
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

/** Asks for the whole run and is never refused, but sets anew when it changed. */
const probe: Act = ({ length }, values) => ({
  op: 'record_state_change_at',
  timestamp: values.changedAt(length),
});

/** Asks for the whole run and is never refused, but sets anew the attempt and the count, to what they should be. */
const otherProbe =
  ({ attemptCount, currentAttemptId }: RunInstance): Act =>
  () => ({
    op: 'restore_attempt_state_for_bootstrap',
    count: attemptCount,
    activeAttempt: currentAttemptId,
  });

/** The next thing that may happen to a run, if anything may. */
const onward = ({ state, currentAttemptId }: RunInstance): ReadonlyArray<Act> =>
  O.isSome(currentAttemptId) && state === 'Running'
    ? [() => ({ op: 'finish_attempt', attemptId: currentAttemptId.value })]
    : validTransitions(state)
        .slice(0, 1)
        .map((to): Act => () => ({ op: 'transition_to', to }));

/**
 * Plays a draft. A refusal shows nothing of the run, so a test that ends with one is given a step that shows what the
 * refusal may have spoiled, but for the instant that the step itself sets; so the refusal comes again, and another such step.
 * Last the run goes on, for what a refusal left behind may show no sooner.
 */
export const play = (criterion: string, { name, acts }: Draft, values: Values): TestCase => {
  const steps: Array<TestStep> = [];
  let world = nothing;
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
    [probe, refused, otherProbe(value), ...onward(value)].forEach(act);
  }
  return { name: `${criterion}: ${name}`, criteria: [criterion], steps };
};
