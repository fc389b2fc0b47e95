/* eslint-disable functional/immutable-data -- completes a new step: to copy it takes longer than to make it */
/**
 * Maps the events of the chart to steps, and back.
 *
 * Laws: `eventOf(stepOf(event))` equals the event, including its instant; `applyStep(stepOf(event))` and `decide(event)` give the
 * same result, accepted or refused.
 */
import type { Moves } from '../run/moves.js';
import type { EventType, LifecycleEventType, RunEvent } from '../run/RunEvent.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { runMoves } from '../run/runTable.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Op, Step, StepOf } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A step with an optional instant. */
export type TimedStep = Step & { readonly at?: Timestamp };

// -------------------------------------------------------------------------------------------------------- operations

type Instant = Timestamp | undefined;

/** Makes an event whose type enters a state. */
const entering = (type: EventType, at: Instant): RunEvent =>
  // SAFETY: such an event has no required field but its type.
  (at === undefined ? { type } : { type, at }) as RunEvent;

type RunMoves = Moves<RunState, EventType>;

/** Finds the event that leads from `from` to `to`; if there is none, the first event that enters `to`. */
export const eventIntoIn =
  ({ between, into }: RunMoves) =>
  (to: RunState, from: RunState | undefined): EventType | undefined =>
    (from === undefined ? undefined : between(from, to)?.event) ?? into(to)[0];

const eventInto = /* #__PURE__ */ eventIntoIn(runMoves);

/** Maps each op to its event; `undefined` for a state that no event enters. */
const events = {
  transition_to: ({ to, event }: StepOf<'transition_to'>, at: Instant, from?: RunState) => {
    const type = event ?? eventInto(to, from);
    return type === undefined ? undefined : entering(type, at);
  },
  promote_to_ready: (_: StepOf<'promote_to_ready'>, at: Instant) => entering('promote', at),
  promote_to_ready_with_priority: (
    { effectivePriority }: StepOf<'promote_to_ready_with_priority'>,
    at: Instant,
  ) =>
    at === undefined
      ? { type: 'promote', effectivePriority }
      : { type: 'promote', effectivePriority, at },
  set_effective_priority: ({ effectivePriority }: StepOf<'set_effective_priority'>, at: Instant) =>
    at === undefined
      ? { type: 'priority.set', effectivePriority }
      : { type: 'priority.set', effectivePriority, at },
  start_attempt: ({ attemptId }: StepOf<'start_attempt'>, at: Instant) =>
    at === undefined
      ? { type: 'attempt.start', attemptId }
      : { type: 'attempt.start', attemptId, at },
  finish_attempt: ({ attemptId }: StepOf<'finish_attempt'>, at: Instant) =>
    at === undefined
      ? { type: 'attempt.finish', attemptId }
      : { type: 'attempt.finish', attemptId, at },
} as const satisfies {
  readonly [K in Op]?: (step: StepOf<K>, at: Instant, from?: RunState) => RunEvent | undefined;
};

/** An op that sends an event. */
export type EventOp = keyof typeof events;

/** Makes the event of a step. Ops that create a run or overwrite its fields have no such function. */
type ToEvent = (step: Step, at: Instant, from?: RunState) => RunEvent | undefined;
// SAFETY: each function is looked up by the op of its own step.
const toEvents = events as Readonly<Record<string, unknown>> as Readonly<
  Partial<Record<Op, ToEvent>>
>;

/** Does this step send an event? If not, it creates a run or overwrites its fields. */
export const isEventStep = (step: Step): step is StepOf<EventOp> => toEvents[step.op] !== undefined;

/**
 * Returns the event that a step sends to a run in state `from`; without `from`, the first of the events that enter the target
 * state. `undefined` if the step sends no event, or no event enters the state.
 */
export const eventAt = (step: Step, at: Instant, from?: RunState): RunEvent | undefined =>
  toEvents[step.op]?.(step, at, from);

/** {@link eventAt} with the step's own instant. */
export const eventOf = (step: TimedStep, from?: RunState): RunEvent | undefined =>
  eventAt(step, step.at, from);

/** A new step each time. */
const untimedStepOf = (event: RunEvent): Step => {
  if (event.type === 'attempt.start') return { op: 'start_attempt', attemptId: event.attemptId };
  if (event.type === 'attempt.finish') return { op: 'finish_attempt', attemptId: event.attemptId };
  if (event.type === 'priority.set')
    return { op: 'set_effective_priority', effectivePriority: event.effectivePriority };
  if (event.type === 'promote')
    return event.effectivePriority === undefined
      ? { op: 'promote_to_ready' }
      : { op: 'promote_to_ready_with_priority', effectivePriority: event.effectivePriority };
  return stepInto(event.type);
};

/** Makes the `transition_to` of an event; if several events enter the state, the step names its event. */
export const stepIntoIn =
  ({ target, into }: RunMoves) =>
  (type: LifecycleEventType): StepOf<'transition_to'> => {
    // SAFETY: a typed event always enters a state. An unknown event from untyped code becomes a step that every run refuses.
    const to = target(type) ?? (type as string as RunState);
    return into(to).length > 1
      ? { op: 'transition_to', to, event: type }
      : { op: 'transition_to', to };
  };

const stepInto = /* #__PURE__ */ stepIntoIn(runMoves);

/** Every `transition_to`, by event name: one for each event that enters a state, one for each state that no event enters. */
export const transitionStepsIn = (
  moves: RunMoves,
): ReadonlyArray<{ readonly name: string; readonly step: Step }> =>
  runStates.flatMap((to): ReadonlyArray<{ readonly name: string; readonly step: Step }> => {
    const types = moves.into(to);
    return types.length === 0
      ? [{ name: `transition_to ${to}`, step: { op: 'transition_to', to } }]
      : // SAFETY: `into` lists only events that enter a state.
        types.map((type) => ({ name: type, step: stepIntoIn(moves)(type as LifecycleEventType) }));
  });

/** {@link transitionStepsIn} the run's chart. */
export const transitionSteps = /* #__PURE__ */ transitionStepsIn(runMoves);

/** Returns the step that sends an event. */
export const stepOf = (event: RunEvent): TimedStep => {
  const step: Step & { at?: Timestamp } = untimedStepOf(event);
  if (event.at !== undefined) step.at = event.at;
  return step;
};
