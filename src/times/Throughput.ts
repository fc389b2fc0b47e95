/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- counts that are updated for a million lines a second */
/**
 * `Throughput`: how many lines were accepted and refused, and how many runs were created and ended, in each interval of time.
 *
 * The intervals are as long as the journal needs so that there are at most {@link MAX_INTERVALS} of them: they begin with one second,
 * and become longer as the journal goes on.
 */
import { NO_INSTANT } from '../journal/TimeAnomaly.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What happened in an interval. */
export interface Interval {
  /** The first second. */
  readonly from: number;
  /** Lines, those that created runs and ended them too. */
  readonly accepted: number;
  readonly created: number;
  readonly ended: number;
  readonly refused: number;
  /** The refused lines by the tag of their error. */
  readonly refusedBy: ReadonlyMap<string, number>;
}

/** What happened over time. */
export interface ThroughputFigures {
  /** The length of each interval, in seconds. */
  readonly seconds: number;
  /** The intervals in which something happened, in ascending order. */
  readonly intervals: ReadonlyArray<Interval>;
  /** The first and the last instant; `undefined` if there is none. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** How many lines have no instant, or one that looks like another unit. */
  readonly unknown: number;
}

/** Counts lines over time. Each function takes the instant of the line in seconds, or {@link NO_INSTANT}. */
export interface Throughput {
  readonly accepted: (at: number, isCreated: boolean, isEnded: boolean) => void;
  readonly refused: (at: number, tag: string) => void;
  /** The last instant, or {@link NO_INSTANT}. */
  readonly last: () => number;
  readonly figures: () => ThroughputFigures;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** At most so many intervals are kept. */
export const MAX_INTERVALS = 240;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The lengths of intervals, each a multiple of the one before; after the last, each is four times the one before. */
const LENGTHS = [
  1,
  5,
  15,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
  28 * DAY,
] as const;

const lengthAfter = (seconds: number): number =>
  LENGTHS.find((length) => length > seconds) ?? 4 * seconds;

interface Bucket {
  accepted: number;
  created: number;
  ended: number;
  refused: number;
  readonly refusedBy: Map<string, number>;
}

const makeBucket = (): Bucket => ({
  accepted: 0,
  created: 0,
  ended: 0,
  refused: 0,
  refusedBy: new Map(),
});

const countIn = (tags: Map<string, number>, tag: string, times: number): void => {
  tags.set(tag, (tags.get(tag) ?? 0) + times);
};

const addTo = (bucket: Bucket, { accepted, created, ended, refused, refusedBy }: Bucket): void => {
  bucket.accepted += accepted;
  bucket.created += created;
  bucket.ended += ended;
  bucket.refused += refused;
  for (const [tag, times] of refusedBy) countIn(bucket.refusedBy, tag, times);
};

/** Makes the counts of no lines. */
export const makeThroughput = (): Throughput => {
  let seconds: number = LENGTHS[0];
  let buckets = new Map<number, Bucket>();
  let unknown = 0;
  let [first, last] = [Infinity, NO_INSTANT];
  /** The bucket of the line before, which is that of nearly every line. */
  let [from, until, current] = [0, 0, makeBucket()];

  const bucketOf = (all: Map<number, Bucket>, index: number): Bucket => {
    const known = all.get(index);
    if (known !== undefined) return known;
    const made = makeBucket();
    all.set(index, made);
    return made;
  };

  /** How many intervals of a length lie between the first and the last instant. */
  const spanIn = (length: number): number =>
    Math.floor(last / length) - Math.floor(first / length) + 1;

  const lengthen = (): void => {
    const before = seconds;
    while (spanIn(seconds) > MAX_INTERVALS) seconds = lengthAfter(seconds);
    const merged = new Map<number, Bucket>();
    for (const [index, bucket] of buckets)
      addTo(bucketOf(merged, Math.floor((index * before) / seconds)), bucket);
    buckets = merged;
  };

  const bucketAt = (at: number): Bucket => {
    if (at >= from && at < until) {
      if (at > last) last = at;
      return current;
    }
    if (at > last) last = at;
    if (at < first) first = at;
    if (spanIn(seconds) > MAX_INTERVALS) lengthen();
    const index = Math.floor(at / seconds);
    current = bucketOf(buckets, index);
    // An instant before the first one is looked at again, although its interval may be the same.
    from = Math.max(first, index * seconds);
    until = (index + 1) * seconds;
    return current;
  };

  return {
    accepted: (at, isCreated, isEnded) => {
      if (at === NO_INSTANT) {
        unknown += 1;
        return;
      }
      const bucket = bucketAt(at);
      bucket.accepted += 1;
      if (isCreated) bucket.created += 1;
      if (isEnded) bucket.ended += 1;
    },
    refused: (at, tag) => {
      if (at === NO_INSTANT) {
        unknown += 1;
        return;
      }
      const bucket = bucketAt(at);
      bucket.refused += 1;
      countIn(bucket.refusedBy, tag, 1);
    },
    last: () => last,
    figures: () => ({
      seconds,
      intervals: [...buckets]
        .sort(([a], [b]) => a - b)
        .map(([index, bucket]) => ({ from: index * seconds, ...bucket })),
      first: first === Infinity ? undefined : first,
      last: last === NO_INSTANT ? undefined : last,
      unknown,
    }),
  };
};
