/**
 * Interleaved timing: every contender takes its turn in every round, so that a machine that slows down slows all of them, and
 * ratios hold where seconds do not.
 */

/** One of several ways to do the same. */
export interface Contender {
  readonly name: string;
  /** Does the work `times` times and returns something that depends on it, so that none of it can be left out. */
  readonly run: (times: number) => unknown;
}

/** A contender that needs something for each time that is not to be counted, such as an actor. */
export const prepared = <A>(
  name: string,
  prepare: () => A,
  run: (items: ReadonlyArray<A>) => unknown,
): PreparedContender => ({
  name,
  prepare: (times) => {
    const items = Array.from({ length: times }, prepare);
    // What lives long is old: without this the collector would move all of it while the clock runs.
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

/** What one contender took. */
export interface Timing {
  readonly name: string;
  /** For one time: the median of the rounds, and the quartiles around it. */
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  /** How many times the first contender's it takes: the median of the ratios, round by round. */
  readonly ratio: number;
}

const quantile = (values: ReadonlyArray<number>, q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

/** The median of some figures. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5);

const sink: { last: unknown } = { last: undefined };

/** Keeps a result, so that no compiler can tell that nobody asks for it. */
const keep = (result: unknown): void => {
  sink.last = result;
};

/** Nanoseconds for one time. */
const time = (contender: Contender | PreparedContender, times: number): number => {
  const work = 'run' in contender ? () => contender.run(times) : contender.prepare(times);
  const start = process.hrtime.bigint();
  keep(work());
  return Number(process.hrtime.bigint() - start) / times;
};

/** How often a contender must run for a batch of about the given length; warms it up on the way. */
const calibrate = (contender: Contender | PreparedContender, batchMs: number): number => {
  let times = 1;
  for (;;) {
    const nanoseconds = time(contender, times) * times;
    if (nanoseconds >= batchMs * 1e6)
      return Math.max(1, Math.round((times * batchMs * 1e6) / nanoseconds));
    times *= nanoseconds < batchMs * 1e5 ? 8 : 2;
  }
};

/** How long, and what is told on the way. */
export interface Pace {
  readonly rounds?: number;
  readonly batchMs?: number;
  readonly onRound?: (round: number, rounds: number) => void;
}

/** Nanoseconds of all contenders, the first of which is the one that others are compared with. */
export const interleave = (
  contenders: ReadonlyArray<Contender | PreparedContender>,
  { rounds = 121, batchMs = 5, onRound }: Pace = {},
): ReadonlyArray<Timing> => {
  // The second calibration counts: by then every contender has been compiled, and what they share has seen all of them.
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

/** What the samples of all contenders, round by round, say of one of them. */
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
