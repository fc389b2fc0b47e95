/** The initial runs of the host, each somewhere in its lifecycle. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from 'runchart';
import { chartIdentity, decide, newScheduledWithId, RunId, TaskId, Timestamp } from 'runchart';
import type { HeldRun, RunHostSnapshot } from 'runchart/worker';
import { usualEvent } from './habits.js';

/** The maximum number of events of an initial run. */
const MAX_EVENTS = 16;
/** Seconds between two events. */
const PACE = 20;

const secondsAgo = (seconds: number): Timestamp => {
  const at = Timestamp.now() - seconds;
  return Timestamp.is(at) ? at : Timestamp.min;
};

/** A run after a number of usual events, the last of them just now. */
const live = (run: RunInstance, events: number): RunInstance => {
  if (events === 0) return run;
  const event = usualEvent(run, secondsAgo(events * PACE));
  if (event === undefined) return run;
  return live(E.getOrElse(() => run)(decide(event)(run)), events - 1);
};

const someRun = (taskId: TaskId): HeldRun => {
  const id = RunId.generate();
  const events = Math.floor(Math.random() * MAX_EVENTS);
  const begin = secondsAgo((events + 1) * PACE);
  const run = newScheduledWithId({ id, taskId, scheduledAt: begin, createdAt: begin });
  return {
    runId: id,
    run: pipe(
      O.fromEither(run),
      O.map((fresh) => live(fresh, events)),
    ),
    answers: [],
  };
};

/** A number of runs of one task. */
export const populate = (size: number): RunHostSnapshot => {
  const taskId = TaskId.generate();
  return {
    chart: chartIdentity,
    sequence: 0,
    runs: Array.from({ length: size }, () => someRun(taskId)),
  };
};
