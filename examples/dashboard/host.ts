/** The host of all runs, in a worker that may die: another one is started, and nothing that was acknowledged is lost. */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ConnectError, RunHostSnapshot, SupervisedRunHost } from 'runchart/worker';
import { makeSupervisedHost } from 'runchart/worker';
import type { Watched } from './cell.js';
import { makeCell } from './cell.js';

/** How the worker is. */
export interface Life {
  /** When this one was killed; it is not replaced yet. */
  readonly killedAt: number | undefined;
  /** How often it was replaced. */
  readonly restarts: number;
  /** How many milliseconds that took the last time. */
  readonly took: number;
}

/** The host, as this page sees it. */
export interface Host {
  readonly client: SupervisedRunHost;
  readonly life: Watched<Life>;
  /** Ends the worker as a crash would: nobody is told. */
  readonly kill: () => void;
}

/** Starts a worker that begins with a snapshot. */
export const startHost = (snapshot: RunHostSnapshot): TE.TaskEither<ConnectError, Host> => {
  const life = makeCell<Life>({ killedAt: undefined, restarts: 0, took: 0 });
  let worker: Worker | undefined;
  return pipe(
    makeSupervisedHost({
      spawn: () => {
        worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
        return worker;
      },
      snapshot,
      onRestart: () => {
        const now = performance.now();
        const { killedAt = now, restarts } = life.getSnapshot();
        life.set({ killedAt: undefined, restarts: restarts + 1, took: now - killedAt });
      },
      // A browser does not say that a worker has died. We want to know soon, because there is a button that kills it.
      heartbeat: 250,
      patience: 1500,
      // Taking one costs a frame or two here, so it is not done often. Until then the client holds what was acknowledged.
      snapshotEvery: 100_000,
    }),
    TE.map((client) => ({
      client,
      life,
      kill: () => {
        worker?.terminate();
        life.set({ ...life.getSnapshot(), killedAt: performance.now() });
      },
    })),
  );
};
