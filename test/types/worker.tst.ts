/** Types of the client of a run host: each request has its own errors, and every kind of port is accepted. */
import type { MessagePort as NodePort, Worker as NodeWorker } from 'node:worker_threads';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { describe, expect, test } from 'tstyche';
import type {
  AttemptId,
  AttemptInProgress,
  CommandId,
  CommandIdReused,
  InvalidTransition,
  JournalEntry,
  RunId,
  RunInstance,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import type {
  ChartMismatch,
  ConnectError,
  Endpoint,
  HostError,
  OpError,
  RequestError,
  RunHostClient,
  RunHostSnapshot,
  RunNotFound,
} from '../../src/worker/index.js';
import {
  connectRunHost,
  hostErrorMessage,
  makeSupervisedHost,
  serveRunHost,
} from '../../src/worker/index.js';

declare const client: RunHostClient;
declare const runId: RunId;
declare const taskId: TaskId;
declare const attemptId: AttemptId;
declare const commandId: CommandId;
declare const at: Timestamp;
declare const snapshot: RunHostSnapshot;
declare const error: HostError;
declare const nodeWorker: NodeWorker;
declare const nodePort: NodePort;
declare const webWorker: Worker;
declare const webPort: MessagePort;
declare const shared: SharedWorker;

describe('an endpoint', () => {
  test('is any port of browsers or Node', () => {
    expect(connectRunHost).type.toBeCallableWith(nodeWorker);
    expect(connectRunHost).type.toBeCallableWith(nodePort);
    expect(connectRunHost).type.toBeCallableWith(webWorker);
    expect(connectRunHost).type.toBeCallableWith(webPort);
    expect(connectRunHost).type.toBeCallableWith(shared.port);
    expect(serveRunHost).type.toBeCallableWith(self);
    expect(connectRunHost).type.not.toBeCallableWith(shared);
    expect(connectRunHost).type.not.toBeCallableWith({ postMessage: () => undefined });
  });
});

describe('a client', () => {
  test('is connected or fails with an error', () => {
    expect(connectRunHost(webWorker)).type.toBe<TaskEither<ConnectError, RunHostClient>>();
    expect(makeSupervisedHost).type.toBeCallableWith({ spawn: () => webWorker });
    expect(makeSupervisedHost).type.toBeCallableWith({
      spawn: () => Promise.resolve<Endpoint>(nodeWorker),
    });
    expect(makeSupervisedHost).type.not.toBeCallableWith({});
  });

  test('sends an event, with the errors of that event', () => {
    expect(client.send(runId, { type: 'lease', at })).type.toBe<
      TaskEither<RequestError | RunNotFound | CommandIdReused | InvalidTransition, RunInstance>
    >();
    expect(client.send(runId, { type: 'complete' })).type.toBe<
      TaskEither<
        RequestError | RunNotFound | CommandIdReused | InvalidTransition | AttemptInProgress,
        RunInstance
      >
    >();
    expect(client.send).type.toBeCallableWith(runId, { type: 'cancel' }, { commandId });
    expect(client.send).type.not.toBeCallableWith(taskId, { type: 'cancel' });
    expect(client.send).type.not.toBeCallableWith(runId, { type: 'attempt.start' });
    expect(client.send).type.not.toBeCallableWith(runId, { type: 'nope' });
    expect(client.send).type.toBeCallableWith(runId, { type: 'attempt.start', attemptId });
  });

  test('applies ops, and creates runs with the ops that create runs', () => {
    const entry: JournalEntry = { op: 'promote_to_ready', runId };
    expect(client.apply(entry)).type.toBe<TaskEither<OpError, RunInstance>>();
    expect(client.create).type.not.toBeCallableWith(entry);
    expect(client.create).type.toBeCallableWith({
      op: 'new_scheduled_with_id',
      runId,
      taskId,
      scheduledAt: at,
      createdAt: at,
    });
  });

  test('restores a snapshot', () => {
    expect(client.snapshot()).type.toBe<TaskEither<RequestError, RunHostSnapshot>>();
    expect(client.restore(snapshot)).type.toBe<TaskEither<RequestError | ChartMismatch, void>>();
    expect(client.restore).type.not.toBeCallableWith({ runs: [] });
  });

  test('subscribes to one run, to a state, or to all', () => {
    expect(client.subscribe).type.toBeCallableWith({ runId });
    expect(client.subscribe).type.toBeCallableWith({ state: 'Ready' }, { every: 'frame' });
    expect(client.subscribe).type.toBeCallableWith({ all: true }, { every: 50, size: 10 });
    expect(client.subscribe).type.not.toBeCallableWith({ state: 'NoSuchState' });
    expect(client.subscribe).type.not.toBeCallableWith({ runId: taskId });
  });
});

test('every error of a host has a text', () => {
  expect(hostErrorMessage).type.toBeCallableWith(error);
});
