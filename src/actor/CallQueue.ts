/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a queue that is emptied */
/**
 * A queue of calls to listeners, made one after another in the order of what happened.
 *
 * Laws: a call that is added while another is made comes after all that were there before; a listener that throws stops no
 * other, and its exception reaches the program as uncaught.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** Calls that are still to be made. */
export interface CallQueue {
  readonly enqueue: (...calls: ReadonlyArray<() => void>) => void;
  /** Makes the calls, unless that is going on already. */
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
