/** Threads that import parts of records. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import * as E from 'fp-ts/lib/Either.js';
import type { PartAnswer, PartRequest, PartSetup } from './importPart.js';

/** Imports parts, several at a time. */
export interface PartThreads {
  /** How many parts keep them busy. */
  readonly count: number;
  /** Imports a part. */
  readonly run: (request: PartRequest) => Promise<E.Either<Error, PartAnswer>>;
  readonly close: () => void;
}

/** More threads than these wait for the one that reads and writes. */
const MAX_THREADS = 4;

/** How many threads can work at the same time here. */
export const threadCount = (): number => Math.min(availableParallelism(), MAX_THREADS);

/** What becomes garbage within a part fits, in MiB. Less memory takes more time; the default of Node is more than a thread needs. */
const YOUNG = 32;

const OWN = new URL('importThread.js', import.meta.url);

/** Starts threads. */
export const startPartThreads = (setup: PartSetup, script = OWN): PartThreads => {
  const threads = Array.from({ length: threadCount() }, () => {
    const thread = new Worker(script, {
      workerData: setup,
      // What the user has Node load first is not for it.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    });
    /** In the order in which the thread answers. */
    const asked: Array<(answer: E.Either<Error, PartAnswer>) => void> = [];
    thread.on('message', (answer: PartAnswer) => {
      asked.shift()?.(E.right(answer));
    });
    thread.on('error', (error: Error) => {
      for (const resolve of asked.splice(0)) resolve(E.left(error));
    });
    return { thread, asked };
  });
  return {
    count: 4 * threads.length,
    run: (request) =>
      new Promise((resolve) => {
        const [least] = threads.toSorted((a, b) => a.asked.length - b.asked.length);
        least?.asked.push(resolve);
        least?.thread.postMessage(request);
      }),
    close: () => {
      for (const { thread } of threads) void thread.terminate();
    },
  };
};
