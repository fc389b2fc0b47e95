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
export const farApart: readonly [FakeClock, FakeClock] = [
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

/** Time under control: whoever looks at the clock or draws a random number sees the clock that is in use. */
export interface FakeTime {
  /** Shows another clock from now on. */
  readonly use: (clock: FakeClock) => void;
  /** How often anybody has looked so far. */
  readonly looks: () => number;
}

const makeTime = (
  first: FakeClock,
): FakeTime & { readonly now: () => number; readonly random: () => number } => {
  /* eslint-disable functional/no-let -- a clock moves */
  let clock = first;
  let [looks, draws] = [0, 0];
  /* eslint-enable functional/no-let */
  return {
    use: (next) => {
      clock = next;
    },
    looks: () => looks + draws,
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
 * Runs a synchronous function under control of time: `Date`, `performance.now`, `Math.random` and `crypto.randomUUID` show the
 * clock in use.
 */
export const withFakeTime = <A>(run: (time: FakeTime) => A): A => {
  const time = makeTime(farApart[0]);
  const FakeDate: DateConstructor = new Proxy(Date, {
    construct: (target, args: ReadonlyArray<unknown>, self): Date =>
      Reflect.construct(
        target,
        args.length === 0 ? [time.now()] : args,
        self === FakeDate ? target : self,
      ) as Date,
    apply: (target) => new target(time.now()).toString(),
    get: (target, key) => (key === 'now' ? time.now : (Reflect.get(target, key) as unknown)),
  });
  const uuid = (): string => {
    const digits = time.random().toString(16).slice(2).padEnd(12, '0').slice(0, 12);
    return `00000000-0000-4000-8000-${digits}`;
  };
  const fakes: ReadonlyArray<readonly [object, string, unknown]> = [
    [globalThis, 'Date', FakeDate],
    [performance, 'now', () => time.now() / 1000],
    [Math, 'random', time.random],
    [crypto, 'randomUUID', uuid],
  ];
  return fakes.reduce<() => A>(
    (inner, [owner, key, value]) =>
      () =>
        replaced(owner, key, value, inner),
    () => run(time),
  )();
};
