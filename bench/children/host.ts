/**
 * A run host in a worker, as a user's script would run it, against a bare worker that answers messages with ids:
 * `host plain|supervised WINDOW MILLISECONDS RUNS`. Both take turns, a window of requests each time, so that a machine that slows
 * down slows both. Prints the nanoseconds of one request as JSON, `[bare, host]` for each round, and the bytes of a run.
 *
 * The bare worker has the same requests and answers, and a promise for each request, and it checks nothing: it holds its runs in a
 * `Map` and copies the run with the changed fields.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type {
  AttemptId,
  RunEvent,
  RunId,
  RunInstance,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import type * as Library from '../../src/worker/index.js';
import type { RunHostClient } from '../../src/worker/index.js';

type Either<A> = { readonly _tag: 'Left' } | { readonly _tag: 'Right'; readonly right: A };

/** A name that the bundler does not know, so that it does not put the sources in its place. */
const NAME = ['runchart', 'worker'].join('/');

const library = async (): Promise<typeof Library> => (await import(NAME)) as typeof Library;

const right = <A>(either: Either<A>): A => {
  if (either._tag === 'Left') throw new Error(JSON.stringify(either));
  return either.right;
};

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
const connectBare = (
  worker: Worker,
): ((runId: RunId, event: RunEvent) => Promise<RunInstance>) => {
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
  effectivePriority: 3 as RunInstance['effectivePriority'],
});

// ----------------------------------------------------------------------------------------------------- measurement

/** From one run to the next: a prime, so that all runs have their turn and none is near the one before. */
const STEP = 7919;

/** Sends an event to a run, and resolves with the run after it. */
type Send = (runId: RunId, event: RunEvent) => Promise<unknown>;

const sendBy =
  (client: RunHostClient): Send =>
  (runId, event) =>
    client.send(runId, event)();

/** Makes a function that sends the next event of a run: it starts an attempt or finishes it. */
const alternating = (send: Send, ids: ReadonlyArray<RunId>): ((n: number) => Promise<unknown>) => {
  const isActive = new Uint8Array(ids.length);
  const start: RunEvent = { type: 'attempt.start', attemptId, at: at(3) };
  const finish: RunEvent = { type: 'attempt.finish', attemptId, at: at(4) };
  return (n) => {
    const event = isActive[n] === 1 ? finish : start;
    isActive[n] = 1 - (isActive[n] ?? 0);
    return send(ids[n] as RunId, event);
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

const main = async (how: string, window: number, milliseconds: number, runs: number) => {
  const { connectRunHost, makeSupervisedHost } = await library();
  const spawn = (kind: 'host' | 'bare'): Worker =>
    new Worker(new URL(import.meta.url), { workerData: { kind, runs } });
  const bare = spawn('bare');
  const client = right<RunHostClient>(
    how === 'supervised'
      ? await makeSupervisedHost({ spawn: () => spawn('host') })()
      : await connectRunHost(spawn('host'))(),
  );
  const created = { scheduledAt: at(0), createdAt: at(0), taskId };
  const ids = Array.from({ length: runs }, (_, n) => runIdOf(n));
  const memory = (): number => {
    globalThis.gc?.();
    return process.memoryUsage.rss();
  };
  const before = memory();
  for (let i = 0; i < runs; i += 1000) {
    const some = ids.slice(i, i + 1000);
    const sent = some.flatMap((runId) => [
      client.create({ op: 'new_ready_with_id', runId, ...created, effectivePriority: 3 as never })(),
      client.send(runId, { type: 'lease', at: at(1) })(),
      client.send(runId, { type: 'start', at: at(2) })(),
    ]);
    (await Promise.all(sent)).forEach(right);
  }
  const bytes = (memory() - before) / runs;
  const contenders = [connectBare(bare), sendBy(client)].map((send) => alternating(send, ids));
  const samples: Array<ReadonlyArray<number>> = [];
  // With many runs each round has others.
  let next = 0;
  const round = async (): Promise<ReadonlyArray<number>> => {
    const numbers = Array.from({ length: 2 * Math.max(window, 100) }, () => (next = (next + STEP) % runs));
    const sample: Array<number> = [];
    for (const send of contenders) sample.push(await exchange(send, numbers, window));
    return sample;
  };
  const end = performance.now() + milliseconds;
  do samples.push(await round());
  while (performance.now() < end || samples.length < 6);
  // The first third warms up.
  const warm = samples.slice(Math.floor(samples.length / 3));
  process.stdout.write(JSON.stringify({ samples: warm, bytes }), () => process.exit());
};

if (isMainThread) {
  const [, , how = 'plain', ...numbers] = process.argv;
  const [window = 1000, milliseconds = 1000, runs = 1000] = numbers.map(Number);
  await main(how, window, milliseconds, runs);
} else {
  const { kind, runs } = workerData as { readonly kind: string; readonly runs: number };
  if (kind === 'bare') {
    const held = Array.from({ length: runs }, (_, n) => running(runIdOf(n)));
    serveBare(new Map(held.map((run) => [run.id, run])));
  } else {
    const { serveRunHost } = await library();
    if (parentPort !== null) serveRunHost(parentPort);
  }
}
