/** Node workers that are killed while they work. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { JournalEntry, RunInstance } from '../../src/index.js';
import { makeReplayer } from '../../src/index.js';
import type {
  HostError,
  RunHostClient,
  SupervisedRunHost,
  SupervisorOptions,
} from '../../src/worker/index.js';
import { connectRunHost, makeSupervisedHost } from '../../src/worker/index.js';
import { at, left, priority, right, runId } from '../support/arbitraries.js';
import { bundleForNode, HOST_WORKER, temporary } from './bundle.js';
import { afterTest, allRuns, commandId, prioritize, ready, until } from './hosts.js';

const { folder, remove } = temporary();
const file = path.join(folder, 'host.cjs');

beforeAll(() => bundleForNode(HOST_WORKER, file));
afterAll(remove);

interface Supervised {
  readonly client: SupervisedRunHost;
  readonly workers: ReadonlyArray<Worker>;
  readonly restarts: ReadonlyArray<string>;
  /** Terminates the current worker. */
  readonly kill: () => void;
}

const supervised = async (options: Partial<SupervisorOptions> = {}): Promise<Supervised> => {
  const workers: Array<Worker> = [];
  const restarts: Array<string> = [];
  const spawn = (): Worker => {
    const worker = new Worker(file);
    workers.push(worker);
    return worker;
  };
  const client = right(
    await makeSupervisedHost({
      spawn,
      restartDelay: 1,
      onRestart: (reason) => restarts.push(reason),
      ...options,
    })(),
  );
  // A client left open keeps its worker, and Jest, alive.
  afterTest(client.close);
  const kill = (): void => {
    void workers.at(-1)?.terminate();
  };
  return { client, workers, restarts, kill };
};

const byId = (runs: ReadonlyArray<RunInstance>): ReadonlyMap<string, RunInstance> =>
  new Map(runs.map((run) => [run.id, run]));

describe('a worker that is killed in the middle of 10,000 requests', () => {
  const RUNS = 100;
  const REQUESTS = 10_000;
  const KILL_AT = [1500, 4200, 8000];

  /** The priorities of each run only rise, so that a lost, repeated or misordered op shows. */
  const requests = Array.from({ length: REQUESTS }, (_, i) =>
    prioritize(runId((i % RUNS) + 1), i + 1),
  );

  it('loses no acknowledged op, answers HostGone to every other, and repeats none', async () => {
    const { client, kill, restarts } = await supervised({ snapshotEvery: 700, window: 64 });
    const made = await client.sendMany(Array.from({ length: RUNS }, (_, i) => ready(i + 1)))();
    expect(made.every(E.isRight)).toBe(true);

    const journal: Array<string> = [];
    right(
      await client.journal({ from: 1 })(({ lines, dropped }) => {
        expect(dropped).toBe(0);
        journal.push(...lines);
      })(),
    );

    const answers: Array<E.Either<HostError, RunInstance>> = [];
    let answered = 0;
    let asked = 0;
    const acknowledged: Array<JournalEntry> = [];
    const askNext = async (): Promise<void> => {
      while (asked < REQUESTS) {
        const i = asked;
        asked += 1;
        const entry = requests[i];
        if (entry === undefined) return;
        const answer = await client.apply(entry)();
        answers[i] = answer;
        answered += 1;
        if (KILL_AT.includes(answered)) kill();
        if (E.isRight(answer)) acknowledged.push(entry);
      }
    };
    await Promise.all(Array.from({ length: 200 }, askNext));

    expect(answers).toHaveLength(REQUESTS);
    const refusals = answers.filter(E.isLeft);
    expect(new Set(refusals.map((answer) => left(answer)._tag))).toStrictEqual(
      new Set(['HostGone']),
    );
    expect(acknowledged.length + refusals.length).toBe(REQUESTS);
    expect(refusals.length).toBeGreaterThan(0);
    expect(acknowledged.length).toBeGreaterThan(REQUESTS / 2);
    expect(restarts).toHaveLength(KILL_AT.length);
    expect(client.supervision().journal).toBeLessThanOrEqual(700 + 64);

    // The runs equal a fold over the acknowledged ops, in the order of their acknowledgement.
    const expected = new Map<string, number>();
    for (const entry of acknowledged)
      if (entry.op === 'set_effective_priority') expected.set(entry.runId, entry.effectivePriority);
    const runs = await allRuns(client);
    expect(new Map(runs.map((run) => [run.id, run.effectivePriority]))).toStrictEqual(
      new Map(
        Array.from({ length: RUNS }, (_, i) => [runId(i + 1), expected.get(runId(i + 1)) ?? 0]),
      ),
    );
    // The journal has each acknowledged op once, and no others.
    const { sequence } = right(await client.snapshot()());
    expect(sequence).toBe(RUNS + acknowledged.length);
    await until(() => journal.length === sequence);
    const replayer = makeReplayer();
    journal.forEach((line) => replayer.line(line));
    expect(new Map(replayer.result().runs)).toStrictEqual(byId(runs));
  }, 60_000);

  it('resends requests with a command id, which are applied once', async () => {
    const { client, kill, restarts } = await supervised({ snapshotEvery: 100, window: 16 });
    await client.sendMany([1, 2, 3].map(ready))();
    const entries = Array.from({ length: 600 }, (_, i) => ({
      ...prioritize(runId((i % 3) + 1), i + 1),
      commandId: commandId(i + 1),
    }));
    let answered = 0;
    const answers = await Promise.all(
      entries.map(async (entry) => {
        const answer = await client.apply(entry)();
        answered += 1;
        if (answered === 200) kill();
        return answer;
      }),
    );
    expect(answers.filter(E.isLeft)).toStrictEqual([]);
    expect(restarts).toHaveLength(1);
    expect(right(await client.snapshot()()).sequence).toBe(603);
  }, 60_000);
});

describe('a supervised host', () => {
  it('starts, and restarts, with the given snapshot', async () => {
    const first = await supervised();
    await first.client.create(ready(1))();
    await first.client.send(runId(1), { type: 'lease' }, { commandId: commandId(1) })();
    const snapshot = right(await first.client.snapshot()());
    first.client.close();

    const { client, kill, restarts } = await supervised({ snapshot });
    kill();
    await until(() => restarts.length === 1);
    expect(right(await client.snapshot()())).toStrictEqual(snapshot);
    // The command is still remembered.
    expect(
      right(await client.send(runId(1), { type: 'lease' }, { commandId: commandId(1) })()).state,
    ).toBe('Leased');
  });

  it('knows after a restart which command an id belongs to, from the ops and from a snapshot', async () => {
    for (const snapshotEvery of [1000, 1]) {
      const { client, kill, restarts } = await supervised({ snapshotEvery });
      await client.create(ready(1))();
      const once = { commandId: commandId(1) };
      const leased = await client.send(runId(1), { type: 'lease' }, once)();
      const early = left(await client.send(runId(1), { type: 'cancel' }, once)());
      await client.counts()();
      kill();
      await until(() => restarts.length === 1);
      const late = left(await client.send(runId(1), { type: 'cancel' }, once)());
      expect([early._tag, late]).toStrictEqual(['CommandIdReused', early]);
      expect(await client.send(runId(1), { type: 'lease' }, once)()).toStrictEqual(leased);
    }
  });

  it('keeps each op once, however often its worker is replaced', async () => {
    const { client, kill, restarts } = await supervised();
    for (const n of [1, 2, 3]) {
      right(await client.create(ready(n))());
      expect(client.supervision()).toStrictEqual({ restarts: n - 1, journal: n });
      kill();
      await until(() => restarts.length === n);
    }
    expect((await allRuns(client)).map(({ id }) => id)).toStrictEqual([1, 2, 3].map(runId));
  });

  it('restarts from a restored snapshot', async () => {
    const { client, kill, restarts } = await supervised();
    await client.create(ready(1))();
    const snapshot = right(await client.snapshot()());
    await client.create(ready(2))();
    right(await client.restore(snapshot)());
    await client.create(ready(3))();
    kill();
    await until(() => restarts.length === 1);
    expect((await allRuns(client)).map(({ id }) => id)).toStrictEqual([runId(1), runId(3)]);
  });

  it('keeps its subscriptions', async () => {
    const { client, kill, restarts } = await supervised();
    const seen = new Map<string, RunInstance>();
    const unsubscribe = right(
      await client.subscribe({ all: true })(({ runs, resync }) => {
        if (resync) seen.clear();
        runs.forEach((run) => seen.set(run.id, run));
      })(),
    );
    await client.create(ready(1))();
    kill();
    await until(() => restarts.length === 1);
    await client.send(runId(1), { type: 'lease', at: at(9) })();
    await until(() => seen.get(runId(1))?.state === 'Leased');
    expect(seen.size).toBe(1);
    unsubscribe();
  });

  it('keeps the place of a subscription among the requests of a turn', async () => {
    const { client } = await supervised();
    const lines: Array<string> = [];
    const asked = [
      client.create(ready(1))(),
      client.journal()((part) => lines.push(...part.lines))(),
      client.create(ready(2))(),
    ];
    (await Promise.all<E.Either<unknown, unknown>>(asked)).map(right);
    await until(() => lines.length > 0);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ run_id: runId(2) }]);
  });

  it('keeps requests during a restart waiting', async () => {
    const { client, kill, workers } = await supervised({ restartDelay: 30 });
    await client.create(ready(1))();
    kill();
    const lost = await client.apply(prioritize(runId(1), 1), { timeout: 60_000 })();
    // The first may still have been sent to the dying worker; the next is answered by the new one.
    expect(E.isRight(lost) || lost.left._tag === 'HostGone').toBe(true);
    expect(right(await client.apply(prioritize(runId(1), 2))()).effectivePriority).toBe(
      priority(2),
    );
    expect(workers).toHaveLength(2);
  });

  it.each<readonly [string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no thread');
      },
      'no thread',
    ],
    ['rejects', () => Promise.reject(new Error('no thread')), 'no thread'],
    ['returns nothing', () => undefined, 'spawn returned no worker'],
    ['promises nothing', () => Promise.resolve(), 'spawn returned no worker'],
  ])('is HostGone if spawn %s', async (_, spawn, reason) => {
    // SAFETY: as untyped code may do.
    const started = await makeSupervisedHost({ spawn: spawn as SupervisorOptions['spawn'] })();
    expect(left(started)).toStrictEqual({
      _tag: 'HostGone',
      reason: `no worker could be started: ${reason}`,
      sent: false,
    });
  });

  it('gives up a worker that cannot be restarted, and then answers HostGone', async () => {
    let started = 0;
    let first: Worker | undefined;
    const { client } = await supervised({
      maxRestarts: 2,
      spawn: () => {
        started += 1;
        if (started > 1) return new Worker('process.exit(1)', { eval: true });
        first = new Worker(file);
        return first;
      },
    });
    await client.create(ready(1))();
    void first?.terminate();
    expect(await client.gone()).toBe(
      'the worker ended with exit code 1; it was restarted 2 times in a row',
    );
    expect(started).toBe(3);
    expect(left(await client.counts()())).toMatchObject({ _tag: 'HostGone', sent: false });
  });
});

describe('a Node worker', () => {
  it('that cannot start is HostGone, with the message of Node', async () => {
    const error = left(await connectRunHost(new Worker(path.join(folder, 'nowhere.cjs')))());
    expect(error).toMatchObject({ _tag: 'HostGone' });
    expect('reason' in error && error.reason).toContain('nowhere.cjs');
  });

  it('that fails or exits answers pending requests', async () => {
    const failing = async (code: string): Promise<RunHostClient> => {
      const script = await bundleForNode(
        `${HOST_WORKER}\nparentPort.on('message', (m) => { if (m.requests?.[0]?.kind === 'counts') { ${code} } });`,
        path.join(folder, `failing-${String(Math.random())}.cjs`),
      );
      const worker = new Worker(script);
      afterTest(() => void worker.terminate());
      return right(await connectRunHost(worker)());
    };
    const thrown = await failing("throw new Error('out of luck')");
    const under = thrown.get(runId(1))();
    await under;
    expect(
      left(
        await thrown
          .counts()()
          .then(() => thrown.counts()()),
      ),
    ).toMatchObject({
      _tag: 'HostGone',
      reason: 'the worker failed: out of luck',
    });
    const ended = await failing('process.exit(3)');
    await ended.counts()();
    expect(await ended.gone()).toBe('the worker ended with exit code 3');
  });
});
