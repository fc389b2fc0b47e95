/** A value that is replaced, and whoever wants to know: what React's `useSyncExternalStore` asks for. */

/** What can be watched. */
export interface Watched<A> {
  /** The same until it is replaced. */
  readonly getSnapshot: () => A;
  /** Calls after each change; answers with the way to be let go. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** What can be watched and replaced. */
export interface Cell<A> extends Watched<A> {
  readonly set: (value: A) => void;
}

/** A cell that holds a value. */
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
