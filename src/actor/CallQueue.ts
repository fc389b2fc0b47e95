/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a mutable queue */
/**
 * A queue of calls to listeners, made one after another.
 *
 * Laws: calls are made in the order in which they were enqueued, including those enqueued during a call; if a listener throws,
 * the others are still called, and its exception is reported as uncaught.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** A queue of calls. */
export interface CallQueue {
  readonly enqueue: (...calls: ReadonlyArray<() => void>) => void;
  /** Makes the calls, unless a flush is already under way. */
  readonly flush: () => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** Makes an empty queue. */
export const makeCallQueue = (): CallQueue => {
  const due: Array<() => void> = [];
  let isFlushing = false;
  return {
    enqueue: (...calls) => void due.push(...calls),
    flush: () => {
      if (isFlushing) return;
      isFlushing = true;
      for (let call = due.shift(); call !== undefined; call = due.shift()) {
        try {
          call();
        } catch (error) {
          // The program reports the listener's exception; the sender must not catch it.
          queueMicrotask(() => {
            // eslint-disable-next-line functional/no-throw-statements -- the listener's exception, where nothing catches it
            throw error;
          });
        }
      }
      isFlushing = false;
    },
  };
};
