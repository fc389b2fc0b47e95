/** The full grid through the facade: every state, event, attempt condition and boundary of the count. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptId, RunEvent, RunInstance } from '../../src/index.js';
import {
  decide,
  eventTypes,
  finishAttempt,
  promoteToReady,
  promoteToReadyWithPriority,
  runStates,
  setEffectivePriority,
  startAttempt,
  transitionTo,
} from '../../src/index.js';
import { expected, grid, intents, outcomeOf, pairs, states } from '../expectations.js';
import * as table from '../expectations.js';
import {
  at,
  attemptA,
  attemptB,
  count,
  priority,
  right,
  runIn,
  variantsOf,
} from '../support/arbitraries.js';

const attempts: ReadonlyArray<readonly [table.Attempt, O.Option<AttemptId>]> = [
  ['none', O.none],
  ['same', O.some(attemptA)],
  ['other', O.some(attemptB)],
];

const counts = [0, 1, 4294967294, 4294967295].map(count);

/** Every run of the grid in a state, with an attempt condition. */
const runsIn = (state: RunInstance['state'], currentAttemptId: O.Option<AttemptId>) =>
  counts.map((attemptCount) => runIn(state, { attemptCount, currentAttemptId }));

const expectDecision = (run: RunInstance, event: RunEvent): void => {
  const before = structuredClone(run);
  const after = decide(event)(run);
  expect(after).toStrictEqual(expected(run, event));
  expect(run).toStrictEqual(before);
  if (E.isRight(after)) expect(Object.isFrozen(after.right)).toBe(true);
};

describe('the table of expectations', () => {
  it('has a row for each state of the chart and a column for each event', () => {
    expect(new Set(Object.keys(grid))).toStrictEqual(new Set(runStates));
    for (const state of runStates)
      expect(new Set(Object.keys(grid[state]))).toStrictEqual(new Set(eventTypes));
    expect(new Set(Object.keys(intents))).toStrictEqual(new Set(eventTypes));
  });

  it('is consistent: a state accepts an event if and only if an edge leads to its target', () => {
    for (const { from, to, legal } of pairs) {
      const events = table.moves.filter((move) => move.from === from && move.to === to);
      expect([from, to, events.length]).toStrictEqual([from, to, legal ? 1 : 0]);
    }
  });
});

describe('decide', () => {
  const cases = states.flatMap((state) =>
    table.eventTypes.flatMap((type) =>
      attempts.map(([attempt, currentAttemptId]) => {
        const runs = runsIn(state, currentAttemptId);
        const events = variantsOf(type);
        const guards = grid[state][type] === 'InvalidTransition' ? [] : table.guardsOf[type];
        const guard = state === 'Running' && guards?.length ? ` [${guards.join(', ')}]` : '';
        const outcomes = new Set(
          runs.flatMap((run) => events.map((event) => outcomeOf(run, event))),
        );
        const title = `${state} (attempt: ${attempt}) + ${type}${guard} -> ${[...outcomes].join(' or ')}`;
        return [title, runs, events] as const;
      }),
    ),
  );

  it.each(cases)('%s', (_, runs, events) => {
    for (const run of runs) for (const event of events) expectDecision(run, event);
  });

  it('evaluates the guards of attempt.start in order: first the active attempt, then the count', () => {
    const run = runIn('Running', {
      currentAttemptId: O.some(attemptB),
      attemptCount: count(4294967295),
    });
    expect(startAttempt(attemptA)(run)).toStrictEqual(
      E.left({ _tag: 'AttemptAlreadyActive', runId: run.id, activeAttemptId: attemptB }),
    );
  });

  it('freezes the attempt of a run, but not the value that all runs without one share', () => {
    const started = right(startAttempt(attemptA)(runIn('Running')));
    expect(Object.isFrozen(started.currentAttemptId)).toBe(true);
    const none: O.None = { _tag: 'None' };
    const run = right(
      setEffectivePriority(priority(1))(runIn('Ready', { currentAttemptId: none })),
    );
    expect(run.currentAttemptId).toBe(none);
    expect(Object.isFrozen(none)).toBe(false);
  });

  it('refuses unknown events of untyped code, by their name', () => {
    for (const type of ['nope', '', '__proto__', 'constructor', 'toString', 'undeclared']) {
      const run = runIn('Ready');
      expect(decide({ type } as unknown as RunEvent)(run)).toStrictEqual(
        E.left({ _tag: 'InvalidTransition', runId: run.id, from: 'Ready', to: type }),
      );
    }
  });
});

describe('mutations', () => {
  const idle = states.map((state) => runIn(state));
  const busy = states.map((state) => runIn(state, { currentAttemptId: O.some(attemptB) }));
  const all = [...idle, ...busy];

  it.each(pairs)('transitionTo($to) from $from: $legal', ({ from, to, legal }) => {
    for (const instant of [undefined, at(7)]) {
      const run = runIn(from);
      const type =
        table.moves.find((move) => move.from === from && move.to === to)?.event ??
        table.eventTypes.find((event) => intents[event] === to);
      const after = transitionTo(to, instant)(run);
      expect(E.isRight(after)).toBe(legal);
      expect(after).toStrictEqual(
        type === undefined
          ? E.left({ _tag: 'InvalidTransition', runId: run.id, from, to })
          : expected(run, {
              type,
              ...(instant === undefined ? {} : { at: instant }),
            } as RunEvent),
      );
    }
  });

  it('promoteToReady is promote', () => {
    for (const run of all)
      expect(promoteToReady(run)).toStrictEqual(expected(run, { type: 'promote' }));
  });

  it('promoteToReadyWithPriority is promote with a priority, stored only if it is accepted', () => {
    for (const run of all) {
      expect(promoteToReadyWithPriority(priority(5))(run)).toStrictEqual(
        expected(run, { type: 'promote', effectivePriority: priority(5) }),
      );
      expect(promoteToReadyWithPriority(priority(5), at(8))(run)).toStrictEqual(
        expected(run, { type: 'promote', effectivePriority: priority(5), at: at(8) }),
      );
    }
  });

  it('setEffectivePriority is priority.set', () => {
    for (const run of all)
      expect(setEffectivePriority(priority(-3))(run)).toStrictEqual(
        expected(run, { type: 'priority.set', effectivePriority: priority(-3) }),
      );
  });

  it('startAttempt is attempt.start', () => {
    for (const run of all)
      expect(startAttempt(attemptA)(run)).toStrictEqual(
        expected(run, { type: 'attempt.start', attemptId: attemptA }),
      );
  });

  it('finishAttempt is attempt.finish', () => {
    for (const run of all)
      for (const attemptId of [attemptA, attemptB])
        expect(finishAttempt(attemptId)(run)).toStrictEqual(
          expected(run, { type: 'attempt.finish', attemptId }),
        );
  });
});
