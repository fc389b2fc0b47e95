/* eslint-disable functional/immutable-data, functional/no-let -- the shell of a connection: it performs what its reducers return */
/**
 * A client's connection: the shell that sends frames, runs timers and answers requests, around `ConnectionState`, `Heartbeat`
 * and `RequestWindow`.
 *
 * Laws: every request is answered exactly once; requests are sent in the order in which they were made, at most a window of
 * them unanswered; nothing throws, whatever the host sends.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { v4 } from 'uuid';
import { chartIdentity } from '../run/ChartIdentity.js';
import type { ClientRequest, Connection, ConnectOptions } from './Connection.js';
import type { ConnectionEffect, ConnectionEvent } from './ConnectionState.js';
import { connecting, reduceConnection } from './ConnectionState.js';
import type { Endpoint } from './Endpoint.js';
import { listen, post } from './Endpoint.js';
import { asked, heard, pulseOf, startHeartbeat } from './Heartbeat.js';
import type { AnswerError, ConnectError, Malformed, RequestError } from './HostError.js';
import { AnswerErrorCodec } from './HostError.js';
import type { HostMessage, Request } from './Protocol.js';
import {
  AnswerCodec,
  decodeWith,
  HostMessageCodec,
  idOf,
  PROTOCOL,
  RequestCodec,
} from './Protocol.js';
import type { Entry } from './RequestWindow.js';
import { makeRequestWindow } from './RequestWindow.js';
import type { RequestOptions } from './timeout.js';
import { MAX_TIMER, withTimeout } from './timeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A request that waits or is under way. */
interface Pending {
  /** The request as it is posted. */
  readonly frame: object;
  readonly receive: (answer: E.Either<AnswerError, unknown>, sequence: number | undefined) => void;
  readonly fail: (error: RequestError) => void;
}

// ---------------------------------------------------------------------------------------------------------- defaults

const DEFAULTS = {
  timeout: 30_000,
  window: 1024,
  maxWaiting: 100_000,
  heartbeat: 5_000,
  patience: 15_000,
  onMalformed: () => undefined,
};

/** Milliseconds after which the hello is repeated: the first one may arrive before the worker listens. */
const HELLO_INTERVAL = 200;

// -------------------------------------------------------------------------------------------------------- operations

/** Encodes a request. The left is for a request of untyped code that cannot be encoded. */
const frameOf = (request: Request, id: number): E.Either<Malformed, object> =>
  E.tryCatch(
    // SAFETY: the encoding of a request is a record.
    () => ({ ...(RequestCodec.encode(request) as object), id }),
    (): Malformed => ({ _tag: 'Malformed', message: 'the request cannot be encoded' }),
  );

const decodeMessage = /* #__PURE__ */ decodeWith(HostMessageCodec);
const decodeAnswer = /* #__PURE__ */ decodeWith(AnswerCodec);
const decodeError = /* #__PURE__ */ decodeWith(AnswerErrorCodec);

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
  { timeout, window, maxWaiting, heartbeat, patience, onMalformed }: Required<ConnectOptions>,
  settle: (outcome: E.Either<ConnectError, Connection>) => void,
): { readonly abandon: () => boolean } => {
  const client = v4();
  const requests = makeRequestWindow<Pending>();
  const listeners = new Map<number, Parameters<Connection['subscribe']>[1]>();
  let state = connecting(window);
  let beat = startHeartbeat(performance.now());
  let lastId = 0;
  let malformed = 0;
  let isPumpDue = false;
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
        if (requests.underWay() === 0) void ping();
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
    const { sent, unsent } = requests.clear();
    listeners.clear();
    sent.forEach(({ fail }) => {
      fail({ _tag: 'HostGone', reason, sent: true });
    });
    unsent.forEach(({ fail }) => {
      fail({ _tag: 'HostGone', reason, sent: false });
    });
    resolveGone(reason);
  };

  const checkPulse = (): void => {
    const isIdle = requests.underWay() === 0;
    switch (pulseOf(beat, { heartbeat, patience }, performance.now(), isIdle)) {
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

  // ------------------------------------------------------------------------------------------------------ sending

  const postRequests = (sending: ReadonlyArray<Entry<Pending>>): E.Either<string, void> =>
    post(endpoint, {
      type: 'requests',
      client,
      taken: requests.taken(),
      requests: sending.map(([, { frame }]) => frame),
    });

  /** Posts requests one by one: one that cannot be copied, which untyped code can pass, must not stop the others. */
  const postApart = (sending: ReadonlyArray<Entry<Pending>>): void => {
    const empty = postRequests([]);
    if (E.isLeft(empty)) {
      dispatch(unpostable(empty.left));
      return;
    }
    sending.forEach((entry) => {
      const [id, pending] = entry;
      const posted = postRequests([entry]);
      if (E.isRight(posted)) return;
      requests.drop(id);
      pending.fail({ _tag: 'Malformed', message: posted.left });
    });
    pumpSoon();
  };

  /** Sends the waiting requests for which the window has room, in one frame. */
  const pump = (): void => {
    isPumpDue = false;
    if (state._tag !== 'Open' || requests.waiting() === 0) return;
    const isIdle = requests.underWay() === 0;
    const sending = requests.admit(state.window);
    if (sending.length === 0) return;
    if (isIdle) beat = asked(beat, performance.now());
    if (E.isLeft(postRequests(sending))) postApart(sending);
  };

  const pumpSoon = (): void => {
    if (isPumpDue) return;
    isPumpDue = true;
    queueMicrotask(pump);
  };

  const ask: Connection['ask'] =
    <A>({ request, decode, onId, onAnswer }: ClientRequest<A>, options: RequestOptions = {}) =>
    () =>
      withTimeout<RequestError | AnswerError, A>({ timeout, ...options }, (done) => {
        const id = (lastId += 1);
        onId?.(id);
        const frame = frameOf(request, id);
        if (state._tag === 'Closed') {
          done(E.left({ _tag: 'HostGone', reason: state.reason, sent: false }));
        } else if (requests.waiting() >= maxWaiting) {
          done(E.left({ _tag: 'Overloaded', limit: maxWaiting }));
        } else if (E.isLeft(frame)) {
          done(frame);
        } else {
          requests.add(id, {
            frame: frame.right,
            receive: (answer, sequence) => {
              const outcome = E.isLeft(answer) ? answer : count(decode(answer.right));
              onAnswer?.(outcome, sequence);
              done(outcome);
            },
            fail: (error) => {
              done(E.left(error));
            },
          });
          pumpSoon();
        }
        return { abandon: () => !requests.abandon(id) };
      });

  const ping = ask({ request: { kind: 'ping' }, decode: E.right }, { timeout: Infinity });

  // ---------------------------------------------------------------------------------------------------- receiving

  const reportMalformed = (message: string): void => {
    malformed += 1;
    // Called in its own turn: an exception of the callback must not stop an answer.
    queueMicrotask(() => {
      onMalformed(message);
    });
  };

  /** Reports a decode failure, and converts it to the error of the request. */
  const count = <A>(decoded: E.Either<string, A>): E.Either<AnswerError, A> => {
    if (E.isRight(decoded)) return decoded;
    reportMalformed(decoded.left);
    return E.left({ _tag: 'Malformed', message: decoded.left });
  };

  const settleRequest = (pending: Pending, item: unknown): void => {
    const answer = count(decodeAnswer(item));
    if (E.isLeft(answer)) {
      pending.receive(answer, undefined);
      return;
    }
    const { ok, err, sequence } = answer.right;
    const error = err === undefined ? undefined : count(decodeError(err));
    pending.receive(
      error === undefined ? E.right(ok) : E.isLeft(error) ? error : E.left(error.right),
      sequence,
    );
  };

  const receiveAnswer = (item: unknown): void => {
    const id = idOf(item);
    const skipped = id === undefined ? [] : requests.skipTo(id);
    skipped.forEach((pending) => {
      const lost = count(E.left('the host skipped this answer'));
      pending.receive(lost, undefined);
    });
    const pending = id === undefined ? undefined : requests.answer(id);
    if (pending === undefined) reportMalformed('an answer without a request');
    else settleRequest(pending, item);
  };

  const receive = (u: unknown): void => {
    beat = heard(beat, performance.now());
    const decoded = decodeMessage(u);
    if (E.isLeft(decoded)) {
      reportMalformed(decoded.left);
      return;
    }
    const message = decoded.right;
    switch (message.type) {
      case 'answers':
        message.answers.forEach(receiveAnswer);
        pump();
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
    stats: () => ({ underWay: requests.underWay(), waiting: requests.waiting(), malformed }),
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
    { signal, ...options }: ConnectOptions & Pick<RequestOptions, 'signal'> = {},
  ): TaskEither<ConnectError, Connection> =>
  () => {
    const all = { ...DEFAULTS, ...options };
    return withTimeout<ConnectError, Connection>({ timeout: all.timeout, signal }, (settle) =>
      open(endpoint, all, settle),
    );
  };
