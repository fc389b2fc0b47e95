/** `Connection`: a client's link to its host, and the options it is made with. */
import type * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AnswerError, RequestError } from './HostError.js';
import type { HostMessage, Request } from './Protocol.js';
import type { RequestOptions } from './timeout.js';

/**
 * How a client treats its host.
 * @category Clients
 */
export interface ConnectOptions {
  /** The timeout for connecting and, by default, for each request, in milliseconds. Defaults to 30,000. */
  readonly timeout?: number;
  /** How many requests are under way at once. Defaults to 1,024, and never exceeds the host's window. */
  readonly window?: number;
  /**
   * How many requests may wait, for room in the window or for the end of the turn; any more fail with `Overloaded`. Defaults to
   * 100,000.
   */
  readonly maxWaiting?: number;
  /** Milliseconds of silence after which an idle host is pinged. Defaults to 5,000. */
  readonly heartbeat?: number;
  /**
   * Milliseconds of silence after which a host that has not answered a request is considered gone. Defaults to 15,000;
   * `Infinity` never gives up.
   */
  readonly patience?: number;
  /** Called for each message of the host that cannot be decoded. */
  readonly onMalformed?: (message: string) => void;
}

/**
 * Counters of a client.
 * @category Clients
 */
export interface ClientStats {
  /** Requests that were sent and are not answered yet. */
  readonly underWay: number;
  /** Requests that are not sent yet. */
  readonly waiting: number;
  /** Messages and answers that could not be decoded. */
  readonly malformed: number;
}

/** A message to a subscription. */
export type SubscriptionMessage = Extract<HostMessage, { readonly type: 'changes' | 'lines' }>;

/** A request, and how its result is decoded. */
export interface ClientRequest<A> {
  readonly request: Request;
  readonly decode: (u: unknown) => E.Either<string, A>;
  /** Called with the request's id before it is sent. */
  readonly onId?: (id: number) => void;
  /** Called with the op's number in the journal once it is answered, in the order of the answers. */
  readonly onAnswer?: (sequence: number | undefined) => void;
}

/** Hears each answer of a host, in their order, even to a request that has timed out. */
export type AnswerListener = (
  request: Request,
  outcome: E.Either<AnswerError, unknown>,
  sequence: number | undefined,
) => void;

/** A client's connection. */
export interface Connection {
  readonly ask: <A>(
    request: ClientRequest<A>,
    options?: RequestOptions,
  ) => TaskEither<RequestError | AnswerError, A>;
  /** Opens a subscription; the listener calls `done` when it has handled the message. */
  readonly subscribe: (
    request: Extract<Request, { readonly kind: 'subscribe' | 'journal' }>,
    listener: (message: SubscriptionMessage, done: () => void) => void,
    options?: RequestOptions,
  ) => TaskEither<RequestError | AnswerError, () => void>;
  readonly window: number;
  readonly stats: () => ClientStats;
  /** Resolves with the reason once the connection is closed. */
  readonly gone: Promise<string>;
  readonly isOpen: () => boolean;
  readonly close: (reason: string) => void;
}
