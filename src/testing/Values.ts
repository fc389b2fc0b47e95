/** The ids, instants and priorities of generated tests: readable, and determined by the seed. */
import { AttemptCount } from '../values/AttemptCount.js';
import type { AttemptId } from '../values/AttemptId.js';
import { Priority } from '../values/Priority.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The values used in the tests of one suite. */
export interface Values {
  readonly runId: RunId;
  readonly taskId: TaskId;
  /** The `n`th attempt to be started, from 1. Consecutive ids differ only in their last digits. */
  readonly attemptId: (n: number) => AttemptId;
  /** An attempt that is never started. It differs from the first attempt only in its first digit. */
  readonly farAttemptId: AttemptId;
  /** Another run and task, for a second constructor in one test. */
  readonly otherRunId: RunId;
  readonly otherTaskId: TaskId;
  readonly createdAt: Timestamp;
  /** Later than `createdAt`. */
  readonly scheduledAt: Timestamp;
  /** The `n`th instant later than both. */
  readonly changedAt: (n: number) => Timestamp;
  /** Neither 0 nor a boundary; negative for even `n`. */
  readonly priority: (n: number) => Priority;
  /** Neither 0 nor a boundary. */
  readonly count: AttemptCount;
}

// ------------------------------------------------------------------------------------------------------ constructors

const KINDS = { run: 1, task: 2, attempt: 3 } as const;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** Above 2^32, so that truncating any instant to 32 bits is detected. */
const BASE = 5_000_000_000;
const DAY = 86_400;

/** Returns the values for a seed, an integer from 0 to 4294967295. */
export const valuesOf = (seed: number): Values => {
  const uuid = (kind: keyof typeof KINDS, n: number, lead = 'a'): string =>
    `${lead}${hex(seed % 2 ** 28, 7)}-${hex(KINDS[kind], 4)}-4abc-8def-${hex(n, 12)}`;
  const createdAt = BASE + (seed % DAY);
  // SAFETY: the texts are canonical UUIDs, and the numbers are within the bounds of their brands.
  return {
    runId: uuid('run', 1) as RunId,
    taskId: uuid('task', 1) as TaskId,
    attemptId: (n) => uuid('attempt', n) as AttemptId,
    farAttemptId: uuid('attempt', 1, 'b') as AttemptId,
    otherRunId: uuid('run', 2) as RunId,
    otherTaskId: uuid('task', 2) as TaskId,
    createdAt: createdAt as Timestamp,
    scheduledAt: (createdAt + 60) as Timestamp,
    changedAt: (n) => (createdAt + 3600 + n) as Timestamp,
    priority: (n) => (n % 2 === 0 ? -3 - n : 4 + n) as Priority,
    count: 7 as AttemptCount,
  };
};

/** Valid ids that no UUID generator makes: any 128 bits are an id, and all but zero are not nil. */
export const ODD_IDS: ReadonlyArray<{ readonly name: string; readonly id: string }> = [
  { name: 'the least id', id: '00000000-0000-0000-0000-000000000001' },
  { name: 'an id that ends in zeros', id: '10000000-0000-0000-0000-000000000000' },
  { name: 'the greatest id', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
];

/** The boundary values of a count: the ends of its range, their neighbours, and the ends of narrower integers. */
export const COUNTS: ReadonlyArray<AttemptCount> = [
  0,
  1,
  2,
  2 ** 8 - 1,
  2 ** 16 - 1,
  2 ** 31 - 1,
  2 ** 31,
  AttemptCount.max - 1,
  AttemptCount.max,
] as ReadonlyArray<number> as ReadonlyArray<AttemptCount>; // SAFETY: all are within 0 and max.

/** The boundaries of narrower integers: the last instant that fits, and the first that does not. */
export const WIDTHS: ReadonlyArray<readonly [Timestamp, Timestamp]> = [2 ** 31, 2 ** 32].map(
  (end) => [(end - 1) as Timestamp, end as Timestamp], // SAFETY: both are within min and max.
);

/** The boundary values of a priority. */
export const PRIORITIES: ReadonlyArray<Priority> = [
  Priority.min,
  Priority.min + 1,
  -(2 ** 15) - 1,
  -129,
  -1,
  0,
  1,
  128,
  2 ** 15,
  Priority.max - 1,
  Priority.max,
] as ReadonlyArray<number> as ReadonlyArray<Priority>; // SAFETY: all are within min and max.

/** The boundary values of an instant. */
export const INSTANTS: ReadonlyArray<Timestamp> = [
  0,
  1,
  ...WIDTHS.flat(),
  Timestamp.max - 1,
  Timestamp.max,
] as ReadonlyArray<number> as ReadonlyArray<Timestamp>; // SAFETY: all are within min and max.
