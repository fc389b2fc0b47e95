/* eslint-disable functional/no-let, functional/immutable-data -- a connection with private state */
/**
 * The client side of the inspector: an observer for `createActor(machine, { inspect })`, and a connection that sends what it
 * observes to `runchart inspect`.
 *
 * The observed program is never disturbed: nothing throws or blocks, and buffers are bounded.
 */
import type { JournalEntry } from '../journal/JournalEntry.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import type { Socket } from './Connection.js';
import { connect } from './Connection.js';
import type { XStateFeed } from './XStateFeed.js';
import { makeXStateFeed } from './XStateFeed.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The part of XState's inspection events that an observer reads.
 * @category Observers
 */
export interface InspectedEvent {
  readonly type: string;
  readonly actorRef: { readonly sessionId: string };
  readonly event?: unknown;
  readonly snapshot?: unknown;
}

/**
 * The `inspect` option of `createActor`.
 * @category Observers
 */
export type InspectObserver = (event: InspectedEvent) => void;

/**
 * The options of a connection.
 * @category Connections
 */
export interface ConnectOptions {
  /** The feed of `runchart inspect`: `ws://127.0.0.1:4600/feed`. */
  readonly url: string;
  /** Opens a socket; default: the global `WebSocket`, which Node has since version 22. */
  readonly open?: (url: string) => Socket;
  /** How many lines are buffered while there is no connection; default: 10,000. The inspector shows how many were dropped. */
  readonly held?: number;
  /** Called with the reason when a connection fails or is lost. The connection is then retried. */
  readonly onProblem?: (message: string) => void;
}

/**
 * A connection to an inspector.
 * @category Connections
 */
export interface InspectorConnection {
  /** The `inspect` option for any number of actors. */
  readonly inspect: InspectObserver;
  /** Sends a line of a journal unchanged. */
  readonly line: (text: string) => void;
  /** Closes the connection for good. */
  readonly close: () => void;
}

// ------------------------------------------------------------------------------------------------------- operations

const lineOf = (entry: JournalEntry): string => JSON.stringify(JournalEntryCodec.encode(entry));

const observerOf =
  (feed: XStateFeed, line: (text: string) => void): InspectObserver =>
  ({ type, actorRef: { sessionId }, event, snapshot }) => {
    feed.receive({ type, sessionId, event, snapshot }).entries.map(lineOf).forEach(line);
  };

/**
 * Makes an observer that writes the events of runs as lines of a journal, including the refused events that XState ignores.
 * Actors of other machines are skipped.
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
 * @category Observers
 */
export const inspectLines = (line: (text: string) => void): InspectObserver =>
  observerOf(makeXStateFeed(), line);

/** Lines are held back while a socket has more unsent bytes than this. */
const MAX_BUFFERED = 4 * 1024 * 1024;

const DEFAULT_HELD = 10_000;

/**
 * Connects to the feed of an inspector, and reconnects whenever the connection is lost. Up to `held` lines are buffered until
 * then. If there were more, it sends how many were dropped, and then the current value of every run.
 *
 * Errors: nothing is thrown; `onProblem` is called with the message.
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
 * @category Connections
 */
export const connectInspector = ({
  url,
  open,
  held = DEFAULT_HELD,
  onProblem,
}: ConnectOptions): InspectorConnection => {
  const feed = makeXStateFeed();
  const restoreAll = (): ReadonlyArray<string> => feed.restoreAll().map(lineOf);
  /** Lines that restore every run as it was before the waiting lines. */
  let base: ReadonlyArray<string> = [];
  let waiting: Array<string> = [];
  let dropped = 0;

  /** Sends a line, if the socket has room for it. */
  const trySend = (text: string): boolean => {
    if (connection.unsent() > MAX_BUFFERED) return false;
    connection.send(text);
    return true;
  };

  /** Sends the waiting lines or, if some were dropped, their number and then the current value of every run. */
  const flush = (): void => {
    const lines =
      dropped === 0
        ? [...base, ...waiting]
        : [JSON.stringify({ type: 'dropped', count: dropped + waiting.length }), ...restoreAll()];
    base = [];
    waiting = [];
    dropped = 0;
    lines.forEach(line);
  };

  const line = (text: string): void => {
    if (waiting.length === 0 && dropped === 0 && trySend(text)) return;
    if (waiting.length < held) waiting.push(text);
    else dropped += 1;
    // The socket may have room again.
    if (connection.unsent() === 0) flush();
  };

  const connection = connect(
    url,
    flush,
    () => {
      // The next connection may reach a new inspector, which has no runs yet.
      if (waiting.length === 0 && dropped === 0) base = restoreAll();
    },
    open,
    onProblem,
  );

  return {
    inspect: observerOf(feed, line),
    line,
    close: connection.close,
  };
};
