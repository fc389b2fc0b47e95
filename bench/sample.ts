/** Sample data. It imports no library, so that each script uses it with the library that it measures. */
import { randomUUID } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type {
  AttemptCount,
  AttemptId,
  Priority,
  RunEvent,
  RunId,
  RunInstance,
  TaskId,
  Timestamp,
} from 'runchart';

/** Decides as the library does. */
export type Decide = (event: RunEvent) => (run: RunInstance) => E.Either<unknown, RunInstance>;

/** Returns the right value; throws if there is none. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a right, got ${JSON.stringify(either.left)}`);
  return either.right;
};

/** An instant in seconds after the beginning of 2025. */
export const instant = (seconds: number): Timestamp =>
  // SAFETY: such an instant is an integer from 0 to 2^53-1.
  (1_735_689_600 + seconds) as Timestamp;

/** A new id as a flat string, as if read from a file: a concatenated string takes more memory. */
const newId = (): string => JSON.parse(JSON.stringify(randomUUID())) as string;

// SAFETY: a random UUID is an id of any kind.
export const newAttemptId = (): AttemptId => newId() as AttemptId;

/** The fields of a run in Scheduled, with new ids. */
export const scheduledFields = () => ({
  // SAFETY: as above.
  id: newId() as RunId,
  taskId: newId() as TaskId,
  scheduledAt: instant(60),
  createdAt: instant(0),
});

/** Applied to each new record of a run or an attempt: `Object.freeze`, as in the library, or the identity. */
export type Seal = <A>(record: A) => A;

/** Makes a run by one literal, sealed. */
export const runBy =
  (seal: Seal) =>
  (
    state: RunInstance['state'],
    { id, taskId, scheduledAt, createdAt }: ReturnType<typeof scheduledFields>,
  ): RunInstance =>
    seal({
      id,
      taskId,
      state,
      currentAttemptId: O.none,
      // SAFETY: zero is a count and a priority.
      attemptCount: 0 as AttemptCount,
      createdAt,
      scheduledAt,
      lastStateChangeAt: createdAt,
      effectivePriority: 0 as Priority,
    });

/** A frozen run in Scheduled, with new ids. */
export const sampleRun = (): RunInstance => runBy(Object.freeze)('Scheduled', scheduledFields());

type SixEvents = readonly [RunEvent, RunEvent, RunEvent, RunEvent, RunEvent, RunEvent];

/** The events of a run's life, from Scheduled to Completed. */
export const lifeEvents = (attemptId = newAttemptId()): SixEvents => [
  { type: 'promote', at: instant(60) },
  { type: 'lease', at: instant(61) },
  { type: 'start', at: instant(62) },
  { type: 'attempt.start', attemptId, at: instant(62) },
  { type: 'attempt.finish', attemptId, at: instant(90) },
  { type: 'complete', at: instant(91) },
];

/** A run after the first steps of its life, 0 to 6. */
export const runAfter = (decide: Decide, steps: number, events = lifeEvents()): RunInstance =>
  events.slice(0, steps).reduce((run, event) => right(decide(event)(run)), sampleRun());

/** Runs, equally many after each step of their life. */
export const sampleRuns = (decide: Decide, count: number): ReadonlyArray<RunInstance> =>
  Array.from({ length: count }, (_, i) => runAfter(decide, i % 7));
