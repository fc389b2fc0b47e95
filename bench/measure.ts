/**
 * Interleaved timing: all contenders run in every round, so if the machine slows down it slows all of them, and their ratios stay
 * valid.
 */

/** One of several implementations that are compared. */
export interface Contender {
  readonly name: string;
  /** Does the work `times` times and returns something that depends on it, so that V8 cannot eliminate it. */
  readonly run: (times: number) => unknown;
}

/** A contender that needs an object for each time, such as an actor, whose creation is not measured. */
export const prepared = <A>(
  name: string,
  prepare: () => A,
  run: (items: ReadonlyArray<A>) => unknown,
): PreparedContender => ({
  name,
  prepare: (times) => {
    const items = Array.from({ length: times }, prepare);
    // Moves the objects to the old generation; otherwise the collector would do that while the clock runs.
    globalThis.gc?.({ type: 'minor' });
    globalThis.gc?.({ type: 'minor' });
    return () => run(items);
  },
});

/** See {@link prepared}. */
export interface PreparedContender {
  readonly name: string;
  readonly prepare: (times: number) => () => unknown;
}

/** The measurements of one contender. */
export interface Timing {
  readonly name: string;
  /** For one time: the median and quartiles of the rounds. */
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  /** The median of each round's ratio to the first contender. */
  readonly ratio: number;
}

const quantile = (values: ReadonlyArray<number>, q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5);

const sink: { last: unknown } = { last: undefined };

/** Stores a result, so that V8 cannot eliminate its computation. */
const keep = (result: unknown): void => {
  sink.last = result;
};

/** Returns the nanoseconds of one time. */
const time = (contender: Contender | PreparedContender, times: number): number => {
  const work = 'run' in contender ? () => contender.run(times) : contender.prepare(times);
  const start = process.hrtime.bigint();
  keep(work());
  return Number(process.hrtime.bigint() - start) / times;
};

/** Finds how many times a contender runs in a batch of the given length, and warms it up. */
const calibrate = (contender: Contender | PreparedContender, batchMs: number): number => {
  let times = 1;
  for (;;) {
    const nanoseconds = time(contender, times) * times;
    if (nanoseconds >= batchMs * 1e6)
      return Math.max(1, Math.round((times * batchMs * 1e6) / nanoseconds));
    times *= nanoseconds < batchMs * 1e5 ? 8 : 2;
  }
};

/** How long to measure, and a callback for progress. */
export interface Pace {
  readonly rounds?: number;
  readonly batchMs?: number;
  readonly onRound?: (round: number, rounds: number) => void;
}

/** Measures all contenders in nanoseconds; the ratios are to the first. */
export const interleave = (
  contenders: ReadonlyArray<Contender | PreparedContender>,
  { rounds = 121, batchMs = 5, onRound }: Pace = {},
): ReadonlyArray<Timing> => {
  // The second calibration counts: by then V8 has compiled every contender, and shared functions have seen all of them.
  const calibrateAll = () => contenders.map((contender) => calibrate(contender, batchMs));
  calibrateAll();
  const times = calibrateAll();
  const samples: Array<ReadonlyArray<number>> = [];
  for (let round = 0; round < rounds; round += 1) {
    onRound?.(round, rounds);
    samples.push(contenders.map((contender, i) => time(contender, times[i] ?? 1)));
  }
  return contenders.map(({ name }, i) => summarize(name, samples, i));
};

/** Summarizes the samples of contender `i`; `samples` has one array for each round. */
export const summarize = (
  name: string,
  samples: ReadonlyArray<ReadonlyArray<number>>,
  i: number,
): Timing => {
  const own = samples.map((round) => round[i] ?? Number.NaN);
  return {
    name,
    median: median(own),
    q1: quantile(own, 0.25),
    q3: quantile(own, 0.75),
    ratio: median(samples.map((round) => (round[i] ?? Number.NaN) / (round[0] ?? Number.NaN))),
  };
};
