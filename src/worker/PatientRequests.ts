/* eslint-disable functional/immutable-data, functional/no-let -- requests that wait for the next worker */
/**
 * Requests that outlive their worker: they wait while there is none, and those with a command id are sent again to the next.
 *
 * Law: requests and subscriptions keep their order while there is a worker.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { ClientRequest, Connection } from './Connection.js';
import type { AnswerError, HostGone, RequestError } from './HostError.js';
import type { Request } from './Protocol.js';
import { isOp } from './Protocol.js';
import { isPromise } from './spawnWorker.js';
import type { RequestOptions } from './timeout.js';
import { withTimeout } from './timeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What the requests need of their supervisor. */
export interface PatientOptions {
  /** The connection to the current worker, if it is open. */
  readonly live: () => Connection | undefined;
  /** Why there will be no further worker; `undefined` while there may be one. */
  readonly whyNone: () => string | undefined;
  /** The default timeout, in milliseconds. */
  readonly timeout: number;
  readonly maxWaiting: number;
}

/** Requests to whichever worker there is. */
export interface PatientRequests {
  readonly ask: Connection['ask'];
  /**
   * The connection, or a promise of the one after the restart that is under way. There is no pause while there is a connection,
   * so that requests keep their order.
   */
  readonly whenConnected: (
    options: RequestOptions,
  ) => E.Either<RequestError, Connection> | Promise<E.Either<RequestError, Connection>>;
  /** How many requests wait for a worker. */
  readonly waiting: () => number;
  /** Called once there is a worker again, or there will be none. */
  readonly wakeAll: () => void;
}

// -------------------------------------------------------------------------------------------------------- operations

const hostGone = (reason: string): HostGone => ({ _tag: 'HostGone', reason, sent: false });

/** May this request be sent again to another worker? */
const isRedeliverable = (request: Request): boolean =>
  isOp(request) && request.entry.commandId !== undefined;

const NO_OPTIONS: RequestOptions = {};

/** Makes the requests of a supervisor. */
export const makePatientRequests = ({
  live,
  whyNone,
  timeout: defaultTimeout,
  maxWaiting,
}: PatientOptions): PatientRequests => {
  let waiters: Array<() => void> = [];

  const whenConnected: PatientRequests['whenConnected'] = (its) => {
    const current = live();
    if (current !== undefined) return E.right(current);
    return withTimeout<RequestError, Connection>({ timeout: defaultTimeout, ...its }, (done) => {
      const wake = (): void => {
        const next = live();
        const reason = whyNone() ?? 'it ended again';
        done(next === undefined ? E.left(hostGone(reason)) : E.right(next));
      };
      if (whyNone() !== undefined) wake();
      else if (waiters.length >= maxWaiting)
        done(E.left({ _tag: 'Overloaded', limit: maxWaiting }));
      else waiters.push(wake);
      return {
        abandon: () => {
          waiters = waiters.filter((other) => other !== wake);
          return false;
        },
      };
    });
  };

  /** Asks the worker that runs, or the next one; asks again if the worker ends and the request may be sent twice. */
  const askPatiently = async <A>(
    asked: ClientRequest<A>,
    its: RequestOptions,
  ): Promise<E.Either<RequestError | AnswerError, A>> => {
    const startedAt = performance.now();
    const remaining = (): RequestOptions => ({
      ...its,
      timeout: Math.max(0, (its.timeout ?? defaultTimeout) - (performance.now() - startedAt)),
    });
    const connecting = whenConnected(its);
    const hasWaited = isPromise(connecting);
    const first = hasWaited ? await connecting : connecting;
    if (E.isLeft(first)) return first;
    const outcome = await first.right.ask(asked, hasWaited ? remaining() : its)();
    if (E.isRight(outcome) || outcome.left._tag !== 'HostGone' || !isRedeliverable(asked.request))
      return outcome;
    const second = await whenConnected(remaining());
    return E.isLeft(second)
      ? E.left(second.left._tag === 'HostGone' ? { ...second.left, sent: true } : second.left)
      : second.right.ask(asked, remaining())();
  };

  return {
    ask:
      <A>(asked: ClientRequest<A>, its: RequestOptions = NO_OPTIONS) =>
      (): Promise<E.Either<RequestError | AnswerError, A>> => {
        const connection = live();
        if ((connection?.stats().waiting ?? 0) >= maxWaiting)
          return Promise.resolve(E.left({ _tag: 'Overloaded', limit: maxWaiting }));
        return connection === undefined || isRedeliverable(asked.request)
          ? askPatiently(asked, its)
          : connection.ask(asked, its)();
      },
    whenConnected,
    waiting: () => waiters.length,
    wakeAll: () => {
      const woken = waiters;
      waiters = [];
      woken.forEach((wake) => {
        wake();
      });
    },
  };
};
