/** Hosts, clients and ops for tests. */
import type { MessagePort } from 'node:worker_threads';
import { MessageChannel } from 'node:worker_threads';
import { afterEach } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalEntry, RunId, RunInstance } from '../../src/index.js';
import { CommandId } from '../../src/index.js';
import type {
  ConnectOptions,
  CreateEntry,
  RunHost,
  RunHostClient,
  RunHostOptions,
} from '../../src/worker/index.js';
import { connectRunHost, makeRunHost } from '../../src/worker/index.js';
import { at, priority, right, runId, taskId } from '../support/arbitraries.js';

const opened: Array<MessagePort> = [];

/** The number of the test that runs. */
let test = 0;

/** What is closed after the test, however it ends. */
const closing: Array<() => void> = [];

/** Calls a function after the test, even if the test fails or runs out of time. */
export const afterTest = (close: () => void): void => {
  closing.push(close);
};

/** Two ports, closed after the test. */
export const channel = (): MessageChannel => {
  const both = new MessageChannel();
  opened.push(both.port1, both.port2);
  return both;
};

afterEach(() => {
  test += 1;
  closing.splice(0).forEach((close) => {
    close();
  });
  opened.splice(0).forEach((port) => {
    port.close();
  });
});

/** A host and a client in one program, with their ports and a function that ends both. */
export interface Pair {
  readonly host: RunHost;
  readonly client: RunHostClient;
  readonly hostPort: MessagePort;
  readonly clientPort: MessagePort;
  readonly end: () => void;
}

export const pair = async (
  options: RunHostOptions = {},
  connecting: ConnectOptions = {},
): Promise<Pair> => {
  const host = makeRunHost(options);
  const { port1, port2 } = channel();
  host.serve(port1);
  const client = right(await connectRunHost(port2, connecting)());
  return {
    host,
    client,
    hostPort: port1,
    clientPort: port2,
    end: () => {
      client.close();
      port1.close();
    },
  };
};

/** An entry that creates a run in Ready. */
export const ready = (n: number): CreateEntry => ({
  op: 'new_ready_with_id',
  runId: runId(n),
  taskId: taskId(1),
  scheduledAt: at(5),
  createdAt: at(5),
  effectivePriority: priority(0),
});

export const commandId = (n: number): CommandId =>
  right(CommandId.decode(`00000000-0000-4000-9000-${n.toString(16).padStart(12, '0')}`));

/** An op that a run in Ready always accepts; the priority shows which one was last. */
export const prioritize = (id: RunId, n: number): JournalEntry => ({
  op: 'set_effective_priority',
  runId: id,
  effectivePriority: priority(n),
});

/** Lists every run of a host, page by page. */
export const allRuns = async (
  client: RunHostClient,
  limit = 1000,
): Promise<ReadonlyArray<RunInstance>> => {
  const runs: Array<RunInstance> = [];
  let after = O.some(0);
  while (O.isSome(after)) {
    const page = right(await client.list({ after: after.value, limit })());
    runs.push(...page.runs);
    after = page.next;
  }
  return runs;
};

/** Waits until a condition holds; only the test's own timeout limits it, after which it rejects. */
export const until = async (holds: () => boolean): Promise<void> => {
  const begun = test;
  while (!holds()) {
    if (test !== begun) throw new Error('the test was over before the condition held');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

/** Records the messages that a port receives. */
export const heardBy = (port: MessagePort): ReadonlyArray<Readonly<Record<string, unknown>>> => {
  const heard: Array<Readonly<Record<string, unknown>>> = [];
  port.on('message', (message: Readonly<Record<string, unknown>>) => heard.push(message));
  return heard;
};
