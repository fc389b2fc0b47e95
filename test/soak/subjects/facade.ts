/** The facade: steps, events and mutations give one result. It restores runs from their JSON. */
import * as E from 'fp-ts/lib/Either.js';
import type { JournalEntry, RunInstance } from '../../../src/index.js';
import {
  allowedActions,
  decide,
  decodeJson,
  finishAttempt,
  promoteToReady,
  promoteToReadyWithPriority,
  RunInstanceLenientCodec,
  setEffectivePriority,
  startAttempt,
  transitionTo,
} from '../../../src/index.js';
import { eventOf } from '../../../src/journal/EventStep.js';
import type { Outcome, QuickSubject } from '../Subject.js';
import { actionOf, applied, encoded, keeperSubject } from './runs.js';

/** The functions of the facade. */
export interface Facade {
  readonly applied: typeof applied;
  readonly decide: typeof decide;
  readonly allowedActions: typeof allowedActions;
}

/** The result of the mutation that has the name of the op. */
const mutated = (entry: JournalEntry, run: RunInstance): ReadonlyArray<Outcome> => {
  switch (entry.op) {
    case 'transition_to':
      return [transitionTo(entry.to, entry.at)(run)];
    case 'promote_to_ready':
      return entry.at === undefined ? [promoteToReady(run)] : [];
    case 'promote_to_ready_with_priority':
      return [promoteToReadyWithPriority(entry.effectivePriority, entry.at)(run)];
    case 'set_effective_priority':
      return entry.at === undefined ? [setEffectivePriority(entry.effectivePriority)(run)] : [];
    case 'start_attempt':
      return [startAttempt(entry.attemptId)(run)];
    case 'finish_attempt':
      return [finishAttempt(entry.attemptId)(run)];
    case 'new_scheduled_with_id':
    case 'new_ready_with_id':
    case 'record_state_change_at':
    case 'restore_attempt_state_for_bootstrap':
    case 'deserialize':
      return [];
  }
};

/** Makes the subject of a facade. */
export const facadeSubject = (facade: Facade = { applied, decide, allowedActions }): QuickSubject =>
  keeperSubject('facade', {
    apply: (entry, run) => {
      const byStep = facade.applied(entry, run);
      const event = run === undefined ? undefined : eventOf(entry, run.state);
      return run === undefined
        ? [byStep]
        : [
            byStep,
            ...(event === undefined ? [] : [facade.decide(event)(run)]),
            ...mutated(entry, run),
          ];
    },
    restore: (run) => {
      const read = decodeJson(RunInstanceLenientCodec)(encoded(run));
      return E.isRight(read) ? read.right : undefined;
    },
    encode: encoded,
    actionsOf: (run) => facade.allowedActions(run).map(actionOf),
  });
