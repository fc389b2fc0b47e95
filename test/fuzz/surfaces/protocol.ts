/** The protocol of hosts and clients of runs, both ways, without a thread between them. */
import * as E from 'fp-ts/lib/Either.js';
import { chartIdentity } from '../../../src/index.js';
import type { NodeEndpoint } from '../../../src/worker/Endpoint.js';
import { connectRunHost, makeRunHost, RunHostSnapshotCodec } from '../../../src/worker/index.js';
import { PROTOCOL } from '../../../src/worker/Protocol.js';
import { expectCodec } from '../oracle.js';
import type { PureSurface } from '../Surface.js';
import { Fault, seedsOf } from '../Surface.js';
import { runs, words } from './codecs.js';

type Listener = (value: unknown) => void;

/** An end of a channel to nowhere: what is posted is kept, and what is given is heard. */
const makeEnd = () => {
  const listeners = new Map<string, Listener>();
  const posted: Array<unknown> = [];
  const endpoint: NodeEndpoint = {
    postMessage: (message) => posted.push(structuredClone(message)),
    on: (event, listener) => listeners.set(event, listener),
    off: (event) => listeners.delete(event),
  };
  return { endpoint, posted, give: (message: unknown) => listeners.get('message')?.(message) };
};

const ID = '00000000-0000-0000-0000-000000000001';
const TASK = '00000000-0000-0000-0000-000000000002';
const creation = {
  op: 'new_ready_with_id',
  run_id: ID,
  task_id: TASK,
  scheduled_at: 7,
  created_at: 7,
  effective_priority: 0,
};

const hello = { type: 'hello', protocol: PROTOCOL, client: 'c', chart: chartIdentity };
const requests = (...items: ReadonlyArray<unknown>) => ({
  type: 'requests',
  client: 'c',
  taken: 0,
  requests: items,
});

const toHost = [
  [
    hello,
    requests(
      { id: 1, kind: 'create', entry: creation },
      [2, 'apply', 'transition_to', ID, 'Leased', 9],
      { id: 3, kind: 'get', run_id: ID },
    ),
  ],
  [
    hello,
    requests(
      { id: 1, kind: 'subscribe', max: 10, size: 1, state: 'Ready', every: 5 },
      { id: 2, kind: 'journal', max: 5, from: 0 },
    ),
    requests(
      { id: 3, kind: 'list', after: 0, limit: 2, state: 'Ready' },
      { id: 4, kind: 'counts' },
      { id: 5, kind: 'ping' },
    ),
    { type: 'ack', client: 'c', subscription: 1 },
  ],
  [
    hello,
    requests(
      { id: 1, kind: 'snapshot' },
      {
        id: 2,
        kind: 'restore',
        snapshot: {
          chart: chartIdentity,
          sequence: 3,
          runs: [
            {
              run_id: ID,
              run: runs[0],
              answers: [{ command_id: TASK, command: 'x', ok: runs[0] }],
            },
          ],
        },
      },
      { id: 3, kind: 'unsubscribe', subscription: 1 },
    ),
    { type: 'bye', client: 'c' },
  ],
];

/** A host still serves after any messages. */
const serves = (messages: ReadonlyArray<unknown>): void => {
  const host = makeRunHost({ window: 64, tail: 50, maxSubscriptions: 8 });
  const end = makeEnd();
  const stop = host.serve(end.endpoint);
  for (const message of messages) end.give(message);
  if (end.posted.length > 200 + 70 * messages.length)
    throw new Fault(`${end.posted.length} messages are posted`);
  end.give({ ...hello, client: 'other' });
  end.give({ ...requests({ id: 7, kind: 'ping' }), client: 'other' });
  const last = end.posted.at(-1);
  if (JSON.stringify(last) !== '{"type":"answers","answers":[{"id":7,"ok":null}]}')
    throw new Fault(`the host does not serve any more: ${JSON.stringify(last)}`);
  stop();
};

const toClient = [
  [
    { type: 'welcome', window: 8, chart: chartIdentity },
    {
      type: 'answers',
      answers: [
        [1, 1, TASK, 'Ready', null, 0, 7, 7, 0, 7],
        { id: 2, ok: { Ready: 1 } },
        { id: 3, err: { code: 'RunNotFound', run_id: ID } },
      ],
    },
  ],
  [
    { type: 'welcome', window: 8 },
    { type: 'changes', subscription: 1, resync: false, coalesced: 0, runs: [runs[0]] },
    { type: 'lines', subscription: 1, first: 1, dropped: 0, lines: ['{}'] },
    { type: 'closed', reason: 'x' },
  ],
  [{ type: 'rejected', protocol: 3, chart: chartIdentity }],
];

/** A client settles, and throws nothing, whatever a host sends. */
const hears = (messages: ReadonlyArray<unknown>): void => {
  const end = makeEnd();
  const state = { settled: false };
  void connectRunHost(end.endpoint, { timeout: 50, heartbeat: 10_000 })().then((connected) => {
    state.settled = true;
    if (E.isRight(connected)) connected.right.close();
  });
  const [greeting] = end.posted as ReadonlyArray<{ readonly client: string }>;
  const named = (message: unknown): unknown =>
    typeof message === 'object' && message !== null && !Array.isArray(message)
      ? { client: greeting?.client, ...message }
      : message;
  for (const message of messages) end.give(named(message));
  end.give({ type: 'closed', client: greeting?.client, reason: 'end' });
};

/** The messages of bytes, which are one a line as JSON. */
export const messagesIn = (input: Buffer): ReadonlyArray<unknown> =>
  input
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown];
      } catch {
        return [];
      }
    });

/** What arrives through a channel, which copies it; nothing if it cannot be copied. */
const copied = (input: unknown): ReadonlyArray<unknown> => {
  try {
    const copy: unknown = structuredClone(input);
    return Array.isArray(copy) ? [...(copy as ReadonlyArray<unknown>)] : [copy];
  } catch {
    return [];
  }
};

const text = (messages: ReadonlyArray<unknown>): string =>
  messages.map((one) => JSON.stringify(one)).join('\n');

const more = [
  '"type":',
  '"requests"',
  '"client":"c"',
  '"taken":0',
  '"id":',
  '"kind":',
  '"apply"',
  '"create"',
  '"get"',
  '"list"',
  '"subscribe"',
  '"journal"',
  '"snapshot"',
  '"restore"',
  '"entry":',
  '"answers":',
  '"welcome"',
  '"window":',
  '"changes"',
  '"lines"',
  '"ok":',
  '"err":',
];

export const protocolSurfaces: ReadonlyArray<PureSurface> = [
  {
    kind: 'pure',
    name: 'host',
    about: 'messages of clients to a host of runs, which still serves afterwards',
    share: 10,
    seeds: seedsOf(...toHost.map(text)),
    words: [...words, ...more],
    bytes: (input) => {
      serves(messagesIn(input));
    },
    value: (input) => {
      serves([hello, ...copied(input)]);
      expectCodec(RunHostSnapshotCodec, input);
    },
  },
  {
    kind: 'pure',
    name: 'client',
    about: 'messages of hosts to a client',
    share: 10,
    seeds: seedsOf(...toClient.map(text)),
    words: [...words, ...more],
    bytes: (input) => {
      hears(messagesIn(input));
    },
    value: (input) => {
      hears([{ type: 'welcome', window: 8, chart: chartIdentity }, ...copied(input)]);
    },
  },
];

export const protocolSurfaceNamed = (name: 'host' | 'client'): PureSurface => {
  const found = protocolSurfaces.find((surface) => surface.name === name);
  if (found === undefined) throw new Error(`there is no surface ${name}`);
  return found;
};
