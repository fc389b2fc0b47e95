/** @xstate/store: one context and a function for each event. It has no states, so each function checks the state. */
import { createStore } from '@xstate/store';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance, RunState } from 'runchart';
import { AttemptCount } from 'runchart';
import type { Peer } from './lives.js';

const enter = (run: RunInstance, event: RunEvent, state: RunState): RunInstance => ({
  ...run,
  state,
  currentAttemptId: O.none,
  lastStateChangeAt: event.at ?? run.lastStateChangeAt,
});

const leaveRunning = (run: RunInstance, event: RunEvent, state: RunState): RunInstance =>
  run.state === 'Running' && O.isNone(run.currentAttemptId) ? enter(run, event, state) : run;

const storeOf = (context: RunInstance) =>
  createStore<RunInstance, RunEvent, never>({
    context,
    on: {
      promote: (run, event) =>
        run.state === 'Scheduled' ||
        run.state === 'Leased' ||
        run.state === 'RetryWait' ||
        run.state === 'Suspended'
          ? {
              ...enter(run, event, 'Ready'),
              effectivePriority: event.effectivePriority ?? run.effectivePriority,
            }
          : run,
      lease: (run, event) => (run.state === 'Ready' ? enter(run, event, 'Leased') : run),
      start: (run, event) =>
        run.state === 'Leased'
          ? { ...run, state: 'Running', lastStateChangeAt: event.at ?? run.lastStateChangeAt }
          : run,
      retry: (run, event) => leaveRunning(run, event, 'RetryWait'),
      suspend: (run, event) => leaveRunning(run, event, 'Suspended'),
      complete: (run, event) => leaveRunning(run, event, 'Completed'),
      fail: (run, event) =>
        run.state === 'RetryWait'
          ? enter(run, event, 'Failed')
          : leaveRunning(run, event, 'Failed'),
      cancel: (run, event) =>
        run.state === 'Completed' || run.state === 'Failed' || run.state === 'Canceled'
          ? run
          : enter(run, event, 'Canceled'),
      'attempt.start': (run, { attemptId }) =>
        run.state === 'Running' &&
        O.isNone(run.currentAttemptId) &&
        run.attemptCount < AttemptCount.max
          ? {
              ...run,
              currentAttemptId: O.some(attemptId),
              // SAFETY: the count was checked above.
              attemptCount: (run.attemptCount + 1) as AttemptCount,
            }
          : run,
      'attempt.finish': (run, { attemptId }) =>
        run.state === 'Running' &&
        O.isSome(run.currentAttemptId) &&
        run.currentAttemptId.value === attemptId
          ? { ...run, currentAttemptId: O.none }
          : run,
      'priority.set': (run, { effectivePriority }) =>
        run.state === 'Ready' ? { ...run, effectivePriority } : run,
    },
  });

export const store: Peer<ReturnType<typeof storeOf>> = {
  name: '@xstate/store',
  create: storeOf,
  send: (machine, event) => {
    machine.send(event);
  },
  read: (machine) => machine.getSnapshot().context,
};
