/* eslint-disable functional/no-let -- what comes first of three is kept */
/**
 * One answer within its time: what comes first of an answer, the clock and an `AbortSignal`.
 *
 * Law: it is answered exactly once.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { RequestError } from './HostError.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What an `AbortSignal` can do. */
export interface Signal {
  /** Whether it was aborted before. */
  readonly aborted: boolean;
  /** Calls when it is aborted. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Calls no more. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How long one request may take. */
export interface RequestOptions {
  /** Milliseconds from the call to the answer; the connection's, if not given. `Infinity` waits as long as it takes. */
  readonly timeout?: number;
  /** Aborting it answers `RequestCancelled` at once. A request that was sent is carried out nevertheless. */
  readonly signal?: Signal;
}

// ---------------------------------------------------------------------------------------------------------- defaults

/** A timer counts in 31 bits; what is longer, it takes for nothing. */
export const LONGEST_TIMER = 2 ** 31 - 1;

// -------------------------------------------------------------------------------------------------------- operations

/** Answers once: with what `start` gives, or with what the clock or the signal says, whichever comes first. */
export const within = <E1, A>(
  { timeout, signal }: { readonly timeout: number; readonly signal?: Signal | undefined },
  start: (settle: (outcome: E.Either<E1 | RequestError, A>) => void) => {
    /** Gives up on it, and says whether it may be done nevertheless. */
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
    // SAFETY: `start` may have settled it, which the types do not see.
    if (isSettled as boolean) return;
    signal?.addEventListener('abort', cancel);
    if (timeout <= LONGEST_TIMER)
      timer = setTimeout(() => {
        settleWith(() => E.left({ _tag: 'RequestTimeout', after: timeout, sent: abandon() }));
      }, timeout);
  });
