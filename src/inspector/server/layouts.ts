/**
 * Layouts of charts, computed in a worker thread, one after another, the smallest chart first, and remembered. A chart that takes too
 * long gets none: the thread is ended, and the next chart gets a new one.
 */
import { Worker } from 'node:worker_threads';
import * as E from 'fp-ts/lib/Either.js';
import { textOfThrown } from '../../codec/untrusted.js';
import type { ChartLayout, LayoutError } from '../../picture/ChartLayout.js';
import type { Statechart } from '../../statechart/Statechart.js';
import type { ChartIndex } from '../apps/ChartIndex.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The direction of a layout. */
export type LayoutDirection = 'down' | 'right';

/** What the thread is asked. */
export interface LayoutRequest {
  readonly id: number;
  readonly chart: Statechart;
  readonly direction: LayoutDirection;
}

/** What the thread answers. */
export interface LayoutAnswer {
  readonly id: number;
  readonly layout: E.Either<LayoutError, ChartLayout>;
}

/** The layout of a chart, or why there is none, in one line of text. */
export type LayoutResult = E.Either<string, ChartLayout>;

/** Lays out charts. */
export interface Layouts {
  readonly layOut: (chart: ChartIndex, direction: LayoutDirection) => Promise<LayoutResult>;
  readonly close: () => void;
}

/** The part of a worker thread that is used. */
export type LayoutThread = Pick<Worker, 'on' | 'postMessage' | 'terminate' | 'unref'>;

/** How long a layout may take, in milliseconds. */
const MAX_TIME = 30_000;

/** How many layouts are remembered. */
const MAX_KNOWN = 200;

/** A chart that waits for its layout. */
interface Waiting {
  readonly chart: Statechart;
  readonly direction: LayoutDirection;
  readonly size: number;
  readonly resolve: (result: LayoutResult) => void;
}

const startThread = (): LayoutThread => new Worker(new URL('layoutWorker.js', import.meta.url));

// ------------------------------------------------------------------------------------------------------- operations

/** Makes layouts; the thread starts when the first one is asked for. */
export const makeLayouts = (start: () => LayoutThread = startThread): Layouts => {
  const known = new Map<string, Promise<LayoutResult>>();
  let thread: LayoutThread | undefined;
  /** The charts that wait for the thread. */
  let queue: ReadonlyArray<Waiting> = [];
  let isBusy = false;
  /** The number of the last request, and what takes its result. */
  let count = 0;
  let pending: ((result: LayoutResult) => void) | undefined;

  const end = (result: LayoutResult): void => {
    pending?.(result);
    pending = undefined;
  };

  /** Ends the thread, and what it was asked. */
  const fail = (own: LayoutThread, message: string): void => {
    void own.terminate();
    if (own !== thread) return;
    thread = undefined;
    end(E.left(message));
  };

  const startOwn = (): LayoutThread => {
    const own = start();
    own.on('message', ({ id, layout }: LayoutAnswer) => {
      if (id === count) end(E.mapLeft(({ message }: LayoutError) => message)(layout));
    });
    own.on('error', (error: Error) => {
      fail(own, error.message);
    });
    own.unref();
    return own;
  };

  const layOut = (chart: Statechart, direction: LayoutDirection): Promise<LayoutResult> => {
    const started = E.tryCatch(() => thread ?? startOwn(), textOfThrown);
    if (E.isLeft(started)) return Promise.resolve(started);
    const own = started.right;
    thread = own;
    count += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        fail(own, `it takes longer than ${String(MAX_TIME / 1000)} seconds to lay out`);
      }, MAX_TIME);
      timer.unref();
      pending = (result) => {
        clearTimeout(timer);
        resolve(result);
      };
      own.postMessage({ id: count, chart, direction } satisfies LayoutRequest);
    });
  };

  /** Lays out the smallest chart that waits: the largest could hold up all others for as long as a layout may take. */
  const next = (): void => {
    const [smallest] = queue.toSorted((a, b) => a.size - b.size);
    if (isBusy || smallest === undefined) return;
    queue = queue.filter((other) => other !== smallest);
    isBusy = true;
    void layOut(smallest.chart, smallest.direction).then((result) => {
      smallest.resolve(result);
      isBusy = false;
      next();
    });
  };

  return {
    layOut: ({ hash, chart, nodes, transitions }, direction) => {
      const key = `${hash} ${direction}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const result = new Promise<LayoutResult>((resolve) => {
        const size = nodes.length + transitions.length;
        queue = [...queue, { chart, direction, size, resolve }];
      });
      // Those that are asked for in the same turn wait together.
      setImmediate(next);
      const [oldest] = known.keys();
      if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest);
      known.set(key, result);
      return result;
    },
    close: () => {
      void thread?.terminate();
    },
  };
};
