/** Hosts of runs in worker threads, and clients of threads that are none. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Priority, RunId, TaskId, Timestamp } from '../../../src/index.js';
import { connectRunHost } from '../../../src/worker/index.js';
import { structured, valueOf } from '../hostile.js';
import { makeMutator } from '../mutate.js';
import type { Random } from '../random.js';
import { below, pick } from '../random.js';
import type { RealSurface } from '../Surface.js';
import { Fault } from '../Surface.js';
import { messagesIn, protocolSurfaceNamed } from './protocol.js';

// --------------------------------------------------------------------------------------------------------- messages

const mutate = makeMutator(protocolSurfaceNamed('host').words ?? []);

/** Messages to a host or to a client: nearly valid ones as JSON and in memory. */
const messagesOf = (random: Random, to: 'host' | 'client'): ReadonlyArray<unknown> => {
  const { seeds } = protocolSurfaceNamed(to);
  if (random() < 0.5) return messagesIn(mutate(random, pick(random, seeds), seeds));
  const [document] = fc.sample(structured(seeds.map(messagesIn)), {
    seed: below(random, 2 ** 31),
    numRuns: 1,
  });
  const items: ReadonlyArray<unknown> = Array.isArray(document) ? document : [document];
  return items.map(valueOf);
};

/** Posts what can be copied. */
const post = (worker: Worker, message: unknown): void => {
  try {
    worker.postMessage(message);
  } catch {
    // It cannot be copied, so no thread can get it.
  }
};

const startWorker = (
  code: string,
): { readonly worker: Worker; readonly ended: () => string | undefined } => {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  let ended: string | undefined;
  worker.on('error', (error: Error) => {
    ended = `the thread ended: ${error.message}`;
  });
  worker.on('exit', () => {
    ended ??= 'the thread ended';
  });
  return { worker, ended: () => ended };
};

// ------------------------------------------------------------------------------------------------------------- host

/** Long, because the machine may be busy. */
const PATIENCE = 60_000;

const creation = () => {
  const now = Timestamp.now();
  return {
    op: 'new_ready_with_id',
    runId: RunId.generate(),
    taskId: TaskId.generate(),
    scheduledAt: now,
    createdAt: now,
    effectivePriority: Priority.initial,
  } as const;
};

const hostThreadSurface: RealSurface = {
  kind: 'real',
  name: 'host-thread',
  about: 'messages to a host of runs in a worker thread, which still serves afterwards',
  share: 200,
  open: () => {
    const url = pathToFileURL(join(process.cwd(), 'dist', 'esm', 'worker.js')).href;
    const { worker, ended } = startWorker(
      `import { parentPort } from 'node:worker_threads';
       import { serveRunHost } from ${JSON.stringify(url)};
       serveRunHost(parentPort);`,
    );
    return Promise.resolve({
      trial: async (random) => {
        for (let i = 0; i < 20; i += 1)
          for (const message of messagesOf(random, 'host')) post(worker, message);
        const client = await connectRunHost(worker, { timeout: PATIENCE })();
        if (E.isLeft(client)) throw new Fault(ended() ?? JSON.stringify(client.left));
        const entry = creation();
        const found = await TE.Monad.chain(client.right.create(entry, { timeout: PATIENCE }), () =>
          client.right.get(entry.runId, { timeout: PATIENCE }),
        )();
        client.right.close();
        if (E.isLeft(found)) throw new Fault(ended() ?? JSON.stringify(found.left));
        if (found.right.id !== entry.runId) throw new Fault('the host answers with another run');
      },
      close: async () => {
        await worker.terminate();
      },
    });
  },
};

// ----------------------------------------------------------------------------------------------------------- client

/** Says hello as a host does, and then posts what it was given, as to the client that asked. */
const NO_HOST = `
import { parentPort } from 'node:worker_threads';
let messages = [];
parentPort.on('message', (message) => {
  if (message.given) messages = message.given;
  else if (message.type === 'hello') parentPort.postMessage({ type: 'welcome', client: message.client, window: 8, chart: message.chart });
  else if (message.type === 'requests')
    for (const one of messages.splice(0))
      parentPort.postMessage(typeof one === 'object' && one !== null && !Array.isArray(one) ? { ...one, client: message.client } : one);
});`;

const clientThreadSurface: RealSurface = {
  kind: 'real',
  name: 'client-thread',
  about: 'a client of a worker thread that is no host: each request is answered, or times out',
  share: 200,
  open: () => {
    const { worker, ended } = startWorker(NO_HOST);
    return Promise.resolve({
      trial: async (random) => {
        post(worker, { given: messagesOf(random, 'client') });
        const client = await connectRunHost(worker, { timeout: PATIENCE })();
        if (E.isLeft(client)) throw new Fault(ended() ?? JSON.stringify(client.left));
        const options = { timeout: 30 };
        const entry = creation();
        await Promise.all([
          client.right.create(entry, options)(),
          client.right.get(entry.runId, options)(),
          client.right.list(options)(),
          client.right.counts(options)(),
          client.right.snapshot(options)(),
        ]);
        client.right.close();
        const message = ended();
        if (message !== undefined) throw new Fault(message);
      },
      close: async () => {
        await worker.terminate();
      },
    });
  },
};

export const threadSurfaces: ReadonlyArray<RealSurface> = [hostThreadSurface, clientThreadSurface];
