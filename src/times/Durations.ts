/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- counts that are updated for a million lines a second */
/**
 * `Durations`: how long things took, in whole seconds, as counts of each duration.
 *
 * Quantiles are exact until there are more than {@link MAX_DISTINCT} different durations of {@link SHORT} seconds and more. Then these
 * are kept in a DDSketch, whose quantiles are at most {@link RELATIVE_ERROR} of the duration off. Count, sum and longest stay exact.
 *
 * A quantile is the shortest duration that at least the given part of all durations do not exceed (nearest rank), so it is one that
 * occurred.
 */
import { DDSketch } from '@datadog/sketches-js';

// ------------------------------------------------------------------------------------------------------------ model

/** The figures of durations, all in seconds. */
export interface DurationFigures {
  readonly count: number;
  /** The sum of all. */
  readonly total: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** Whether the quantiles are exact; if not, they are at most {@link RELATIVE_ERROR} off. */
  readonly exact: boolean;
}

/** Durations, of which more can be added. */
export interface Durations {
  /** Adds a duration, a whole number that is not negative. */
  readonly add: (seconds: number, times?: number) => void;
  /** Adds all durations of another one. */
  readonly addAll: (other: Durations) => void;
  readonly count: () => number;
  /** The quantile for a part from 0 to 1; 0 if there are no durations. */
  readonly quantile: (part: number) => number;
  readonly figures: () => DurationFigures;
  /** What {@link Durations.addAll} reads. */
  readonly counts: () => Counts;
}

/** The counts of durations. */
export interface Counts {
  /** How many durations have as many seconds as the index; it may be shorter than {@link SHORT}. */
  readonly short: Float64Array;
  /** The longer ones; empty if there is a sketch. */
  readonly long: ReadonlyMap<number, number>;
  readonly sketch: DDSketch | undefined;
  readonly longCount: number;
  readonly longSum: number;
  readonly max: number;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** Durations of fewer seconds are always counted exactly. */
export const SHORT = 4096;

/** How many different longer durations are counted exactly. */
export const MAX_DISTINCT = 4096;

/** By how much a quantile is off at most, if it is not exact. */
export const RELATIVE_ERROR = 0.01;

/** The counts with a place for a duration, and for as many again. */
const lengthened = (counts: Float64Array, seconds: number): Float64Array<ArrayBuffer> => {
  const longer = new Float64Array(Math.min(SHORT, Math.max(64, 2 * (seconds + 1))));
  longer.set(counts);
  return longer;
};

/** Makes durations without any. */
export const makeDurations = (): Durations => {
  /** As long as the longest of them needs: many durations stay without, or have only a few seconds. */
  let short = new Float64Array(0);
  let long = new Map<number, number>();
  let sketch: DDSketch | undefined;
  let [longCount, longSum, max] = [0, 0, 0];

  const startSketch = (): DDSketch => {
    const made = new DDSketch({ relativeAccuracy: RELATIVE_ERROR });
    for (const [seconds, times] of long) made.accept(seconds, times);
    long = new Map();
    return made;
  };

  const add = (seconds: number, times = 1): void => {
    if (seconds > max) max = seconds;
    if (seconds < SHORT) {
      if (seconds >= short.length) short = lengthened(short, seconds);
      short[seconds] = (short[seconds] ?? 0) + times;
      return;
    }
    longCount += times;
    longSum += seconds * times;
    if (sketch !== undefined) {
      sketch.accept(seconds, times);
      return;
    }
    long.set(seconds, (long.get(seconds) ?? 0) + times);
    if (long.size > MAX_DISTINCT) sketch = startSketch();
  };

  const shortCount = (): number => short.reduce((sum, times) => sum + times, 0);

  const count = (): number => shortCount() + longCount;

  /** The duration at an index, from 0, of the longer ones in ascending order. */
  const longAt = (index: number): number => {
    if (sketch !== undefined)
      // The sketch has no value of its own above the longest.
      return Math.min(
        max,
        Math.round(sketch.getValueAtQuantile(index / Math.max(1, longCount - 1))),
      );
    let left = index;
    for (const [seconds, times] of [...long].sort(([a], [b]) => a - b)) {
      if (left < times) return seconds;
      left -= times;
    }
    return max;
  };

  const quantile = (part: number): number => {
    const all = count();
    if (all === 0) return 0;
    let left = Math.max(1, Math.ceil(part * all)) - 1;
    if (left >= all - 1) return max;
    for (let seconds = 0; seconds < short.length; seconds += 1) {
      const times = short[seconds] ?? 0;
      if (left < times) return seconds;
      left -= times;
    }
    return longAt(left);
  };

  return {
    add,
    addAll: (other) => {
      const counts = other.counts();
      counts.short.forEach((times, seconds) => {
        if (times > 0) add(seconds, times);
      });
      for (const [seconds, times] of counts.long) add(seconds, times);
      if (counts.sketch === undefined) return;
      sketch ??= startSketch();
      sketch.merge(counts.sketch);
      longCount += counts.longCount;
      longSum += counts.longSum;
      max = Math.max(max, counts.max);
    },
    count,
    quantile,
    figures: () => {
      const all = count();
      const sum = short.reduce((total, times, seconds) => total + times * seconds, longSum);
      return {
        count: all,
        total: sum,
        mean: all === 0 ? 0 : sum / all,
        p50: quantile(0.5),
        p90: quantile(0.9),
        p99: quantile(0.99),
        max,
        exact: sketch === undefined,
      };
    },
    counts: () => ({ short, long, sketch, longCount, longSum, max }),
  };
};
