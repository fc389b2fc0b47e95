/** Types of the store: what can be inserted, sent and claimed, what handlers may return, and the errors of each call. */
import type { Either } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { describe, expect, test } from 'tstyche';
import type {
  AttemptId,
  ChartMismatch,
  CommandId,
  Priority,
  RunId,
  RunInstance,
  RunState,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import type {
  BadSchedule,
  Claimed,
  Database,
  DatabaseFailed,
  Handler,
  HistoryEntry,
  Inserted,
  InsertError,
  Json,
  Mutated,
  MutateError,
  NotStorable,
  OpenError,
  RowNotDecodable,
  RunNotInStore,
  RunStore,
  SchemaTooNew,
  ServerTooOld,
  StoredRun,
  Telemetry,
  Work,
  Worker,
  WorkerEvent,
  WorkResult,
} from '../../src/store/index.js';
import {
  complete,
  continueLater,
  exponentialBackoff,
  fail,
  openRunStore,
  retry,
  runWorker,
  suspend,
  taskNamed,
} from '../../src/store/index.js';

declare const database: Database;
declare const store: RunStore;
declare const run: RunInstance;
declare const runId: RunId;
declare const taskId: TaskId;
declare const attemptId: AttemptId;
declare const commandId: CommandId;
declare const effectivePriority: Priority;
declare const at: Timestamp;

/** Takes only a value that no branch is left for. */
const never = (value: never): never => value;

describe('openRunStore', () => {
  test('opens a database, or says why not', () => {
    expect(openRunStore()(database)).type.toBe<TaskEither<OpenError, RunStore>>();
    expect<OpenError>().type.toBe<DatabaseFailed | SchemaTooNew | ServerTooOld | ChartMismatch>();
    expect(openRunStore).type.toBeCallableWith({ schema: 'jobs', maxFailures: 3 });
    expect(openRunStore).type.not.toBeCallableWith({ schema: 3 });
    expect(openRunStore).type.not.toBeCallableWith({ tables: 'jobs' });
    expect(openRunStore()).type.not.toBeCallableWith('postgres://localhost/jobs');
  });
});

describe('insert', () => {
  test('takes a task, or a run of the facade', () => {
    expect(store.insert({ taskId })).type.toBe<TaskEither<InsertError, Inserted>>();
    expect(store.insert).type.toBeCallableWith({ run, payload: { to: 'ada' } });
    expect(store.insert).type.toBeCallableWith({
      ...{ taskId, id: runId, scheduledAt: at, effectivePriority },
      ...{ payload: [1], uniqueKey: 'a', maxFailures: 1 },
    });
    expect(store.insertMany([{ taskId }, { run }])).type.toBe<
      TaskEither<InsertError, ReadonlyArray<Inserted>>
    >();
  });

  test('takes no run without a task, with the id of something else, or with both', () => {
    expect(store.insert).type.not.toBeCallableWith({});
    expect(store.insert).type.not.toBeCallableWith({ payload: 1 });
    expect(store.insert).type.not.toBeCallableWith({ taskId: runId });
    expect(store.insert).type.not.toBeCallableWith({ taskId: 'send-email' });
    expect(store.insert).type.not.toBeCallableWith({ taskId, id: taskId });
    expect(store.insert).type.not.toBeCallableWith({ taskId, scheduledAt: new Date() });
    expect(store.insert).type.not.toBeCallableWith({ run, taskId });
    expect(store.insert).type.toBeCallableWith({ taskId: taskNamed('send-email') });
  });
});

describe('mutate', () => {
  test('takes the events of the chart, with their fields', () => {
    expect(store.mutate(runId, { type: 'cancel' })).type.toBe<TaskEither<MutateError, Mutated>>();
    expect(store.mutate).type.toBeCallableWith(runId, { type: 'attempt.start', attemptId });
    expect(store.mutate).type.toBeCallableWith(
      runId,
      [{ type: 'attempt.finish', attemptId }, { type: 'complete' }],
      { commandId, expectedVersion: 4, result: { sent: 3 } },
    );
    expect(store.mutate).type.not.toBeCallableWith(runId, { type: 'nope' });
    expect(store.mutate).type.not.toBeCallableWith(runId, { type: 'attempt.start' });
    expect(store.mutate).type.not.toBeCallableWith(runId, [{ type: 'lease' }, { type: 'nope' }]);
    expect(store.mutate).type.not.toBeCallableWith(taskId, { type: 'cancel' });
    expect(store.mutate).type.not.toBeCallableWith(
      runId,
      { type: 'cancel' },
      { commandId: 'a command' },
    );
    expect(store.mutate).type.not.toBeCallableWith(runId, { type: 'cancel' }, { id: runId });
  });

  test('of many commands has an outcome for each', () => {
    expect(store.mutateMany([{ id: runId, event: { type: 'cancel' } }])).type.toBe<
      TaskEither<DatabaseFailed, ReadonlyArray<Either<MutateError, Mutated>>>
    >();
    expect(store.mutateMany).type.not.toBeCallableWith([{ event: { type: 'cancel' } }]);
  });

  test('has errors of which each has a branch', () => {
    const status = (error: MutateError): number => {
      switch (error._tag) {
        case 'DatabaseFailed':
        case 'TooManyConflicts':
          return 503;
        case 'RunNotInStore':
          return 404;
        case 'VersionConflict':
        case 'CommandIdReused':
          return 409;
        case 'NotACommand':
        case 'NotStorable':
          return 400;
        case 'RowNotDecodable':
          return 500;
        case 'InvalidTransition':
        case 'AttemptInProgress':
        case 'AttemptStartRequiresRunning':
        case 'AttemptFinishRequiresRunning':
        case 'AttemptAlreadyActive':
        case 'AttemptOwnershipMismatch':
        case 'NoActiveAttempt':
        case 'AttemptCountOverflow':
        case 'PriorityMutationRequiresReady':
          return 422;
        default:
          return never(error);
      }
    };
    expect(status).type.toBe<(error: MutateError) => number>();
    // A tag that no command has, such as that of a start, is a mistake in the branches.
    expect<MutateError['_tag']>().type.not.toBeAssignableFrom<'SchemaTooNew'>();
  });
});

describe('what a store tells', () => {
  test('of one run, of its history, and of all', () => {
    expect(store.load(runId)).type.toBe<
      TaskEither<DatabaseFailed | RunNotInStore | RowNotDecodable, StoredRun>
    >();
    expect(store.history(runId)).type.toBe<
      TaskEither<DatabaseFailed | RunNotInStore, ReadonlyArray<HistoryEntry>>
    >();
    expect(store.counts()).type.toBe<
      TaskEither<DatabaseFailed, Readonly<Record<RunState, number>>>
    >();
    expect(store.list).type.toBeCallableWith({ states: ['Ready'], after: runId, limit: 10 });
    expect(store.list).type.not.toBeCallableWith({ states: ['NoSuchState'] });
    expect(store.load).type.not.toBeCallableWith(taskId);
    expect<StoredRun>().type.toHaveProperty('version');
    expect<StoredRun['payload']>().type.toBe<Json | undefined>();
  });

  test('is read-only', () => {
    expect<Claimed['runs']>().type.not.toBeAssignableTo<Array<StoredRun>>();
    expect<Date>().type.not.toBeAssignableTo<Json>();
    expect<bigint>().type.not.toBeAssignableTo<Json>();
  });

  test('of changes', () => {
    expect(store.watch).type.toBeCallableWith({
      onEntries: (entries: ReadonlyArray<HistoryEntry>, cursor: string) =>
        Promise.reject(new Error(`${entries.length} after ${cursor}`)),
    });
    expect(store.watch).type.not.toBeCallableWith({});
    expect(store.watch).type.not.toBeCallableWith({ onEntries: (run: StoredRun) => run.version });
  });
});

describe('claim', () => {
  test('is made for a worker, with a limit and a lease', () => {
    expect(store.claim({ worker: 'a', limit: 10, leaseSeconds: 30 })).type.toBe<
      TaskEither<DatabaseFailed, Claimed>
    >();
    expect(store.claim).type.not.toBeCallableWith({ worker: 'a', limit: 10 });
    expect(store.claim).type.not.toBeCallableWith({ limit: 10, leaseSeconds: 30 });
    expect(store.claim).type.not.toBeCallableWith({
      ...{ worker: 'a', limit: 10, leaseSeconds: 30 },
      tasks: [runId],
    });
  });

  test('is kept by signs of life, for runs and their attempts', () => {
    expect(store.heartbeat('a', 30, [{ id: runId, attemptId, progress: 0.5 }])).type.toBe<
      TaskEither<DatabaseFailed | NotStorable, ReadonlyArray<RunId>>
    >();
    expect(store.heartbeat).type.not.toBeCallableWith('a', 30, [{ attemptId }]);
  });
});

describe('schedule', () => {
  test('takes a pattern or an interval, and not both', () => {
    expect(store.schedule).type.toBeCallableWith({
      ...{ name: 'report', taskId, cron: '0 9 * * MON-FRI' },
      timeZone: 'Europe/Berlin',
    });
    expect(store.schedule).type.toBeCallableWith({ name: 'sweep', taskId, everySeconds: 60 });
    expect(store.schedule).type.not.toBeCallableWith({ name: 'report', taskId });
    expect(store.schedule).type.not.toBeCallableWith({ taskId, everySeconds: 60 });
    expect(store.schedule).type.not.toBeCallableWith({ name: 'sweep', taskId, everySeconds: '1m' });
    expect(store.fireSchedules()).type.toBe<TaskEither<InsertError | BadSchedule, number>>();
  });
});

describe('a handler', () => {
  test('returns what becomes of its run, or nothing', () => {
    expect(runWorker(store, () => undefined)).type.toBe<Worker>();
    expect(runWorker).type.toBeCallableWith(store, () => complete({ sent: 3 }));
    expect(runWorker).type.toBeCallableWith(store, () => Promise.resolve(suspend('approval')));
    expect(runWorker).type.toBeCallableWith(store, {
      greet: ({ payload, signal }: Work) => {
        signal.throwIfAborted();
        return payload === undefined ? fail('no payload') : retry('later', { afterMs: 10 });
      },
      poll: () => continueLater({ afterMs: 500 }),
    });
    expect<WorkResult>().type.toBeAssignableFrom(complete());
  });

  test('returns no plain value: that would be taken for a result by some, and for nothing by others', () => {
    expect(runWorker).type.not.toBeCallableWith(store, () => 42);
    expect(runWorker).type.not.toBeCallableWith(store, () => Promise.resolve({ sent: 3 }));
    expect(runWorker).type.not.toBeCallableWith(store, { greet: () => true });
    expect(runWorker).type.not.toBeCallableWith(store, { greet: 'send-email' });
    expect(runWorker).type.not.toBeCallableWith(store);
    expect<Handler>().type.not.toBeAssignableFrom<(work: { attemptId: number }) => undefined>();
  });

  test('knows its run, and a payload that it has to look at', () => {
    expect<Work['run']>().type.toBe<RunInstance>();
    expect<Work['payload']>().type.toBe<Json | undefined>();
    expect<Work['payload']>().type.not.toBeAssignableTo<{ readonly to: string }>();
    expect(retry).type.not.toBeCallableWith(new Error('no answer'));
    expect(fail).type.not.toBeCallableWith();
  });
});

describe('a worker', () => {
  test('has options, telemetry among them', () => {
    expect(runWorker).type.toBeCallableWith(store, () => undefined, {
      ...{ concurrency: 50, leaseSeconds: 60, name: 'mail' },
      backoff: exponentialBackoff({ firstMs: 100 }),
      onEvent: ({ type }: WorkerEvent) => {
        console.log(type);
      },
    });
    expect(runWorker).type.toBeCallableWith(store, () => undefined, { backoff: () => 1000 });
    expect(runWorker).type.not.toBeCallableWith(store, () => undefined, { concurency: 50 });
    expect(runWorker).type.not.toBeCallableWith(store, () => undefined, { backoff: 1000 });
  });

  test('reports to whatever has the shape of the OpenTelemetry API', () => {
    // As `@opentelemetry/api` declares them, with mutable parameters and three overloads.
    interface OtelSpan {
      setAttributes(attributes: Record<string, unknown>): this;
      setStatus(status: { code: 0 | 1 | 2; message?: string }): this;
      end(endTime?: number | Date): void;
      spanContext(): object;
    }
    interface OtelTracer {
      startActiveSpan<F extends (span: OtelSpan) => unknown>(name: string, fn: F): ReturnType<F>;
      startActiveSpan<F extends (span: OtelSpan) => unknown>(
        name: string,
        options: { attributes?: Record<string, unknown> },
        fn: F,
      ): ReturnType<F>;
      startActiveSpan<F extends (span: OtelSpan) => unknown>(
        name: string,
        options: { attributes?: Record<string, unknown> },
        context: object,
        fn: F,
      ): ReturnType<F>;
    }
    expect<Telemetry['tracer']>().type.toBeAssignableFrom<OtelTracer>();
    expect<Telemetry['tracer']>().type.not.toBeAssignableFrom<OtelSpan>();
  });
});
