/** The ids, instants and priorities of generated tests: fixed and readable, and others for another seed. */
import { AttemptCount } from '../values/AttemptCount.js';
import type { AttemptId } from '../values/AttemptId.js';
import { Priority } from '../values/Priority.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What the tests of one suite are written with. */
export interface Values {
  readonly runId: RunId;
  readonly taskId: TaskId;
  /** The attempt that is started `n`th, from 1. Neighbours differ in their last digit alone. */
  readonly attemptId: (n: number) => AttemptId;
  /** An attempt that is never started: it differs from the first one in its first digit alone. */
  readonly farAttemptId: AttemptId;
  /** Another run and task, for a constructor that comes after another. */
  readonly otherRunId: RunId;
  readonly otherTaskId: TaskId;
  readonly createdAt: Timestamp;
  /** After `createdAt`. */
  readonly scheduledAt: Timestamp;
  /** The `n`th instant after both. */
  readonly changedAt: (n: number) => Timestamp;
  /** Neither 0 nor a boundary; negative for every other `n`. */
  readonly priority: (n: number) => Priority;
  /** A count that is no boundary. */
  readonly count: AttemptCount;
}

// ------------------------------------------------------------------------------------------------------ constructors

const KINDS = { run: 1, task: 2, attempt: 3 } as const;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** Beyond 2^32, so that an instant that is cut to 32 bits shows wherever it is. */
const BASE = 5_000_000_000;
const DAY = 86_400;

/** The values of a seed, an integer from 0 to 4294967295. */
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

/** Ids that no generator of UUIDs makes. Any 128 bits are an id; only where all of them are 0 is it the nil one. */
export const ODD_IDS: ReadonlyArray<{ readonly name: string; readonly id: string }> = [
  { name: 'the least id', id: '00000000-0000-0000-0000-000000000001' },
  { name: 'an id that ends in zeros', id: '10000000-0000-0000-0000-000000000000' },
  { name: 'the greatest id', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
];

/** Every count worth trying: the ends, their neighbours, and where narrower integers end. */
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

/** Where narrower integers end: the last instant that one holds, and the first that it does not. */
export const WIDTHS: ReadonlyArray<readonly [Timestamp, Timestamp]> = [2 ** 31, 2 ** 32].map(
  (end) => [(end - 1) as Timestamp, end as Timestamp], // SAFETY: both are within min and max.
);

/** Every priority worth trying. */
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

/** Every instant worth trying. */
export const INSTANTS: ReadonlyArray<Timestamp> = [
  0,
  1,
  ...WIDTHS.flat(),
  Timestamp.max - 1,
  Timestamp.max,
] as ReadonlyArray<number> as ReadonlyArray<Timestamp>; // SAFETY: all are within min and max.
