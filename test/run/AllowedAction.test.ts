import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { transition } from 'xstate';
import type { RunSnapshot } from '../../src/actor/index.js';
import { runMachine, toSnapshot } from '../../src/actor/index.js';
import type { RunEvent, RunInstance, RunState } from '../../src/index.js';
import { allowedActions, decide, eventTypes, matchAction, pathTo } from '../../src/index.js';
import * as table from '../expectations.js';
import { finalStates, outcomeOf, states } from '../expectations.js';
import {
  arbitraryRun,
  attemptA,
  attemptB,
  count,
  eventOf,
  right,
  runIn,
  tries,
} from '../support/arbitraries.js';

const named = matchAction(
  ({ error }) => `refused: ${error._tag}`,
  ({ target }) => `-> ${target}`,
);

describe('allowedActions', () => {
  it('lists every event of the chart once, in the chart’s order', () => {
    for (const state of states)
      expect(allowedActions(runIn(state)).map(({ type }) => type)).toStrictEqual(eventTypes);
  });

  it('lists the events of the design', () => {
    expect(new Set(eventTypes)).toStrictEqual(new Set(table.eventTypes));
  });

  it.each(
    states.flatMap((state) =>
      [O.none, O.some(attemptA)].map((currentAttemptId) => ({ state, currentAttemptId })),
    ),
  )('in $state with $currentAttemptId are those of the table', ({ state, currentAttemptId }) => {
    const run = runIn(state, { currentAttemptId });
    const wanted = eventTypes.map((type) => {
      const outcome = outcomeOf(run, eventOf(type, attemptA));
      return states.some((name) => name === outcome) ? `-> ${outcome}` : `refused: ${outcome}`;
    });
    expect(allowedActions(run).map(named)).toStrictEqual(wanted);
  });

  it('disables attempt.start when the count is at its maximum', () => {
    const run = runIn('Running', { attemptCount: count(4294967295) });
    const start = allowedActions(run).find(({ type }) => type === 'attempt.start');
    expect(start).toStrictEqual({
      _tag: 'Disabled',
      type: 'attempt.start',
      error: { _tag: 'AttemptCountOverflow', runId: run.id },
    });
  });

  it.each([
    ['Ready', 'priority.set', { effectivePriority: 4 }],
    ['Ready', 'lease', {}],
    ['Running', 'attempt.start', { attemptId: '00000000-0000-0000-0000-000000000000' }],
  ] as const)('in %s has an event of its own for %s', (state, type, payload) => {
    const action = allowedActions(runIn(state)).find((any) => any.type === type);
    expect(action?._tag === 'Enabled' && action.event).toStrictEqual({ type, ...payload });
  });

  it('offers to finish the active attempt', () => {
    const run = runIn('Running', { currentAttemptId: O.some(attemptB) });
    const finish = allowedActions(run).find(({ type }) => type === 'attempt.finish');
    expect(finish).toStrictEqual({
      _tag: 'Enabled',
      type: 'attempt.finish',
      target: 'Running',
      event: { type: 'attempt.finish', attemptId: attemptB },
    });
  });
});

/** Finds the length of a shortest path, breadth-first with XState, independently of the library's own search. */
const distance = (run: RunInstance, to: RunState): number | undefined => {
  const moves = (snapshot: RunSnapshot): ReadonlyArray<RunSnapshot> =>
    table.eventTypes.flatMap((type) => {
      const active = snapshot.context.currentAttemptId;
      const ids = [...new Set([attemptA, ...(O.isSome(active) ? [active.value] : [])])];
      return ids
        .map((id) => eventOf(type, id))
        .filter((event) => snapshot.can(event))
        .map((event) => transition(runMachine, snapshot, event)[0]);
    });
  const key = ({ value, context }: RunSnapshot): string =>
    JSON.stringify([value, context.currentAttemptId, context.attemptCount === 4294967295]);
  let frontier: ReadonlyArray<RunSnapshot> = [toSnapshot(run)];
  const seen = new Set(frontier.map(key));
  for (let steps = 0; frontier.length > 0; steps += 1) {
    if (frontier.some(({ value }) => value === to)) return steps;
    frontier = frontier.flatMap(moves).filter((next) => {
      const fresh = !seen.has(key(next));
      seen.add(key(next));
      return fresh;
    });
  }
  return undefined;
};

/** Follows a path with the facade; fails at the first refusal. */
const follow = (run: RunInstance, path: ReadonlyArray<RunEvent>): RunInstance =>
  path.reduce((current, event) => right(decide(event)(current)), run);

const expectShortest = (run: RunInstance, to: RunState): void => {
  const path = pathTo(to)(run);
  const shortest = distance(run, to);
  expect([run.state, to, O.isSome(path) ? path.value.length : undefined]).toStrictEqual([
    run.state,
    to,
    shortest,
  ]);
  if (O.isSome(path)) expect(follow(run, path.value).state).toBe(to);
};

describe('pathTo', () => {
  const cases = states.flatMap((from) => states.map((to) => ({ from, to })));

  it.each(cases)('from $from to $to is accepted and shortest, or none exists', ({ from, to }) => {
    for (const currentAttemptId of [O.none, O.some(attemptB)])
      for (const attemptCount of [0, 4294967295].map(count))
        expectShortest(runIn(from, { currentAttemptId, attemptCount }), to);
  });

  it('is none only to Scheduled and out of final states', () => {
    for (const { from, to } of cases) {
      const reachable = from === to || !(finalStates.includes(from) || to === 'Scheduled');
      expect([from, to, O.isSome(pathTo(to)(runIn(from)))]).toStrictEqual([from, to, reachable]);
    }
  });

  it('finishes the active attempt only if it must', () => {
    const run = runIn('Running', { currentAttemptId: O.some(attemptB) });
    expect(pathTo('Completed')(run)).toStrictEqual(
      O.some([{ type: 'attempt.finish', attemptId: attemptB }, { type: 'complete' }]),
    );
    expect(pathTo('Canceled')(run)).toStrictEqual(O.some([{ type: 'cancel' }]));
    expect(pathTo('Running')(run)).toStrictEqual(O.some([]));
  });

  it('is accepted and shortest from any run', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.constantFrom(...states), (run, to) => {
        expectShortest(run, to);
        expect(E.isRight(decide({ type: 'cancel' })(run))).toBe(!finalStates.includes(run.state));
      }),
      tries(40),
    );
  });
});
