/** Every run that some events lead to keeps the laws, and can still end. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { createdIn, quintLaws } from '../../src/diagram/runQuint.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import { decide, runStates } from '../../src/index.js';
import { createdStates } from '../../src/testing/inputs.js';
import { AttemptCount } from '../../src/values/AttemptCount.js';
import { exploreAll, laws } from './lawful.js';

describe('the lifecycle', () => {
  it('keeps every law in every run, and every run can end', () => {
    const { runs, decisions, violations, stuck, states } = exploreAll();
    expect(violations).toStrictEqual([]);
    expect(stuck).toStrictEqual([]);
    expect([...states].sort()).toStrictEqual([...runStates].sort());
    expect(runs).toBeGreaterThan(500);
    expect(decisions).toBeGreaterThan(30_000);
  });

  it('has the laws of the Quint module, which says in one what takes paths here', () => {
    expect(quintLaws).toStrictEqual([...Object.keys(laws), 'everyRunCanEnd']);
    expect(createdIn).toStrictEqual(createdStates);
  });
});

describe('the exploration', () => {
  type Change = (run: RunInstance, event: RunEvent, before: RunInstance) => RunInstance;
  /** A lifecycle that does something else after an accepted event. */
  const faulty =
    (change: Change) =>
    (event: RunEvent) =>
    (before: RunInstance): E.Either<unknown, RunInstance> =>
      E.map((run: RunInstance) => change(run, event, before))(decide(event)(before));
  const lawsBrokenBy = (change: Change): ReadonlyArray<string> =>
    exploreAll(faulty(change)).violations.map(({ law }) => law);

  it.each<[string, Change]>([
    [
      'attemptOnlyInRunning',
      (run, event, before) =>
        event.type === 'cancel' ? { ...run, currentAttemptId: before.currentAttemptId } : run,
    ],
    [
      'countsRise',
      // SAFETY: a count that is never negative, less one.
      (run, event) =>
        event.type === 'retry'
          ? { ...run, attemptCount: Math.max(0, run.attemptCount - 1) as AttemptCount }
          : run,
    ],
    [
      'countsFit',
      // SAFETY: the fault is that it is none.
      (run, event) =>
        event.type === 'lease' && run.attemptCount === AttemptCount.max
          ? { ...run, attemptCount: (run.attemptCount + 1) as AttemptCount }
          : run,
    ],
  ])('finds a lifecycle without %s', (law, change) => {
    expect(lawsBrokenBy(change)).toContain(law);
  });

  it('finds a final state that accepts an event, an attempt in place of another, and a refusal that changes the run', () => {
    const { violations } = exploreAll((event) => (run) => {
      if (run.state === 'Failed' && event.type === 'promote')
        return E.right({ ...run, state: 'Ready' });
      if (
        event.type === 'attempt.start' &&
        run.state === 'Running' &&
        O.isSome(run.currentAttemptId)
      )
        return E.right({ ...run, currentAttemptId: O.some(event.attemptId) });
      return decide(event)(run);
    });
    expect(violations.map(({ law }) => law).sort()).toStrictEqual([
      'countsRise',
      'finalStatesAbsorb',
      'oneActiveAttempt',
    ]);
  });

  it('finds a run that can never end', () => {
    const { stuck } = exploreAll(
      (event) => (run) =>
        run.state === 'Suspended' ? E.left('put aside for good') : decide(event)(run),
    );
    expect(new Set(stuck.map(({ state }) => state))).toStrictEqual(new Set(['Suspended']));
  });
});
