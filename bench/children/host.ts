/**
 * Requests to a run host in a worker, as a user's script makes them, and to a bare worker that answers messages with ids:
 * `host WINDOW MILLISECONDS RUNS CONTENDER...` prints the nanoseconds of one request to each contender, and the bytes of a run in the
 * hosts, as JSON. A window of requests is sent at once and awaited. The contenders take turns, so that a machine that slows down
 * slows all of them.
 *
 * The bare worker has the same requests and answers, and a promise for each request. It checks nothing, holds its runs in a `Map` and
 * copies a run with its changed fields.
 */
import { spawnSync } from 'node:child_process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type * as E from 'fp-ts/lib/Either.js';
import type { AttemptId, RunEvent, RunId, RunInstance, TaskId, Timestamp } from 'runchart';
import type { RunHostClient } from 'runchart/worker';
import { connectRunHost, makeSupervisedHost, serveRunHost } from 'runchart/worker';
import { quantile } from '../measure.js';
import { right } from '../sample.js';

// ------------------------------------------------------------------------------------------------ the bare worker

interface Ask {
  readonly id: number;
  readonly runId: RunId;
  readonly event: RunEvent;
}

interface Answer {
  readonly id: number;
  readonly run: RunInstance;
}

const none = { _tag: 'None' } as const;

/** Applies an event that starts or ends an attempt. */
const changed = (run: RunInstance, event: RunEvent): RunInstance => {
  if (event.type === 'attempt.start')
    return {
      ...run,
      currentAttemptId: { _tag: 'Some', value: event.attemptId },
      attemptCount: (run.attemptCount + 1) as RunInstance['attemptCount'],
    };
  return { ...run, currentAttemptId: none };
};

const serveBare = (runs: Map<RunId, RunInstance>): void => {
  parentPort?.on('message', ({ id, runId, event }: Ask) => {
    const run = runs.get(runId);
    if (run === undefined) return;
    const next = changed(run, event);
    runs.set(runId, next);
    parentPort?.postMessage({ id, run: next } satisfies Answer);
  });
};

/** Connects to a bare worker. */
const connectBare = (worker: Worker): ((runId: RunId, event: RunEvent) => Promise<RunInstance>) => {
  const pending = new Map<number, (run: RunInstance) => void>();
  let lastId = 0;
  worker.on('message', ({ id, run }: Answer) => {
    pending.get(id)?.(run);
    pending.delete(id);
  });
  return (runId, event) =>
    new Promise((resolve) => {
      const id = (lastId += 1);
      pending.set(id, resolve);
      worker.postMessage({ id, runId, event } satisfies Ask);
    });
};

// -------------------------------------------------------------------------------------------------------- the runs

// Flat strings, as if read from a file.
const text = (id: string): string => JSON.parse(JSON.stringify(id)) as string;
const uuid = (kind: string, n: number): string =>
  text(`3f0d1c9e-6d5e-4c58-${kind}-${n.toString(16).padStart(12, '0')}`);
const runIdOf = (n: number): RunId => uuid('9a3b', n) as RunId;
const taskId = uuid('9a3c', 1) as TaskId;
const attemptId = uuid('9a3d', 1) as AttemptId;
const priority = 3 as RunInstance['effectivePriority'];
const at = (second: number): Timestamp => (1_735_689_600 + second) as Timestamp;

/** A run in Running. */
const running = (id: RunId): RunInstance => ({
  id,
  taskId,
  state: 'Running',
  currentAttemptId: none,
  attemptCount: 0 as RunInstance['attemptCount'],
  createdAt: at(0),
  scheduledAt: at(0),
  lastStateChangeAt: at(2),
  effectivePriority: priority,
});

// ----------------------------------------------------------------------------------------------------- measurement

/** From one run to the next: a prime, so that all runs have their turn and none is near the one before. */
const STEP = 7919;

/** Sends an event to a run, and resolves with the run after it. */
type Send = (runId: RunId, event: RunEvent) => Promise<unknown>;

/** Makes a function that sends the next event of a run: it starts an attempt or finishes it. */
const alternating = (send: Send, ids: ReadonlyArray<RunId>): ((n: number) => Promise<unknown>) => {
  const isActive = new Uint8Array(ids.length);
  const start: RunEvent = { type: 'attempt.start', attemptId, at: at(3) };
  const finish: RunEvent = { type: 'attempt.finish', attemptId, at: at(4) };
  return (n) => {
    const event = isActive[n] === 1 ? finish : start;
    isActive[n] = 1 - (isActive[n] ?? 0);
    return send(ids[n] ?? runIdOf(n), event);
  };
};

/** Sends requests, a window of them at once, and returns the nanoseconds of one. */
const exchange = async (
  send: (n: number) => Promise<unknown>,
  numbers: ReadonlyArray<number>,
  window: number,
): Promise<number> => {
  let last: unknown;
  const start = process.hrtime.bigint();
  for (let i = 0; i < numbers.length; i += window)
    if (window === 1) last = await send(numbers[i] ?? 0);
    else last = (await Promise.all(numbers.slice(i, i + window).map(send))).at(-1);
  const time = Number(process.hrtime.bigint() - start) / numbers.length;
  // A refusal would be faster than what is measured.
  if (JSON.stringify(last).includes('Left')) throw new Error(JSON.stringify(last));
  return time;
};

const spawn = (kind: 'host' | 'bare', runs: number): Worker =>
  new Worker(new URL(import.meta.url), { workerData: { kind, runs } });

/** Creates runs in Running, a thousand at a time. */
const fill = async (client: RunHostClient, ids: ReadonlyArray<RunId>): Promise<void> => {
  const created = { taskId, scheduledAt: at(0), createdAt: at(0), effectivePriority: priority };
  for (let i = 0; i < ids.length; i += 1000) {
    const sent = ids
      .slice(i, i + 1000)
      .flatMap((runId) => [
        client.create({ op: 'new_ready_with_id', runId, ...created })(),
        client.send(runId, { type: 'lease', at: at(1) })(),
        client.send(runId, { type: 'start', at: at(2) })(),
      ]);
    for (const outcome of await Promise.all<E.Either<unknown, RunInstance>>(sent)) right(outcome);
  }
};

/** The runs of all hosts together, and how many bytes they take. */
const held = { runs: 0, bytes: 0 };

const filled = async (client: RunHostClient, ids: ReadonlyArray<RunId>): Promise<Send> => {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  await fill(client, ids);
  globalThis.gc?.();
  held.runs += ids.length;
  held.bytes += process.memoryUsage.rss() - before;
  return (runId, event) => client.send(runId, event)();
};

const contenders: Readonly<Record<string, (ids: ReadonlyArray<RunId>) => Promise<Send>>> = {
  bare: (ids) => Promise.resolve(connectBare(spawn('bare', ids.length))),
  plain: async (ids) => filled(right(await connectRunHost(spawn('host', 0))()), ids),
  supervised: async (ids) =>
    filled(right(await makeSupervisedHost({ spawn: () => spawn('host', 0) })()), ids),
};

/**
 * Keeps all threads on one core, where that can be asked for. With several, the latency of a request depends on whether the system
 * wakes the worker on an idle core, which takes three times as long as everything else.
 */
const stayOnOneCore = (): void => {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '0', String(process.pid)]);
};

const main = async (
  [window = 1, milliseconds = 0, runs = 1]: ReadonlyArray<number>,
  names: ReadonlyArray<string>,
): Promise<void> => {
  if (window === 1) stayOnOneCore();
  const ids = Array.from({ length: runs }, (_, n) => runIdOf(n));
  const sends: Array<(n: number) => Promise<unknown>> = [];
  for (const name of names) {
    const send = await contenders[name]?.(ids);
    if (send === undefined) throw new Error(`no contender ${name}`);
    sends.push(alternating(send, ids));
  }
  const samples: Array<ReadonlyArray<number>> = [];
  // With many runs each round has others.
  let next = 0;
  const end = performance.now() + milliseconds;
  do {
    const numbers = Array.from(
      { length: 2 * Math.max(window, 100) },
      () => (next = (next + STEP) % runs),
    );
    const sample: Array<number> = [];
    for (const send of sends) sample.push(await exchange(send, numbers, window));
    samples.push(sample);
  } while (performance.now() < end || samples.length < 6);
  // The first third warms up.
  const warm = samples.slice(Math.floor(samples.length / 3));
  const nanoseconds = names.map((_, i) =>
    quantile(
      warm.map((sample) => sample[i] ?? Number.NaN),
      0.25,
    ),
  );
  const bytes = held.bytes / held.runs;
  process.stdout.write(JSON.stringify({ nanoseconds, bytes }), () => process.exit());
};

if (isMainThread) {
  const [, , window, milliseconds, runs, ...names] = process.argv;
  await main([window, milliseconds, runs].map(Number), names);
} else {
  const { kind, runs } = workerData as { readonly kind: string; readonly runs: number };
  if (kind === 'bare')
    serveBare(new Map(Array.from({ length: runs }, (_, n) => [runIdOf(n), running(runIdOf(n))])));
  else if (parentPort !== null) serveRunHost(parentPort);
}
