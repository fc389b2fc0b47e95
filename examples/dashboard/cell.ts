/** An observable value, as React's `useSyncExternalStore` needs it. */

/** A value that can be watched. */
export interface Watched<A> {
  /** The current value; the same object until it is replaced. */
  readonly getSnapshot: () => A;
  /** Calls the listener after each change, and returns the function that unsubscribes it. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A value that can be watched and replaced. */
export interface Cell<A> extends Watched<A> {
  readonly set: (value: A) => void;
}

/** A cell with an initial value. */
export const makeCell = <A>(initial: A): Cell<A> => {
  let held = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => held,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    set: (value) => {
      held = value;
      listeners.forEach((listener) => {
        listener();
      });
    },
  };
};
