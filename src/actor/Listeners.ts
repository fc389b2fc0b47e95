/* eslint-disable functional/immutable-data -- a map of listeners */
/**
 * The listeners of an event source.
 *
 * Law: after a listener is removed it is never called, even for events already queued.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** Listeners, in the order in which they were added. */
export interface Listeners<A> {
  readonly size: () => number;
  /** Adds a listener. Returns a function that removes it and returns whether it was still there. */
  readonly add: (listener: A) => () => boolean;
  /** Returns a call for each current listener. */
  readonly each: (call: (listener: A) => void) => ReadonlyArray<() => void>;
  readonly clear: () => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** Makes an empty set of listeners. */
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
