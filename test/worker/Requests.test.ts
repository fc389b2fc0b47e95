/** What requests cost in messages, timers and copies. */
import type { MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { chartIdentity } from '../../src/run/ChartIdentity.js';
import type { RunHostClient } from '../../src/worker/index.js';
import { connectRunHost, makeSupervisedHost, serveRunHost } from '../../src/worker/index.js';
import { PROTOCOL } from '../../src/worker/Protocol.js';
import { runRow } from '../../src/worker/RunRow.js';
import { left, right, runId, runIn } from '../support/arbitraries.js';
import { afterTest, channel, heardBy, pair, prioritize, ready, until } from './hosts.js';

afterEach(() => {
  jest.restoreAllMocks();
});

type Message = Readonly<Record<string, unknown>>;

/** Records the messages that both ends post. */
const posted = (
  hostPort: MessagePort,
  clientPort: MessagePort,
): { readonly requests: ReadonlyArray<Message>; readonly answers: ReadonlyArray<Message> } => {
  const requests = heardBy(hostPort);
  const answers = heardBy(clientPort);
  return { requests, answers };
};

const lengths = (messages: ReadonlyArray<Message>, list: string): ReadonlyArray<number> =>
  messages.map((message) => (message[list] as ReadonlyArray<unknown>).length);

describe('the requests of one turn', () => {
  it('are one message, and so are their answers', async () => {
    const { client, hostPort, clientPort, end } = await pair();
    const { requests, answers } = posted(hostPort, clientPort);
    const entries = Array.from({ length: 100 }, (_, n) => ready(n + 1));
    expect((await client.sendMany(entries)()).every(E.isRight)).toBe(true);
    expect(lengths(requests, 'requests')).toStrictEqual([100]);
    expect(lengths(answers, 'answers')).toStrictEqual([100]);
    end();
  });

  it('are sent in pieces before it ends, so that the host can begin', async () => {
    const { client, hostPort, clientPort, end } = await pair();
    const { requests, answers } = posted(hostPort, clientPort);
    const entries = Array.from({ length: 1000 }, (_, n) => ready(n + 1));
    expect((await client.sendMany(entries)()).every(E.isRight)).toBe(true);
    const pieces = [128, 128, 128, 128, 128, 128, 128, 104];
    expect(lengths(requests, 'requests')).toStrictEqual(pieces);
    expect(lengths(answers, 'answers')).toStrictEqual(pieces);
    end();
  });
});

describe('an accepted op', () => {
  it('is a list of plain values in both directions', async () => {
    const { client, hostPort, clientPort, end } = await pair();
    right(await client.create(ready(1))());
    const { requests, answers } = posted(hostPort, clientPort);
    right(await client.send(runId(1), { type: 'lease' })());
    const items: ReadonlyArray<unknown> = [
      requests[0]?.['requests'],
      answers[0]?.['answers'],
    ].flat();
    expect(items).toHaveLength(2);
    expect(items.every(Array.isArray)).toBe(true);
    expect(items.flat().some((value) => typeof value === 'object' && value !== null)).toBe(false);
    end();
  });

  it('is one message in each direction, and nothing more', async () => {
    const { client, hostPort, clientPort, end } = await pair();
    right(await client.create(ready(1))());
    const { requests, answers } = posted(hostPort, clientPort);
    for (let n = 1; n <= 10; n += 1) right(await client.apply(prioritize(runId(1), n))());
    expect([requests.length, answers.length]).toStrictEqual([10, 10]);
    end();
  });
});

const clients: Readonly<Record<string, (port: MessagePort) => TaskEither<unknown, RunHostClient>>> =
  {
    connectRunHost,
    makeSupervisedHost: (port) => makeSupervisedHost({ spawn: () => port }),
  };

describe('timers', () => {
  it.each(Object.entries(clients))('are not started for each request of %s', async (_, connect) => {
    const { port1, port2 } = channel();
    serveRunHost(port1);
    const client = right(await connect(port2)());
    afterTest(client.close);
    right(await client.create(ready(1))());
    const timers = jest.spyOn(globalThis, 'setTimeout');
    for (let n = 1; n <= 100; n += 1) {
      const both = [1, 2].map(() => client.apply(prioritize(runId(1), n))());
      (await Promise.all(both)).forEach(right);
    }
    expect(timers.mock.calls.length).toBeLessThanOrEqual(1);
  });
});

describe('a signal', () => {
  it.each(Object.entries(clients))(
    'of many requests of %s has one listener, and none once they are answered',
    async (_, connect) => {
      const { port1, port2 } = channel();
      serveRunHost(port1);
      const client = right(await connect(port2)());
      afterTest(client.close);
      const { signal } = new AbortController();
      const added = jest.spyOn(signal, 'addEventListener');
      const removed = jest.spyOn(signal, 'removeEventListener');
      const entries = Array.from({ length: 100 }, (__, n) => ready(n + 1));
      for (let turn = 1; turn <= 2; turn += 1) {
        await client.sendMany(entries, { signal })();
        expect([added.mock.calls.length, removed.mock.calls.length]).toStrictEqual([turn, turn]);
      }
    },
  );

  it('cancels each of its requests, and no other', async () => {
    const { client } = await pair();
    const controller = new AbortController();
    const { signal } = controller;
    const asked = [{ signal }, {}, { signal }].map((options) => client.counts(options)());
    controller.abort();
    const cancelled = E.left({ _tag: 'RequestCancelled', sent: false });
    expect(await Promise.all(asked)).toMatchObject([cancelled, { _tag: 'Right' }, cancelled]);
  });
});

describe('a row', () => {
  it('that is malformed is refused like its record, and does not affect those beside it', async () => {
    const { port1, port2 } = channel();
    const host = serveRunHost(port1);
    right(host.apply(ready(1)));
    const heard = heardBy(port2);
    const op = ['apply', 'set_effective_priority', runId(1)];
    const requests = [[11, ...op, 0.5], [12, ...op, 5], [13, 'apply', 'nope', runId(1)], []];
    port2.postMessage({ type: 'hello', protocol: PROTOCOL, client: 'raw', chart: chartIdentity });
    port2.postMessage({ type: 'requests', client: 'raw', taken: 0, requests });
    await until(() => heard.length === 2);
    const malformed = (where: string): object => ({
      err: { _tag: 'Malformed', message: expect.stringContaining(where) },
    });
    expect(heard[1]?.['answers']).toMatchObject([
      { id: 11, ...malformed('at /entry/effective_priority') },
      runRow(12, 2, right(host.get(runId(1)))),
      { id: 13, ...malformed('at /entry/op') },
    ]);
    expect(host.stats().malformed).toBe(3);
  });

  it.each([
    ['with a field that is no run', [1, null, 'no task'], 'at /task_id'],
    [
      'with a number that is none of the journal',
      [1, -1, ...runRow(1, 1, runIn('Ready')).slice(2)],
      'found -1',
    ],
    ['to a request that applies no op', runRow(2, 1, runIn('Ready')), 'skipped'],
  ])('%s is answered as malformed', async (_, row, message) => {
    const { port1, port2 } = channel();
    port1.on('message', ({ type, client }: Message) => {
      if (type === 'hello') port1.postMessage({ type: 'welcome', client, window: 100 });
      else port1.postMessage({ type: 'answers', answers: [row, { id: 2, ok: null }] });
    });
    const client = right(await connectRunHost(port2)());
    afterTest(client.close);
    const asked = [client.create(ready(1))(), client.counts()()];
    expect((await Promise.all<E.Either<unknown, unknown>>(asked)).map(left)).toMatchObject([
      { _tag: 'Malformed', message: expect.stringContaining(message) },
      { _tag: 'Malformed' },
    ]);
    expect(client.stats()).toMatchObject({ underWay: 0, waiting: 0 });
  });
});
