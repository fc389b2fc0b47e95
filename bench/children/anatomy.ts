/** The parts of `decide`, from the sources, each for the six steps of a life. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import { decide } from '../../src/index.js';
import { runTable } from '../../src/run/runTable.js';
import { timeContender } from '../contenders.js';
import { lifeEvents, runAfter } from '../sample.js';

interface Step {
  readonly run: RunInstance;
  readonly event: RunEvent;
  readonly edge: NonNullable<ReturnType<typeof runTable.edge>>;
}

const events = lifeEvents();
const steps = events.map((event, i): Step => {
  const run = runAfter(decide, i, events);
  const edge = runTable.edge(run.state, event.type);
  if (edge === undefined) throw new Error(`${run.state} does not declare ${event.type}`);
  return { run, event, edge };
});

/** Makes a new record with the fields of a run, as a reducer does. */
const fresh = ({ run, event, edge }: Step): RunInstance => ({
  id: run.id,
  taskId: run.taskId,
  state: edge.target,
  currentAttemptId: O.none,
  attemptCount: run.attemptCount,
  createdAt: run.createdAt,
  scheduledAt: run.scheduledAt,
  lastStateChangeAt: event.at ?? run.lastStateChangeAt,
  effectivePriority: run.effectivePriority,
});

const each = (take: (step: Step) => unknown) => () => () => {
  let last: unknown;
  for (const step of steps) last = take(step);
  return last;
};

await timeContender({
  decide: each(({ run, event }) => decide(event)(run)),
  'the loop alone': each(({ run }) => run),
  'a fresh record': each(fresh),
  'a fresh record, frozen': each((step) => Object.freeze(fresh(step))),
  'check that a run is frozen': each(({ run }) => Object.isFrozen(run)),
  'a fresh record, frozen, in an Either': each((step) => E.right(Object.freeze(fresh(step)))),
  'find the edge': each(({ run, event }) => runTable.edge(run.state, event.type)),
  'evaluate its guards': each(({ run, event, edge }) => runTable.refusedBy(edge, run, event)),
  'follow it: updates, fresh record, frozen': each(({ run, event, edge }) =>
    runTable.follow(edge, run, event),
  ),
});
