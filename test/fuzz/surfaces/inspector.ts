/** The inspector without sockets: what feeds and pages send, and which requests are admitted. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { WebSocket } from 'ws';
import { makeApps } from '../../../src/inspector/apps/Apps.js';
import { makeBoard } from '../../../src/inspector/Board.js';
import { decodeServerMessage } from '../../../src/inspector/Protocol.js';
import { feedFrom } from '../../../src/inspector/server/feeds.js';
import type { Policy } from '../../../src/inspector/server/guard.js';
import { admit, cookieName } from '../../../src/inspector/server/guard.js';
import { makeIntake } from '../../../src/inspector/server/intake.js';
import { makeLayouts } from '../../../src/inspector/server/layouts.js';
import { makePages } from '../../../src/inspector/server/pages.js';
import { onOneLine } from '../../../src/inspector/server/recorder.js';
import { makeJournalTimes } from '../../../src/times/JournalTimes.js';
import type { PureSurface } from '../Surface.js';
import { Fault, seedsOf } from '../Surface.js';
import { words } from './codecs.js';

/** The longest reason with which a WebSocket may be closed, in bytes (RFC 6455); ws throws for a longer one. */
const LONGEST_REASON = 123;

/** A socket that is nowhere connected. */
const makeSocket = () => {
  const emitter = new EventEmitter();
  const sent: Array<string> = [];
  const dones: Array<(error?: Error) => void> = [];
  const socket = Object.assign(emitter, {
    send: (text: string, done?: (error?: Error) => void) => {
      sent.push(text);
      if (done !== undefined) dones.push(done);
    },
    close: (_: number, reason: string) => {
      if (Buffer.byteLength(reason) > LONGEST_REASON)
        throw new Fault('the reason of a close is too long');
    },
  });
  return {
    // SAFETY: the feed and the pages use no other members.
    socket: socket as unknown as WebSocket,
    sent,
    receive: (text: string) => emitter.emit('message', Buffer.from(text), false),
    /** Everything that was sent is written out, and what follows from that. */
    flush: () => {
      for (let i = 0; i < 100 && dones.length > 0; i += 1) dones.shift()?.();
    },
    close: () => emitter.emit('close'),
  };
};

/** A thread that lays nothing out. */
const noThread = {
  on: () => undefined,
  postMessage: () => undefined,
  terminate: () => Promise.resolve(0),
  unref: () => undefined,
};

const makeInspector = () => {
  const times = makeJournalTimes();
  const board = makeBoard({}, times);
  const apps = makeApps({}, () => undefined);
  // SAFETY: a thread of layouts is used by these members alone.
  const layouts = makeLayouts(() => noThread as never);
  const intake = makeIntake(board, apps, () => undefined);
  const pages = makePages({
    board,
    times,
    apps,
    layouts,
    sources: intake.sources,
    interval: 2 ** 30,
  });
  return { intake, pages };
};

/** Everything that a page is told is what a page decodes. */
const expectSent = (sent: ReadonlyArray<string>): void => {
  for (const text of sent) {
    const decoded = decodeServerMessage(text);
    if (E.isLeft(decoded))
      throw new Fault(`a page cannot read what it is sent: ${decoded.left} ${text.slice(0, 300)}`);
  }
};

/** Sends messages to a feed, then asks as a page. */
const feeds = (messages: ReadonlyArray<string>, asked: ReadonlyArray<string>): void => {
  const { intake, pages } = makeInspector();
  const feed = makeSocket();
  feedFrom(feed.socket, intake, 1, {
    entry: (text) => void onOneLine(text),
    appLine: (text) => void onOneLine(text),
  });
  for (const message of messages) feed.receive(message);
  const page = makeSocket();
  pages.connect(page.socket);
  for (const message of asked) page.receive(message);
  page.flush();
  feed.close();
  pages.markChanged();
  page.flush();
  page.close();
  pages.close();
  expectSent(page.sent);
};

const journal = readFileSync(join(process.cwd(), 'examples', 'journal.ndjson'), 'utf8')
  .split('\n')
  .slice(0, 6);
const apps = readFileSync(join(process.cwd(), 'test', 'fixtures', 'apps.ndjson'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const stately = [
  '{"type":"@xstate.actor","name":"x:0","sessionId":"x:0","parentId":"x:1","createdAt":"1700000000000","definition":"{\\"id\\":\\"lamp\\",\\"initial\\":\\"off\\",\\"states\\":{\\"off\\":{\\"on\\":{\\"GO\\":{\\"target\\":\\"on\\"}}},\\"on\\":{}}}","snapshot":{"status":"active","value":"off","context":{"n":1}},"rootId":"x:0","_version":"0.7.0"}',
  '{"type":"@xstate.event","event":{"type":"GO"},"sessionId":"x:0","sourceId":"x:1","createdAt":"1700000000001"}',
  '{"type":"@xstate.snapshot","event":{"type":"GO"},"snapshot":{"status":"active","value":"on","context":{"n":2},"children":{},"tags":[]},"sessionId":"x:0","createdAt":"1700000000002"}',
];

const RUN = /"run_id":"([^"]+)"/.exec(journal[0] ?? '')?.[1] ?? '';

const questions = [
  { type: 'watch', run_id: RUN, other_id: RUN },
  { type: 'changes', runs: [0, 1, 99] },
  { type: 'watch_actor', actor: 0 },
  { type: 'ask_earlier', actor: 0, before: 9 },
  { type: 'ask_step', actor: 0, step: 0 },
  { type: 'ask_chart', chart: 'x', direction: 'right' },
  { type: 'ask_messages', request: 1, actors: [0], before: 4 },
  { type: 'search', request: 1, text: 'a', outcomes: ['taken'] },
  { type: 'askRuns', asked: 1, filter: { query: 'Ready error:x', states: ['Ready'] } },
  { type: 'askSuggestions', asked: 1, text: 'w', field: 'error' },
  { type: 'askFigures', asked: 1, stuck_for: 60, filter: { query: '' } },
].map((question) => JSON.stringify(question));

const policy = { port: 4000, host: '127.0.0.1', feedOrigins: ['http://localhost:5173'] };
const policies: ReadonlyArray<Policy> = [
  policy,
  { ...policy, host: '0.0.0.0', token: 'secret' },
  { ...policy, host: '::' },
  { ...policy, port: 80, host: 'box' },
];

/** A request of which the first line is the target, and the others are headers. */
const admits = (input: Buffer): void => {
  // Node refuses a request with more headers than these.
  const [url = '', ...headers] = input.toString('latin1').split('\n', 200);
  const named = headers.map((header) => {
    const at = header.indexOf(':');
    return [header.slice(0, at).toLowerCase(), header.slice(at + 1).trim()] as const;
  });
  // SAFETY: the guard reads no other members.
  const request = {
    url,
    headers: Object.fromEntries(named),
    headersDistinct: Object.fromEntries(
      named.map(([name]) => [
        name,
        named.filter(([other]) => other === name).map(([, value]) => value),
      ]),
    ),
  } as unknown as IncomingMessage;
  for (const own of policies) {
    const admitted = admit(own)(request);
    if (E.isLeft(admitted)) {
      if (admitted.left.message === '') throw new Fault('a refusal without a reason');
      continue;
    }
    // Addresses may have their letters encoded, or line breaks between them.
    if (own.token !== undefined && !/secret|%|[\t\r]/.test(input.toString('latin1')))
      throw new Fault('admitted without the token');
  }
};

export const inspectorSurfaces: ReadonlyArray<PureSurface> = [
  {
    kind: 'pure',
    name: 'feed',
    about:
      'what feeds send to the inspector, with --record: lines of journals and apps, messages of @statelyai/inspect; a page reads it',
    share: 20,
    seeds: seedsOf(
      journal.join('\n'),
      apps.slice(0, 4).join('\n'),
      apps.slice(4, 12).join('\n'),
      stately.join('\n'),
    ),
    words: [
      ...words,
      '{"app":"',
      '"app":"step"',
      '"actor":',
      '"event":',
      '"statechart":',
      '"kind":',
      '"@xstate.event"',
      '"sessionId":',
      '"snapshot":',
      '"set":',
      '"unset":',
      '"microsteps":',
      '"taken":',
      '"value":',
      '"context":',
      '"feed":1',
    ],
    bytes: (input) => {
      const text = input.toString('utf8');
      feeds(text.length % 2 === 0 ? [text] : text.split('\n'), questions);
    },
  },
  {
    kind: 'pure',
    name: 'page',
    about: 'what pages ask the inspector: each answer is one that a page reads',
    share: 20,
    seeds: seedsOf(questions.join('\n'), questions.slice(5).join('\n')),
    words: [
      '"type":',
      '"watch"',
      '"search"',
      '"askRuns"',
      '"askFigures"',
      '"filter":',
      '"query":',
      '"states":',
      '"actor":',
      '"before":',
      '"request":',
      '"asked":',
      '9007199254740991',
      '"from":',
      '"to":',
    ],
    bytes: (input) => {
      feeds([journal.join('\n'), apps.slice(0, 10).join('\n')], input.toString('utf8').split('\n'));
    },
  },
  {
    kind: 'pure',
    name: 'guard',
    about: 'which HTTP requests the inspector admits: none without its token',
    share: 1,
    seeds: seedsOf(
      '/?token=secret\nHost: 127.0.0.1:4000\nOrigin: http://127.0.0.1:4000',
      `/feed\nHost: localhost:4000\nOrigin: http://localhost:5173\nCookie: a=b; ${cookieName(4000)}=secret`,
      'http://[::1]:4000/live\nHost: [::1]:4000',
    ),
    words: [
      'Host: ',
      'Origin: ',
      'Cookie: ',
      'token=',
      '//',
      'http://',
      '[',
      ']',
      '@',
      ':',
      '%',
      '%00',
      '..',
      '\\',
      '0.0.0.0',
      '127.0.0.1:4000',
      'null',
      '#',
      '?',
    ],
    bytes: admits,
  },
];
