/**
 * The inspector's server: the page's files, a WebSocket for pages (`/live`) and one for senders of lines (`/feed`).
 *
 * It serves the files of one folder, answers only requests that `guard.ts` admits, and forbids browsers to load anything from
 * elsewhere.
 */
import type { IncomingMessage, OutgoingHttpHeaders, Server } from 'node:http';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import * as E from 'fp-ts/lib/Either.js';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import { makeJournalTimes } from '../../times/JournalTimes.js';
import type { ActorLimits } from '../apps/ActorBoard.js';
import { makeApps } from '../apps/Apps.js';
import type { BoardLimits } from '../Board.js';
import { makeBoard } from '../Board.js';
import { feedFrom } from './feeds.js';
import type { Policy, Refusal } from './guard.js';
import { admit, cookieName, inUrl } from './guard.js';
import type { Intake } from './intake.js';
import { makeIntake } from './intake.js';
import { makeLayouts } from './layouts.js';
import { makePages } from './pages.js';
import type { Recorder } from './recorder.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The options of a server. */
export interface ServeOptions {
  /** The folder of the page's files. */
  readonly assets: string;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly token?: string | undefined;
  readonly feedOrigins: ReadonlyArray<string>;
  /** Records what feeds send. */
  readonly recorder?: Recorder | undefined;
  /** Called with the reason when a feed is refused: its sender cannot see it. */
  readonly onRefused?: (message: string) => void;
  /** What people call ids. */
  readonly labels?: ReadonlyMap<string, string> | undefined;
  readonly limits?: BoardLimits;
  readonly appLimits?: ActorLimits;
}

/** A listening server. */
export interface Inspector {
  /** The address of the page, with the token if there is one. */
  readonly url: string;
  readonly intake: Intake;
  readonly close: () => Promise<void>;
}

/** Why a server cannot listen. */
export interface ListenError {
  readonly _tag: 'ListenError';
  readonly code: string;
  readonly message: string;
}

/** The longest message of a page, in bytes: a page says what it watches, and asks for details. */
const MAX_PAGE_MESSAGE = 16 * 1024;

/** The longest message of a feed, in bytes. */
const MAX_FEED_MESSAGE = 1024 * 1024;

/** How many pages may be connected and, apart from them, how many feeds: neither can lock the other out. */
const MAX_SOCKETS = 100;

/** Allows the page's own files and connections to this server, and nothing else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: OutgoingHttpHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

// ------------------------------------------------------------------------------------------------------- operations

const statusTexts: Readonly<Record<Refusal['status'], string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  421: 'Misdirected Request',
};

const refuseUpgrade = (socket: Duplex, status: string, message: string): void => {
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n` +
      `content-length: ${String(Buffer.byteLength(message))}\r\n\r\n${message}`,
  );
};

const listen = (
  server: Server,
  host: string,
  port: number,
): Promise<E.Either<ListenError, number>> =>
  new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(E.left({ _tag: 'ListenError', code: error.code ?? '', message: error.message }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(E.right(typeof address === 'object' && address !== null ? address.port : port));
    });
  });

/** Starts a server. */
export const serve = async (options: ServeOptions): Promise<E.Either<ListenError, Inspector>> => {
  const { assets, host, token, feedOrigins } = options;
  const times = makeJournalTimes();
  const board = makeBoard(options.limits, times);
  const apps = makeApps(options.appLimits, () => {
    pages.markChanged();
  });
  const layouts = makeLayouts();
  const intake = makeIntake(board, apps, () => {
    pages.markChanged();
  });
  const pages = makePages({
    ...{ board, times, apps, layouts, sources: intake.sources },
    ...(options.labels === undefined ? {} : { labels: options.labels }),
  });
  const server = createServer();
  const listening = await listen(server, host, options.port);
  if (E.isLeft(listening)) {
    pages.close();
    return listening;
  }

  const policy: Policy = { host, port: listening.right, token, feedOrigins };
  const admitted = admit(policy);
  const files = sirv(assets, { etag: true });

  server.on('request', (request, response) => {
    const end = (status: number, message: string, more: OutgoingHttpHeaders = {}): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...more });
      response.end(`${message}\n`);
    };
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) response.setHeader(name, value);
    const admission = admitted(request);
    if (E.isLeft(admission)) {
      end(admission.left.status, admission.left.message);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      end(405, 'the page is read, not written', { allow: 'GET, HEAD' });
    } else if (admission.right.byAddress && token !== undefined) {
      // A cookie carries the token from now on, so that the token is not copied or bookmarked with the address.
      const cookie = `${cookieName(policy.port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;
      end(303, 'see the page', { location: '/', 'set-cookie': cookie });
    } else {
      files(request, response, () => {
        end(404, 'there is no such file');
      });
    }
  });

  const forPages = new WebSocketServer({ noServer: true, maxPayload: MAX_PAGE_MESSAGE });
  const forFeeds = new WebSocketServer({ noServer: true, maxPayload: MAX_FEED_MESSAGE });
  let feeds = 0;

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    const admission = admitted(request);
    if (E.isLeft(admission)) {
      const { status, message } = admission.left;
      options.onRefused?.(message);
      refuseUpgrade(socket, `${String(status)} ${statusTexts[status]}`, message);
      return;
    }
    const { pathname } = admission.right.url;
    const { clients } = pathname === '/live' ? forPages : forFeeds;
    if (clients.size >= MAX_SOCKETS) {
      refuseUpgrade(socket, '503 Service Unavailable', 'too many connections');
    } else if (pathname === '/live') {
      forPages.handleUpgrade(request, socket, head, pages.connect);
    } else if (pathname === '/feed') {
      forFeeds.handleUpgrade(request, socket, head, (feed) => {
        feeds += 1;
        feedFrom(feed, intake, feeds, options.recorder);
      });
    } else {
      refuseUpgrade(socket, '404 Not Found', 'pages connect to /live, feeds to /feed');
    }
  });

  const shownHost = inUrl(host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);
  const url = `http://${shownHost}:${String(policy.port)}/`;
  return E.right({
    url: token === undefined ? url : `${url}?token=${token}`,
    intake,
    close: () =>
      new Promise((resolve) => {
        pages.close();
        layouts.close();
        for (const { clients } of [forPages, forFeeds])
          for (const socket of clients) socket.terminate();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
};
