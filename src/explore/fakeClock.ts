/**
 * Runs a function with other clocks and other random numbers, to find out whether its result depends on them.
 *
 * Law: the globals are as before when the function returns or throws.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** What a clock shows at first, how far it moves at each look, and the random number. */
export interface FakeClock {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** In milliseconds. */
  readonly step: number;
  /** The random number at a look, the first of which is 1. */
  readonly random: (look: number) => number;
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** Spreads random numbers evenly, from a small one on, so that no loop waits for another one forever. */
const spread = (look: number): number => (0.001 + (look - 1) * 0.6180339887) % 1;

/**
 * Two clocks that differ in every unit, from the year to the millisecond, in the weekday and the half of the day, in how far they
 * move, and in every random number.
 */
const farApart: readonly [FakeClock, FakeClock] = [
  { now: Date.UTC(2001, 0, 2, 3, 4, 5, 6), step: 1, random: spread },
  {
    now: Date.UTC(2038, 10, 27, 20, 45, 38, 497),
    step: WEEK + 1,
    random: (look) => 0.9999 - spread(look),
  },
];

// -------------------------------------------------------------------------------------------------------- operations

/** Replaces a property for as long as a function runs. */
const replaced = <A>(owner: object, key: string, value: unknown, run: () => A): A => {
  const own = Reflect.getOwnPropertyDescriptor(owner, key);
  const done = Reflect.defineProperty(owner, key, {
    value,
    configurable: true,
    writable: true,
  });
  try {
    return run();
  } finally {
    if (done && own !== undefined) Reflect.defineProperty(owner, key, own);
    if (done && own === undefined) Reflect.deleteProperty(owner, key);
  }
};

/** Time under control: whoever looks at the clock or draws a random number sees a fake one. */
export interface FakeTime {
  /** Remembers this moment. */
  readonly mark: () => void;
  /** How often anybody has looked since then. */
  readonly looks: () => number;
  /** Runs a function from that moment on again, with the other clock. */
  readonly again: <A>(run: () => A) => A;
}

interface Clock {
  readonly time: FakeTime;
  readonly now: () => number;
  readonly random: () => number;
}

const makeClock = ([first, second]: readonly [FakeClock, FakeClock]): Clock => {
  /* eslint-disable functional/no-let -- a clock moves */
  let clock = first;
  let [looks, draws] = [0, 0];
  let [markedLooks, markedDraws] = [0, 0];
  /* eslint-enable functional/no-let */
  return {
    time: {
      mark: () => {
        [markedLooks, markedDraws] = [looks, draws];
      },
      looks: () => looks - markedLooks + draws - markedDraws,
      again: (run) => {
        const [reachedLooks, reachedDraws] = [looks, draws];
        [clock, looks, draws] = [second, markedLooks, markedDraws];
        const result = run();
        [clock, looks, draws] = [
          first,
          Math.max(looks, reachedLooks),
          Math.max(draws, reachedDraws),
        ];
        return result;
      },
    },
    now: () => {
      looks += 1;
      return clock.now + looks * clock.step;
    },
    random: () => {
      draws += 1;
      return Math.max(0, clock.random(draws));
    },
  };
};

/**
 * Runs a synchronous function under control of time: `Date`, `performance.now`, `Math.random` and `crypto.randomUUID` show a
 * fake clock.
 */
export const withFakeTime = <A>(run: (time: FakeTime) => A): A => {
  const { time, now, random } = makeClock(farApart);
  const FakeDate: DateConstructor = new Proxy(Date, {
    construct: (target, args: ReadonlyArray<unknown>, self): Date =>
      Reflect.construct(
        target,
        args.length === 0 ? [now()] : args,
        self === FakeDate ? target : self,
      ) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  const uuid = (): string => {
    const digits = random().toString(16).slice(2).padEnd(12, '0').slice(0, 12);
    return `00000000-0000-4000-8000-${digits}`;
  };
  const fakes: ReadonlyArray<readonly [object, string, unknown]> = [
    [globalThis, 'Date', FakeDate],
    [performance, 'now', () => now() / 1000],
    [Math, 'random', random],
    [crypto, 'randomUUID', uuid],
  ];
  return fakes.reduce<() => A>(
    (inner, [owner, key, value]) =>
      () =>
        replaced(owner, key, value, inner),
    () => run(time),
  )();
};
