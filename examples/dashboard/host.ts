/** The host of all runs, in a worker that is replaced when it dies; no acknowledged change is lost. */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ConnectError, RunHostSnapshot, SupervisedRunHost } from 'runchart/worker';
import { makeSupervisedHost } from 'runchart/worker';
import type { Watched } from './cell.js';
import { makeCell } from './cell.js';

/** The health of the worker. */
export interface Life {
  /** When the worker was killed, while it is not replaced yet. */
  readonly killedAt: number | undefined;
  /** How often the worker was replaced. */
  readonly restarts: number;
  /** How many milliseconds the last replacement took. */
  readonly took: number;
}

/** The supervised host. */
export interface Host {
  readonly client: SupervisedRunHost;
  readonly life: Watched<Life>;
  /** Terminates the worker without notice, as a crash would. */
  readonly kill: () => void;
}

/** Starts a worker from a snapshot. */
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
      // Browsers do not report that a worker has died. The heartbeat is short because the page has a button that kills it.
      heartbeat: 250,
      patience: 1500,
      // A snapshot costs a frame or two here, so they are rare. Between them the client keeps the acknowledged changes.
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
