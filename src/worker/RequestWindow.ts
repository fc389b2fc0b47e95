/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- two queues that change with every request: copying them would make pipelining quadratic */
/**
 * The requests of a client: those that wait, and the bounded window of those that were sent and have no answer yet.
 *
 * Nothing here sends, waits or calls back; the connection does so with what these functions return.
 *
 * Laws: requests are sent in the order in which they were added; at most `window` of them are under way; each request leaves
 * exactly once, by `answer`, `skipTo`, `abandon`, `drop` or `clear`.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** A request and its id. */
export type Entry<A> = readonly [id: number, request: A];

/** The requests of a client. */
export interface RequestWindow<A> {
  /** How many requests wait to be sent. */
  readonly waiting: () => number;
  /** How many requests were sent and have no answer. */
  readonly underWay: () => number;
  /** How many requests have left the window, as the host is told with each frame. */
  readonly taken: () => number;
  /** Adds a request at the end of those that wait. */
  readonly add: (id: number, request: A) => void;
  /** Moves requests from waiting to under way, as far as the window has room. */
  readonly admit: (window: number) => ReadonlyArray<Entry<A>>;
  /** Takes out the requests before one that is under way: a host answers in order, so their answers were lost. */
  readonly skipTo: (id: number) => ReadonlyArray<A>;
  /** Takes out the request that an answer is for, if it is under way. */
  readonly answer: (id: number) => A | undefined;
  /** Takes back a request that waits; `false` if it was sent, and then it keeps its place in the window. */
  readonly abandon: (id: number) => boolean;
  /** Takes out a request that could not be posted. */
  readonly drop: (id: number) => void;
  /** Takes out every request. */
  readonly clear: () => { readonly sent: ReadonlyArray<A>; readonly unsent: ReadonlyArray<A> };
}

// ------------------------------------------------------------------------------------------------------ constructors

/** What is skipped unless an answer was lost. */
const NONE: ReadonlyArray<never> = [];

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
    skipTo: (id) => {
      if (!underWay.has(id)) return NONE;
      let skipped: Array<A> | undefined;
      for (const [earlier, request] of underWay) {
        if (earlier === id) break;
        underWay.delete(earlier);
        taken += 1;
        (skipped ??= []).push(request);
      }
      return skipped ?? NONE;
    },
    answer: (id) => {
      const request = underWay.get(id);
      if (underWay.delete(id)) taken += 1;
      return request;
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
