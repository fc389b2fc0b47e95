/** Making a run, and its life: the construction, then promote, lease, start, attempt.start, attempt.finish and complete. */
import * as E from 'fp-ts/lib/Either.js';
import type { Priority, RunInstance } from 'runchart';
import { timeContender } from '../contenders.js';
import { lifeBy, lifeOf } from '../peers/lives.js';
import { reducer } from '../peers/reducer.js';
import type { Seal } from '../sample.js';
import { instant, lifeEvents, newAttemptId, right, runBy, scheduledFields } from '../sample.js';

const fields = scheduledFields();
// SAFETY: 3 is a priority.
const readyFields = { ...fields, scheduledAt: instant(0), effectivePriority: 3 as Priority };
const attemptId = newAttemptId();
const events = lifeEvents(attemptId);

const byHand = (seal: Seal) => {
  const make = runBy(seal);
  return lifeBy(() => E.right(make('Scheduled', fields)), reducer(seal), events);
};

await timeContender({
  'literal frozen by hand': () => {
    const make = runBy(Object.freeze);
    return () => E.right(make('Scheduled', fields));
  },
  newScheduledWithId: async (library) => {
    const { newScheduledWithId } = await library();
    return () => newScheduledWithId(fields);
  },
  newReadyWithId: async (library) => {
    const { newReadyWithId } = await library();
    return () => newReadyWithId(readyFields);
  },
  recordStateChangeAt: async (library) => {
    const { newScheduledWithId, recordStateChangeAt } = await library();
    const run = right(newScheduledWithId(fields));
    const at = instant(9);
    return () => recordStateChangeAt(at)(run);
  },
  restoreAttemptStateForBootstrap: async (library) => {
    const { newScheduledWithId, restoreAttemptStateForBootstrap } = await library();
    const run = right(newScheduledWithId(fields));
    return () => restoreAttemptStateForBootstrap(run.attemptCount, run.currentAttemptId)(run);
  },

  decide: async (library) => {
    const { decide, newScheduledWithId } = await library();
    return lifeBy(() => newScheduledWithId(fields), decide, events);
  },
  'decide, a line each': async (library) => {
    const { decide, newScheduledWithId } = await library();
    const [promote, lease, start, startAttempt, finishAttempt, complete] = events;
    return (): RunInstance => {
      const ready = decide(promote)(right(newScheduledWithId(fields)));
      const leased = decide(lease)(right(ready));
      const running = decide(start)(right(leased));
      const busy = decide(startAttempt)(right(running));
      const idle = decide(finishAttempt)(right(busy));
      return right(decide(complete)(right(idle)));
    };
  },
  'transitionTo, startAttempt, finishAttempt': async (library) => {
    const { finishAttempt, newScheduledWithId, startAttempt, transitionTo } = await library();
    const [promoted, leased, started, , , completed] = events.map(({ at }) => at);
    return (): RunInstance => {
      const ready = transitionTo('Ready', promoted)(right(newScheduledWithId(fields)));
      const held = transitionTo('Leased', leased)(right(ready));
      const running = transitionTo('Running', started)(right(held));
      const busy = startAttempt(attemptId)(right(running));
      const idle = finishAttempt(attemptId)(right(busy));
      return right(transitionTo('Completed', completed)(right(idle)));
    };
  },
  decideAll: async (library) => {
    const { decideAll, newScheduledWithId } = await library();
    return () => right(decideAll(events)(right(newScheduledWithId(fields))));
  },

  'Either reducer by hand, frozen runs': () => byHand(Object.freeze),
  'Either reducer by hand, unfrozen runs': () => byHand((record) => record),
  '@xstate/store': async () => lifeOf((await import('../peers/store.js')).store, fields, events),
  robot3: async () => lifeOf((await import('../peers/robot3.js')).robot3, fields, events),
  'javascript-state-machine': async () =>
    lifeOf(
      (await import('../peers/javascript-state-machine.js')).javascriptStateMachine,
      fields,
      events,
    ),
  'XState transition': async () =>
    lifeOf((await import('../peers/xstate.js')).pure, fields, events),
  'XState actor': async () => lifeOf((await import('../peers/xstate.js')).actor, fields, events),
});
