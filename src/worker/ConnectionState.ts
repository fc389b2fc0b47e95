/**
 * The lifecycle of a client's connection, as a pure reducer: each event gives the next state and the effects to perform.
 *
 * | state      | Welcomed            | Rejected | Ended  | Left   | HelloDue                  | Doubted | Erred     |
 * | ---------- | ------------------- | -------- | ------ | ------ | ------------------------- | ------- | --------- |
 * | Connecting | Open, or Closed [1] | Closed   | Closed | Closed | says hello, or Closed [2] |         | remembers |
 * | Open       |                     | Closed   | Closed | Closed |                           | pings   | pings     |
 * | Closed     |                     |          |        |        |                           |         |           |
 *
 * [1] Closed if the host's chart differs from ours.
 * [2] Closed if the worker reported an error and has answered none of `HELLOS_AFTER_ERROR` hellos since: in a browser, a worker
 * whose script throws before it serves lives on and never answers.
 *
 * Laws: a connection settles exactly once, as opened or as failed; it closes at most once, and `Closed` ignores every event.
 */
import type { ChartIdentity } from '../run/ChartIdentity.js';
import { chartIdentity, chartIdentityEq } from '../run/ChartIdentity.js';
import type { ConnectError } from './HostError.js';
import { PROTOCOL } from './Protocol.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The state of a connection: not yet welcomed, in use, or closed. */
export type ConnectionState =
  | {
      readonly _tag: 'Connecting';
      /** The largest window that this client asks for. */
      readonly maxWindow: number;
      /** The first error that the worker reported, and how many hellos it has not answered since. */
      readonly erred?: { readonly reason: string; readonly hellos: number };
    }
  | {
      readonly _tag: 'Open';
      /** How many requests may be under way at once. */
      readonly window: number;
    }
  | { readonly _tag: 'Closed'; readonly reason: string };

/** An event of a connection. */
export type ConnectionEvent =
  /** The host accepted this client. A host may leave out its chart. */
  | { readonly _tag: 'Welcomed'; readonly window: number; readonly chart?: ChartIdentity }
  /** The host refused this client: it has another protocol or, if it names one, another chart. */
  | { readonly _tag: 'Rejected'; readonly protocol: number; readonly chart?: ChartIdentity }
  /** The host is gone, or is considered gone. */
  | { readonly _tag: 'Ended'; readonly reason: string }
  /** This client closes the connection, and says so to the host. */
  | { readonly _tag: 'Left'; readonly reason: string }
  /** The hello is due, for the first time or again. */
  | { readonly _tag: 'HelloDue' }
  /** The endpoint reported an error, but may still work. */
  | { readonly _tag: 'Doubted' }
  /** The worker reported an uncaught error, but may live on. */
  | { readonly _tag: 'Erred'; readonly reason: string };

/** An effect that the shell performs for a connection. */
export type ConnectionEffect =
  | { readonly _tag: 'SayHello' }
  | { readonly _tag: 'SayBye' }
  | { readonly _tag: 'Ping' }
  /** Stops the hellos, starts the heartbeat and resolves the attempt to connect with the connection. */
  | { readonly _tag: 'Opened' }
  /** Resolves the attempt to connect with an error. */
  | { readonly _tag: 'Failed'; readonly error: ConnectError }
  /** Stops timers, releases the endpoint and fails every request. */
  | { readonly _tag: 'Release'; readonly reason: string };

/** The next state, and the effects to perform in order. */
export type ConnectionStep = readonly [
  state: ConnectionState,
  effects: ReadonlyArray<ConnectionEffect>,
];

// ------------------------------------------------------------------------------------------------------ constructors

/** A connection that has not said hello yet. */
export const connecting = (maxWindow: number): ConnectionState => ({
  _tag: 'Connecting',
  maxWindow,
});

// -------------------------------------------------------------------------------------------------------- operations

const closed = (
  reason: string,
  effects: ReadonlyArray<ConnectionEffect>,
  error?: ConnectError,
): ConnectionStep => [
  { _tag: 'Closed', reason },
  [
    ...(error === undefined ? [] : [{ _tag: 'Failed', error } as const]),
    ...effects,
    { _tag: 'Release', reason },
  ],
];

const mismatch = (found: ChartIdentity): ConnectError => ({
  _tag: 'ChartMismatch',
  expected: chartIdentity,
  found,
});

const hostGone = (reason: string): ConnectError => ({ _tag: 'HostGone', reason, sent: false });

const BYE: ConnectionEffect = { _tag: 'SayBye' };
const REJECTED = 'it rejected this client';

/** How many hellos a worker that reported an error may leave unanswered. One that serves answers the first. */
const HELLOS_AFTER_ERROR = 5;

const sayHello = (
  state: Extract<ConnectionState, { readonly _tag: 'Connecting' }>,
): ConnectionStep => {
  const { erred } = state;
  if (erred === undefined) return [state, [{ _tag: 'SayHello' }]];
  const { reason, hellos } = erred;
  return hellos < HELLOS_AFTER_ERROR
    ? [{ ...state, erred: { reason, hellos: hellos + 1 } }, [{ _tag: 'SayHello' }]]
    : closed(reason, [], hostGone(reason));
};

const whileConnecting = (
  state: Extract<ConnectionState, { readonly _tag: 'Connecting' }>,
  event: ConnectionEvent,
): ConnectionStep => {
  switch (event._tag) {
    case 'Welcomed':
      return event.chart !== undefined && !chartIdentityEq.equals(event.chart, chartIdentity)
        ? closed('it has another chart', [BYE], mismatch(event.chart))
        : [{ _tag: 'Open', window: Math.min(state.maxWindow, event.window) }, [{ _tag: 'Opened' }]];
    case 'Rejected':
      return closed(
        REJECTED,
        [],
        event.chart === undefined
          ? { _tag: 'ProtocolMismatch', ours: PROTOCOL, theirs: event.protocol }
          : mismatch(event.chart),
      );
    case 'Ended':
      return closed(event.reason, [], hostGone(event.reason));
    case 'Left':
      return closed(event.reason, [BYE], hostGone(event.reason));
    case 'HelloDue':
      return sayHello(state);
    case 'Erred':
      return [{ ...state, erred: state.erred ?? { reason: event.reason, hellos: 0 } }, []];
    case 'Doubted':
      return [state, []];
  }
};

const whileOpen = (state: ConnectionState, event: ConnectionEvent): ConnectionStep => {
  switch (event._tag) {
    case 'Rejected':
      return closed(REJECTED, []);
    case 'Ended':
      return closed(event.reason, []);
    case 'Left':
      return closed(event.reason, [BYE]);
    case 'Doubted':
    case 'Erred':
      return [state, [{ _tag: 'Ping' }]];
    case 'Welcomed':
    case 'HelloDue':
      return [state, []];
  }
};

/** The connection after an event, and what to do about it. */
export const reduceConnection = (
  state: ConnectionState,
  event: ConnectionEvent,
): ConnectionStep => {
  switch (state._tag) {
    case 'Connecting':
      return whileConnecting(state, event);
    case 'Open':
      return whileOpen(state, event);
    case 'Closed':
      return [state, []];
  }
};
