/** The cost of the parts of `decide`, each measured separately and averaged over the six steps of a life. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance } from '../src/index.js';
import { decide } from '../src/index.js';
import { runTable } from '../src/run/runTable.js';
import type { Benchmark, Table } from './benchmark.js';
import { paceOf } from './life.js';
import type { Contender } from './measure.js';
import { interleave } from './measure.js';
import { lifeEvents, right, runAfter } from './sample.js';

interface Step {
  readonly run: RunInstance;
  readonly event: RunEvent;
  readonly edge: NonNullable<ReturnType<typeof runTable.edge>>;
}

const steps = (): ReadonlyArray<Step> => {
  const events = lifeEvents();
  let run = runAfter(0);
  return events.map((event) => {
    const edge = runTable.edge(run.state, event.type);
    if (edge === undefined) throw new Error(`${run.state} does not declare ${event.type}`);
    const step = { run, event, edge };
    run = right(decide(event)(run));
    return step;
  });
};

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

/** Repeats the literal of `fresh`, because V8 optimizes each function for its own callers. */
const frozen = ({ run, event, edge }: Step): RunInstance =>
  Object.freeze({
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

const each = (
  name: string,
  all: ReadonlyArray<Step>,
  take: (step: Step) => unknown,
): Contender => ({
  name,
  run: (times) => {
    let last: unknown;
    for (let done = 0; done < times; done += all.length) for (const step of all) last = take(step);
    return last;
  },
});

export const anatomy: Benchmark = {
  name: 'anatomy',
  summary: 'the cost of the parts of a step',
  run: (setting) => {
    const all = steps();
    const table: Table = {
      title: 'The parts of one step',
      unit: 'ns',
      note: 'Each part runs in its own loop, whose cost is in every row, so the parts add up to more than the whole.',
      rows: interleave(
        [
          each('decide', all, ({ run, event }) => decide(event)(run)),
          each('the loop alone', all, ({ run }) => run),
          each('a fresh record', all, fresh),
          each('a fresh record, frozen', all, frozen),
          each('check that a run is frozen', all, ({ run }) => Object.isFrozen(run)),
          each('a fresh record, frozen, in an Either', all, (step) => E.right(frozen(step))),
          each('find the edge', all, ({ run, event }) => runTable.edge(run.state, event.type)),
          each('evaluate its guards', all, ({ run, event, edge }) =>
            runTable.refusedBy(edge, run, event),
          ),
          each('follow it: updates, fresh record, frozen', all, ({ run, event, edge }) =>
            runTable.follow(edge, run, event),
          ),
        ],
        paceOf(setting),
      ),
    };
    return { tables: [table], targets: [] };
  },
};
