/** `spawnWorker`: starts a worker with code of the user, which may throw, reject or return nothing. */
import * as E from 'fp-ts/lib/Either.js';
import { isRecord, readField } from '../codec/untrusted.js';
import type { Endpoint } from './Endpoint.js';
import { textOf } from './Endpoint.js';
import type { ConnectError } from './HostError.js';

/** A worker, or why there is none. */
type Spawned = E.Either<ConnectError, Endpoint>;

/** A `left` with the reason why `spawn` failed. */
const notStarted = (e: unknown): Spawned =>
  E.left({
    _tag: 'HostGone',
    reason: `no worker could be started: ${textOf(e)}`,
    sent: false,
  });

/** Untyped code can return nothing. */
const started = (endpoint: Endpoint): Spawned =>
  isRecord(endpoint) ? E.right(endpoint) : notStarted('spawn returned no worker');

/** Is it a promise? */
export const isPromise = <A extends object>(value: A | Promise<A>): value is Promise<A> =>
  isRecord(value) && typeof readField(value, 'then') === 'function';

/**
 * Starts a worker; a `spawn` that throws or rejects is a `left` with the reason. There is no pause if `spawn` returns the worker
 * itself: in Deno, the error of a worker to which nobody listens yet ends the program.
 */
export const spawnWorker = (
  spawn: () => Endpoint | Promise<Endpoint>,
): Spawned | Promise<Spawned> => {
  const spawned = E.tryCatch(spawn, notStarted);
  if (E.isLeft(spawned)) return spawned.left;
  return isPromise(spawned.right)
    ? spawned.right.then(started, notStarted)
    : started(spawned.right);
};
