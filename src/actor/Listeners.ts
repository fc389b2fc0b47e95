/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a queue that is emptied, and a map of who listens */
/**
 * Listeners, and how they are called: one after another, in the order of what happened.
 *
 * Laws: a call that is put in while another is made comes after all that were there before; a listener that throws stops no
 * other, and what it threw reaches the program as uncaught; whoever was let go is not called again, not even for what
 * happened before.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** Calls that are still to be made. */
export interface CallQueue {
  readonly enqueue: (...calls: ReadonlyArray<() => void>) => void;
  /** Makes them, unless that is going on already. */
  readonly flush: () => void;
}

/** Who listens, in the order in which they came. */
export interface Listeners<A> {
  readonly size: () => number;
  /** Answers with the way to be let go, once: whether the listener was still there. */
  readonly add: (listener: A) => () => boolean;
  /** For each one that is there now, the call that it is due. */
  readonly each: (call: (listener: A) => void) => ReadonlyArray<() => void>;
  readonly clear: () => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** An empty outbox. */
export const makeCallQueue = (): CallQueue => {
  const due: Array<() => void> = [];
  let delivering = false;
  return {
    enqueue: (...calls) => void due.push(...calls),
    flush: () => {
      if (delivering) return;
      delivering = true;
      for (let call = due.shift(); call !== undefined; call = due.shift()) {
        try {
          call();
        } catch (error) {
          // It is the listener's own, so it is the program's to report, and not the sender's to catch.
          queueMicrotask(() => {
            // eslint-disable-next-line functional/no-throw-statements -- an exception of somebody else, where nothing catches it
            throw error;
          });
        }
      }
      delivering = false;
    },
  };
};

/** Nobody yet. */
export const makeListeners = <A>(): Listeners<A> => {
  const listeners = new Map<symbol, A>();
  return {
    size: () => listeners.size,
    add: (listener) => {
      const key = Symbol('listener');
      listeners.set(key, listener);
      return () => listeners.delete(key);
    },
    each: (call) =>
      [...listeners].map(([key, listener]) => () => {
        if (listeners.has(key)) call(listener);
      }),
    clear: () => {
      listeners.clear();
    },
  };
};
