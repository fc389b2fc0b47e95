/**
 * A queue on a server of PostgreSQL, measured from a program that uses it.
 *
 *   node store.js CONTENDER URL JOBS
 *
 * Prints figures as JSON: nanoseconds a job of enqueueing, of working batches off, and of the worker loop; milliseconds from due to
 * started when idle; bytes a finished job.
 */
import { setTimeout as wait } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import pg from 'pg';

/** The figures of one contender; null for what it does not do. */
export interface StoreFigures {
  readonly enqueue: number;
  readonly batch: number | null;
  readonly loop: number | null;
  /** The 99th percentile of the milliseconds from due to started. */
  readonly startNow: number | null;
  readonly startLater: number | null;
  readonly bytes: number | null;
}

/** What a contender can do. */
interface Queue {
  readonly schema: string;
  readonly enqueue: (count: number) => Promise<void>;
  /** Takes a batch of jobs and completes them; returns how many there were. */
  readonly workOffBatch?: (size: number) => Promise<number>;
  /** Starts a worker with a function that is called for each job with its payload, and returns the function that stops it. */
  readonly work?: (
    handle: (payload: { readonly due: number }) => void,
  ) => Promise<() => Promise<void>>;
  /** Enqueues one job that is due after some milliseconds. */
  readonly enqueueOne: (delayMs: number) => Promise<void>;
  /** Whether finished jobs are kept. */
  readonly keeps: boolean;
  readonly close: () => Promise<void>;
}

const [contender = '', url = '', jobsText = '10000'] = process.argv.slice(2);
const JOBS = Number(jobsText);
const BATCH = 100;
const CONCURRENCY = 10;
const PRIORITIES = 10;
/** What a job without data is handled with. */
const NEVER_DUE = { due: 0 };

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

/** Packages that are installed beside this script, whose types are not. */
const load = (name: string): Promise<unknown> => import(name) as Promise<unknown>;

const client = new pg.Client({ connectionString: url });
await client.connect();

// ------------------------------------------------------------------------------------------------------- contenders

const runchart = async (): Promise<Queue> => {
  const { openRunStore, runWorker, taskNamed } = await import('runchart/store');
  const { openPostgres } = await import('runchart/store/postgres');
  const { Priority } = await import('runchart');
  const store = right(await openRunStore()(openPostgres({ url }))());
  const taskId = taskNamed('noop');
  return {
    schema: 'runchart',
    keeps: true,
    enqueue: async (count) => {
      right(
        await store.insertMany(
          Array.from({ length: count }, (_, i) => ({
            taskId,
            effectivePriority: right(Priority.decode(i % PRIORITIES)),
          })),
        )(),
      );
    },
    workOffBatch: async (size) => {
      const { runs } = right(
        await store.claim({ worker: 'a', limit: size, leaseSeconds: 60, start: true })(),
      );
      right(
        await store.mutateMany(
          runs.flatMap((known) =>
            O.isNone(known.run.currentAttemptId)
              ? []
              : [
                  {
                    id: known.run.id,
                    known,
                    event: [
                      {
                        type: 'attempt.finish',
                        attemptId: known.run.currentAttemptId.value,
                      } as const,
                      { type: 'complete' } as const,
                    ],
                  },
                ],
          ),
        )(),
      ).forEach(right);
      return runs.length;
    },
    work: (handle) => {
      const worker = runWorker(
        store,
        ({ payload }) => {
          // SAFETY: this program enqueued it.
          handle((payload ?? NEVER_DUE) as unknown as { readonly due: number });
        },
        { concurrency: CONCURRENCY },
      );
      return Promise.resolve(() => worker.stop());
    },
    enqueueOne: async (delayMs) => {
      right(
        await store.insert({
          taskId,
          payload: { due: Date.now() + delayMs },
          delaySeconds: delayMs / 1000,
        })(),
      );
    },
    close: () => store.close(),
  };
};

interface PgBoss {
  readonly on: (event: 'error', hear: (error: unknown) => void) => void;
  readonly start: () => Promise<unknown>;
  readonly createQueue: (name: string) => Promise<void>;
  readonly insert: (name: string, jobs: ReadonlyArray<object>) => Promise<unknown>;
  readonly send: (name: string, data: object, options: object) => Promise<unknown>;
  readonly fetch: (
    name: string,
    options: object,
  ) => Promise<ReadonlyArray<{ readonly id: string }>>;
  readonly complete: (name: string, ids: ReadonlyArray<string>) => Promise<unknown>;
  readonly work: (
    name: string,
    options: object,
    handle: (
      jobs: ReadonlyArray<{ readonly data: { readonly due: number } | null }>,
    ) => Promise<void>,
  ) => Promise<string>;
  readonly offWork: (name: string, options: object) => Promise<unknown>;
  readonly stop: (options: object) => Promise<void>;
}

const pgBoss = async (): Promise<Queue> => {
  const loaded = (await load('pg-boss')) as { readonly PgBoss: new (url: string) => PgBoss };
  const boss = new loaded.PgBoss(url);
  boss.on('error', (error) => {
    throw error;
  });
  await boss.start();
  await boss.createQueue('noop');
  return {
    schema: 'pgboss',
    keeps: true,
    enqueue: async (count) => {
      await boss.insert(
        'noop',
        Array.from({ length: count }, (_, i) => ({ priority: i % PRIORITIES })),
      );
    },
    workOffBatch: async (size) => {
      const jobs = await boss.fetch('noop', { batchSize: size });
      if (jobs.length > 0)
        await boss.complete(
          'noop',
          jobs.map(({ id }) => id),
        );
      return jobs.length;
    },
    work: async (handle) => {
      const id = await boss.work(
        'noop',
        { pollingIntervalSeconds: 0.5, batchSize: 100 },
        (jobs) => {
          jobs.forEach(({ data }) => {
            handle(data ?? NEVER_DUE);
          });
          return Promise.resolve();
        },
      );
      return async () => {
        await boss.offWork('noop', { id });
      };
    },
    enqueueOne: async (delayMs) => {
      const due = Date.now() + delayMs;
      await boss.send('noop', { due }, delayMs === 0 ? {} : { startAfter: new Date(due) });
    },
    close: () => boss.stop({ graceful: false }),
  };
};

interface Graphile {
  readonly Logger: new (factory: () => () => void) => unknown;
  readonly makeWorkerUtils: (options: object) => Promise<{
    readonly migrate: () => Promise<void>;
    readonly addJobs: (jobs: ReadonlyArray<object>) => Promise<unknown>;
    readonly addJob: (name: string, payload: object, spec: object) => Promise<unknown>;
    readonly release: () => Promise<void>;
  }>;
  readonly run: (options: object) => Promise<{ readonly stop: () => Promise<void> }>;
}

const graphile = async (): Promise<Queue> => {
  const { Logger, makeWorkerUtils, run } = (await load('graphile-worker')) as Graphile;
  const logger = new Logger(() => () => undefined);
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  await utils.migrate();
  return {
    schema: 'graphile_worker',
    keeps: false,
    enqueue: async (count) => {
      await utils.addJobs(
        Array.from({ length: count }, (_, i) => ({
          identifier: 'noop',
          priority: i % PRIORITIES,
        })),
      );
    },
    work: async (handle) => {
      const runner = await run({
        connectionString: url,
        logger,
        concurrency: CONCURRENCY,
        noHandleSignals: true,
        taskList: {
          noop: (payload: { readonly due: number }) => {
            handle(payload);
          },
        },
      });
      return () => runner.stop();
    },
    enqueueOne: async (delayMs) => {
      const due = Date.now() + delayMs;
      await utils.addJob('noop', { due }, delayMs === 0 ? {} : { runAt: new Date(due) });
    },
    close: () => utils.release(),
  };
};

/** A table and three statements: no history, no leases, no checks. */
const byHand = async (): Promise<Queue> => {
  await client.query(`CREATE SCHEMA by_hand;
    CREATE TABLE by_hand.jobs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state text NOT NULL DEFAULT 'ready', priority integer NOT NULL,
      payload jsonb);
    CREATE INDEX ON by_hand.jobs (priority DESC, id) WHERE state = 'ready'`);
  return {
    schema: 'by_hand',
    keeps: true,
    enqueue: async (count) => {
      await client.query(
        `INSERT INTO by_hand.jobs (priority) SELECT p FROM unnest($1::integer[]) p`,
        [Array.from({ length: count }, (_, i) => i % PRIORITIES)],
      );
    },
    workOffBatch: async (size) => {
      const { rows } = await client.query<{ readonly id: string }>(
        `WITH taken AS MATERIALIZED (SELECT id FROM by_hand.jobs WHERE state = 'ready' ORDER BY priority DESC, id LIMIT $1 FOR UPDATE SKIP LOCKED)
         UPDATE by_hand.jobs j SET state = 'running' FROM taken WHERE j.id = taken.id RETURNING j.id`,
        [size],
      );
      if (rows.length > 0)
        await client.query(
          `UPDATE by_hand.jobs SET state = 'done' WHERE id = ANY ($1::bigint[]) AND state = 'running'`,
          [rows.map(({ id }) => id)],
        );
      return rows.length;
    },
    enqueueOne: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
};

const contenders: Readonly<Record<string, () => Promise<Queue>>> = {
  runchart,
  'pg-boss': pgBoss,
  'graphile-worker': graphile,
  'by hand': byHand,
};

// --------------------------------------------------------------------------------------------------------- measures

const nanoseconds = async (jobs: number, work: () => Promise<void>): Promise<number> => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / jobs;
};

const INSERTED_AT_ONCE = 1000;

const enqueueAll = async ({ enqueue }: Queue, jobs: number): Promise<void> => {
  for (let i = 0; i < jobs; i += INSERTED_AT_ONCE)
    await enqueue(Math.min(INSERTED_AT_ONCE, jobs - i));
};

const workOff = async (queue: Queue, jobs: number): Promise<void> => {
  let done = 0;
  while (done < jobs) {
    const size = (await queue.workOffBatch?.(BATCH)) ?? jobs;
    if (size === 0) throw new Error(`${contender}: ${done} of ${jobs} jobs, and no more`);
    done += size;
  }
};

/** Starts a worker and waits until it has had all jobs. */
const loopOff = async (queue: Queue, jobs: number): Promise<void> => {
  let done = 0;
  await new Promise<void>((resolve, reject) => {
    const started = queue.work?.(() => {
      done += 1;
      if (done === jobs) void started?.then((stop) => stop()).then(resolve, reject);
    });
    started?.catch(reject);
  });
};

/** The milliseconds from due to started of jobs that come one by one. */
const latencies = async (queue: Queue, count: number, delayMs: () => number): Promise<number> => {
  const late: Array<number> = [];
  const stop = await queue.work?.(({ due }) => {
    late.push(Date.now() - due);
  });
  await wait(1000);
  let longest = 0;
  for (let i = 0; i < count; i += 1) {
    const delay = delayMs();
    longest = Math.max(longest, delay);
    await queue.enqueueOne(delay);
    await wait(20 + 30 * Math.random());
  }
  await wait(longest);
  for (let waited = 0; late.length < count && waited < 10_000; waited += 50) await wait(50);
  await stop?.();
  if (late.length < count) throw new Error(`${contender}: ${late.length} of ${count} jobs started`);
  return late.toSorted((a, b) => a - b)[Math.ceil(0.99 * count) - 1] ?? Number.NaN;
};

const sizeOf = async (schema: string): Promise<number> => {
  const { rows } = await client.query<{ readonly size: string }>(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS size FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r'`,
    [schema],
  );
  return Number(rows[0]?.size ?? 0);
};

/** By how many bytes the tables grow with each finished job, once the space of older versions is used again. */
const bytesOf = async (queue: Queue, jobs: number): Promise<number> => {
  const ROUNDS = 4;
  const sizes: Array<number> = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await enqueueAll(queue, jobs);
    await workOff(queue, jobs);
    await client.query('VACUUM');
    sizes.push(await sizeOf(queue.schema));
  }
  return ((sizes[ROUNDS] ?? 0) - (sizes[0] ?? 0)) / (ROUNDS * jobs);
};

const start = contenders[contender];
if (start === undefined) throw new Error(`there is no contender ${contender}`);
const queue = await start();

// Warms up the program and the server.
await enqueueAll(queue, JOBS / 10);
if (queue.workOffBatch === undefined) await loopOff(queue, JOBS / 10);
else await workOff(queue, JOBS / 10);

const enqueue = await nanoseconds(JOBS, () => enqueueAll(queue, JOBS));
const batch =
  queue.workOffBatch === undefined ? null : await nanoseconds(JOBS, () => workOff(queue, JOBS));
// pg-boss works one job each half second off: there is nothing to compare.
const loops = queue.work !== undefined && contender !== 'pg-boss';
if (loops && batch !== null) await enqueueAll(queue, JOBS);
const loop = loops ? await nanoseconds(JOBS, () => loopOff(queue, JOBS)) : null;
const timed = queue.work !== undefined && JOBS >= 1000;
const startNow = timed ? await latencies(queue, 100, () => 0) : null;
const startLater = timed ? await latencies(queue, 60, () => 100 + 2000 * Math.random()) : null;
const bytes = queue.keeps && queue.workOffBatch !== undefined ? await bytesOf(queue, JOBS) : null;
const figures: StoreFigures = { enqueue, batch, loop, startNow, startLater, bytes };
process.stdout.write(JSON.stringify(figures));
await queue.close();
await client.end();
process.exit(0);
