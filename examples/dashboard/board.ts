/**
 * All runs, as the host last reported them; updated once a frame at any rate of events.
 *
 * Law: the counts always agree with the runs.
 */
import type { Task } from 'fp-ts/lib/Task.js';
import type { RunId, RunInstance, RunState } from 'runchart';
import { runStates } from 'runchart';
import type { RunChanges } from 'runchart/worker';
import type { Watched } from './cell.js';
import { makeCell } from './cell.js';

/** How many runs are in each state. */
export type StateCounts = Readonly<Record<RunState, number>>;

/** All runs and their counts. */
export interface Board {
  /** In order of creation, so that a run keeps its place. */
  readonly runs: () => ReadonlyArray<RunInstance>;
  readonly get: (id: RunId) => RunInstance | undefined;
  readonly counts: () => StateCounts;
  /** Resolves after the first report of the host. */
  readonly told: Task<void>;
  readonly take: (changes: RunChanges) => void;
  /** Notes a run whose change the host has answered but not yet reported. */
  readonly expect: (id: RunId) => void;
  /** Has every answered change been reported? */
  readonly isUpToDate: () => boolean;
  /** Rises with each change. */
  readonly version: Watched<number>;
}

const noCounts = (): Record<RunState, number> =>
  // SAFETY: there is an entry for every state.
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
      // A report after an answer shows the run as of that answer, or later.
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
