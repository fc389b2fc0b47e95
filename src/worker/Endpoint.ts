/* eslint-disable functional/immutable-data -- a list of listeners to remove */
/**
 * `Endpoint`: an end of a message channel in a browser or in Node, and one way to use both.
 *
 * In browsers an endpoint is a `Worker`, a worker's `self`, a `MessagePort` or the `port` of a `SharedWorker`; in Node a `Worker`
 * of `worker_threads`, its `parentPort` or a `MessagePort`. Their methods distinguish them, so nothing is imported from Node.
 */
import * as E from 'fp-ts/lib/Either.js';
import { isRecord, readField } from '../codec/untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An endpoint of a browser: a listener gets an event, and the message is its `data`.
 * @category Hosts
 */
export interface WebEndpoint {
  /** Sends a copy of a message to the other end. */
  postMessage(message: unknown): void;
  /** Calls the listener with each event of a type. */
  addEventListener(type: string, listener: (event: unknown) => void): void;
  /** Stops calling the listener. */
  removeEventListener(type: string, listener: (event: unknown) => void): void;
  /** Starts delivery; a `MessagePort` delivers nothing before. */
  start?(): void;
}

/**
 * An endpoint of Node: a listener gets the message itself.
 * @category Hosts
 */
export interface NodeEndpoint {
  /** Sends a copy of a message to the other end. */
  postMessage(message: unknown): void;
  /** Calls the listener with the value of each event of a name. */
  on(event: string, listener: (value: unknown) => void): unknown;
  /** Stops calling the listener. */
  off(event: string, listener: (value: unknown) => void): unknown;
}

/**
 * An end of a message channel, in a browser or in Node.
 * @category Hosts
 */
export type Endpoint = WebEndpoint | NodeEndpoint;

/** Handlers of an endpoint's events. */
export interface EndpointHandlers {
  readonly message: (message: unknown) => void;
  /** Called when the endpoint has ended and delivers nothing more; the reason is a text for display. */
  readonly gone: (reason: string) => void;
  /** Called on an error after which the endpoint may still work. */
  readonly doubted: () => void;
}

// -------------------------------------------------------------------------------------------------------- operations

const isNode = (endpoint: Endpoint): endpoint is NodeEndpoint => 'on' in endpoint;

/** The message of an error, or the text that was thrown. */
export const textOf = (u: unknown): string => {
  const message = isRecord(u) ? readField(u, 'message') : u;
  return typeof message === 'string' && message !== '' ? message : 'no reason given';
};

/**
 * Listens to an endpoint, and returns a function that stops listening.
 *
 * A browser's worker reports an uncaught error as an `error` event with a message and lives on; an `error` event without a
 * message means that its script could not be loaded. In Node an uncaught error ends the worker.
 */
export const listen = (
  endpoint: Endpoint,
  { message, gone, doubted }: EndpointHandlers,
): (() => void) => {
  const undo: Array<() => void> = [];
  if (isNode(endpoint)) {
    const on = (event: string, listener: (value: unknown) => void): void => {
      endpoint.on(event, listener);
      undo.push(() => endpoint.off(event, listener));
    };
    on('message', message);
    on('messageerror', doubted);
    on('error', (error) => {
      gone(`the worker failed: ${textOf(error)}`);
    });
    on('exit', (code) => {
      gone(`the worker ended with exit code ${String(code)}`);
    });
    on('close', () => {
      gone('the port was closed');
    });
  } else {
    const on = (type: string, listener: (event: unknown) => void): void => {
      endpoint.addEventListener(type, listener);
      undo.push(() => {
        endpoint.removeEventListener(type, listener);
      });
    };
    on('message', (event) => {
      message(isRecord(event) ? readField(event, 'data') : undefined);
    });
    on('messageerror', doubted);
    on('error', (event) => {
      if (isRecord(event) && typeof readField(event, 'message') === 'string') doubted();
      else gone("the worker's script could not be loaded");
    });
    on('close', () => {
      gone('the port was closed');
    });
    endpoint.start?.();
  }
  return () => {
    undo.forEach((stop) => {
      stop();
    });
  };
};

/** Posts a message. Returns the reason as a `left` if it cannot be cloned or posted. */
export const post = (endpoint: Endpoint, message: unknown): E.Either<string, void> =>
  E.tryCatch(() => {
    endpoint.postMessage(message);
  }, textOf);

/** Terminates the endpoint if it is a worker, and closes it if it is a port. */
export const terminate = (endpoint: Endpoint): void => {
  // SAFETY: other properties are read as unknown, and called only if they are functions.
  const other = endpoint as unknown as Readonly<Record<string, unknown>>;
  const end = other['terminate'] ?? other['close'];
  if (typeof end !== 'function') return;
  const ended: unknown = E.toUnion(E.tryCatch(() => end.call(endpoint) as unknown, textOf));
  // Node's `terminate` returns a promise; it rejects only if the worker has ended already.
  if (ended instanceof Promise) ended.catch(() => undefined);
};
