/* eslint-disable functional/no-let, functional/immutable-data -- a connection has a state of its own */
/**
 * Actors, seen by an inspector: an observer for `createActor(machine, { inspect })`, and a connection that takes what it
 * observes to the page of `runchart inspect`.
 *
 * Nothing here disturbs the program that is observed: nothing throws, nothing waits, and what is held is bounded.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { XStateFeed } from './XStateFeed.js';
import { makeXStateFeed } from './XStateFeed.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What an observer is told by XState, as far as it looks. */
export interface InspectedEvent {
  readonly type: string;
  readonly actorRef: { readonly sessionId: string };
  readonly event?: unknown;
  readonly snapshot?: unknown;
}

/** What `createActor` takes as `inspect`. */
export type InspectObserver = (event: InspectedEvent) => void;

/** The WebSocket of a browser, of Node 22, or of the package `ws`, as far as it is used. */
export interface Socket {
  /** 1 while it is open. */
  readonly readyState: number;
  /** How many bytes wait in it. */
  readonly bufferedAmount: number;
  /** Sends a text. */
  readonly send: (text: string) => void;
  /** Closes it. */
  readonly close: () => void;
  /** Called once it is open. */
  onopen: ((event: never) => void) | null;
  /** Called once it is closed, for whatever reason. */
  onclose: ((event: never) => void) | null;
  /** Called when something goes wrong, which closes it too. */
  onerror: ((event: never) => void) | null;
}

/** Where an inspector is, and how it is reached. */
export interface ConnectOptions {
  /** The feed of `runchart inspect`: `ws://127.0.0.1:4600/feed`. */
  readonly url: string;
  /** Opens a socket; with the global `WebSocket` if not given, which Node has since 22. */
  readonly open?: (url: string) => Socket;
  /** How many lines are held while there is no connection; 10,000 if not given. What is dropped beyond that is told. */
  readonly held?: number;
  /** Told why there is no connection; it is tried again all the same. */
  readonly onProblem?: (message: string) => void;
}

/** A connection to an inspector. */
export interface InspectorConnection {
  /** For `createActor(machine, { inspect })`, of as many actors as there are. */
  readonly inspect: InspectObserver;
  /** Sends a line of a journal as it is. */
  readonly line: (text: string) => void;
  /** Ends it for good. */
  readonly close: () => void;
}

// ------------------------------------------------------------------------------------------------------- operations

const observerOf =
  (feed: XStateFeed, line: (text: string) => void): InspectObserver =>
  ({ type, actorRef, event, snapshot }) => {
    feed.take({ type, sessionId: actorRef.sessionId, event, snapshot }).lines.forEach(line);
  };

/**
 * An observer that gives what happens to runs as lines of a journal: those that were refused too, which XState passes over.
 * Actors of other machines are no runs, and give none.
 *
 * @example
 * ```ts
 * import { RunId, TaskId, Timestamp } from 'runchart'
 * import { inspectLines } from 'runchart/inspector'
 * import { runMachine } from 'runchart/machine'
 * import { createActor } from 'xstate'
 *
 * const lines: Array<string> = []
 * const at = Timestamp.now()
 * const input = { id: RunId.generate(), taskId: TaskId.generate(), scheduledAt: at, createdAt: at }
 * const actor = createActor(runMachine, { input, inspect: inspectLines((line) => lines.push(line)) }).start()
 * actor.send({ type: 'promote', at })
 * actor.send({ type: 'complete', at })
 *
 * const ops = lines.map((line) => JSON.parse(line).op)
 * assert.deepStrictEqual(ops, ['new_scheduled_with_id', 'promote_to_ready', 'transition_to'])
 * ```
 */
export const inspectLines = (line: (text: string) => void): InspectObserver =>
  observerOf(makeXStateFeed(), line);

const OPEN = 1;

/** No more is given to a socket while so many bytes wait in it. */
const MOST_WAITING = 4 * 1024 * 1024;

/** In milliseconds: the first wait before another try, and the longest. */
const BACKOFF = { first: 250, longest: 10_000 } as const;

const DEFAULT_HELD = 10_000;

const openGlobal = (url: string): Socket => new WebSocket(url);

/**
 * Connects to the feed of an inspector, and again whenever the connection is lost. What happens meanwhile is held up to a
 * bound; beyond it the inspector is told how many lines were dropped, and where every run stands.
 *
 * Errors: none are thrown; `onProblem` is told.
 *
 * @example
 * ```ts
 * import { connectInspector } from 'runchart/inspector'
 *
 * const problems: Array<string> = []
 * const inspector = connectInspector({ url: 'no address', onProblem: (message) => problems.push(message) })
 * inspector.line('{"op":"promote_to_ready","run_id":"00000000-0000-4000-8000-000000000001"}')
 * inspector.close()
 * assert.strictEqual(problems.length, 1)
 * ```
 */
export const connectInspector = ({
  url,
  open = openGlobal,
  held = DEFAULT_HELD,
  onProblem = () => undefined,
}: ConnectOptions): InspectorConnection => {
  const feed = makeXStateFeed();
  let socket: Socket | undefined;
  let closed = false;
  let wait: number = BACKOFF.first;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What stands for the time before the lines that wait. */
  let base: ReadonlyArray<string> = [];
  let waiting: Array<string> = [];
  let dropped = 0;

  const give = (text: string): boolean => {
    if (socket?.readyState !== OPEN || socket.bufferedAmount > MOST_WAITING) return false;
    socket.send(text);
    return true;
  };

  /** Sends what waits; if some of it was dropped, how much, and where every run stands now. */
  const flush = (): void => {
    const lines =
      dropped === 0
        ? [...base, ...waiting]
        : [JSON.stringify({ type: 'dropped', count: dropped + waiting.length }), ...feed.again()];
    base = [];
    waiting = [];
    dropped = 0;
    lines.forEach(line);
  };

  const line = (text: string): void => {
    if (closed) return;
    if (waiting.length === 0 && dropped === 0 && give(text)) return;
    if (waiting.length < held) waiting.push(text);
    else dropped += 1;
    // A socket that was full may have room again.
    if (socket?.readyState === OPEN && socket.bufferedAmount === 0) flush();
  };

  const again = (message: string): void => {
    if (closed) return;
    onProblem(message);
    timer = setTimeout(connect, wait);
    // A program that has nothing else to do ends.
    if (typeof timer === 'object') timer.unref();
    wait = Math.min(wait * 2, BACKOFF.longest);
  };

  const connect = (): void => {
    const opened = pipe(
      E.tryCatch(() => open(url), E.toError),
      E.mapLeft(({ message }) => message),
    );
    if (E.isLeft(opened)) {
      again(opened.left);
      return;
    }
    const its = opened.right;
    socket = its;
    its.onopen = () => {
      wait = BACKOFF.first;
      flush();
    };
    // What goes wrong closes it, too.
    its.onerror = () => undefined;
    its.onclose = () => {
      if (socket !== its) return;
      socket = undefined;
      // The other side may have been another one by the time it is back.
      if (waiting.length === 0 && dropped === 0) base = feed.again();
      again(`no connection to ${url}`);
    };
  };

  connect();
  return {
    inspect: observerOf(feed, line),
    line,
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
      socket = undefined;
    },
  };
};
