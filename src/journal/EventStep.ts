/**
 * The one mapping between the events of the chart and the steps that stand for them.
 *
 * Laws: `eventOf(stepOf(event))` is the event, its instant included; `applyStep(stepOf(event))` gives what `decide(event)` gives,
 * accepted or refused.
 */
import type { EventType, LifecycleEventType, RunEvent } from '../run/RunEvent.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { runMoves } from '../run/runTable.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Op, Step, StepOf } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A step, and its instant where it matters. */
export type TimedStep = Step & { readonly at?: Timestamp };

// -------------------------------------------------------------------------------------------------------- operations

type Instant = Timestamp | undefined;

/** An event of a type that enters a state. */
const entering = (type: EventType, at: Instant): RunEvent =>
  // SAFETY: such an event needs nothing but its type.
  (at === undefined ? { type } : { type, at }) as RunEvent;

/** The event that enters a state from the state where the run is, or else the first that enters it at all. */
const eventInto = (to: RunState, from: RunState | undefined): EventType | undefined =>
  (from === undefined ? undefined : runMoves.between(from, to)) ?? runMoves.into(to)[0];

/** For each op that stands for an event, that event; `undefined` for a state that no event enters. */
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

/** An op that stands for an event. */
export type EventOp = keyof typeof events;

/** The function for each op; none for an op that creates a run or replaces what it holds. */
type ToEvent = (step: Step, at: Instant, from?: RunState) => RunEvent | undefined;
// SAFETY: each function is looked up by the op of the step that it is given.
const toEvents = events as Readonly<Record<string, unknown>> as Readonly<
  Partial<Record<Op, ToEvent>>
>;

/** Does this step stand for an event, and not create a run or replace what it holds? */
export const isEventStep = (step: Step): step is StepOf<EventOp> => toEvents[step.op] !== undefined;

/**
 * The event that a step stands for on a run that is in `from`. Without `from`, it is the first of several events that enter the
 * state. `undefined` for a step that stands for none, and for a state that no event enters.
 */
export const eventAt = (step: Step, at: Instant, from?: RunState): RunEvent | undefined =>
  toEvents[step.op]?.(step, at, from);

/** The same event with the instant of the step. */
export const eventOf = (step: TimedStep, from?: RunState): RunEvent | undefined =>
  eventAt(step, step.at, from);

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

/** The `transition_to` of an event that enters a state; where several enter it, the step names the event too. */
const stepInto = (type: LifecycleEventType): StepOf<'transition_to'> => {
  // SAFETY: every such event enters a state. One from untyped code that enters none becomes a step that every run refuses.
  const to = runMoves.target(type) ?? (type as string as RunState);
  return runMoves.into(to).length > 1
    ? { op: 'transition_to', to, event: type }
    : { op: 'transition_to', to };
};

/** Every `transition_to` there is, by the event it stands for: one for each that enters a state, and one for a state that none enters. */
export const transitionSteps: ReadonlyArray<{ readonly name: string; readonly step: Step }> =
  /* #__PURE__ */ runStates.flatMap(
    (to): ReadonlyArray<{ readonly name: string; readonly step: Step }> => {
      const types = runMoves.into(to);
      return types.length === 0
        ? [{ name: `transition_to ${to}`, step: { op: 'transition_to', to } }]
        : // SAFETY: each of them enters a state.
          types.map((type) => ({ name: type, step: stepInto(type as LifecycleEventType) }));
    },
  );

/** The step that stands for an event. */
export const stepOf = (event: RunEvent): TimedStep => {
  const step = untimedStepOf(event);
  return event.at === undefined ? step : { ...step, at: event.at };
};
