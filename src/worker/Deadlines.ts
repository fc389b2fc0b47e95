/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- one timer, and the requests that it is for */
/**
 * The deadlines of many requests with one timer: a timer for each request takes longer to start and stop than the request to send.
 *
 * Requests of one timeout are due in the order in which they were added, so the timer is set to the first request of each timeout.
 * It stays set when its request is answered, and then only finds the next.
 *
 * Laws: an item expires at most once, and not after it was removed; while an item has a deadline the timer keeps a Node program
 * open, and otherwise it does not.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** What a deadline is for. */
export interface Timed {
  /** The timeout, in milliseconds. */
  readonly timeout: number;
  /** The instant of the deadline, as `performance.now` counts. */
  readonly dueAt: number;
}

/** The deadlines of items. */
export interface Deadlines<A> {
  /** Adds an item, unless its timeout is longer than a timer can count. */
  readonly add: (item: A) => void;
  readonly remove: (item: A) => void;
  readonly clear: () => void;
}

/** The longest delay of a timer, in milliseconds: timers count in 31 bits and fire at once beyond that. */
export const MAX_TIMER = 2 ** 31 - 1;

// -------------------------------------------------------------------------------------------------------- operations

type Timer = ReturnType<typeof setTimeout>;

/** Sets whether a timer keeps a Node program open. In browsers a timer is a number. */
const hold = (timer: Timer | undefined, holds: boolean): void => {
  if (typeof timer !== 'object') return;
  if (holds) timer.ref();
  else timer.unref();
};

/**
 * Makes the deadlines of items, of which most have the timeout `usual`.
 *
 * @param expire - called with each item at its deadline
 */
export const makeDeadlines = <A extends Timed>(
  usual: number,
  expire: (item: A) => void,
): Deadlines<A> => {
  const usualItems = new Set<A>();
  /** The items of each timeout, the first due first. */
  const items = new Map([[usual, usualItems]]);
  let count = 0;
  let timer: Timer | undefined;
  let timerAt = Infinity;

  const setTimer = (at: number): void => {
    clearTimeout(timer);
    timerAt = at;
    timer = at === Infinity ? undefined : setTimeout(tick, Math.max(1, at - performance.now()));
  };

  const firstDueAt = (): number => {
    let first = Infinity;
    for (const own of items.values())
      for (const { dueAt } of own) {
        first = Math.min(first, dueAt);
        break;
      }
    return first;
  };

  const remove = (item: A): void => {
    const own = items.get(item.timeout);
    if (own?.delete(item) !== true) return;
    count -= 1;
    if (own.size === 0 && own !== usualItems) items.delete(item.timeout);
    if (count === 0) hold(timer, false);
  };

  const tick = (): void => {
    const now = performance.now();
    const due: Array<A> = [];
    for (const own of items.values())
      for (const item of own) {
        if (item.dueAt > now) break;
        due.push(item);
      }
    // A late tick finds items of several timeouts.
    for (const item of due.sort((a, b) => a.dueAt - b.dueAt)) {
      if (items.get(item.timeout)?.has(item) !== true) continue;
      remove(item);
      expire(item);
    }
    setTimer(firstDueAt());
  };

  return {
    add: (item) => {
      const { timeout, dueAt } = item;
      if (!(timeout <= MAX_TIMER)) return;
      const own = items.get(timeout) ?? new Set();
      if (own.size === 0) items.set(timeout, own);
      own.add(item);
      count += 1;
      if (dueAt < timerAt) setTimer(dueAt);
      else if (count === 1) hold(timer, true);
    },
    remove,
    clear: () => {
      items.clear();
      items.set(usual, usualItems);
      usualItems.clear();
      count = 0;
      setTimer(Infinity);
    },
  };
};
