/* eslint-disable functional/immutable-data -- a list of what to undo */
/**
 * `Endpoint`: anything that messages go through, as browsers and Node have them, and one way to use both.
 *
 * In browsers that is a `Worker`, the `self` of one, a `MessagePort`, a `SharedWorker`'s `port`; in Node a `Worker` of
 * `worker_threads`, its `parentPort`, a `MessagePort`. They are known by what they can do, so nothing of Node is imported.
 */
import * as E from 'fp-ts/lib/Either.js';
import { isRecord, readField } from '../codec/untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An endpoint as browsers have it: listeners get an event, and the message is its `data`. */
export interface WebEndpoint {
  /** Sends a copy of a message to the other end. */
  postMessage(message: unknown): void;
  /** Calls with each event of a type. */
  addEventListener(type: string, listener: (event: unknown) => void): void;
  /** Calls no more. */
  removeEventListener(type: string, listener: (event: unknown) => void): void;
  /** A `MessagePort` delivers nothing before it is started. */
  start?(): void;
}

/** An endpoint as Node has it: listeners get the message itself. */
export interface NodeEndpoint {
  /** Sends a copy of a message to the other end. */
  postMessage(message: unknown): void;
  /** Calls with what each event of a name carries. */
  on(event: string, listener: (value: unknown) => void): unknown;
  /** Calls no more. */
  off(event: string, listener: (value: unknown) => void): unknown;
}

/** Anything that messages go through. */
export type Endpoint = WebEndpoint | NodeEndpoint;

/** What is heard of an endpoint. */
export interface Ears {
  readonly message: (message: unknown) => void;
  /** It is over: nothing will come any more. The reason is for people. */
  readonly gone: (reason: string) => void;
  /** Something went wrong over there, which need not be the end. */
  readonly doubtful: () => void;
}

// -------------------------------------------------------------------------------------------------------- operations

const isNode = (endpoint: Endpoint): endpoint is NodeEndpoint => 'on' in endpoint;

/** The text of an error that was thrown or reported, from whatever it is. */
export const textOf = (u: unknown): string => {
  const message = isRecord(u) ? readField(u, 'message') : u;
  return typeof message === 'string' && message !== '' ? message : 'no reason given';
};

/**
 * Listens, and gives back how to stop.
 *
 * An error in a browser's worker is an `error` event with a message, and the worker lives on; without a message its script
 * could not be loaded. An error in a worker of Node ends it.
 */
export const listen = (endpoint: Endpoint, { message, gone, doubtful }: Ears): (() => void) => {
  const undo: Array<() => void> = [];
  if (isNode(endpoint)) {
    const on = (event: string, listener: (value: unknown) => void): void => {
      endpoint.on(event, listener);
      undo.push(() => endpoint.off(event, listener));
    };
    on('message', message);
    on('messageerror', doubtful);
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
    on('messageerror', doubtful);
    on('error', (event) => {
      if (isRecord(event) && typeof readField(event, 'message') === 'string') doubtful();
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

/** Posts a message; what cannot be copied is a `left` with the reason. */
export const post = (endpoint: Endpoint, message: unknown): E.Either<string, void> =>
  E.tryCatch(() => {
    endpoint.postMessage(message);
  }, textOf);

/** Ends a worker that does not answer any more, if the endpoint is one; closes a port. */
export const terminate = (endpoint: Endpoint): void => {
  // SAFETY: what an endpoint has besides is looked at as unknown and called only if it is a function.
  const other = endpoint as unknown as Readonly<Record<string, unknown>>;
  const end = other['terminate'] ?? other['close'];
  if (typeof end !== 'function') return;
  const ended: unknown = E.toUnion(E.tryCatch(() => end.call(endpoint) as unknown, textOf));
  // Node's `terminate` gives a promise; that it could not be ended twice is no news.
  if (ended instanceof Promise) ended.catch(() => undefined);
};
