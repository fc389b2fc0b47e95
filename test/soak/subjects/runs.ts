/** The frame of the subjects that keep each run themselves: they differ in how they apply, restore and show one. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AllowedAction, JournalEntry, RunId, RunInstance } from '../../../src/index.js';
import { RunInstanceCodec } from '../../../src/index.js';
import { applyEntry } from '../../../src/journal/RunFold.js';
import type { Action, Outcome, QuickSubject } from '../Subject.js';

/** What such a subject does with a run. */
export interface Keeper {
  /** The results of an entry, one for each way to come to it. */
  readonly apply: (entry: JournalEntry, run: RunInstance | undefined) => ReadonlyArray<Outcome>;
  /** Writes a run down, and reads it back. */
  readonly restore: (run: RunInstance) => RunInstance | undefined;
  readonly actionsOf: (run: RunInstance) => ReadonlyArray<Action>;
  /** The run as JSON, if that is the keeper's. */
  readonly encode?: (run: RunInstance) => string;
  readonly isFlat?: true;
}

/** Applies an entry by the facade: subjects that know only events leave the other ops to it. */
export const applied = (entry: JournalEntry, run: RunInstance | undefined): Outcome =>
  applyEntry(entry, O.fromNullable(run));

/** An action of the library. */
export const actionOf = (action: AllowedAction): Action =>
  action._tag === 'Enabled'
    ? { type: action.type, isEnabled: true, target: action.target, event: action.event }
    : { type: action.type, isEnabled: false, error: action.error };

/** A run as JSON, by the library's codec. */
export const encoded = (run: RunInstance): string => JSON.stringify(RunInstanceCodec.encode(run));

/** Makes a subject that keeps each run. */
export const keeperSubject = (name: string, keeper: Keeper): QuickSubject => ({
  name,
  start: () => {
    const runs = new Map<RunId, RunInstance>();
    return ({ entry, restores, again }) => {
      let run = runs.get(entry.runId);
      if (restores && run !== undefined) run = keeper.restore(run);
      const outcomes = again ? [] : keeper.apply(entry, run);
      for (const outcome of outcomes) if (E.isRight(outcome)) run = outcome.right;
      if (run !== undefined) runs.set(entry.runId, run);
      return {
        outcomes,
        runs: [run],
        wire: run === undefined ? undefined : keeper.encode?.(run),
        actions: run === undefined ? undefined : keeper.actionsOf(run),
        ...(keeper.isFlat === true ? { isFlat: true } : {}),
      };
    };
  },
});
