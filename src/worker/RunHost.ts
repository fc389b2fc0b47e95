/* eslint-disable functional/immutable-data, functional/no-let -- what a host knows of its clients changes as they talk */
/**
 * The run host: owns many runs and serves them to clients through ports, in a Web Worker, a SharedWorker, a worker of
 * `worker_threads`, or beside its client in one program.
 *
 * Laws: requests of a client are done in their order, each once, and answered in that order; what comes in is decoded, and
 * garbage is counted or answered and never ends the host; what waits for a client is bounded, whatever it does or leaves.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { DEFAULT_REMEMBER } from '../journal/RunFold.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import { chartIdentity, chartIdentityEq } from '../run/ChartIdentity.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunState } from '../run/RunState.js';
import type { RunId } from '../values/RunId.js';
import type { Endpoint } from './Endpoint.js';
import { listen, post } from './Endpoint.js';
import type { AnswerError, RunNotFound } from './HostError.js';
import { AnswerErrorCodec } from './HostError.js';
import type { Outbox } from './Outbox.js';
import { changesOutbox, journalOutbox } from './Outbox.js';
import type { Request, RunFilter } from './Protocol.js';
import {
  ClientMessageCodec,
  decodeWith,
  FullHelloCodec,
  HelloCodec,
  idOf,
  PROTOCOL,
  RequestCodec,
} from './Protocol.js';
import type { Applied, Refusal, Runs } from './Runs.js';
import { makeRuns } from './Runs.js';
import type { RunHostSnapshot } from './Snapshot.js';
import { RunHostSnapshotCodec } from './Snapshot.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How much a host holds. */
export interface RunHostOptions {
  /** How many of its latest commands are remembered for each run; 128 if not given. A redelivery that comes later acts again. */
  readonly remember?: number;
  /** How many of the latest journal lines are kept for subscribers that come late or fall behind; 10,000 if not given. */
  readonly tail?: number;
  /** How many requests of a client may be unanswered, or answered and not taken; 1,024 if not given. */
  readonly window?: number;
  /** For how many runs a subscriber may fall behind before it is told everything anew; 100,000 if not given. */
  readonly mostChanged?: number;
  /** How many subscriptions a client may have open; 10,000 if not given. Beyond, they are answered `Overloaded`. */
  readonly mostSubscriptions?: number;
  /** After how long a client that says nothing is forgotten, in milliseconds; 300,000 if not given. Checked when another connects. */
  readonly idle?: number;
}

/** What a host has seen. */
export interface RunHostStats {
  /** Clients that are connected. */
  readonly clients: number;
  /** Subscriptions that are open. */
  readonly subscriptions: number;
  /** Messages and requests that could not be decoded. */
  readonly malformed: number;
  /** Clients that were disconnected because they took no answers. */
  readonly overloaded: number;
}

/** A host of runs. */
export interface RunHost {
  /** Does a journal's op, without any port. Errors: those of the op; `RunNotFound` where a replay says `NoRun`. */
  readonly apply: (entry: JournalEntry) => E.Either<Refusal, RunInstance>;
  /** One run. Errors: `RunNotFound`. */
  readonly get: (runId: RunId) => E.Either<RunNotFound, RunInstance>;
  /** How many runs are in each state. */
  readonly counts: () => Readonly<Record<RunState, number>>;
  /** Everything that the host holds. */
  readonly snapshot: () => RunHostSnapshot;
  /** Takes the place of everything there is. Errors: `ChartMismatch` if the snapshot is of another chart. */
  readonly restore: (snapshot: RunHostSnapshot) => E.Either<ChartMismatch, void>;
  /** Serves the client at the other end of a port, and gives back how to stop. */
  readonly serve: (endpoint: Endpoint) => () => void;
  /** What the host has seen so far. */
  readonly stats: () => RunHostStats;
}

// ---------------------------------------------------------------------------------------------------------- defaults

const DEFAULTS = {
  remember: DEFAULT_REMEMBER,
  tail: 10_000,
  window: 1024,
  mostChanged: 100_000,
  mostSubscriptions: 10_000,
  idle: 300_000,
};

/** How many notices (welcomes, rejections, closings) go out to a client that sends no requests. */
const MOST_NOTICES = 64;

// ---------------------------------------------------------------------------------------------------------- sessions

/** What is kept of one connected client. */
interface Session {
  /** What it calls itself: a hello that it repeats changes nothing. */
  readonly client: string;
  readonly outboxes: Map<number, Outbox>;
  /** How many requests were answered. */
  answered: number;
  heardAt: number;
}

/** An answer on the wire. */
interface Answer {
  readonly id: number;
  readonly sequence?: number;
  readonly ok?: unknown;
  readonly err?: unknown;
}

const ok = (value: unknown): Omit<Answer, 'id'> => ({ ok: value });
const err = (error: AnswerError): Omit<Answer, 'id'> => ({ err: AnswerErrorCodec.encode(error) });

const answerOf = ({ outcome, sequence }: Applied): Omit<Answer, 'id'> => ({
  ...(sequence === undefined ? {} : { sequence }),
  ...(E.isRight(outcome) ? ok(RunRecordCodec.encode(outcome.right)) : err(outcome.left)),
});

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

/**
 * A host without runs. `serve` it to as many ports as there are clients.
 *
 * @example
 * ```ts
 * import { RunId } from 'runchart'
 * import { connectRunHost, makeRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const host = makeRunHost()
 * const { port1, port2 } = new MessageChannel()
 * host.serve(port1)
 *
 * const connected = await connectRunHost(port2)()
 * if (E.isRight(connected)) {
 *   const client = connected.right
 *   const runId = RunId.generate()
 *   assert.deepStrictEqual(await client.get(runId)(), E.left({ _tag: 'RunNotFound', runId }))
 *   client.close()
 * }
 * assert.strictEqual(E.isRight(connected), true)
 * port1.close()
 * ```
 */
export const makeRunHost = (options: RunHostOptions = {}): RunHost => {
  const { remember, tail, window, mostChanged, mostSubscriptions, idle } = {
    ...DEFAULTS,
    ...options,
  };
  const runs: Runs = makeRuns(remember, tail);
  const sessions = new Set<Session>();
  const seen = { malformed: 0, overloaded: 0 };

  const end = (session: Session): void => {
    session.outboxes.forEach((outbox) => {
      outbox.close();
    });
    session.outboxes.clear();
    sessions.delete(session);
  };

  /** A client that went away without a word is not waited for. */
  const forgetIdle = (): void => {
    const now = performance.now();
    [...sessions]
      .filter(({ heardAt }) => now - heardAt > idle)
      .forEach((session) => {
        end(session);
      });
  };

  const serve = (endpoint: Endpoint): (() => void) => {
    let session: Session | undefined;
    let notices = 0;

    const say = (message: object): void => {
      // What cannot be posted any more has nobody to hear it: the port's end is heard of by itself.
      post(endpoint, message);
    };
    const notify = (message: object): void => {
      notices += 1;
      if (notices <= MOST_NOTICES) say(message);
    };
    const leave = (): void => {
      if (session !== undefined) end(session);
      session = undefined;
    };
    const shut = (client: string, reason: string): void => {
      notify({ type: 'closed', client, reason });
    };

    const greet = (message: unknown): void => {
      const hello = HelloCodec.decode(message);
      if (E.isLeft(hello)) {
        seen.malformed += 1;
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
        seen.malformed += 1;
        return;
      }
      if (!chartIdentityEq.equals(full.right.chart, chartIdentity)) {
        notify({ ...rejected, chart: chartIdentity });
        return;
      }
      if (session?.client !== client) {
        if (session !== undefined) shut(session.client, 'another client took its port');
        leave();
        forgetIdle();
        session = { client, outboxes: new Map(), answered: 0, heardAt: performance.now() };
        sessions.add(session);
      }
      notify({ type: 'welcome', client, window });
    };

    const subscribe = (to: Session, id: number, open: () => Outbox): Omit<Answer, 'id'> => {
      to.outboxes.get(id)?.close();
      to.outboxes.delete(id);
      if (to.outboxes.size >= mostSubscriptions)
        return err({ _tag: 'Overloaded', limit: mostSubscriptions });
      to.outboxes.set(id, open());
      return ok(id);
    };

    const handle = (from: Session, id: number, request: Request): Omit<Answer, 'id'> => {
      const tell = (message: object): void => {
        say({ ...message, subscription: id });
      };
      switch (request.kind) {
        case 'apply':
          return answerOf(runs.apply(request.entry, false));
        case 'create':
          return answerOf(runs.apply(request.entry, true));
        case 'get':
          return answerOf({ outcome: runs.get(request.runId) });
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
        case 'subscribe':
          return subscribe(from, id, () =>
            changesOutbox(runs, filterOf(request), { ...request, mostChanged }, tell),
          );
        case 'journal':
          return subscribe(from, id, () => journalOutbox(runs, request.from, request.most, tell));
        case 'unsubscribe':
          from.outboxes.get(request.subscription)?.close();
          from.outboxes.delete(request.subscription);
          return ok(null);
      }
    };

    const answer = (from: Session, item: unknown): ReadonlyArray<Answer> => {
      const id = idOf(item);
      const request = decodeRequest(item);
      if (E.isLeft(request)) seen.malformed += 1;
      if (id === undefined) return [];
      return [
        {
          id,
          ...(E.isLeft(request)
            ? err({ _tag: 'Malformed', message: request.left })
            : handle(from, id, request.right)),
        },
      ];
    };

    const overload = (client: string): void => {
      seen.overloaded += 1;
      leave();
      shut(client, 'the client takes no answers');
    };

    const hear = (message: unknown): void => {
      const decoded = decodeClientMessage(message);
      if (E.isLeft(decoded)) {
        greet(message);
        return;
      }
      const said = decoded.right;
      // It may have been forgotten meanwhile.
      if (session !== undefined && !sessions.has(session)) session = undefined;
      if (session?.client !== said.client) {
        if (said.type === 'requests') shut(said.client, 'the client is not known');
        return;
      }
      session.heardAt = performance.now();
      switch (said.type) {
        case 'requests': {
          // No more can be taken than was answered, whatever is said.
          const untaken = Math.max(0, session.answered - said.taken);
          if (untaken + said.requests.length > window) {
            overload(said.client);
            return;
          }
          notices = 0;
          const from = session;
          const answers = said.requests.flatMap((item) => answer(from, item));
          from.answered += answers.length;
          if (answers.length > 0) say({ type: 'answers', answers });
          return;
        }
        case 'ack':
          session.outboxes.get(said.subscription)?.ack();
          return;
        case 'bye':
          leave();
          return;
      }
    };

    const stop = listen(endpoint, { message: hear, gone: leave, doubtful: () => undefined });
    return () => {
      leave();
      stop();
    };
  };

  return {
    apply: (entry) => runs.apply(entry, false).outcome,
    get: runs.get,
    counts: runs.counts,
    snapshot: runs.snapshot,
    restore: runs.restore,
    serve,
    stats: () => ({
      clients: sessions.size,
      subscriptions: [...sessions].reduce((n, { outboxes }) => n + outboxes.size, 0),
      ...seen,
    }),
  };
};

/**
 * A host that serves one port: the whole program of a worker. In a Web Worker the port is `self`, in a worker of Node
 * `parentPort`.
 *
 * @example
 * ```ts
 * import { connectRunHost, serveRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const { port1, port2 } = new MessageChannel()
 * serveRunHost(port1)
 * const connected = await connectRunHost(port2)()
 * assert.strictEqual(E.isRight(connected), true)
 * if (E.isRight(connected)) connected.right.close()
 * port1.close()
 * ```
 */
export const serveRunHost = (endpoint: Endpoint, options: RunHostOptions = {}): RunHost => {
  const host = makeRunHost(options);
  host.serve(endpoint);
  return host;
};
