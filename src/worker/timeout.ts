/* eslint-disable functional/no-let -- keeps the first of three outcomes */
/**
 * A promise with a time-out: it settles with the answer, the time-out or the abort, whichever comes first.
 *
 * Law: it settles exactly once.
 */
import * as E from 'fp-ts/lib/Either.js';
import { MAX_TIMER } from './Deadlines.js';
import type { RequestError } from './HostError.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The part of an `AbortSignal` that is used.
 * @category Clients
 */
export interface Signal {
  /** Whether it is aborted already. */
  readonly aborted: boolean;
  /** Calls the listener when it is aborted. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Stops calling the listener. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * The options of one request.
 * @category Clients
 */
export interface RequestOptions {
  /** The timeout in milliseconds. Defaults to that of the connection; `Infinity` never times out. */
  readonly timeout?: number;
  /** When it is aborted, the request fails with `RequestCancelled` at once. The host still applies a request that was sent. */
  readonly signal?: Signal;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Starts something, and settles with its outcome, the time-out or the abort, whichever comes first. */
export const withTimeout = <E1, A>(
  { timeout, signal }: { readonly timeout: number; readonly signal?: Signal | undefined },
  start: (settle: (outcome: E.Either<E1 | RequestError, A>) => void) => {
    /** Gives up, and returns whether the request was sent. */
    readonly abandon: () => boolean;
  },
): Promise<E.Either<E1 | RequestError, A>> =>
  new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isSettled = false;
    const settleWith = (outcome: () => E.Either<E1 | RequestError, A>): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve(outcome());
    };
    const cancel = (): void => {
      settleWith(() => E.left({ _tag: 'RequestCancelled', sent: abandon() }));
    };
    if (signal?.aborted === true) {
      resolve(E.left({ _tag: 'RequestCancelled', sent: false }));
      return;
    }
    const { abandon } = start((outcome) => {
      settleWith(() => outcome);
    });
    // SAFETY: `start` may have settled it, which the compiler does not see.
    if (isSettled as boolean) return;
    signal?.addEventListener('abort', cancel);
    if (timeout <= MAX_TIMER)
      timer = setTimeout(() => {
        settleWith(() => E.left({ _tag: 'RequestTimeout', after: timeout, sent: abandon() }));
      }, timeout);
  });
