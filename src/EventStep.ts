/**
 * Events of the chart and steps of a scenario, one in the words of the other.
 *
 * Laws: `eventOf(stepOf(event))` is the event, its instant included; the step does what `decide` does with the event, and is
 * refused with the same error.
 */
import type { RunEvent } from './RunEvent.js';
import type { RunState } from './RunState.js';
import { eventInto, stateEnteredBy } from './runTable.js';
import type { Step } from './Scenario.js';
import type { Timestamp } from './Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A step, and its instant where it matters.
 *
 * @internal
 */
export type TimedStep = Step & { readonly at?: Timestamp };

// ------------------------------------------------------------------------------------------------------- operations

const timed = <A extends object>(step: A, at: Timestamp | undefined): A & { at?: Timestamp } =>
  at === undefined ? step : { ...step, at };

/** The event that a step stands for, without its instant. */
const untimedEventOf = (step: Step): RunEvent | undefined => {
  switch (step.op) {
    case 'transition_to':
    case 'promote_to_ready': {
      const type = eventInto(step.op === 'transition_to' ? step.to : 'Ready');
      // SAFETY: an event that enters a state needs nothing but its type.
      return type === undefined ? undefined : ({ type } as RunEvent);
    }
    case 'promote_to_ready_with_priority':
      return { type: 'promote', effectivePriority: step.effectivePriority };
    case 'set_effective_priority':
      return { type: 'priority.set', effectivePriority: step.effectivePriority };
    case 'start_attempt':
      return { type: 'attempt.start', attemptId: step.attemptId };
    case 'finish_attempt':
      return { type: 'attempt.finish', attemptId: step.attemptId };
    case 'new_scheduled_with_id':
    case 'new_ready_with_id':
    case 'record_state_change_at':
    case 'restore_attempt_state_for_bootstrap':
    case 'deserialize':
      return undefined;
  }
};

/**
 * The event that a step stands for; undefined for a step that makes a run or mends one, and for a state that no event enters.
 *
 * @internal
 */
export const eventOf = (step: TimedStep): RunEvent | undefined => {
  const event = untimedEventOf(step);
  return event && timed(event, step.at);
};

const untimedStepOf = (event: RunEvent): Step => {
  if (event.type === 'attempt.start') return { op: 'start_attempt', attemptId: event.attemptId };
  if (event.type === 'attempt.finish') return { op: 'finish_attempt', attemptId: event.attemptId };
  if (event.type === 'priority.set')
    return { op: 'set_effective_priority', effectivePriority: event.effectivePriority };
  if (event.type === 'promote')
    return event.effectivePriority === undefined
      ? { op: 'promote_to_ready' }
      : { op: 'promote_to_ready_with_priority', effectivePriority: event.effectivePriority };
  // SAFETY: every other event enters a state. One from untyped code that enters none becomes a step that nothing takes.
  const to = stateEnteredBy(event.type) ?? (event.type as string as RunState);
  return { op: 'transition_to', to };
};

/**
 * The step that stands for an event.
 *
 * @internal
 */
export const stepOf = (event: RunEvent): TimedStep => timed(untimedStepOf(event), event.at);
