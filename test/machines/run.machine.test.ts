/** The full grid through an XState actor: accepted events change its state, refused ones do not. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Actor } from 'xstate';
import { createActor } from 'xstate';
import type { RunEvent, RunInstance } from '../../src/actor/index.js';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { AttemptId } from '../../src/index.js';
import { RunId, RunInstanceCodec, TaskId } from '../../src/index.js';
import { eventTypes, expected, finalStates, grid, outcomeOf, states } from '../expectations.js';
import {
  at,
  attemptA,
  attemptB,
  count,
  runId,
  runIn,
  taskId,
  variantsOf,
} from '../support/arbitraries.js';

/** Starts an actor from a run, with an error handler, since an uncaught error would end the process. */
const actorOf = (run: RunInstance): Actor<typeof runMachine> => {
  const actor = createActor(runMachine, { snapshot: toSnapshot(run) });
  actor.subscribe({
    error: (error) => {
      throw error;
    },
  });
  return actor.start();
};

const attempts: ReadonlyArray<readonly [string, O.Option<AttemptId>]> = [
  ['none', O.none],
  ['same', O.some(attemptA)],
  ['other', O.some(attemptB)],
];

const counts = [0, 1, 4294967294, 4294967295].map(count);

const expectActor = (run: RunInstance, event: RunEvent): void => {
  const actor = actorOf(run);
  const before = actor.getSnapshot();
  const wanted = expected(run, event);
  expect(fromSnapshot(before)).toStrictEqual(run);
  expect([event.type, before.can(event)]).toStrictEqual([event.type, E.isRight(wanted)]);
  actor.send(event);
  const after = actor.getSnapshot();
  const run2 = E.isRight(wanted) ? wanted.right : run;
  expect(fromSnapshot(after)).toStrictEqual(run2);
  expect(after.status).toBe(finalStates.includes(run2.state) ? 'done' : 'active');
  if (E.isLeft(wanted)) expect(after.context).toBe(before.context);
  actor.stop();
};

describe('a live actor', () => {
  const cases = states.flatMap((state) =>
    eventTypes.flatMap((type) =>
      attempts.map(([attempt, currentAttemptId]) => {
        const runs = counts.map((attemptCount) => runIn(state, { attemptCount, currentAttemptId }));
        const events = variantsOf(type);
        const outcomes = new Set(
          runs.flatMap((run) => events.map((event) => outcomeOf(run, event))),
        );
        const title = `${state} (attempt: ${attempt}) + ${type} -> ${[...outcomes].join(' or ')}`;
        return [title, runs, events] as const;
      }),
    ),
  );

  it('has expectations for every state and event of the machine', () => {
    expect(new Set(Object.keys(runMachine.states))).toStrictEqual(new Set(Object.keys(grid)));
    expect(new Set(runMachine.events)).toStrictEqual(new Set(eventTypes));
  });

  it.each(cases)('%s', (_, runs, events) => {
    for (const run of runs) for (const event of events) expectActor(run, event);
  });
});

describe('an actor from input', () => {
  it('starts as a new run in Scheduled', () => {
    const input = { id: runId(1), taskId: taskId(2), scheduledAt: at(9), createdAt: at(5) };
    const actor = createActor(runMachine, { input }).start();
    expect(fromSnapshot(actor.getSnapshot())).toStrictEqual({
      ...input,
      state: 'Scheduled',
      currentAttemptId: O.none,
      attemptCount: 0,
      lastStateChangeAt: 5,
      effectivePriority: 0,
    });
    actor.stop();
  });

  it('starts without input, with ids that no constructor and no codec accepts', () => {
    const actor = createActor(runMachine).start();
    const run = fromSnapshot(actor.getSnapshot());
    expect([run.id, run.taskId, run.state]).toStrictEqual([RunId.nil, TaskId.nil, 'Scheduled']);
    expect(E.isLeft(RunInstanceCodec.decode(RunInstanceCodec.encode(run)))).toBe(true);
    actor.stop();
  });

  it('stops in a final state, and completes its observers', () => {
    const actor = actorOf(runIn('Running', { currentAttemptId: O.some(attemptA) }));
    const seen: Array<string> = [];
    actor.subscribe({
      next: ({ value }) => seen.push(value),
      complete: () => seen.push('complete'),
    });
    actor.send({ type: 'cancel', at: at(3000) });
    actor.send({ type: 'promote' });
    expect(seen).toStrictEqual(['Canceled', 'complete']);
    expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(
      runIn('Canceled', { lastStateChangeAt: at(3000) }),
    );
  });
});
