import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import { TaskId, Timestamp } from '../../src/index.js';
import { AttemptCount, Priority, RunId } from '../../src/index.js';
import { makeRun } from '../../src/run/RunInstance.js';
import { isTerminal, runStates } from '../../src/run/RunState.js';
import { findStuck } from '../../src/times/Stuck.js';
import { tries } from '../support/arbitraries.js';

const standing = fc
  .record({ state: fc.constantFrom(...runStates), since: fc.nat(1000) })
  .map(({ state, since }) => ({
    since,
    run: makeRun(
      RunId.generate(),
      TaskId.nil,
      state,
      O.none,
      AttemptCount.min,
      Timestamp.min,
      Timestamp.min,
      Timestamp.min,
      Priority.initial,
    ),
  }));

describe('what is stuck', () => {
  it('is what is not over and in its state for long, the longest first', () => {
    fc.assert(
      fc.property(
        fc.array(standing, { maxLength: 400 }),
        fc.nat(1100),
        fc.nat(500),
        fc.constantFrom(0, 1, 20),
        (standings, asOf, seconds, limit) => {
          const expected = standings
            .filter(({ run, since }) => !isTerminal(run.state) && asOf - since >= seconds)
            .map((each) => ({ ...each, seconds: asOf - each.since }))
            .sort((a, b) => b.seconds - a.seconds);
          const { total, byState, runs } = findStuck(standings, { asOf, seconds, limit });
          expect(runs).toStrictEqual(expected.slice(0, limit));
          expect(total).toBe(expected.length);
          for (const state of runStates)
            expect(byState.get(state) ?? 0).toBe(
              expected.filter(({ run }) => run.state === state).length,
            );
        },
      ),
      tries(200),
    );
  });
});
