/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- the state of a session changes with every message */
/**
 * `servePort`: the host's side of one port: the handshake, the client's session, its requests and its subscriptions.
 *
 * Law: a port has at most one session; a hello of another client closes the session before it.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { INVALID } from '../codec/FastCodec.js';
import { chartIdentity, chartIdentityEq } from '../run/ChartIdentity.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunState } from '../run/RunState.js';
import type { RunId } from '../values/RunId.js';
import type { Endpoint } from './Endpoint.js';
import { listen, post } from './Endpoint.js';
import type { Feed } from './Feed.js';
import { changesFeed, journalFeed } from './Feed.js';
import type { AnswerError } from './HostError.js';
import { AnswerErrorCodec } from './HostError.js';
import type { OpRequest, Row } from './OpRow.js';
import { decodeOpRow, isRow, recordOfOpRow } from './OpRow.js';
import type { Request, RunFilter } from './Protocol.js';
import {
  ClientMessageCodec,
  decodeWith,
  FullHelloCodec,
  HelloCodec,
  idOf,
  isOp,
  PROTOCOL,
  RequestCodec,
} from './Protocol.js';
import { runRow } from './RunRow.js';
import type { Applied, Runs } from './Runs.js';
import { RunHostSnapshotCodec } from './Snapshot.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The session of a connected client. */
export interface Session {
  /** The client's own name; a repeated hello of the same client changes nothing. */
  readonly client: string;
  /** The open subscriptions, by id. */
  readonly feeds: Map<number, Feed>;
  /** How many requests were answered. */
  answered: number;
  heardAt: number;
}

/** The state that the ports of one host share. */
export interface SharedHost {
  readonly runs: Runs;
  readonly sessions: Set<Session>;
  readonly limits: {
    readonly window: number;
    readonly maxChanged: number;
    readonly maxSubscriptions: number;
    readonly idle: number;
  };
  readonly onMalformed: () => void;
  readonly onOverloaded: () => void;
}

/** The result of a request on the wire. */
interface Answer {
  readonly ok?: unknown;
  readonly err?: unknown;
}

// ---------------------------------------------------------------------------------------------------------- defaults

/** How many notices (welcomes, rejections, closings) are sent to a client that sends no requests. */
const MAX_NOTICES = 64;

// ------------------------------------------------------------------------------------------------------ constructors

const ok = (value: unknown): Answer => ({ ok: value });
const err = (error: AnswerError): Answer => ({ err: AnswerErrorCodec.encode(error) });

/** The answer to an op: a row with the run, or a record with the error. */
const appliedAnswer = (id: number, { outcome, sequence }: Applied): Row | object => {
  if (E.isRight(outcome)) return runRow(id, sequence, outcome.right);
  const refused = { id, ...err(outcome.left) };
  return sequence === undefined ? refused : { ...refused, sequence };
};

const gotten = (outcome: Applied['outcome']): Answer =>
  E.isRight(outcome) ? ok(RunRecordCodec.encode(outcome.right)) : err(outcome.left);

const filterOf = ({
  runId,
  state,
}: {
  readonly runId?: RunId;
  readonly state?: RunState;
}): RunFilter =>
  runId === undefined ? (state === undefined ? { all: true } : { state }) : { runId };

const decodeClientMessage = /* #__PURE__ */ decodeWith(ClientMessageCodec);
const decodeRequest = /* #__PURE__ */ decodeWith(RequestCodec);

// -------------------------------------------------------------------------------------------------------- operations

const closeFeed = ({ feeds }: Session, id: number): void => {
  feeds.get(id)?.close();
  feeds.delete(id);
};

/** Serves the client at the other end of a port, and returns a function that stops serving it. */
export const servePort =
  ({ runs, sessions, limits, onMalformed, onOverloaded }: SharedHost) =>
  (endpoint: Endpoint): (() => void) => {
    let session: Session | undefined;
    let notices = 0;

    // A message can be posted unless the port has ended, which `listen` reports.
    const send = (message: object): void => void post(endpoint, message);

    const notify = (message: object): void => {
      notices += 1;
      if (notices <= MAX_NOTICES) send(message);
    };

    const notifyClosed = (client: string, reason: string): void => {
      notify({ type: 'closed', client, reason });
    };

    // ------------------------------------------------------------------------------------------------- sessions

    const end = (ended: Session): void => {
      ended.feeds.forEach((feed) => {
        feed.close();
      });
      ended.feeds.clear();
      sessions.delete(ended);
    };

    const leave = (): void => {
      if (session !== undefined) end(session);
      session = undefined;
    };

    /** Ends the sessions of clients that left without a bye. */
    const forgetIdle = (): void => {
      const now = performance.now();
      [...sessions].filter(({ heardAt }) => now - heardAt > limits.idle).forEach(end);
    };

    const begin = (client: string): Session => {
      if (session !== undefined) notifyClosed(session.client, 'another client took its port');
      leave();
      forgetIdle();
      const begun = { client, feeds: new Map(), answered: 0, heardAt: performance.now() };
      sessions.add(begun);
      return begun;
    };

    const receiveHello = (message: unknown): void => {
      const hello = HelloCodec.decode(message);
      if (E.isLeft(hello)) {
        onMalformed();
        return;
      }
      const { client, protocol } = hello.right;
      const rejected = { type: 'rejected', client, protocol: PROTOCOL };
      if (protocol !== PROTOCOL) {
        notify(rejected);
        return;
      }
      const full = FullHelloCodec.decode(message);
      if (E.isLeft(full)) {
        onMalformed();
        return;
      }
      if (!chartIdentityEq.equals(full.right.chart, chartIdentity)) {
        notify({ ...rejected, chart: chartIdentity });
        return;
      }
      if (session?.client !== client) session = begin(client);
      notify({ type: 'welcome', client, window: limits.window, chart: chartIdentity });
    };

    // ------------------------------------------------------------------------------------------------- requests

    const subscribe = (to: Session, id: number, open: () => Feed): Answer => {
      closeFeed(to, id);
      const { maxSubscriptions } = limits;
      if (to.feeds.size >= maxSubscriptions)
        return err({ _tag: 'Overloaded', limit: maxSubscriptions });
      to.feeds.set(id, open());
      return ok(id);
    };

    const handle = (from: Session, id: number, request: Exclude<Request, OpRequest>): Answer => {
      const publish = (message: object): void => {
        send({ ...message, subscription: id });
      };
      switch (request.kind) {
        case 'get':
          return gotten(runs.get(request.runId));
        case 'list': {
          const page = runs.list(request.after, request.limit, filterOf(request));
          return ok({
            runs: page.runs.map((run) => RunRecordCodec.encode(run)),
            ...(O.isSome(page.next) ? { next: page.next.value } : {}),
          });
        }
        case 'counts':
          return ok(runs.counts());
        case 'ping':
          return ok(null);
        case 'snapshot':
          return ok(RunHostSnapshotCodec.encode(runs.snapshot()));
        case 'restore': {
          const restored = runs.restore(request.snapshot);
          return E.isRight(restored) ? ok(null) : err(restored.left);
        }
        case 'subscribe': {
          const { maxChanged } = limits;
          return subscribe(from, id, () =>
            changesFeed(runs, filterOf(request), { ...request, maxChanged }, publish),
          );
        }
        case 'journal':
          return subscribe(from, id, () => journalFeed(runs, request.from, request.max, publish));
        case 'unsubscribe':
          closeFeed(from, request.subscription);
          return ok(null);
      }
    };

    const answer = (from: Session, id: number, request: Request): Row | object =>
      isOp(request)
        ? appliedAnswer(id, runs.apply(request.entry, request.kind === 'create'))
        : { id, ...handle(from, id, request) };

    /** Decodes a request; what is wrong with a row is told as of its record. */
    const decode = (item: unknown): E.Either<string, Request> => {
      if (!isRow(item)) return decodeRequest(item);
      const op = decodeOpRow(item, runs.known);
      return op === INVALID ? decodeRequest(recordOfOpRow(item)) : E.right(op);
    };

    /** Answers an item of a message; one without an id cannot be answered. */
    const answerItem = (from: Session, item: unknown): Row | object | undefined => {
      const id = idOf(item);
      const request = decode(item);
      if (E.isLeft(request)) onMalformed();
      if (id === undefined) return undefined;
      return E.isLeft(request)
        ? { id, ...err({ _tag: 'Malformed', message: request.left }) }
        : answer(from, id, request.right);
    };

    const receiveRequests = (
      from: Session,
      taken: number,
      requests: ReadonlyArray<unknown>,
    ): void => {
      // A client cannot have taken more than was answered, whatever it says.
      const untaken = Math.max(0, from.answered - taken);
      if (untaken + requests.length > limits.window) {
        onOverloaded();
        leave();
        notifyClosed(from.client, 'the client takes no answers');
        return;
      }
      notices = 0;
      const answers: Array<Row | object> = [];
      for (const item of requests) {
        const answered = answerItem(from, item);
        if (answered !== undefined) answers.push(answered);
      }
      from.answered += answers.length;
      if (answers.length > 0) send({ type: 'answers', answers });
    };

    const receive = (u: unknown): void => {
      const decoded = decodeClientMessage(u);
      if (E.isLeft(decoded)) {
        receiveHello(u);
        return;
      }
      const message = decoded.right;
      // An idle session is forgotten when another client connects.
      if (session !== undefined && !sessions.has(session)) session = undefined;
      if (session?.client !== message.client) {
        if (message.type === 'requests') notifyClosed(message.client, 'the client is not known');
        return;
      }
      session.heardAt = performance.now();
      switch (message.type) {
        case 'requests':
          receiveRequests(session, message.taken, message.requests);
          return;
        case 'ack':
          session.feeds.get(message.subscription)?.ack();
          return;
        case 'bye':
          leave();
          return;
      }
    };

    const stop = listen(endpoint, {
      message: receive,
      gone: leave,
      doubted: () => undefined,
      erred: () => undefined,
    });
    return () => {
      leave();
      stop();
    };
  };
