/* eslint-disable functional/immutable-data, functional/no-let -- the requests of a connection change with every message */
/**
 * The requests of a connection: they are sent in frames, and settled by their answer, their deadline or their signal.
 *
 * The requests of one turn are sent together when it ends, and before that once there are `FRAME` of them, so that the host works on
 * the first while the others are made.
 *
 * Laws: every request settles exactly once; requests are sent in the order in which they were made, at most a window of them
 * unanswered; nothing throws, whatever the host answers.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnswerListener, ClientRequest, ClientStats, Connection } from './Connection.js';
import type { Timed } from './Deadlines.js';
import { makeDeadlines } from './Deadlines.js';
import { heedSignals } from './heedSignals.js';
import type { AnswerError, Malformed, RequestError } from './HostError.js';
import { opRow } from './OpRow.js';
import type { Request } from './Protocol.js';
import { idOf, isOp, RequestCodec } from './Protocol.js';
import type { Answer } from './readAnswer.js';
import { readAnswer, skippedAnswer } from './readAnswer.js';
import type { Entry } from './RequestWindow.js';
import { makeRequestWindow } from './RequestWindow.js';
import type { RequestOptions } from './timeout.js';

// ------------------------------------------------------------------------------------------------------------ model

type Outcome = E.Either<RequestError | AnswerError, unknown>;

/** A request that waits or is under way. */
interface Pending extends Timed {
  readonly id: number;
  /** The request as it is posted. */
  readonly encoded: unknown;
  readonly asked: ClientRequest<unknown>;
  readonly resolve: (outcome: Outcome) => void;
  /** Stops listening to the signal, if there is one. */
  release: (() => void) | undefined;
  isSettled: boolean;
}

/** What the requests need of their connection. */
export interface RequestsOptions {
  /** The default timeout, in milliseconds. */
  readonly timeout: number;
  readonly maxWaiting: number;
  /** How many requests may be under way; 0 while nothing can be sent. */
  readonly window: () => number;
  /** Posts requests, and how many answers were taken. The left is the reason why that cannot be posted. */
  readonly post: (requests: ReadonlyArray<unknown>, taken: number) => E.Either<string, void>;
  /** Called when not even an empty list of requests can be posted. */
  readonly onUnpostable: (reason: string) => void;
  /** Called before a host without unanswered requests is sent one. */
  readonly onBusy: () => void;
  readonly onMalformed: (message: string) => void;
  readonly onAnswer: AnswerListener | undefined;
}

/** The requests of a connection. */
export interface Requests {
  readonly ask: Connection['ask'];
  /** Settles the requests of a list of answers, and sends those for which that makes room. */
  readonly receive: (answers: ReadonlyArray<unknown>) => void;
  readonly stats: () => ClientStats;
  /** Counts a message that could not be decoded. */
  readonly reportMalformed: (message: string) => void;
  /** Fails every request, and all later ones. */
  readonly close: (reason: string) => void;
}

// ---------------------------------------------------------------------------------------------------------- defaults

/** How many requests are sent before the turn ends: enough that a message takes no more than a tenth of their time. */
const FRAME = 128;

const NO_OPTIONS: RequestOptions = {};

// -------------------------------------------------------------------------------------------------------- operations

/** Encodes a request. The left is for a request of untyped code that cannot be encoded. */
const encode = (request: Request, id: number): E.Either<Malformed, unknown> =>
  E.tryCatch(
    () =>
      (isOp(request) ? opRow(id, request) : undefined) ?? {
        // SAFETY: the encoding of a request is a record.
        ...(RequestCodec.encode(request) as object),
        id,
      },
    (): Malformed => ({ _tag: 'Malformed', message: 'the request cannot be encoded' }),
  );

/** Settles a request, unless its deadline or its signal was first. */
const settle = (pending: Pending, outcome: Outcome): void => {
  if (pending.isSettled) return;
  pending.isSettled = true;
  pending.release?.();
  pending.resolve(outcome);
};

/** Makes the requests of a connection: none. */
export const makeRequests = ({
  timeout: usualTimeout,
  maxWaiting,
  window,
  post,
  onUnpostable,
  onBusy,
  onMalformed,
  onAnswer,
}: RequestsOptions): Requests => {
  const requests = makeRequestWindow<Pending>();
  let lastId = 0;
  let malformed = 0;
  let closed: string | undefined;
  /** The instant at which the turn made its first request. */
  let now: number | undefined;
  /** How many requests were made and not sent in this turn. */
  let made = 0;

  // ------------------------------------------------------------------------------------------------------ sending

  const postAll = (sending: ReadonlyArray<Entry<Pending>>): E.Either<string, void> =>
    post(
      sending.map(([, { encoded }]) => encoded),
      requests.taken(),
    );

  /** Posts requests one by one: one that cannot be copied, which untyped code can pass, must not stop the others. */
  const postApart = (sending: ReadonlyArray<Entry<Pending>>): void => {
    const empty = postAll([]);
    if (E.isLeft(empty)) {
      onUnpostable(empty.left);
      return;
    }
    sending.forEach((entry) => {
      const [id, pending] = entry;
      const posted = postAll([entry]);
      if (E.isRight(posted)) return;
      requests.drop(id);
      finish(pending, E.left({ _tag: 'Malformed', message: posted.left }));
    });
    pumpSoon();
  };

  /** Sends the waiting requests for which the window has room, in one message. */
  const pump = (): void => {
    made = 0;
    if (requests.waiting() === 0) return;
    const isIdle = requests.underWay() === 0;
    const sending = requests.admit(window());
    if (sending.length === 0) return;
    if (isIdle) onBusy();
    if (E.isLeft(postAll(sending))) postApart(sending);
  };

  const endTurn = (): void => {
    now = undefined;
    pump();
  };

  const pumpSoon = (): void => {
    if (now !== undefined) return;
    now = performance.now();
    queueMicrotask(endTurn);
  };

  // ----------------------------------------------------------------------------------------------------- settling

  const deadlines = makeDeadlines<Pending>(usualTimeout, (pending) => {
    const sent = !requests.abandon(pending.id);
    settle(pending, E.left({ _tag: 'RequestTimeout', after: pending.timeout, sent }));
  });

  const finish = (pending: Pending, outcome: Outcome): void => {
    deadlines.remove(pending);
    settle(pending, outcome);
  };

  const heed = heedSignals<Pending>((pending) => {
    finish(pending, E.left({ _tag: 'RequestCancelled', sent: !requests.abandon(pending.id) }));
  });

  // ------------------------------------------------------------------------------------------------------- asking

  const refusal = (): RequestError | undefined => {
    if (closed !== undefined) return { _tag: 'HostGone', reason: closed, sent: false };
    return requests.waiting() >= maxWaiting ? { _tag: 'Overloaded', limit: maxWaiting } : undefined;
  };

  const start = (
    asked: ClientRequest<unknown>,
    { timeout = usualTimeout, signal }: RequestOptions,
    resolve: (outcome: Outcome) => void,
  ): void => {
    if (signal?.aborted === true) {
      resolve(E.left({ _tag: 'RequestCancelled', sent: false }));
      return;
    }
    const id = (lastId += 1);
    asked.onId?.(id);
    const refused = refusal();
    const encoded = refused === undefined ? encode(asked.request, id) : E.left(refused);
    if (E.isLeft(encoded)) {
      resolve(encoded);
      return;
    }
    pumpSoon();
    const pending: Pending = {
      id,
      encoded: encoded.right,
      asked,
      resolve,
      timeout,
      dueAt: (now ?? 0) + timeout,
      release: undefined,
      isSettled: false,
    };
    requests.add(id, pending);
    deadlines.add(pending);
    if (signal !== undefined) pending.release = heed(signal, pending);
    made += 1;
    if (made >= FRAME) pump();
  };

  const ask: Connection['ask'] =
    <A>(asked: ClientRequest<A>, options: RequestOptions = NO_OPTIONS) =>
    () =>
      new Promise((resolve) => {
        // SAFETY: the request is settled with what its own `decode` returns.
        start(asked, options, resolve as (outcome: Outcome) => void);
      });

  // ---------------------------------------------------------------------------------------------------- answering

  const reportMalformed = (message: string): void => {
    malformed += 1;
    // Called in its own turn: an exception of the callback must not stop an answer.
    queueMicrotask(() => {
      onMalformed(message);
    });
  };

  const conclude = (pending: Pending, { outcome, sequence, fault }: Answer): void => {
    const { request, onAnswer: onOwnAnswer } = pending.asked;
    if (fault !== undefined) reportMalformed(fault);
    onAnswer?.(request, outcome, sequence);
    onOwnAnswer?.(sequence);
    finish(pending, outcome);
  };

  const skip = (pending: Pending): void => {
    conclude(pending, skippedAnswer);
  };

  const receiveAnswer = (item: unknown): void => {
    const id = idOf(item);
    const pending = id === undefined ? undefined : requests.answer(id, skip);
    if (pending === undefined) reportMalformed('an answer without a request');
    else conclude(pending, readAnswer(pending.asked, item));
  };

  return {
    ask,
    receive: (answers) => {
      answers.forEach(receiveAnswer);
      pump();
    },
    stats: () => ({ underWay: requests.underWay(), waiting: requests.waiting(), malformed }),
    reportMalformed,
    close: (reason) => {
      closed = reason;
      deadlines.clear();
      const { sent, unsent } = requests.clear();
      sent.forEach((pending) => {
        settle(pending, E.left({ _tag: 'HostGone', reason, sent: true }));
      });
      unsent.forEach((pending) => {
        settle(pending, E.left({ _tag: 'HostGone', reason, sent: false }));
      });
    },
  };
};
