/* eslint-disable functional/no-let, functional/immutable-data -- a connection with private state */
/**
 * The `./inspector/app` entry: sends what happens to the actors of any XState program to `runchart inspect`.
 *
 * It is not part of `./inspector`, so that a program that is inspected for its runs alone loads none of it.
 *
 * @module runchart/inspector/app
 */
import type { InspectedEvent } from './apps/AppObserver.js';
import { makeAppObserver } from './apps/AppObserver.js';
import type { InspectedActor } from './apps/readActor.js';
import type { Sanitize } from './apps/toData.js';
import type { Socket } from './Connection.js';
import { connect } from './Connection.js';

export type { InspectedActor, InspectedEvent, Sanitize, Socket };

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of an observer.
 * @category Observers
 */
export interface ObserveOptions {
  /**
   * Replaces values before they leave the program: it is called with each key and value of contexts, events, outputs and errors, from
   * outside to inside. The outermost keys are `context`, `event`, `output` and `error`.
   */
  readonly sanitize?: Sanitize;
}

/**
 * The options of a connection.
 * @category Connections
 */
export interface ConnectOptions extends ObserveOptions {
  /** The feed of `runchart inspect`; default: `ws://127.0.0.1:4600/feed`. */
  readonly url?: string;
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
  readonly inspect: (event: InspectedEvent) => void;
  /** Closes the connection for good. */
  readonly close: () => void;
}

const DEFAULT_URL = 'ws://127.0.0.1:4600/feed';
const DEFAULT_HELD = 10_000;

/** How long lines are collected for one message, in milliseconds. */
const INTERVAL = 50;

/** How many lines are written at once, so that the program is not held up. */
const LINES_AT_ONCE = 500;

/** How many characters a message has, and a line at most: a message of the feed has a megabyte at most. */
const MESSAGE_LENGTH = 128 * 1024;
const MAX_LINE_LENGTH = 900 * 1024;

/** Messages are held back while a socket has more unsent bytes than this. */
const MAX_BUFFERED = 4 * 1024 * 1024;

/** How many characters are buffered at most while there is no connection. */
const MAX_HELD_LENGTH = 16 * 1024 * 1024;

// ------------------------------------------------------------------------------------------------------- operations

/** Tells a program that reconnects from a new one. `crypto` is not everywhere. */
const newProgram = (): string =>
  `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

const programLine = (program: string, dropped: number): string =>
  JSON.stringify({ app: 'program', program, ...(dropped === 0 ? {} : { dropped }) });

/**
 * Makes an observer that writes what actors do as lines of JSON, which `runchart inspect FILE` shows. It writes them at once, except
 * that an actor that died of an error is noticed in the next microtask.
 *
 * @example
 * ```ts
 * import { inspectLines } from 'runchart/inspector/app'
 * import { createActor, createMachine } from 'xstate'
 *
 * const light = createMachine({ initial: 'red', states: { red: { on: { go: 'green' } }, green: {} } })
 * const lines: Array<string> = []
 * const actor = createActor(light, { inspect: inspectLines((line) => lines.push(line)) }).start()
 * actor.send({ type: 'go' })
 * actor.send({ type: 'go' })
 *
 * const kinds = lines.map((line) => JSON.parse(line).app)
 * assert.deepStrictEqual(kinds, ['program', 'chart', 'actor', 'step', 'step', 'step'])
 * const [first, second] = lines.slice(-2).map((line) => JSON.parse(line).microsteps[0].taken)
 * assert.deepStrictEqual([first, second], [['(machine).red:0'], []])
 * ```
 * @category Observers
 */
export const inspectLines = (
  line: (text: string) => void,
  { sanitize }: ObserveOptions = {},
): ((event: InspectedEvent) => void) => {
  let hasBegun = false;
  const { inspect } = makeAppObserver(({ write }) => {
    if (!hasBegun) line(programLine(newProgram(), 0));
    hasBegun = true;
    line(write());
  }, sanitize);
  return inspect;
};

/**
 * Connects to the feed of an inspector, and reconnects whenever the connection is lost. Lines are sent in batches, twenty times a
 * second. Up to `held` lines are buffered while there is no connection. If there were more, it sends how many were dropped, and then
 * the present state of every actor.
 *
 * Errors: nothing is thrown; `onProblem` is called with the message.
 *
 * @example
 * ```ts
 * import { connectInspector } from 'runchart/inspector/app'
 * import { createActor, createMachine } from 'xstate'
 *
 * const problems: Array<string> = []
 * const inspector = connectInspector({ url: 'no address', onProblem: (message) => problems.push(message) })
 * createActor(createMachine({}), { inspect: inspector.inspect }).start()
 * inspector.close()
 * assert.strictEqual(problems.length, 1)
 * ```
 * @category Connections
 */
export const connectInspector = ({
  url = DEFAULT_URL,
  held = DEFAULT_HELD,
  sanitize,
  open,
  onProblem,
}: ConnectOptions = {}): InspectorConnection => {
  const program = newProgram();
  /** What is not written yet. */
  const drafts: Array<() => string> = [];
  /** Written lines that wait for the connection. */
  let waiting: Array<string> = [];
  let waitingLength = 0;
  /** For a new connection, the lines that restore every actor as it was before those that wait; undefined if that is past. */
  let base: ReadonlyArray<string> | undefined = [];
  let dropped = 0;
  let isNew = true;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hold = (line: string): void => {
    if (waiting.length < held && waitingLength + line.length <= MAX_HELD_LENGTH) {
      waiting.push(line);
      waitingLength += line.length;
    } else dropped += 1;
  };

  /** Notes how every actor is, before lines that only a new connection can take. */
  const keepBase = (): void => {
    if (base === undefined && waiting.length === 0 && dropped === 0) base = observer.restore();
  };

  /** Writes drafts; lines that are too long for the feed are dropped. */
  const write = (count: number): void => {
    if (connection.unsent() === Infinity) keepBase();
    drafts.splice(0, count).forEach((draft) => {
      const line = draft();
      if (line.length <= MAX_LINE_LENGTH) hold(line);
      else dropped += 1;
    });
  };

  /** Sends lines in messages of moderate length. */
  const send = (lines: ReadonlyArray<string>): void => {
    let message = '';
    const flush = (): void => {
      if (message !== '') connection.send(message);
      message = '';
    };
    lines.forEach((line) => {
      if (message.length + line.length > MESSAGE_LENGTH) flush();
      message += message === '' ? line : `\n${line}`;
    });
    flush();
  };

  /** Sends what waits or, if some of it was dropped, its number and then the present state of every actor. */
  const sendWaiting = (): void => {
    if (connection.unsent() > MAX_BUFFERED) return;
    if (dropped > 0) send([programLine(program, dropped + waiting.length), ...observer.restore()]);
    else if (!isNew) send(waiting);
    else if (base === undefined) send([programLine(program, 0), ...waiting, ...observer.restore()]);
    else send([programLine(program, 0), ...base, ...waiting]);
    isNew = false;
    base = undefined;
    waiting = [];
    waitingLength = 0;
    dropped = 0;
  };

  const tick = (): void => {
    timer = undefined;
    write(LINES_AT_ONCE);
    sendWaiting();
    if (drafts.length > 0 || waiting.length > 0 || dropped > 0)
      schedule(drafts.length > 0 ? 0 : INTERVAL);
  };

  const schedule = (delay: number): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(tick, delay);
    // The timer alone must not keep the program alive.
    if (typeof timer === 'object') timer.unref();
  };

  const observer = makeAppObserver((draft) => {
    if (closed) return;
    drafts.push(draft.write);
    // Snapshots of a program that does not pause are kept no longer than this.
    if (drafts.length >= held) write(drafts.length);
    schedule(INTERVAL);
  }, sanitize);

  const connection = connect(
    url,
    () => {
      schedule(0);
    },
    () => {
      isNew = true;
      keepBase();
    },
    open,
    onProblem,
  );

  return {
    inspect: observer.inspect,
    close: () => {
      if (closed) return;
      write(drafts.length);
      sendWaiting();
      closed = true;
      clearTimeout(timer);
      connection.close();
    },
  };
};
