/* eslint-disable functional/no-let -- one sleeper and one timer */
/** `Alarm`: wakes the loop of a worker, at once or in time. */

export interface Alarm {
  /** Wakes who sleeps, or else who sleeps next. */
  readonly ring: () => void;
  /** Rings after some milliseconds, unless it rings earlier. */
  readonly ringIn: (ms: number) => void;
  /** Forgets that it rang, and when it will. */
  readonly reset: () => void;
  /** Whether it rang since it was reset. */
  readonly hasRung: () => boolean;
  /** When it rings in time, in milliseconds since 1970; `Infinity` if it does not. */
  readonly ringsAt: () => number;
  /** Waits until it rings; returns at once if it rang since it was reset. */
  readonly sleep: () => Promise<void>;
}

/** The longest delay of a timer. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Makes an alarm for one sleeper. */
export const makeAlarm = (): Alarm => {
  let wake: () => void = () => undefined;
  let rang = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ringsAt = Infinity;

  const ring = (): void => {
    rang = true;
    wake();
  };

  return {
    ring,
    ringIn: (ms) => {
      const at = Date.now() + ms;
      if (at >= ringsAt) return;
      clearTimeout(timer);
      ringsAt = at;
      timer = setTimeout(ring, Math.min(ms, LONGEST_TIMER));
    },
    reset: () => {
      rang = false;
      clearTimeout(timer);
      ringsAt = Infinity;
    },
    hasRung: () => rang,
    ringsAt: () => ringsAt,
    sleep: () =>
      new Promise((resolve) => {
        if (rang) resolve();
        else wake = resolve;
      }),
  };
};
