/* eslint-disable functional/immutable-data, functional/no-let -- the shell of a connection: it performs what its reducers return */
/**
 * A client's connection: the shell that sends and receives messages and runs timers, around `ConnectionState`, `Heartbeat` and
 * `Requests`.
 *
 * Laws: every request is answered exactly once; nothing throws, whatever the host sends.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { v4 } from 'uuid';
import { chartIdentity } from '../run/ChartIdentity.js';
import type { AnswerListener, Connection, ConnectOptions } from './Connection.js';
import type { ConnectionEffect, ConnectionEvent } from './ConnectionState.js';
import { connecting, reduceConnection } from './ConnectionState.js';
import { MAX_TIMER } from './Deadlines.js';
import type { Endpoint } from './Endpoint.js';
import { listen, post } from './Endpoint.js';
import { asked, heard, pulseOf, startHeartbeat } from './Heartbeat.js';
import type { ConnectError } from './HostError.js';
import type { HostMessage } from './Protocol.js';
import { decodeWith, HostMessageCodec, PROTOCOL } from './Protocol.js';
import { makeRequests } from './Requests.js';
import type { RequestOptions } from './timeout.js';
import { withTimeout } from './timeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The options of a connection, and what its owner hears of the answers. */
interface Listening extends ConnectOptions {
  readonly onAnswer?: AnswerListener | undefined;
}

// ---------------------------------------------------------------------------------------------------------- defaults

const DEFAULTS = {
  timeout: 30_000,
  window: 1024,
  maxWaiting: 100_000,
  heartbeat: 5_000,
  patience: 15_000,
  onMalformed: () => undefined,
  onAnswer: undefined,
};

/** Milliseconds after which the hello is repeated: the first one may arrive before the worker listens. */
const HELLO_INTERVAL = 200;

// -------------------------------------------------------------------------------------------------------- operations

const decodeMessage = /* #__PURE__ */ decodeWith(HostMessageCodec);

/** Keeps a timer from holding a Node program open. */
const unref = (timer: unknown): void => {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
    const { unref: release } = timer;
    if (typeof release === 'function') release.call(timer);
  }
};

const unpostable = (reason: string): ConnectionEvent => ({
  _tag: 'Ended',
  reason: `a message could not be posted: ${reason}`,
});

const open = (
  endpoint: Endpoint,
  { timeout, window, maxWaiting, heartbeat, patience, onMalformed, onAnswer }: Required<Listening>,
  settle: (outcome: E.Either<ConnectError, Connection>) => void,
): { readonly abandon: () => boolean } => {
  const client = v4();
  const listeners = new Map<number, Parameters<Connection['subscribe']>[1]>();
  let state = connecting(window);
  let beat = startHeartbeat(performance.now());
  let pulse: ReturnType<typeof setInterval> | undefined;
  let resolveGone: (reason: string) => void = () => undefined;
  const gone = new Promise<string>((resolve) => {
    resolveGone = resolve;
  });

  // ---------------------------------------------------------------------------------------------------- lifecycle

  const dispatch = (event: ConnectionEvent): void => {
    const [next, effects] = reduceConnection(state, event);
    state = next;
    effects.forEach(perform);
  };

  const perform = (effect: ConnectionEffect): void => {
    switch (effect._tag) {
      case 'SayHello': {
        const hello = { type: 'hello', protocol: PROTOCOL, client, chart: chartIdentity };
        const posted = post(endpoint, hello);
        if (E.isLeft(posted)) dispatch(unpostable(posted.left));
        return;
      }
      case 'SayBye':
        post(endpoint, { type: 'bye', client });
        return;
      case 'Ping':
        if (isIdle()) void ping();
        return;
      case 'Opened':
        clearInterval(greeting);
        pulse = setInterval(checkPulse, Math.min(heartbeat, patience, MAX_TIMER) / 2);
        unref(pulse);
        settle(E.right(connection));
        return;
      case 'Failed':
        settle(E.left(effect.error));
        return;
      case 'Release':
        release(effect.reason);
        return;
    }
  };

  const release = (reason: string): void => {
    stop();
    clearInterval(greeting);
    clearInterval(pulse);
    listeners.clear();
    requests.close(reason);
    resolveGone(reason);
  };

  const checkPulse = (): void => {
    switch (pulseOf(beat, { heartbeat, patience }, performance.now(), isIdle())) {
      case 'Wait':
        return;
      case 'Ping':
        void ping();
        return;
      case 'GiveUp':
        dispatch({
          _tag: 'Ended',
          reason: `nothing was heard of it for ${String(patience)} ms`,
        });
        return;
    }
  };

  // ----------------------------------------------------------------------------------------------------- messages

  const requests = makeRequests({
    timeout,
    maxWaiting,
    window: () => (state._tag === 'Open' ? state.window : 0),
    post: (sending, taken) =>
      post(endpoint, { type: 'requests', client, taken, requests: sending }),
    onUnpostable: (reason) => {
      dispatch(unpostable(reason));
    },
    onBusy: () => {
      beat = asked(beat, performance.now());
    },
    onMalformed,
    onAnswer,
  });
  const { ask } = requests;

  const ping = ask({ request: { kind: 'ping' }, decode: E.right }, { timeout: Infinity });

  const isIdle = (): boolean => requests.stats().underWay === 0;

  const receive = (u: unknown): void => {
    beat = heard(beat, performance.now());
    const decoded = decodeMessage(u);
    if (E.isLeft(decoded)) {
      requests.reportMalformed(decoded.left);
      return;
    }
    const message = decoded.right;
    switch (message.type) {
      case 'answers':
        requests.receive(message.answers);
        return;
      case 'changes':
      case 'lines': {
        const { subscription } = message;
        // A subscription without a listener has ended; its unsubscribe request is on the way to the host.
        listeners.get(subscription)?.(message, () => {
          if (state._tag === 'Open') post(endpoint, { type: 'ack', client, subscription });
        });
        return;
      }
      case 'welcome':
      case 'rejected':
      case 'closed':
        // Another client may use the same port, or have used it before.
        if (message.client === client) dispatch(eventOf(message));
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
          // The first message may follow the answer immediately, so the listener is added before.
          onId: (id) => {
            listeners.set(id, listener);
            unsubscribe = () => {
              if (!listeners.delete(id) || state._tag === 'Closed') return;
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
      return state._tag === 'Open' ? state.window : window;
    },
    stats: requests.stats,
    gone,
    isOpen: () => state._tag === 'Open',
    close: (reason) => {
      dispatch({ _tag: 'Left', reason });
    },
  };

  const greeting = setInterval(dispatch, HELLO_INTERVAL, { _tag: 'HelloDue' });
  const stop = listen(endpoint, {
    message: receive,
    gone: (reason) => {
      dispatch({ _tag: 'Ended', reason });
    },
    doubted: () => {
      dispatch({ _tag: 'Doubted' });
    },
    erred: (reason) => {
      dispatch({ _tag: 'Erred', reason });
    },
  });
  dispatch({ _tag: 'HelloDue' });
  return {
    abandon: () => {
      dispatch({ _tag: 'Ended', reason: 'it did not answer the hello' });
      return true;
    },
  };
};

/** Converts a message about the connection to an event. */
const eventOf = (
  message: Extract<HostMessage, { readonly type: 'welcome' | 'rejected' | 'closed' }>,
): ConnectionEvent => {
  switch (message.type) {
    case 'welcome':
      return { ...message, _tag: 'Welcomed' };
    case 'rejected':
      return { ...message, _tag: 'Rejected' };
    case 'closed':
      return { ...message, _tag: 'Ended' };
  }
};

/** Connects to the host at the other end. */
export const connect =
  (
    endpoint: Endpoint,
    { signal, ...options }: Listening & Pick<RequestOptions, 'signal'> = {},
  ): TaskEither<ConnectError, Connection> =>
  () => {
    const all = { ...DEFAULTS, ...options };
    return withTimeout<ConnectError, Connection>({ timeout: all.timeout, signal }, (settle) =>
      open(endpoint, all, settle),
    );
  };
