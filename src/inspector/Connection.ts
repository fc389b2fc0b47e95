/* eslint-disable functional/no-let, functional/immutable-data -- a connection with private state */
/** A connection to the feed of an inspector that is opened again whenever it is lost, and never throws. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The part of a WebSocket that the connection uses. A browser's, Node 22's and the package `ws`'s sockets have it.
 * @category Connections
 */
export interface Socket {
  /** 1 while the socket is open. */
  readonly readyState: number;
  /** How many bytes are queued and not yet sent. */
  readonly bufferedAmount: number;
  /** Sends a text message. */
  readonly send: (text: string) => void;
  /** Closes the socket. */
  readonly close: () => void;
  /** Called when the socket is open. */
  onopen: ((event: never) => void) | null;
  /** Called when the socket is closed, for any reason. */
  onclose: ((event: never) => void) | null;
  /** Called on an error, before `onclose`. */
  onerror: ((event: never) => void) | null;
}

/** A connection. After it is closed, whatever is sent counts as sent. */
export interface Connection {
  /** How many bytes are queued and not yet sent; infinitely many while it is not open. */
  readonly unsent: () => number;
  readonly send: (text: string) => void;
  /** Closes it for good. */
  readonly close: () => void;
}

const OPEN = 1;

/** The first and the longest delay before a retry, in milliseconds. */
const BACKOFF = { first: 250, longest: 10_000 } as const;

const NO_WEBSOCKET =
  'there is no global WebSocket; pass the option open, such as (url) => new WebSocket(url) of the package ws';

// ------------------------------------------------------------------------------------------------------- operations

/** Says once why there will be no connection: without a WebSocket, trying again does not help. */
const makeWarning = (): ((message: string) => void) => {
  let isSaid = false;
  return (message) => {
    if (isSaid || message !== NO_WEBSOCKET) return;
    isSaid = true;
    // eslint-disable-next-line no-console -- what a program that takes no problems can notice
    console.warn(`runchart: ${message}`);
  };
};

/**
 * Opens a connection.
 *
 * @param onOpen - called whenever the connection is open
 * @param onLost - called when it is lost, before it is retried
 */
export const connect = (
  url: string,
  onOpen: () => void,
  onLost: () => void,
  open?: (url: string) => Socket,
  onProblem: (message: string) => void = makeWarning(),
): Connection => {
  let socket: Socket | undefined;
  let closed = false;
  let wait: number = BACKOFF.first;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const openSocket = (): E.Either<string, Socket> => {
    if (open === undefined && typeof WebSocket === 'undefined') return E.left(NO_WEBSOCKET);
    return pipe(
      E.tryCatch(() => (open === undefined ? new WebSocket(url) : open(url)), E.toError),
      E.mapLeft(({ message }) => message),
    );
  };

  const retry = (message: string): void => {
    if (closed) return;
    onProblem(message);
    timer = setTimeout(tryOpen, wait);
    // The timer alone must not keep the program alive.
    if (typeof timer === 'object') timer.unref();
    wait = Math.min(wait * 2, BACKOFF.longest);
  };

  const tryOpen = (): void => {
    const opened = openSocket();
    if (E.isLeft(opened)) {
      retry(opened.left);
      return;
    }
    const opening = opened.right;
    socket = opening;
    opening.onopen = () => {
      wait = BACKOFF.first;
      onOpen();
    };
    // `onclose` follows every error.
    opening.onerror = () => undefined;
    opening.onclose = () => {
      if (socket !== opening) return;
      socket = undefined;
      onLost();
      retry(`no connection to ${url}`);
    };
  };

  tryOpen();
  return {
    unsent: () => (closed ? 0 : socket?.readyState === OPEN ? socket.bufferedAmount : Infinity),
    send: (text) => socket?.send(text),
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
      socket = undefined;
    },
  };
};
