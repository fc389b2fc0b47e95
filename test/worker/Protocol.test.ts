/** Failures between a host and a client: other versions, garbage, silence, and clients that take no messages. */
import type { MessagePort } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { chartIdentity } from '../../src/run/ChartIdentity.js';
import type { RunHostClient } from '../../src/worker/index.js';
import { connectRunHost, makeRunHost, serveRunHost } from '../../src/worker/index.js';
import { PROTOCOL } from '../../src/worker/Protocol.js';
import { left, right, runId, tries } from '../support/arbitraries.js';
import { channel, heardBy, pair, prioritize, ready, until } from './hosts.js';

type Message = Readonly<Record<string, unknown>>;

/** A host that welcomes clients, and then is controlled by the test. */
const falseHost = (
  answer: (message: Message, port: MessagePort) => void,
  welcome: object = {},
): MessagePort => {
  const { port1, port2 } = channel();
  port1.on('message', (message: Message) => {
    if (message['type'] === 'hello')
      port1.postMessage({ type: 'welcome', client: message['client'], window: 100, ...welcome });
    else answer(message, port1);
  });
  return port2;
};

const requestsOf = (
  message: Message,
): ReadonlyArray<{ readonly id: number; readonly kind: string }> =>
  (message['requests'] as ReadonlyArray<{ id: number; kind: string }> | undefined) ?? [];

const hello = (client: string, over: object = {}): object => ({
  type: 'hello',
  protocol: PROTOCOL,
  client,
  chart: chartIdentity,
  ...over,
});

describe('the handshake', () => {
  it('with a host of another version is a typed error on the client', async () => {
    const { port1, port2 } = channel();
    port1.on('message', (message: Message) => {
      port1.postMessage({ type: 'rejected', client: message['client'], protocol: 99 });
    });
    expect(left(await connectRunHost(port2)())).toStrictEqual({
      _tag: 'ProtocolMismatch',
      ours: PROTOCOL,
      theirs: 99,
    });
    port1.close();
  });

  it.each([
    ['a later', PROTOCOL + 1],
    ['an earlier', PROTOCOL - 1],
  ])(
    'with a client of %s version, in any shape, is rejected by the host, which names its own',
    async (_, protocol) => {
      const { port1, port2 } = channel();
      const host = serveRunHost(port1);
      const heard = heardBy(port2);
      port2.postMessage({ type: 'hello', protocol, client: 'new', anything: ['else'] });
      await until(() => heard.length === 1);
      expect(heard).toStrictEqual([{ type: 'rejected', client: 'new', protocol: PROTOCOL }]);
      expect(host.stats().clients).toBe(0);
      port1.close();
    },
  );

  it('with another chart is a typed error on the client', async () => {
    const chart = { id: 'run', version: '9.9.9', hash: 'ffffffffffffffff' };
    const { port1, port2 } = channel();
    port1.on('message', (message: Message) => {
      port1.postMessage({ type: 'rejected', client: message['client'], protocol: PROTOCOL, chart });
    });
    expect(left(await connectRunHost(port2)())).toStrictEqual({
      _tag: 'ChartMismatch',
      expected: chartIdentity,
      found: chart,
    });
    port1.close();
  });

  it.each([
    ['another hash', { hash: '00' }],
    ['our hash and another version', { version: '99.0.0' }],
    ['our hash and another id', { id: 'other' }],
  ])('is rejected by a host for a chart with %s', async (_, over) => {
    const { port1, port2 } = channel();
    const host = serveRunHost(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('other', { chart: { ...chartIdentity, ...over } }));
    await until(() => heard.length === 1);
    expect(heard[0]).toMatchObject({ type: 'rejected', chart: chartIdentity });
    expect(host.stats().clients).toBe(0);
    port1.close();
  });

  it('is refused by a client if the chart of the host has our hash but another version', async () => {
    const chart = { ...chartIdentity, version: '99.0.0' };
    const byes: Array<unknown> = [];
    const port = falseHost(({ type }) => byes.push(type), { chart });
    expect(left(await connectRunHost(port)())).toStrictEqual({
      _tag: 'ChartMismatch',
      expected: chartIdentity,
      found: chart,
    });
    await until(() => byes.length === 1);
    expect(byes).toStrictEqual(['bye']);
  });

  it('waits for a host that starts to listen late', async () => {
    const { port1, port2 } = channel();
    // The first messages are lost, as in a worker whose script imports another one.
    port1.once('message', () => {
      serveRunHost(port1);
    });
    const client = right(await connectRunHost(port2)());
    expect(E.isRight(await client.counts()())).toBe(true);
    client.close();
    port1.close();
  });

  it('without an answer times out, or is cancelled', async () => {
    const { port1, port2 } = channel();
    expect(left(await connectRunHost(port2, { timeout: 10 })())).toStrictEqual({
      _tag: 'RequestTimeout',
      after: 10,
      sent: true,
    });
    const { port1: a, port2: b } = channel();
    const controller = new AbortController();
    const connecting = connectRunHost(b, { signal: controller.signal })();
    controller.abort();
    expect(left(await connecting)).toStrictEqual({ _tag: 'RequestCancelled', sent: true });
    port1.close();
    a.close();
  });

  it('ignores messages that were on the port before', async () => {
    const { port1, port2 } = channel();
    serveRunHost(port1);
    port2.postMessage({ type: 'requests', client: 'gone', taken: 0, requests: [] });
    const client = right(await connectRunHost(port2)());
    expect(right(await client.counts()())).toMatchObject({ Ready: 0 });
    client.close();
  });

  it('that is repeated does not end the session', async () => {
    const { port1, port2 } = channel();
    const host = serveRunHost(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('me'));
    const subscribe = { id: 1, kind: 'subscribe', max: 10, size: 1 };
    port2.postMessage({ type: 'requests', client: 'me', taken: 0, requests: [subscribe] });
    port2.postMessage(hello('me'));
    await until(() => heard.length === 4);
    expect(host.stats()).toMatchObject({ clients: 1, subscriptions: 1 });
    port1.close();
  });
});

const garbage: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
  fc.record(
    {
      type: fc.constantFrom('hello', 'requests', 'ack', 'bye?', 'welcome', 'answers', 'changes', 7),
      protocol: fc.anything(),
      client: fc.anything(),
      taken: fc.anything(),
      subscription: fc.anything(),
      requests: fc.oneof(
        fc.anything(),
        fc.array(
          fc.record(
            {
              // Ids that the client does not use, or these would be its answers.
              id: fc.oneof(fc.integer({ min: 1000 }), fc.string()),
              kind: fc.constantFrom('apply', 'get', 'list', 'restore', 'subscribe', 'nope'),
              entry: fc.anything(),
              run_id: fc.anything(),
              max: fc.anything(),
              snapshot: fc.anything(),
            },
            { requiredKeys: [] },
          ),
          { maxLength: 5 },
        ),
      ),
      answers: fc.anything(),
      runs: fc.anything(),
    },
    { requiredKeys: [] },
  ),
);

const canBePosted = (u: unknown): boolean =>
  E.isRight(E.tryCatch(() => structuredClone(u), String));

describe('a host that gets garbage', () => {
  it('continues to serve', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(garbage.filter(canBePosted), { maxLength: 20 }),
        async (messages) => {
          const { port1, port2 } = channel();
          const host = serveRunHost(port1);
          messages.forEach((message) => {
            port2.postMessage(message);
          });
          const client = right(await connectRunHost(port2)());
          messages.forEach((message) => {
            port2.postMessage(message);
          });
          right(await client.create(ready(1))());
          expect(right(await client.counts()())).toMatchObject({ Ready: 1 });
          expect(host.stats().clients).toBe(1);
          client.close();
          port1.close();
        },
      ),
      tries(60),
    );
  }, 60_000);

  it('answers requests with an id as malformed, handles valid ones, and counts', async () => {
    const { port1, port2 } = channel();
    const host = serveRunHost(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('me'));
    port2.postMessage('garbage');
    port2.postMessage({
      type: 'requests',
      client: 'me',
      taken: 0,
      requests: [
        { id: 1, kind: 'get', run_id: 'x' },
        { kind: 'counts' },
        { id: 'one', kind: 'nope' },
        { id: 2, kind: 'ping' },
        { id: 3, kind: 'apply', entry: { op: 'lease' } },
      ],
    });
    await until(() => heard.length === 2);
    expect(heard[1]).toStrictEqual({
      type: 'answers',
      answers: [
        {
          id: 1,
          err: {
            _tag: 'Malformed',
            message: 'at /run_id: expected a UUID (run id), found "x"',
          },
        },
        { id: 2, ok: null },
        { id: 3, err: { _tag: 'Malformed', message: expect.stringContaining('at /entry') } },
      ],
    });
    expect(host.stats().malformed).toBe(4);
    port1.close();
  });
});

describe('a client that gets garbage', () => {
  it('reports it and continues', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(garbage.filter(canBePosted), { maxLength: 20 }),
        async (messages) => {
          const reported: Array<string> = [];
          const { client, hostPort, end } = await pair(
            {},
            { onMalformed: (message) => reported.push(message) },
          );
          messages.forEach((message) => {
            hostPort.postMessage(message);
          });
          right(await client.create(ready(1))());
          expect(client.stats().malformed).toBe(reported.length);
          end();
        },
      ),
      tries(60),
    );
  }, 60_000);

  it('answers a request whose answer is malformed with Malformed', async () => {
    const port = falseHost((message, from) => {
      const answers = requestsOf(message).map(({ id }) => ({ id, ok: { id: 'no run' } }));
      from.postMessage({ type: 'answers', answers });
    });
    const client = right(await connectRunHost(port)());
    const answer = left(await client.get(runId(1))());
    expect(answer).toMatchObject({ _tag: 'Malformed' });
    expect(client.stats()).toStrictEqual({ underWay: 0, waiting: 0, malformed: 1 });
    client.close();
  });

  it('answers a request whose answer is lost once a later one is answered', async () => {
    let dropped = 0;
    const port = falseHost((message, from) => {
      const answers = requestsOf(message).flatMap(({ id, kind }): ReadonlyArray<object> => {
        if (kind === 'get') dropped += 1;
        return kind === 'get' ? [{ no: id }] : [{ id, ok: null }];
      });
      from.postMessage({ type: 'answers', answers });
    });
    const client = right(await connectRunHost(port)());
    const lost = client.get(runId(1))();
    const restored = client.list()();
    expect(left(await lost)).toMatchObject({ _tag: 'Malformed' });
    expect(left(await restored)).toMatchObject({ _tag: 'Malformed' }); // `null` is not a page
    expect(dropped).toBe(1);
    client.close();
  });
});

describe('a request', () => {
  const silent = async (options = {}): Promise<RunHostClient> =>
    right(
      await connectRunHost(
        falseHost(() => undefined),
        options,
      )(),
    );

  it('that is not answered in time times out, and keeps its place in the window', async () => {
    const client = await silent({ window: 1 });
    const first = client.counts({ timeout: 5 })();
    const second = client.counts({ timeout: 5 })();
    expect(left(await first)).toStrictEqual({ _tag: 'RequestTimeout', after: 5, sent: true });
    expect(left(await second)).toStrictEqual({ _tag: 'RequestTimeout', after: 5, sent: false });
    expect(client.stats()).toMatchObject({ underWay: 1, waiting: 0 });
    client.close();
  });

  it('that is cancelled reports whether it was sent', async () => {
    const client = await silent({ window: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const sent = client.counts({ signal })();
    const unsent = client.counts({ signal })();
    await client.get(runId(1), { timeout: 5 })();
    controller.abort();
    expect(left(await sent)).toStrictEqual({ _tag: 'RequestCancelled', sent: true });
    expect(left(await unsent)).toStrictEqual({ _tag: 'RequestCancelled', sent: false });
    expect(left(await client.counts({ signal })())).toStrictEqual({
      _tag: 'RequestCancelled',
      sent: false,
    });
    client.close();
  });

  it('that is cancelled before it was sent is never applied', async () => {
    const { client, host, end } = await pair({}, { window: 1 });
    const controller = new AbortController();
    const done = client.create(ready(1))();
    const cancelled = client.create(ready(2), { signal: controller.signal })();
    controller.abort();
    expect(E.isRight(await done)).toBe(true);
    expect(E.isLeft(await cancelled)).toBe(true);
    await client.counts()();
    expect(E.isLeft(host.get(runId(2)))).toBe(true);
    end();
  });

  it('beyond maxWaiting is refused', async () => {
    const client = await silent({ window: 1, maxWaiting: 2 });
    const waiting = [1, 2].map(() => client.counts()());
    expect(left(await client.counts()())).toStrictEqual({ _tag: 'Overloaded', limit: 2 });
    client.close();
    expect((await Promise.all(waiting)).map(left)).toMatchObject([
      { _tag: 'HostGone' },
      { _tag: 'HostGone' },
    ]);
  });

  it('to a silent host is answered HostGone by the heartbeat', async () => {
    const client = await silent({ heartbeat: 5, patience: 30 });
    expect(left(await client.counts()())).toStrictEqual({
      _tag: 'HostGone',
      reason: 'nothing was heard of it for 30 ms',
      sent: true,
    });
    expect(await client.gone()).toContain('nothing was heard');
  });

  it('is sent only within the window, however many wait', async () => {
    let most = 0;
    let under = 0;
    const port = falseHost((message, from) => {
      const requests = requestsOf(message);
      under += requests.length;
      most = Math.max(most, under);
      requests.forEach(({ id }) => {
        setImmediate(() => {
          under -= 1;
          from.postMessage({ type: 'answers', answers: [{ id, ok: null }] });
        });
      });
    });
    const client = right(await connectRunHost(port, { window: 7 })());
    const answers = Array.from({ length: 200 }, () =>
      client.restore({ chart: chartIdentity, sequence: 0, runs: [] })(),
    );
    expect((await Promise.all(answers)).every(E.isRight)).toBe(true);
    expect(most).toBe(7);
    client.close();
  });
});

describe('a client that acknowledges nothing', () => {
  it('is disconnected once a window of answers is unacknowledged, and notified once', async () => {
    const host = makeRunHost({ window: 10 });
    const { port1, port2 } = channel();
    host.serve(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('greedy'));
    for (let id = 1; id <= 1000; id += 1)
      port2.postMessage({
        type: 'requests',
        client: 'greedy',
        taken: 0,
        requests: [{ id, kind: 'ping' }],
      });
    await until(() => heard.some(({ type }) => type === 'closed'));
    await until(() => host.stats().clients === 0);
    const { port1: other, port2: mine } = channel();
    host.serve(other);
    const polite = right(await connectRunHost(mine)());
    right(await polite.counts()());
    expect(heard.filter(({ type }) => type === 'answers')).toHaveLength(10);
    expect(heard.filter(({ type }) => type === 'closed').length).toBeLessThanOrEqual(64);
    expect(host.stats()).toMatchObject({ overloaded: 1, clients: 1 });
    polite.close();
    port1.close();
    other.close();
  });

  it('gets only two messages of a subscription until it acknowledges them', async () => {
    const host = makeRunHost();
    const { port1, port2 } = channel();
    host.serve(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('deaf'));
    port2.postMessage({
      type: 'requests',
      client: 'deaf',
      taken: 0,
      requests: [
        { id: 1, kind: 'subscribe', max: 10, size: 1, every: 0 },
        { id: 2, kind: 'journal', max: 10, from: 1 },
      ],
    });
    await until(() => heard.length >= 3);
    right(host.apply(ready(1)));
    for (let n = 1; n <= 500; n += 1) {
      right(host.apply(prioritize(runId(1), n)));
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const news = (type: string): ReadonlyArray<Message> => heard.filter((m) => m['type'] === type);
    await until(() => news('changes').length === 2 && news('lines').length === 2);
    port2.postMessage({ type: 'ack', client: 'deaf', subscription: 1 });
    port2.postMessage({ type: 'ack', client: 'deaf', subscription: 2 });
    await until(() => news('changes').length === 3 && news('lines').length === 3);
    expect(news('changes')[2]).toMatchObject({ runs: [{ effective_priority: 500 }] });
    expect(news('lines').map(({ first, dropped }) => [first, dropped])).toStrictEqual([
      [1, 0],
      [11, 0],
      [21, 0],
    ]);
    port1.close();
  });

  it('and is silent is forgotten when another client connects', async () => {
    const host = makeRunHost({ idle: 0 });
    const { port1, port2 } = channel();
    host.serve(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('tab'));
    await until(() => host.stats().clients === 1 && heard.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const { port1: other, port2: mine } = channel();
    host.serve(other);
    const client = right(await connectRunHost(mine)());
    expect(host.stats().clients).toBe(1);
    // When it returns, the host says that it is unknown.
    port2.postMessage({
      type: 'requests',
      client: 'tab',
      taken: 0,
      requests: [{ id: 1, kind: 'ping' }],
    });
    await until(() => heard.length === 2);
    expect(heard[1]).toStrictEqual({
      type: 'closed',
      client: 'tab',
      reason: 'the client is not known',
    });
    client.close();
    port1.close();
    other.close();
  });
});

describe('two clients at one port', () => {
  /** As in Strict Mode: an effect connects, is cleaned up before the answer, and connects again. */
  it('replace one another: the later closes the earlier, whose bye does not close it', async () => {
    const { port1, port2 } = channel();
    const host = serveRunHost(port1);
    const undone = connectRunHost(port2)().then((connected) => {
      right(connected).close();
    });
    const second = right(await connectRunHost(port2)());
    await undone;
    right(await second.create(ready(1))());
    expect(right(await second.counts()())).toMatchObject({ Ready: 1 });
    expect(host.stats().clients).toBe(1);
    second.close();
  });

  it('never get the answers of each other', async () => {
    const { port1, port2 } = channel();
    const host = serveRunHost(port1);
    [1, 2, 3, 4].forEach((n) => right(host.apply(ready(n))));
    const first = right(await connectRunHost(port2)());
    const connecting = connectRunHost(port2)();
    const early = [1, 2].map((n) => first.get(runId(n))());
    const second = right(await connecting);
    const late = await Promise.all([3, 4].map((n) => second.get(runId(n))()));
    expect(late.map((answer) => right(answer).id)).toStrictEqual([runId(3), runId(4)]);
    // The closed client's requests were never applied, and their answers reach no other client.
    expect((await Promise.all(early)).map((answer) => left(answer)._tag)).toStrictEqual([
      'HostGone',
      'HostGone',
    ]);
    expect(await first.gone()).toBe('another client took its port');
    expect(second.stats().malformed).toBe(0);
    second.close();
  });
});

describe('untyped code', () => {
  const hostile: ReadonlyArray<unknown> = [
    undefined,
    null,
    7,
    'x',
    Symbol('s'),
    () => 1,
    [],
    {},
    { type: 'nope' },
    { type: '__proto__' },
    { type: 'lease', at: () => 1 },
    { type: 'attempt.start', attemptId: Symbol('s') },
    { op: 'constructor', runId: runId(1) },
    { op: 'start_attempt', runId: runId(1), attemptId: () => 1 },
    JSON.parse('{"__proto__":{"polluted":true},"op":"promote_to_ready"}') as unknown,
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('a trap');
        },
      },
    ),
  ];

  it('is answered for every request, and does not affect the requests beside it', async () => {
    const { client, host, end } = await pair();
    right(await client.create(ready(1))());
    for (const u of hostile) {
      // SAFETY: tests requests that the types forbid.
      const any = u as never;
      const answers = Promise.all([
        client.send(runId(1), any)(),
        client.send(any, { type: 'cancel' })(),
        client.apply(any)(),
        client.create(any)(),
        client.get(any)(),
        client.restore(any)(),
        client.subscribe(any)(() => undefined)(),
        client.journal({ from: any, max: any })(() => undefined)(),
        client
          .sendMany([any, any])()
          .then(([first]) => first),
      ]);
      const beside = client.get(runId(1))();
      expect(right(await beside).state).toBe('Ready');
      const tags = new Set(
        (await answers).map((answer: E.Either<{ readonly _tag: string }, unknown> | undefined) =>
          answer === undefined || E.isRight(answer) ? 'right' : answer.left._tag,
        ),
      );
      // A filter without a state or a run is for all runs, and `from` of a journal is optional.
      expect([...tags].filter((tag) => tag !== 'Malformed' && tag !== 'right')).toStrictEqual([]);
      expect(tags.has('Malformed')).toBe(true);
    }
    expect({}).not.toHaveProperty('polluted');
    // Refused subscriptions are removed again.
    await until(() => client.stats().underWay + client.stats().waiting === 0);
    expect(host.stats().clients).toBe(1);
    end();
  });
});

describe('a client that lies', () => {
  it('about its acknowledgements gets no larger window', async () => {
    const host = makeRunHost({ window: 10 });
    const { port1, port2 } = channel();
    host.serve(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('liar'));
    port2.postMessage({
      type: 'requests',
      client: 'liar',
      taken: Number.MAX_SAFE_INTEGER,
      requests: Array.from({ length: 11 }, (_, id) => ({ id, kind: 'ping' })),
    });
    await until(() => heard.some(({ type }) => type === 'closed'));
    expect(heard.map(({ type }) => type)).toStrictEqual(['welcome', 'closed']);
    expect(host.stats().overloaded).toBe(1);
  });

  it('with empty messages gets no answers', async () => {
    const { port1, port2 } = channel();
    const host = serveRunHost(port1);
    const heard = heardBy(port2);
    port2.postMessage(hello('empty'));
    for (let n = 0; n < 1000; n += 1)
      port2.postMessage({ type: 'requests', client: 'empty', taken: 0, requests: [{ id: 'x' }] });
    port2.postMessage({
      type: 'requests',
      client: 'empty',
      taken: 0,
      requests: [{ id: 1, kind: 'ping' }],
    });
    await until(() => heard.some(({ type }) => type === 'answers'));
    expect(heard.map(({ type }) => type)).toStrictEqual(['welcome', 'answers']);
    expect(host.stats().malformed).toBe(1000);
  });

  it('has at most maxSubscriptions until it ends one', async () => {
    const { client, host, end } = await pair({ maxSubscriptions: 3 });
    const open = () => client.subscribe({ all: true })(() => undefined)();
    const first = right(await open());
    right(await client.journal()(() => undefined)());
    right(await open());
    expect(left(await open())).toStrictEqual({ _tag: 'Overloaded', limit: 3 });
    expect(host.stats().subscriptions).toBe(3);
    first();
    right(await open());
    expect(host.stats().subscriptions).toBe(3);
    end();
  });
});
