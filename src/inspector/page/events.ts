/** The events that the user sends from the picture or the list of actions. */
import { signal } from '@preact/signals';
import type { EventType, RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { Priority } from '../../values/Priority.js';
import { attemptId } from './play.js';
import { act, run } from './state.js';

/** The priority that the user entered, if any. */
export const typedPriority = signal<Priority | undefined>(undefined);

/** Makes an event of a type. `attempt.start` gets a new attempt id, `attempt.finish` the active one. */
const eventFor = (type: EventType, target: RunInstance): RunEvent => {
  if (type === 'attempt.start') return { type, attemptId: attemptId() };
  if (type === 'attempt.finish')
    return {
      type,
      attemptId:
        target.currentAttemptId._tag === 'Some' ? target.currentAttemptId.value : attemptId(),
    };
  return type === 'priority.set'
    ? { type, effectivePriority: typedPriority.value ?? target.effectivePriority }
    : { type };
};

/** Sends an event of a type to the shown run. */
export const sendEventOfType = (type: EventType): void => {
  if (run.value !== undefined) act(eventFor(type, run.value));
};

/** Sends what a stale worker would send: the end of an attempt that is not the active one. */
export const sendStaleFinish = (): void => {
  act({ type: 'attempt.finish', attemptId: attemptId() });
};
