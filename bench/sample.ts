/** Runs and events for the benchmarks. */
import { randomUUID } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { RunEvent, RunInstance, RunInstanceWire } from '../src/index.js';
import {
  AttemptId,
  decide,
  newScheduledWithId,
  RunId,
  RunInstanceCodec,
  TaskId,
  Timestamp,
} from '../src/index.js';

/** Returns the right value; throws if there is none. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a right, got ${JSON.stringify(either.left)}`);
  return either.right;
};

/** An instant in seconds after the beginning of 2025. */
export const instant = (seconds: number): Timestamp =>
  right(Timestamp.decode(1735689600 + seconds));

/** A new id as a flat string, as if read from a file: a concatenated string takes more memory. */
const id = (): unknown => JSON.parse(JSON.stringify(randomUUID()));

/** A run in Scheduled with new ids. */
export const sampleRun = (): RunInstance =>
  right(
    newScheduledWithId({
      id: right(RunId.decode(id())),
      taskId: right(TaskId.decode(id())),
      scheduledAt: instant(60),
      createdAt: instant(0),
    }),
  );

/** The events of a run's life, from Scheduled to Completed. */
export const lifeEvents = (
  attemptId: AttemptId = right(AttemptId.decode(id())),
): ReadonlyArray<RunEvent> => [
  { type: 'promote', at: instant(60) },
  { type: 'lease', at: instant(61) },
  { type: 'start', at: instant(62) },
  { type: 'attempt.start', attemptId, at: instant(62) },
  { type: 'attempt.finish', attemptId, at: instant(90) },
  { type: 'complete', at: instant(91) },
];

/** A run after the first steps of its life, 0 to 6. */
export const runAfter = (steps: number): RunInstance =>
  lifeEvents()
    .slice(0, steps)
    .reduce((run, event) => right(decide(event)(run)), sampleRun());

/** Runs on the wire, equally many at each step of their life. */
export const sampleWires = (count: number): ReadonlyArray<RunInstanceWire> =>
  Array.from({ length: count }, (_, i) => RunInstanceCodec.encode(runAfter(i % 7)));
