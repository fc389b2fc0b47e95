/** Events as a click sends them, on the picture or in the list of actions. */
import { signal } from '@preact/signals';
import type { EventType, RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { Priority } from '../../values/Priority.js';
import { attemptId } from './play.js';
import { act, run } from './state.js';

/** The priority that the reader typed, if any. */
export const wantedPriority = signal<Priority | undefined>(undefined);

/** An event of a type for a run: the attempt that begins is a new one, the one that ends is the active one. */
const eventFor = (type: EventType, its: RunInstance): RunEvent => {
  if (type === 'attempt.start') return { type, attemptId: attemptId() };
  if (type === 'attempt.finish')
    return {
      type,
      attemptId: its.currentAttemptId._tag === 'Some' ? its.currentAttemptId.value : attemptId(),
    };
  return type === 'priority.set'
    ? { type, effectivePriority: wantedPriority.value ?? its.effectivePriority }
    : { type };
};

/** Sends an event of a type to the run that is shown. */
export const choose = (type: EventType): void => {
  if (run.value !== undefined) act(eventFor(type, run.value));
};

/** Sends what a stale worker would: the end of an attempt that is not the active one. */
export const chooseStale = (): void => {
  act({ type: 'attempt.finish', attemptId: attemptId() });
};
