/** Workers: what becomes of a run by what its handler does, and by what others do meanwhile. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { JournalEntry, RunId, TaskId } from '../../src/index.js';
import { Priority } from '../../src/index.js';
import type {
  DatabaseFailed,
  Handlers,
  NewRun,
  RunStore,
  StoredRun,
  Work,
  Worker,
  WorkerEvent,
  WorkerOptions,
} from '../../src/store/index.js';
import {
  complete,
  continueLater,
  exponentialBackoff,
  fail,
  retry,
  runWorker,
  suspend,
  taskNamed,
} from '../../src/store/index.js';
import { right } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';
import { until } from '../support/until.js';

const task = taskNamed('work');

/** What may be given with a run. */
type More = Pick<NewRun, 'payload' | 'maxFailures'> & {
  readonly taskId?: TaskId;
  readonly delaySeconds?: number;
};

const insert = async (store: RunStore, more: More = {}): Promise<RunId> =>
  right(await store.insert({ taskId: task, ...more })()).stored.run.id;

const load = async (store: RunStore, id: RunId): Promise<StoredRun> =>
  right(await store.load(id)());

const notesOf = async (store: RunStore, id: RunId): Promise<ReadonlyArray<string | undefined>> =>
  right(await store.history(id)()).map(({ note }) => note);

const eventsOf = async (store: RunStore, id: RunId): Promise<ReadonlyArray<string>> =>
  right(await store.history(id)()).map(({ events }) => events.join(' '));

/** A worker with a loud handler for errors, until the body has run. */
const working = async (
  store: RunStore,
  handlers: Handlers,
  options: WorkerOptions,
  body: (worker: Worker, events: ReadonlyArray<WorkerEvent>) => Promise<void>,
): Promise<void> => {
  const events: Array<WorkerEvent> = [];
  const worker = runWorker(store, handlers, {
    backoff: () => 0,
    ...options,
    onEvent: (event) => events.push(event),
  });
  try {
    await body(worker, events);
  } finally {
    await worker.stop();
  }
};

/** A promise that a test resolves. */
interface Gate {
  readonly open: () => void;
  readonly opened: Promise<void>;
}

const gate = (): Gate => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

const aborted = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const tell = (): void => {
      resolve(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
    };
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell);
  });

describeStores(({ open }) => {
  describe('a run is', () => {
    it.each<[string, Handlers, Partial<StoredRun>, string]>([
      [
        'Completed if its handler returns nothing',
        () => undefined,
        { result: undefined },
        'Completed',
      ],
      [
        'Completed with a result',
        ({ payload }) => complete({ got: payload }),
        { result: { got: 'p' } },
        'Completed',
      ],
      ['Completed with a result that is null', () => complete(null), { result: null }, 'Completed'],
      ['Failed at once by its handler', () => fail('no such user'), { failures: 1 }, 'Failed'],
      ['Suspended by its handler', () => suspend('waits'), { failures: 0 }, 'Suspended'],
      [
        'put off without a failure',
        () => continueLater({ afterMs: 3_600_000 }),
        { failures: 0 },
        'RetryWait',
      ],
      [
        'put off after a failure',
        () => retry('later', { afterMs: 3_600_000 }),
        { failures: 1 },
        'RetryWait',
      ],
      [
        'Failed if its handler returns what is no result',
        (() => 42) as unknown as Handlers,
        { failures: 1 },
        'Failed',
      ],
    ])('%s', async (_, handlers, expected, state) => {
      const { store } = await open();
      const id = await insert(store, { payload: 'p' });
      await working(store, handlers, {}, (worker) => worker.idle());
      const stored = await load(store, id);
      expect(stored).toMatchObject({ ...expected, worker: undefined });
      expect(stored.run).toMatchObject({ state, attemptCount: 1, currentAttemptId: O.none });
      expect(await eventsOf(store, id)).toHaveLength(3);
    });

    it.each<[string, unknown, string]>([
      ['a Date', new Date(0), 'the result: cannot store an object of class Date'],
      ['a bigint', { n: 1n }, 'the result: cannot store a value of type bigint at /n'],
      [
        'U+0000',
        ['\0'],
        'the result: cannot store the character U+0000, which PostgreSQL cannot store at /0',
      ],
    ])('Failed, and not worked on again, if its result is %s', async (_, result, note) => {
      const { store } = await open();
      const id = await insert(store);
      let calls = 0;
      await working(
        store,
        () => {
          calls += 1;
          return complete(result);
        },
        {},
        (worker) => worker.idle(),
      );
      expect(calls).toBe(1);
      expect((await load(store, id)).run.state).toBe('Failed');
      expect((await notesOf(store, id)).at(-1)).toBe(note);
    });

    it('tried again while its handler throws, after the waits of the backoff', async () => {
      const { store } = await open();
      const id = await insert(store);
      const works: Array<Work> = [];
      const waits: Array<number> = [];
      await working(
        store,
        (work) => {
          works.push(work);
          if (works.length < 3) throw new Error(`no ${works.length}`);
        },
        {
          backoff: (failures) => {
            waits.push(failures);
            return failures;
          },
        },
        async (worker) => {
          await until(
            'it has ended',
            async () => (await load(store, id)).run.state === 'Completed',
          );
          await worker.idle();
        },
      );
      expect(works.map(({ failures, run }) => [failures, run.attemptCount])).toStrictEqual([
        [0, 1],
        [1, 2],
        [2, 3],
      ]);
      expect(new Set(works.map(({ attemptId }) => attemptId)).size).toBe(3);
      expect(waits).toStrictEqual([1, 2]);
      expect(await load(store, id)).toMatchObject({ failures: 2, run: { attemptCount: 3 } });
      expect((await notesOf(store, id)).filter((note) => note !== undefined)).toStrictEqual([
        'no 1',
        'no 2',
      ]);
    });

    it('Failed after as many failures as it may have, and pauses are none', async () => {
      const { store } = await open();
      const id = await insert(store, { maxFailures: 2 });
      let calls = 0;
      await working(
        store,
        () => {
          calls += 1;
          return calls % 2 === 1 ? continueLater() : Promise.reject(new Error('no'));
        },
        {},
        async (worker) => {
          await until('it has ended', async () => (await load(store, id)).run.state === 'Failed');
          await worker.idle();
        },
      );
      expect(calls).toBe(4);
      expect(await load(store, id)).toMatchObject({ failures: 2, run: { attemptCount: 4 } });
    });
  });

  describe('a worker', () => {
    it('takes only runs of the tasks that it knows, by name', async () => {
      const { store } = await open();
      const [mine, other] = [
        await insert(store),
        await insert(store, { taskId: taskNamed('rest') }),
      ];
      await working(store, { work: () => complete('mine') }, {}, (worker) => worker.idle());
      expect((await load(store, mine)).result).toBe('mine');
      expect((await load(store, other)).run.state).toBe('Ready');
    });

    it('runs as many handlers at once as it may, and no more', async () => {
      const { store } = await open();
      const ids = await Promise.all(Array.from({ length: 12 }, () => insert(store)));
      let active = 0;
      let most = 0;
      const full = gate();
      await working(
        store,
        async () => {
          active += 1;
          most = Math.max(most, active);
          if (active === 3) full.open();
          await full.opened;
          active -= 1;
        },
        { concurrency: 3 },
        async (worker) => {
          await worker.idle();
          expect(worker.active()).toBe(0);
        },
      );
      expect(most).toBe(3);
      for (const id of ids) expect((await load(store, id)).run.state).toBe('Completed');
    });

    it('shares runs with others, each once', async () => {
      const { store } = await open();
      right(await store.insertMany(Array.from({ length: 100 }, () => ({ taskId: task })))());
      const worked: Array<RunId> = [];
      const workers = Array.from({ length: 3 }, () =>
        runWorker(store, ({ run }) => void worked.push(run.id), { concurrency: 7 }),
      );
      await until('all have ended', async () => right(await store.counts()()).Completed === 100);
      await Promise.all(workers.map((worker) => worker.stop()));
      expect(new Set(workers.map(({ name }) => name)).size).toBe(3);
      expect(new Set(worked).size).toBe(100);
      expect(worked).toHaveLength(100);
    });

    it('wakes up for a new run, and for one that falls due', async () => {
      const { store } = await open();
      const worked: Array<RunId> = [];
      await working(
        store,
        ({ run }) => void worked.push(run.id),
        { idleMs: 60_000 },
        async (worker) => {
          await worker.idle();
          const [now, soon] = [await insert(store), await insert(store, { delaySeconds: 0.05 })];
          await until('both have ended', () => worked.length === 2);
          expect(worked.toSorted()).toStrictEqual([now, soon].toSorted());
        },
      );
    });

    it('says that it cannot listen, and works without', async () => {
      const { store } = await open();
      const failed: DatabaseFailed = {
        _tag: 'DatabaseFailed',
        message: 'no channel',
        code: undefined,
        again: 'never',
      };
      const deaf: RunStore = {
        ...store,
        database: { ...store.database, listen: () => TE.left(failed) },
      };
      await insert(store);
      await working(
        deaf,
        () => undefined,
        {},
        async (worker, events) => {
          await worker.idle();
          await until('it has said so', () => events.some(({ type }) => type === 'error'));
          expect(events).toContainEqual({ type: 'error', error: failed });
          expect(events.map(({ type }) => type)).toContain('settled');
        },
      );
    });

    it('gives its runs up when no sign of life arrives for the length of a lease', async () => {
      const { store } = await open();
      const away: RunStore = { ...store, heartbeat: () => () => new Promise(() => undefined) };
      const id = await insert(store);
      const reasons: Array<unknown> = [];
      await working(
        away,
        ({ signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              reasons.push(signal.reason);
              resolve();
            });
          }),
        { leaseSeconds: 0.2, idleMs: 60_000 },
        async (_, events) => {
          await until('it has lost the run', () => events.some(({ type }) => type === 'lost'));
          expect(events).toContainEqual({ type: 'lost', runId: id });
          expect(String(reasons[0])).toMatch('its lease has expired: the store cannot be reached');
        },
      );
    });

    it('sees what was added before it could listen', async () => {
      const { store } = await open();
      const { open: listen, opened } = gate();
      const slow: RunStore = {
        ...store,
        database: {
          ...store.database,
          listen: (channel, hearing) => async () => {
            await opened;
            return store.database.listen(channel, hearing)();
          },
        },
      };
      const worked: Array<RunId> = [];
      await working(
        slow,
        ({ run }) => void worked.push(run.id),
        { idleMs: 60_000 },
        async (worker) => {
          await worker.idle();
          const id = await insert(store);
          listen();
          await until('it has ended', () => worked.length === 1);
          expect(worked).toStrictEqual([id]);
        },
      );
    });

    it('that is asked whether it is idle looks again', async () => {
      const { store } = await open();
      await working(
        store,
        () => undefined,
        { idleMs: 60_000 },
        async (worker) => {
          for (let i = 0; i < 5; i += 1) {
            await worker.idle();
            const id = await insert(store);
            await worker.idle();
            expect((await load(store, id)).run.state).toBe('Completed');
          }
          await worker.stop();
          await worker.idle();
        },
      );
    });

    it('makes the runs of schedules', async () => {
      const { store, sql } = await open();
      right(
        await store.schedule({ name: 's', taskId: task, everySeconds: 3600, payload: 'tick' })(),
      );
      await sql('UPDATE @.schedules SET next_at = 1');
      const payloads: Array<unknown> = [];
      await working(
        store,
        ({ payload }) => void payloads.push(payload),
        {},
        (worker) => worker.idle(),
      );
      expect(payloads).toStrictEqual(['tick']);
    });

    it('stores how far the work is', async () => {
      const { store } = await open();
      const id = await insert(store);
      const seen = gate();
      await working(
        store,
        async ({ progress }) => {
          progress({ done: 1 });
          progress({ done: 2 });
          await seen.opened;
        },
        { leaseSeconds: 0.3, concurrency: 1 },
        async () => {
          await until('it is stored', async () => (await load(store, id)).progress !== undefined);
          expect((await load(store, id)).progress).toStrictEqual({ done: 2 });
          seen.open();
        },
      );
      expect((await load(store, id)).run.state).toBe('Completed');
    });

    it('writes again what it could not write, and does not work again', async () => {
      const { store } = await open();
      const id = await insert(store);
      const failure: DatabaseFailed = {
        _tag: 'DatabaseFailed',
        message: 'away',
        code: undefined,
        again: 'never',
      };
      let writes = 0;
      const unsure: RunStore = {
        ...store,
        mutateMany: (mutations) => {
          writes += 1;
          // The first is lost before it comes to the database, the second after it was carried out.
          if (writes === 1) return TE.left(failure);
          return pipe(
            store.mutateMany(mutations),
            TE.chain((done) => (writes === 2 ? TE.left(failure) : TE.right(done))),
          );
        },
      };
      let calls = 0;
      await working(
        unsure,
        () => {
          calls += 1;
          return complete('once');
        },
        {},
        async (worker, events) => {
          await worker.idle();
          expect(events.filter(({ type }) => type === 'error')).toHaveLength(2);
          expect(events.filter(({ type }) => type === 'settled')).toHaveLength(1);
        },
      );
      expect([calls, writes]).toStrictEqual([1, 3]);
      expect(await load(store, id)).toMatchObject({ result: 'once', run: { attemptCount: 1 } });
      expect(await eventsOf(store, id)).toHaveLength(3);
    });
  });

  describe('a handler', () => {
    it('is aborted when its run is canceled', async () => {
      const { store } = await open();
      const id = await insert(store);
      let reason = '';
      const started = gate();
      await working(
        store,
        async ({ signal }) => {
          started.open();
          reason = await aborted(signal);
        },
        {},
        async (worker, events) => {
          await started.opened;
          right(await store.mutate(id, { type: 'cancel' })());
          await worker.idle();
          expect(events.map(({ type }) => type)).toStrictEqual(['claimed', 'lost', 'refused']);
        },
      );
      expect(reason).toBe('the run is Canceled');
      expect(await load(store, id)).toMatchObject({
        failures: 0,
        result: undefined,
        run: { state: 'Canceled' },
      });
    });

    it('is aborted when its lease is lost, and its end changes nothing', async () => {
      const { store, sql } = await open();
      const id = await insert(store);
      let reason = '';
      const started = gate();
      await working(
        store,
        async ({ signal }) => {
          started.open();
          reason = await aborted(signal);
          return complete('late');
        },
        { leaseSeconds: 0.3, concurrency: 1 },
        async (worker, events) => {
          await started.opened;
          await until('another has it', async () => {
            await sql('UPDATE @.runs SET due_at = 1');
            const claimed = await store.claim({
              worker: 'thief',
              limit: 1,
              leaseSeconds: 600,
              start: true,
            })();
            return right(claimed).runs.length > 0;
          });
          const taken = await load(store, id);
          await worker.idle();
          expect(reason).not.toBe('');
          expect(events.find(({ type }) => type === 'refused')).toMatchObject({
            error: { _tag: 'AttemptOwnershipMismatch' },
          });
          expect(await load(store, id)).toStrictEqual(taken);
        },
      );
      const history = right(await store.history(id)());
      expect(history.at(-1)).toMatchObject({
        events: ['attempt.finish', 'complete'],
        refusal: 'AttemptOwnershipMismatch',
        outcome: undefined,
      });
      expect(history.map(({ outcome }) => outcome)).toContain('lost');
    });

    it('leaves in the history how each attempt ended', async () => {
      const { store } = await open();
      const id = await insert(store, { maxFailures: 5 });
      let calls = 0;
      await working(
        store,
        () => {
          calls += 1;
          if (calls === 1) throw new Error('no answer');
          return calls === 2 ? continueLater({ reason: 'a pause' }) : complete(1);
        },
        {},
        (worker) => worker.idle(),
      );
      const ended = right(await store.history(id)()).filter(
        ({ events }) => events[0] === 'attempt.finish',
      );
      expect(ended.map(({ outcome }) => outcome)).toStrictEqual(['failed', undefined, 'succeeded']);
      const lines: Array<JournalEntry> = [];
      for await (const page of store.export()) lines.push(...right(page).entries);
      expect(
        lines
          .filter(({ op }) => op === 'finish_attempt')
          .map(({ outcome, error }) => [outcome, error]),
      ).toStrictEqual([
        ['failed', expect.stringContaining('no answer')],
        [undefined, undefined],
        ['succeeded', undefined],
      ]);
    });

    it('comes to its end when the worker is stopped, and no other begins', async () => {
      const { store } = await open();
      const [first, second] = [await insert(store), await insert(store)];
      const [started, finish] = [gate(), gate()];
      const worker = runWorker(
        store,
        async () => {
          started.open();
          await finish.opened;
        },
        { concurrency: 1 },
      );
      await started.opened;
      const stopped = worker.stop();
      finish.open();
      await stopped;
      expect((await load(store, first)).run.state).toBe('Completed');
      expect((await load(store, second)).run.state).toBe('Ready');
    });

    it('that takes too long when the worker is stopped is aborted, without a failure', async () => {
      const { store } = await open();
      const id = await insert(store);
      const started = gate();
      let reason = '';
      const worker = runWorker(
        store,
        async ({ signal }) => {
          started.open();
          reason = await aborted(signal);
          await new Promise((resolve) => setTimeout(resolve, 20));
          return complete('too late');
        },
        { graceMs: 0 },
      );
      await started.opened;
      await worker.stop();
      expect(reason).toBe('the worker is stopped');
      expect(await load(store, id)).toMatchObject({
        failures: 0,
        result: undefined,
        run: { state: 'RetryWait' },
      });
      // Another has it at once.
      await working(
        store,
        () => complete('in time'),
        {},
        (other) => other.idle(),
      );
      expect((await load(store, id)).result).toBe('in time');
    });
  });

  describe('that was taken ahead', () => {
    afterEach(() => {
      jest.restoreAllMocks();
    });

    /** A worker that is at one run and has taken three more, because no time passes in its first handler. */
    const behind = async (
      store: RunStore,
      {
        started,
        finish,
        seen,
      }: Record<'started' | 'finish', Gate> & { readonly seen: Array<RunId> },
      options: WorkerOptions = {},
    ): Promise<{
      readonly worker: Worker;
      readonly slow: RunId;
      readonly others: ReadonlyArray<RunId>;
    }> => {
      jest.spyOn(performance, 'now').mockReturnValue(0);
      const added = right(
        await store.insertMany(
          [5, 4, 3, 2, 1].map((priority) => ({
            taskId: task,
            effectivePriority: right(Priority.decode(priority)),
          })),
        )(),
      );
      const [quick, slow, ...others] = added.map(({ stored }) => stored.run.id);
      if (quick === undefined || slow === undefined) throw new Error('they are inserted');
      const worker = runWorker(
        store,
        async ({ run }) => {
          seen.push(run.id);
          if (run.id !== slow) return;
          started.open();
          await finish.opened;
        },
        { concurrency: 1, ...options },
      );
      await started.opened;
      await until('the others are taken', async () =>
        (await Promise.all(others.map((id) => load(store, id)))).every(
          ({ run }) => run.state === 'Running',
        ),
      );
      return { worker, slow, others };
    };

    const watched = () => ({ started: gate(), finish: gate(), seen: [] as Array<RunId> });

    it('is handled when the handler before it has returned, and not sooner', async () => {
      const { store } = await open();
      const watch = watched();
      const { worker, slow, others } = await behind(store, watch);
      expect(worker.active()).toBe(1);
      expect(watch.seen.at(-1)).toBe(slow);
      watch.finish.open();
      await worker.idle();
      expect(watch.seen.slice(2)).toStrictEqual(others);
      await worker.stop();
      expect(right(await store.counts()())).toMatchObject({ Completed: 5 });
    });

    it('is given back if the handler before it takes long', async () => {
      const { store } = await open();
      const watch = watched();
      const { worker, slow, others } = await behind(store, watch);
      await until('they are given back', async () => right(await store.counts()()).RetryWait === 3);
      // No handler is free, so it takes none of them again; another does.
      await working(
        store,
        () => complete('another'),
        {},
        (other) => other.idle(),
      );
      for (const id of others) {
        expect(await load(store, id)).toMatchObject({ failures: 0, result: 'another' });
        expect(await notesOf(store, id)).toContain('its worker had no time for it');
      }
      watch.finish.open();
      await worker.stop();
      expect(watch.seen).toHaveLength(2);
      expect((await load(store, slow)).run.state).toBe('Completed');
    });

    it('is given back when the worker is stopped', async () => {
      const { store } = await open();
      const watch = watched();
      const { worker, others } = await behind(store, watch);
      const stopped = worker.stop();
      watch.finish.open();
      await stopped;
      expect(watch.seen).toHaveLength(2);
      for (const id of others)
        expect(await load(store, id)).toMatchObject({ failures: 0, run: { state: 'RetryWait' } });
    });

    it('is not handled if it was canceled meanwhile', async () => {
      const { store } = await open();
      const watch = watched();
      const lost: Array<RunId> = [];
      const { worker, others } = await behind(store, watch, {
        onEvent: (event) => {
          if (event.type === 'lost') lost.push(event.runId);
        },
      });
      const [canceled, ...rest] = others;
      if (canceled === undefined) throw new Error('it was taken');
      right(await store.mutate(canceled, { type: 'cancel' })());
      await until('the worker knows', () => lost.length === 1);
      watch.finish.open();
      await worker.idle();
      await worker.stop();
      expect(watch.seen.slice(2)).toStrictEqual(rest);
      expect(lost).toStrictEqual([canceled]);
    });

    it('is nothing if the worker may not', async () => {
      const { store } = await open();
      jest.spyOn(performance, 'now').mockReturnValue(0);
      right(await store.insertMany(Array.from({ length: 30 }, () => ({ taskId: task })))());
      await working(
        store,
        () => undefined,
        { concurrency: 2, ahead: 0 },
        async (worker, events) => {
          await worker.idle();
          const sizes = events.flatMap((event) =>
            event.type === 'claimed' ? [event.runs.length] : [],
          );
          expect(Math.max(...sizes)).toBe(2);
        },
      );
    });
  });

  it('reports attempts and their durations to OpenTelemetry', async () => {
    const spans = new InMemorySpanExporter();
    const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
    const metricsOut = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter: metricsOut });
    const meters = new MeterProvider({ readers: [reader] });
    const contexts = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(contexts);
    try {
      const { store } = await open();
      await insert(store);
      await insert(store, { maxFailures: 1 });
      const active: Array<string | undefined> = [];
      await working(
        store,
        async () => {
          await Promise.resolve();
          // The span of the attempt is that of whatever the handler does.
          active.push(trace.getActiveSpan()?.spanContext().spanId);
          if (active.length === 2) throw new Error('no');
        },
        {
          concurrency: 1,
          telemetry: { tracer: tracers.getTracer('test'), meter: meters.getMeter('test') },
        },
        (worker) => worker.idle(),
      );
      const finished = spans.getFinishedSpans();
      expect(finished.map((span) => span.spanContext().spanId)).toStrictEqual(active);
      expect(
        finished.map(({ name, attributes, status }) => [
          name,
          attributes['runchart.outcome'],
          status,
        ]),
      ).toStrictEqual([
        ['runchart attempt', 'Complete', { code: SpanStatusCode.UNSET }],
        ['runchart attempt', 'RetryLater', { code: SpanStatusCode.ERROR, message: 'RetryLater' }],
      ]);
      await reader.forceFlush();
      const points = metricsOut
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(({ metrics }) => metrics)
        .map(({ descriptor, dataPoints }) => [
          descriptor.name,
          descriptor.unit,
          dataPoints.map(({ attributes, value }) => [
            attributes['outcome'],
            typeof value === 'object' && 'count' in value ? value.count : value,
          ]),
        ]);
      const each = [
        ['Complete', 1],
        ['RetryLater', 1],
      ];
      expect(points).toStrictEqual([
        ['runchart.attempts', '{attempt}', each],
        ['runchart.attempt.duration', 's', each],
      ]);
    } finally {
      context.disable();
      await Promise.all([tracers.shutdown(), meters.shutdown()]);
    }
  });
});

describe('the backoff', () => {
  it('doubles up to its longest wait, shortened by at most half', () => {
    const [longest, shortest] = [1, 0].map((random) =>
      exponentialBackoff({ firstMs: 100, maxMs: 1000, random: () => random }),
    );
    expect([1, 2, 3, 4, 5, 100, 2000].map((n) => longest?.(n))).toStrictEqual([
      100, 200, 400, 800, 1000, 1000, 1000,
    ]);
    expect([1, 2, 5].map((n) => shortest?.(n))).toStrictEqual([50, 100, 500]);
  });
});
