/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- what is under way between a client and its host */
/**
 * A client's connection: requests with ids, a bounded window of them under way, a heartbeat, and an end.
 *
 * Laws: every request is answered exactly once, whatever happens; requests go out in the order in which they were made; the
 * host has at most a window of them unanswered; nothing throws, whatever the host says.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { v4 } from 'uuid';
import type { ChartIdentity } from '../run/ChartIdentity.js';
import { chartIdentity } from '../run/ChartIdentity.js';
import type { Endpoint } from './Endpoint.js';
import { listen, post } from './Endpoint.js';
import type { AnswerError, ConnectError, HostGone, Malformed, RequestError } from './HostError.js';
import { AnswerErrorCodec } from './HostError.js';
import type { HostMessage, Request } from './Protocol.js';
import {
  AnswerCodec,
  decodeWith,
  HostMessageCodec,
  idOf,
  PROTOCOL,
  RequestCodec,
} from './Protocol.js';
import type { RequestOptions } from './within.js';
import { LONGEST_TIMER, within } from './within.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How a client treats its host. */
export interface ConnectOptions {
  /** Milliseconds from the call to the answer, for connecting and for each request that says nothing else; 30,000 if not given. */
  readonly timeout?: number;
  /** How many requests are under way at once; 1,024 if not given, and never more than the host takes. */
  readonly window?: number;
  /** How many requests wait for that window; 100,000 if not given. Beyond, they are answered `Overloaded`. */
  readonly mostWaiting?: number;
  /** After how many milliseconds of silence the host is asked whether it is there; 5,000 if not given. */
  readonly heartbeat?: number;
  /** After how many milliseconds without any answer it is held to be gone; 15,000 if not given. `Infinity` never gives up. */
  readonly patience?: number;
  /** Told of each message of the host that could not be decoded. */
  readonly onMalformed?: (message: string) => void;
}

/** What a client has seen. */
export interface ClientStats {
  /** Requests that were sent and not answered yet. */
  readonly underWay: number;
  /** Requests that were not sent yet. */
  readonly waiting: number;
  /** Messages and answers that could not be decoded. */
  readonly malformed: number;
}

/** What a subscription hears. */
export type News = Extract<HostMessage, { readonly type: 'changes' | 'lines' }>;

/** What is asked, and how the result is decoded. */
export interface Asking<A> {
  readonly request: Request;
  readonly decode: (u: unknown) => E.Either<string, A>;
  /** Told of the request's id before it is sent. */
  readonly named?: (id: number) => void;
  /** Told of the host's answer, also when it comes too late for whoever asked; before any later answer. */
  readonly heard?: (outcome: E.Either<AnswerError, A>, sequence: number | undefined) => void;
}

/** A client's connection. */
export interface Connection {
  readonly ask: <A>(
    asking: Asking<A>,
    options?: RequestOptions,
  ) => TaskEither<RequestError | AnswerError, A>;
  /** Opens a subscription; the listener's `done` says that the news was taken. */
  readonly subscribe: (
    request: Extract<Request, { readonly kind: 'subscribe' | 'journal' }>,
    listener: (news: News, done: () => void) => void,
    options?: RequestOptions,
  ) => TaskEither<RequestError | AnswerError, () => void>;
  readonly window: number;
  readonly stats: () => ClientStats;
  /** Answers when the host is gone. */
  readonly gone: Promise<string>;
  readonly isOpen: () => boolean;
  readonly close: (reason: string) => void;
}

/** A request under way. */
interface Pending {
  /** As it goes out. */
  readonly frame: object;
  readonly receive: (answer: E.Either<AnswerError, unknown>, sequence: number | undefined) => void;
  readonly fail: (error: RequestError) => void;
}

// ---------------------------------------------------------------------------------------------------------- defaults

const DEFAULTS = {
  timeout: 30_000,
  window: 1024,
  mostWaiting: 100_000,
  heartbeat: 5_000,
  patience: 15_000,
  onMalformed: () => undefined,
};

/** A hello may come before its worker listens, so it is said again. */
const HELLO_AGAIN = 200;

// -------------------------------------------------------------------------------------------------------- operations

/** A request as it goes out; untyped code can make one that cannot. */
const frameOf = (request: Request, id: number): E.Either<Malformed, object> =>
  E.tryCatch(
    // SAFETY: the encoding of a request is a record.
    () => ({ ...(RequestCodec.encode(request) as object), id }),
    (): Malformed => ({ _tag: 'Malformed', message: 'what is asked is no request' }),
  );

const decodeMessage = /* #__PURE__ */ decodeWith(HostMessageCodec);
const decodeAnswer = /* #__PURE__ */ decodeWith(AnswerCodec);
const decodeError = /* #__PURE__ */ decodeWith(AnswerErrorCodec);

/** Lets a timer not keep a program of Node alive. */
const unref = (timer: unknown): void => {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
    const { unref: release } = timer;
    if (typeof release === 'function') release.call(timer);
  }
};

const open = (
  endpoint: Endpoint,
  { timeout, window, mostWaiting, heartbeat, patience, onMalformed }: Required<ConnectOptions>,
  settle: (outcome: E.Either<ConnectError, Connection>) => void,
): { readonly abandon: () => boolean } => {
  const client = v4();
  /** Both in the order of asking. */
  const waiting = new Map<number, Pending>();
  const underWay = new Map<number, Pending>();
  const listeners = new Map<number, (news: News, done: () => void) => void>();
  let room = window;
  let ids = 0;
  let taken = 0;
  let malformed = 0;
  let isPumping = false;
  let end: string | undefined;
  let heardAt = performance.now();
  let askedAt = heardAt;
  let tellGone: (reason: string) => void = () => undefined;
  const gone = new Promise<string>((resolve) => {
    tellGone = resolve;
  });

  const garbage = (message: string): void => {
    malformed += 1;
    // Apart: what it throws is its own, and stops no answer.
    queueMicrotask(() => {
      onMalformed(message);
    });
  };

  const close = (reason: string): void => {
    if (end !== undefined) return;
    end = reason;
    stop();
    clearInterval(greeting);
    clearInterval(pulse);
    const lost = (sent: boolean): HostGone => ({ _tag: 'HostGone', reason, sent });
    const sent = [...underWay.values()];
    const unsent = [...waiting.values()];
    underWay.clear();
    waiting.clear();
    listeners.clear();
    sent.forEach(({ fail }) => {
      fail(lost(true));
    });
    unsent.forEach(({ fail }) => {
      fail(lost(false));
    });
    settle(E.left(lost(false)));
    tellGone(reason);
  };

  /** Sends what waits, as far as the window goes, in one frame. */
  const pump = (): void => {
    isPumping = false;
    if (end !== undefined || waiting.size === 0 || underWay.size >= room) return;
    const sending: Array<readonly [id: number, pending: Pending]> = [];
    for (const [id, pending] of waiting) {
      if (underWay.size >= room) break;
      waiting.delete(id);
      underWay.set(id, pending);
      sending.push([id, pending]);
    }
    // A host that was silent because nothing was asked has its time from now on.
    if (underWay.size === sending.length) askedAt = performance.now();
    const posted = postRequests(sending);
    if (E.isLeft(posted)) apart(sending);
  };

  const postRequests = (
    sending: ReadonlyArray<readonly [id: number, pending: Pending]>,
  ): E.Either<string, void> =>
    post(endpoint, {
      type: 'requests',
      client,
      taken,
      requests: sending.map(([, { frame }]) => frame),
    });

  /** One that cannot be copied, which untyped code can make, must not take the others of its frame with it. */
  const apart = (sending: ReadonlyArray<readonly [id: number, pending: Pending]>): void => {
    const empty = postRequests([]);
    if (E.isLeft(empty)) {
      close(`a message could not be posted: ${empty.left}`);
      return;
    }
    for (const [id, pending] of sending) {
      const posted = postRequests([[id, pending]]);
      if (E.isLeft(posted)) {
        underWay.delete(id);
        pending.fail({ _tag: 'Malformed', message: posted.left });
      }
    }
    pumpSoon();
  };

  const pumpSoon = (): void => {
    if (isPumping) return;
    isPumping = true;
    queueMicrotask(pump);
  };

  const ask: Connection['ask'] =
    <A>({ request, decode, named, heard }: Asking<A>, options: RequestOptions = {}) =>
    () =>
      within<RequestError | AnswerError, A>({ timeout, ...options }, (done) => {
        const id = (ids += 1);
        named?.(id);
        if (end !== undefined) {
          done(E.left({ _tag: 'HostGone', reason: end, sent: false }));
        } else if (waiting.size >= mostWaiting) {
          done(E.left({ _tag: 'Overloaded', limit: mostWaiting }));
        } else {
          const frame = frameOf(request, id);
          if (E.isLeft(frame)) {
            done(frame);
            return { abandon: () => false };
          }
          waiting.set(id, {
            frame: frame.right,
            receive: (answer, sequence) => {
              const outcome = E.isLeft(answer) ? answer : locally(decode(answer.right));
              heard?.(outcome, sequence);
              done(outcome);
            },
            fail: (error) => {
              done(E.left(error));
            },
          });
          pumpSoon();
        }
        return {
          // One that was sent stays until its answer comes: its place in the window is not free before.
          abandon: () => !waiting.delete(id),
        };
      });

  /** What this side could not decode is counted; what the host could not is only an answer. */
  const locally = <A>(decoded: E.Either<string, A>): E.Either<AnswerError, A> => {
    if (E.isRight(decoded)) return decoded;
    garbage(decoded.left);
    return E.left({ _tag: 'Malformed', message: decoded.left });
  };

  const receive = (pending: Pending, item: unknown): void => {
    const answer = locally(decodeAnswer(item));
    if (E.isLeft(answer)) {
      pending.receive(answer, undefined);
      return;
    }
    const { ok, err, sequence } = answer.right;
    const error = err === undefined ? undefined : locally(decodeError(err));
    pending.receive(
      error === undefined ? E.right(ok) : E.isLeft(error) ? error : E.left(error.right),
      sequence,
    );
  };

  const take = (item: unknown): void => {
    const id = idOf(item);
    if (id === undefined || !underWay.has(id)) {
      garbage('an answer to nothing that was asked');
      return;
    }
    // Answers come in the order of requests: what was asked before and has none lost it among garbage.
    for (const [earlier, pending] of underWay) {
      underWay.delete(earlier);
      taken += 1;
      if (earlier === id) {
        receive(pending, item);
        return;
      }
      pending.receive(locally(E.left('the answer did not come, but a later one did')), undefined);
    }
  };

  const welcome = (theirs: number): void => {
    clearInterval(greeting);
    room = Math.min(window, theirs);
    pulse = setInterval(
      () => {
        const now = performance.now();
        if (underWay.size > 0 && now - Math.max(heardAt, askedAt) >= patience)
          close(`nothing was heard of it for ${String(patience)} ms`);
        else if (underWay.size === 0 && now - heardAt >= heartbeat) void ping();
      },
      Math.min(heartbeat, patience, LONGEST_TIMER) / 2,
    );
    unref(pulse);
    settle(E.right(connection));
  };

  const ping = ask({ request: { kind: 'ping' }, decode: E.right }, { timeout: Infinity });

  const reject = (theirs: number, chart: ChartIdentity | undefined): void => {
    settle(
      E.left(
        chart === undefined
          ? { _tag: 'ProtocolMismatch', ours: PROTOCOL, theirs }
          : { _tag: 'ChartMismatch', expected: chartIdentity, found: chart },
      ),
    );
    close('it rejected this client');
  };

  const hear = (message: unknown): void => {
    heardAt = performance.now();
    const decoded = decodeMessage(message);
    if (E.isLeft(decoded)) {
      garbage(decoded.left);
      return;
    }
    const said = decoded.right;
    switch (said.type) {
      case 'welcome':
        if (said.client === client && pulse === undefined) welcome(said.window);
        return;
      case 'rejected':
        if (said.client === client) reject(said.protocol, said.chart);
        return;
      case 'answers':
        said.answers.forEach(take);
        pump();
        return;
      case 'changes':
      case 'lines': {
        const { subscription } = said;
        const done = (): void => {
          if (end === undefined) post(endpoint, { type: 'ack', client, subscription });
        };
        const listener = listeners.get(subscription);
        // Nobody listens any more: the host will hear of that too.
        if (listener !== undefined) listener(said, done);
        return;
      }
      case 'closed':
        // Another one may use the port, or have used it.
        if (said.client === client) close(said.reason);
        return;
    }
  };

  const subscribe: Connection['subscribe'] =
    (request, listener, options = {}) =>
    async () => {
      let unsubscribe = (): void => undefined;
      const outcome = await ask(
        {
          request,
          decode: E.right,
          // The first news comes right behind the answer.
          named: (id) => {
            listeners.set(id, listener);
            unsubscribe = () => {
              if (!listeners.delete(id) || end !== undefined) return;
              void ask({ request: { kind: 'unsubscribe', subscription: id }, decode: E.right })();
            };
          },
        },
        options,
      )();
      if (E.isRight(outcome)) return E.right(unsubscribe);
      unsubscribe();
      return outcome;
    };

  const connection: Connection = {
    ask,
    subscribe,
    get window() {
      return room;
    },
    stats: () => ({ underWay: underWay.size, waiting: waiting.size, malformed }),
    gone,
    isOpen: () => end === undefined,
    close: (reason) => {
      if (end === undefined) post(endpoint, { type: 'bye', client });
      close(reason);
    },
  };

  const greet = (): void => {
    const posted = post(endpoint, {
      type: 'hello',
      protocol: PROTOCOL,
      client,
      chart: chartIdentity,
    });
    if (E.isLeft(posted)) close(`a message could not be posted: ${posted.left}`);
  };

  let pulse: ReturnType<typeof setInterval> | undefined;
  const greeting = setInterval(greet, HELLO_AGAIN);
  const stop = listen(endpoint, {
    message: hear,
    gone: close,
    doubtful: () => {
      // It is asked whether it is still there, and given the usual time to answer.
      if (pulse !== undefined && underWay.size === 0) void ping();
    },
  });
  greet();
  return {
    abandon: () => {
      close('it did not answer the hello');
      return true;
    },
  };
};

/** Connects to the host at the other end. */
export const connect =
  (
    endpoint: Endpoint,
    { signal, ...options }: ConnectOptions & Pick<RequestOptions, 'signal'> = {},
  ): TaskEither<ConnectError, Connection> =>
  () => {
    const all = { ...DEFAULTS, ...options };
    return within<ConnectError, Connection>({ timeout: all.timeout, signal }, (settle) =>
      open(endpoint, all, settle),
    );
  };
