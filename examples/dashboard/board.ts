/**
 * All runs, as the host last told of them: once a frame, however much happens.
 *
 * Law: the counts are those of the runs, always.
 */
import type { Task } from 'fp-ts/lib/Task.js';
import type { RunId, RunInstance, RunState } from 'runchart';
import { runStates } from 'runchart';
import type { RunChanges } from 'runchart/worker';
import type { Watched } from './cell.js';
import { makeCell } from './cell.js';

/** How many runs are in each state. */
export type StateCounts = Readonly<Record<RunState, number>>;

/** What is known of all runs. */
export interface Board {
  /** In the order in which they came to be, so that a run stays where it is. */
  readonly runs: () => ReadonlyArray<RunInstance>;
  readonly get: (id: RunId) => RunInstance | undefined;
  readonly counts: () => StateCounts;
  /** Answers once the host has told for the first time. */
  readonly told: Task<void>;
  readonly take: (changes: RunChanges) => void;
  /** A change of this run was answered, and is still to be told. */
  readonly expect: (id: RunId) => void;
  /** Has everything been told that was answered? */
  readonly isUpToDate: () => boolean;
  /** Rises with each change. */
  readonly version: Watched<number>;
}

const noCounts = (): Record<RunState, number> =>
  // SAFETY: the entries are those of all states.
  Object.fromEntries(runStates.map((state) => [state, 0])) as Record<RunState, number>;

/** A board without runs. */
export const makeBoard = (): Board => {
  let runs: Array<RunInstance> = [];
  let places = new Map<RunId, number>();
  let counts = noCounts();
  const expected = new Set<RunId>();
  const version = makeCell(0);
  const told = new Promise<void>((resolve) => {
    version.subscribe(resolve);
  });

  const put = (run: RunInstance): void => {
    const place = places.get(run.id) ?? runs.length;
    const before = runs[place];
    if (before === undefined) places.set(run.id, place);
    else counts[before.state] -= 1;
    counts[run.state] += 1;
    runs[place] = run;
  };

  return {
    runs: () => runs,
    get: (id) => runs[places.get(id) ?? -1],
    counts: () => ({ ...counts }),
    told: () => told,
    take: ({ runs: told, resync }) => {
      if (resync) {
        runs = [];
        places = new Map();
        counts = noCounts();
        expected.clear();
      }
      told.forEach(put);
      // What is told of a run after an answer is how it was then, or later.
      told.forEach(({ id }) => expected.delete(id));
      version.set(version.getSnapshot() + 1);
    },
    expect: (id) => {
      expected.add(id);
    },
    isUpToDate: () => expected.size === 0,
    version,
  };
};
