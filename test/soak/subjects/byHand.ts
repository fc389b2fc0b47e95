/** The table written by hand in `test/expectations.ts`, with updates written by hand: nothing of it comes from the chart. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptCount, RunEvent, RunInstance, RunState } from '../../../src/index.js';
import { eventTypes } from '../../../src/index.js';
import { eventOf } from '../../../src/journal/EventStep.js';
import { outcomeOf, states } from '../../expectations.js';
import { exampleOf } from '../oracle.js';
import type { Outcome, QuickSubject } from '../Subject.js';
import { applied, keeperSubject } from './runs.js';

const stateIn = (outcome: string): RunState | undefined =>
  states.find((state) => state === outcome);

const after = (run: RunInstance, event: RunEvent, state: RunState): RunInstance => {
  const moved = state !== run.state;
  return Object.freeze({
    ...run,
    state,
    currentAttemptId:
      event.type === 'attempt.start'
        ? Object.freeze(O.some(event.attemptId))
        : event.type === 'attempt.finish' || (moved && state !== 'Running')
          ? O.none
          : run.currentAttemptId,
    attemptCount:
      event.type === 'attempt.start'
        ? ((run.attemptCount + 1) as AttemptCount) // SAFETY: below the maximum, says the table.
        : run.attemptCount,
    lastStateChangeAt: moved ? (event.at ?? run.lastStateChangeAt) : run.lastStateChangeAt,
    effectivePriority:
      'effectivePriority' in event ? event.effectivePriority : run.effectivePriority,
  });
};

/** The subject of the table: what it says of an error is its tag, and the facade gives the fields. */
export const byHandSubject = (outcomeFor = outcomeOf): QuickSubject =>
  keeperSubject('by hand', {
    apply: (entry, run): ReadonlyArray<Outcome> => {
      const event = run === undefined ? undefined : eventOf(entry, run.state);
      const byFacade = applied(entry, run);
      if (run === undefined || event === undefined) return [byFacade];
      const outcome = outcomeFor(run, event);
      const state = stateIn(outcome);
      if (state !== undefined) return [E.right(after(run, event, state))];
      return [
        E.isLeft(byFacade) && byFacade.left._tag === outcome ? byFacade : E.left({ _tag: outcome }),
      ];
    },
    restore: (run) => run,
    actionsOf: (run) =>
      eventTypes.map((type) => {
        const target = stateIn(outcomeFor(run, exampleOf(run, type)));
        return target === undefined
          ? { type, isEnabled: false }
          : { type, isEnabled: true, target };
      }),
  });
