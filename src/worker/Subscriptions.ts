/* eslint-disable functional/immutable-data -- the shell of subscriptions that move from worker to worker */
/** Subscriptions that outlive their worker: each is opened again at the next one, from the first journal line that it lacks. */
import * as E from 'fp-ts/lib/Either.js';
import type { Connection } from './Connection.js';
import type { AnswerError, RequestError } from './HostError.js';
import type { PatientRequests } from './PatientRequests.js';
import { isPromise } from './spawnWorker.js';
import type { RequestOptions } from './timeout.js';

interface Subscription {
  readonly request: Parameters<Connection['subscribe']>[0];
  readonly listener: Parameters<Connection['subscribe']>[1];
  /** The number of the next journal line; `undefined` for a subscription to changes. */
  next: number | undefined;
  unsubscribe: () => void;
}

/** The subscriptions of one client. */
export interface Subscriptions {
  readonly subscribe: Connection['subscribe'];
  /** Opens all of them again. */
  readonly resume: (connection: Connection) => void;
}

/** Makes the subscriptions of a client that gets its connection from `whenConnected`, at once if there is one. */
export const makeSubscriptions = (
  whenConnected: PatientRequests['whenConnected'],
): Subscriptions => {
  const subscriptions = new Set<Subscription>();

  const open = async (
    connection: Connection,
    subscription: Subscription,
    options: RequestOptions = {},
  ): Promise<E.Either<RequestError | AnswerError, void>> => {
    const { request, listener, next } = subscription;
    const outcome = await connection.subscribe(
      request.kind === 'journal' && next !== undefined ? { ...request, from: next } : request,
      (message, done) => {
        if (message.type === 'lines') subscription.next = message.first + message.lines.length;
        listener(message, done);
      },
      options,
    )();
    if (E.isLeft(outcome)) return outcome;
    subscription.unsubscribe = outcome.right;
    // The caller may have unsubscribed in the meantime.
    if (!subscriptions.has(subscription)) outcome.right();
    return E.right(undefined);
  };

  return {
    subscribe:
      (request, listener, options = {}) =>
      async () => {
        const connecting = whenConnected(options);
        const connection = isPromise(connecting) ? await connecting : connecting;
        if (E.isLeft(connection)) return connection;
        const subscription: Subscription = {
          request,
          listener,
          next: request.kind === 'journal' ? request.from : undefined,
          unsubscribe: () => undefined,
        };
        subscriptions.add(subscription);
        const opened = await open(connection.right, subscription, options);
        if (E.isLeft(opened)) {
          subscriptions.delete(subscription);
          return opened;
        }
        return E.right(() => {
          subscriptions.delete(subscription);
          subscription.unsubscribe();
        });
      },
    resume: (connection) => {
      subscriptions.forEach((subscription) => void open(connection, subscription));
    },
  };
};
