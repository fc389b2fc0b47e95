/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- two queues that change with every request: copying them would make pipelining quadratic */
/**
 * The requests of a client: those that wait, and a bounded window of those that were sent and are not answered yet.
 *
 * These functions only move requests; the connection sends and settles the requests that they return.
 *
 * Laws: requests are sent in the order in which they were added; at most `window` of them are under way; each request leaves
 * exactly once, by `answer`, `abandon`, `drop` or `clear`.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** A request and its id. */
export type Entry<A> = readonly [id: number, request: A];

/** The requests of a client. */
export interface RequestWindow<A> {
  /** The number of requests that wait to be sent. */
  readonly waiting: () => number;
  /** The number of requests that were sent and are not answered. */
  readonly underWay: () => number;
  /** The number of requests that have left the window, which each frame reports to the host. */
  readonly taken: () => number;
  /** Adds a request to the end of the waiting ones. */
  readonly add: (id: number, request: A) => void;
  /** Moves waiting requests into the window while it has room, and returns them. */
  readonly admit: (window: number) => ReadonlyArray<Entry<A>>;
  /**
   * Removes an answered request from the window, if it is there. `skip` is called with each request before it, which is removed,
   * too: a host answers in order, so its answer was lost.
   */
  readonly answer: (id: number, skip: (request: A) => void) => A | undefined;
  /** Removes a waiting request. Returns `false` if it was sent; it then stays in the window. */
  readonly abandon: (id: number) => boolean;
  /** Removes a request that could not be posted. */
  readonly drop: (id: number) => void;
  /** Removes every request. */
  readonly clear: () => { readonly sent: ReadonlyArray<A>; readonly unsent: ReadonlyArray<A> };
}

// ------------------------------------------------------------------------------------------------------ constructors

/** A window without requests. */
export const makeRequestWindow = <A>(): RequestWindow<A> => {
  // A `Map` keeps the order of its keys and removes one in the middle in constant time.
  const waiting = new Map<number, A>();
  const underWay = new Map<number, A>();
  let taken = 0;

  return {
    waiting: () => waiting.size,
    underWay: () => underWay.size,
    taken: () => taken,
    add: (id, request) => {
      waiting.set(id, request);
    },
    admit: (window) => {
      const admitted: Array<Entry<A>> = [];
      for (const entry of waiting) {
        if (underWay.size >= window) break;
        waiting.delete(entry[0]);
        underWay.set(entry[0], entry[1]);
        admitted.push(entry);
      }
      return admitted;
    },
    answer: (id, skip) => {
      const answered = underWay.get(id);
      if (answered === undefined) return undefined;
      for (const [earlier, request] of underWay) {
        underWay.delete(earlier);
        taken += 1;
        if (earlier === id) break;
        skip(request);
      }
      return answered;
    },
    abandon: (id) => waiting.delete(id),
    drop: (id) => {
      underWay.delete(id);
    },
    clear: () => {
      const all = { sent: [...underWay.values()], unsent: [...waiting.values()] };
      underWay.clear();
      waiting.clear();
      return all;
    },
  };
};
