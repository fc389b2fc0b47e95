/** The events that the reader sends, by the picture or the list of actions. */
import { signal } from '@preact/signals';
import type { EventType, RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { Priority } from '../../values/Priority.js';
import { attemptId } from './play.js';
import { act, run } from './state.js';

/** The priority that the reader entered, if any. */
export const typedPriority = signal<Priority | undefined>(undefined);

/** An event of a type for a run: it starts a new attempt, or finishes the active one. */
const eventFor = (type: EventType, its: RunInstance): RunEvent => {
  if (type === 'attempt.start') return { type, attemptId: attemptId() };
  if (type === 'attempt.finish')
    return {
      type,
      attemptId: its.currentAttemptId._tag === 'Some' ? its.currentAttemptId.value : attemptId(),
    };
  return type === 'priority.set'
    ? { type, effectivePriority: typedPriority.value ?? its.effectivePriority }
    : { type };
};

/** Sends an event of a type to the shown run. */
export const sendEventOfType = (type: EventType): void => {
  if (run.value !== undefined) act(eventFor(type, run.value));
};

/** Sends what a stale worker would: it finishes an attempt that is not the active one. */
export const sendStaleFinish = (): void => {
  act({ type: 'attempt.finish', attemptId: attemptId() });
};
