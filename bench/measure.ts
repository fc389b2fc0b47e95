/** Times functions, and compares figures that were taken in turn. */

/** The figures of one contender. */
export interface Timing {
  readonly name: string;
  /** The median and quartiles of the rounds. */
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  /** The median of each round's ratio to the first contender. */
  readonly ratio: number;
}

/** The value below which the given part of the values lies. */
export const quantile = (values: ReadonlyArray<number>, q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5);

const sink: { last: unknown } = { last: undefined };

/** Returns the nanoseconds of one time. */
const time = (once: () => unknown, times: number): number => {
  const start = process.hrtime.bigint();
  // Stores each result, so that V8 cannot eliminate its computation.
  for (let i = 0; i < times; i += 1) sink.last = once();
  return Number(process.hrtime.bigint() - start) / times;
};

/** Finds how many times a function runs in a batch of the given length, and warms it up. */
const calibrate = (once: () => unknown, batchMs: number): number => {
  let times = 1;
  for (;;) {
    const nanoseconds = time(once, times) * times;
    if (nanoseconds >= batchMs * 1e6)
      return Math.max(1, Math.round((times * batchMs * 1e6) / nanoseconds));
    times *= nanoseconds < batchMs * 1e5 ? 8 : 2;
  }
};

/** How long to measure. A batch is long enough to contain garbage collections. */
export interface Pace {
  readonly batches: number;
  readonly batchMs: number;
}

/**
 * Measures a function in nanoseconds: the first quartile of batches, because whatever else the machine does can only lengthen one. The
 * first third of them warms up.
 */
export const nanosecondsOf = (once: () => unknown, { batches, batchMs }: Pace): number => {
  // The second calibration counts: by then V8 has compiled the function.
  calibrate(once, batchMs);
  const times = calibrate(once, batchMs);
  const samples = Array.from({ length: batches }, () => time(once, times));
  return quantile(samples.slice(Math.floor(batches / 3)), 0.25);
};

/**
 * Runs all contenders in turn, round by round: if the machine slows down it slows all of them, and their ratios stay valid. Returns an
 * array for each round.
 */
export const takeTurns = async <A>(
  contenders: ReadonlyArray<{ readonly name: string; readonly run: () => Promise<A> }>,
  rounds: number,
  progress: (text: string) => void,
): Promise<ReadonlyArray<ReadonlyArray<A>>> => {
  const samples: Array<ReadonlyArray<A>> = [];
  for (let round = 0; round < rounds; round += 1) {
    const sample: Array<A> = [];
    for (const { name, run } of contenders) {
      progress(`round ${round + 1} of ${rounds}: ${name}`);
      sample.push(await run());
    }
    samples.push(sample);
  }
  return samples;
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
