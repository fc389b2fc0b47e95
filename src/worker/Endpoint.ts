/* eslint-disable functional/immutable-data, functional/no-let -- a list of listeners to remove, and the last error heard */
/**
 * `Endpoint`: an end of a message channel in a browser or in Node, and one way to use both.
 *
 * In browsers, Deno and Bun that is a `Worker`, a worker's `self`, a `MessagePort` or the `port` of a `SharedWorker`; in Node, Deno
 * and Bun also a `Worker` of `worker_threads`, its `parentPort` or a `MessagePort`. Their methods distinguish them, so
 * nothing is imported from Node.
 */
import * as E from 'fp-ts/lib/Either.js';
import { isRecord, readField } from '../codec/untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An endpoint of a browser, Deno or Bun: a listener gets an event, and the message is its `data`.
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
  /** Called on a message that could not be read, after which the endpoint may still work. */
  readonly doubted: () => void;
  /** Called on an uncaught error in a worker that lives on, with a text for display. */
  readonly erred: (reason: string) => void;
}

// -------------------------------------------------------------------------------------------------------- operations

const isNode = (endpoint: Endpoint): endpoint is NodeEndpoint => 'on' in endpoint;

/** The message of an error, or the text that was thrown. */
export const textOf = (u: unknown): string => {
  const message = isRecord(u) ? readField(u, 'message') : u;
  return typeof message === 'string' && message !== '' ? message : 'no reason given';
};

/** Tests whether a worker ends with its first uncaught error, as in Deno, which reports nothing after the error. */
const endsWithItsError = (): boolean => 'Deno' in globalThis;

/**
 * Keeps an error that is handled here from ending the program, as Deno does with one that no listener claims. Elsewhere the error
 * must stay visible to the program's own handlers, such as `window.onerror`.
 */
const claim = (event: unknown): void => {
  const preventDefault = isRecord(event) ? readField(event, 'preventDefault') : undefined;
  if (typeof preventDefault === 'function') preventDefault.call(event);
};

const listenNode = (
  on: (event: string, listener: (value: unknown) => void) => void,
  { message, gone, doubted }: EndpointHandlers,
): void => {
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
};

/** Listens to the `error` and `close` events of a worker or a port. */
const listenWebEnd = (
  endpoint: WebEndpoint,
  on: (event: string, listener: (value: unknown) => void) => void,
  { gone, erred }: EndpointHandlers,
): void => {
  let lastError: string | undefined;
  on('error', (event) => {
    if (endsWithItsError()) claim(event);
    if (!isRecord(event) || typeof readField(event, 'message') !== 'string')
      gone("the worker's script could not be loaded");
    else {
      lastError = `the worker failed: ${textOf(event)}`;
      if (endsWithItsError()) gone(lastError);
      else erred(lastError);
    }
  });
  on('close', () => {
    gone(lastError ?? ('terminate' in endpoint ? 'the worker ended' : 'the port was closed'));
  });
};

const listenWeb = (
  endpoint: WebEndpoint,
  on: (event: string, listener: (value: unknown) => void) => void,
  handlers: EndpointHandlers,
): void => {
  on('message', (event) => {
    handlers.message(isRecord(event) ? readField(event, 'data') : undefined);
  });
  on('messageerror', handlers.doubted);
  // The errors of a worker's own scope are its own, and say nothing of the other end.
  if ((endpoint as unknown) !== globalThis) listenWebEnd(endpoint, on, handlers);
  endpoint.start?.();
};

/**
 * Listens to an endpoint, and returns a function that stops listening.
 *
 * What an uncaught error in a worker means differs:
 *
 * | runtime | worker | what is reported |
 * | --- | --- | --- |
 * | browsers | lives on, also if its script throws before it listens | `error` with a message; one without if its script could not be loaded or parsed; no rejections |
 * | Deno | ends | `error` with a message, also if its script could not be loaded or parsed |
 * | Bun | ends | the same, then `close` |
 * | `worker_threads` | ends | `error`, then `exit` |
 */
export const listen = (endpoint: Endpoint, handlers: EndpointHandlers): (() => void) => {
  const undo: Array<() => void> = [];
  if (isNode(endpoint))
    listenNode((event, listener) => {
      endpoint.on(event, listener);
      undo.push(() => endpoint.off(event, listener));
    }, handlers);
  else
    listenWeb(
      endpoint,
      (type, listener) => {
        endpoint.addEventListener(type, listener);
        undo.push(() => {
          endpoint.removeEventListener(type, listener);
        });
      },
      handlers,
    );
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
