/** Engines that misread a field that is left out. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../../../src/journal/Step.js';
import { faultless } from '../../../src/testing/score/Engine.js';
import { leftOutMutants } from '../../../src/testing/score/mutateLeftOut.js';
import { ATTEMPT, exampleIn } from '../../../src/testing/score/steps.js';
import type { StepWire } from '../../../src/testing/TestCase.js';
import { attemptA, count } from '../../support/arbitraries.js';

const op = 'restore_attempt_state_for_bootstrap';
const refuses = `${op}: refuses to have active_attempt left out`;
const leaves = `${op}: leaves the attempt if active_attempt is left out`;

const run = exampleIn('Running', { currentAttemptId: O.some(ATTEMPT) });
const restore: Step = { op, count: count(5), activeAttempt: O.none };
const bare: StepWire = { op, count: 5 };
const full: StepWire = { op, count: 5, active_attempt: null };

describe('the mutants that misread a field that is left out', () => {
  it('are two for the only field of an op that may be left out', () => {
    expect(leftOutMutants().map(({ kind, name, site }) => [kind, name, site])).toStrictEqual(
      [refuses, leaves].map((name) => ['input misread', name, op]),
    );
  });

  it.each([
    ['with a run', { run: O.some(run), taken: 0 }],
    ['without a run', { run: O.none, taken: 0 }],
  ])('differ only if it is left out: %s', (_, held) => {
    const other: Step = { op: 'start_attempt', attemptId: attemptA };
    for (const { engine } of leftOutMutants()) {
      expect(engine(held, restore)).toStrictEqual(faultless(held, restore));
      expect(engine(held, restore, full)).toStrictEqual(faultless(held, restore));
      expect(engine(held, other)).toStrictEqual(faultless(held, other));
      expect(engine(held, other, { op: 'start_attempt' })).toStrictEqual(faultless(held, other));
    }
  });

  it('refuse it, or keep the attempt', () => {
    const held = { run: O.some(run), taken: 0 };
    const [refusing, keeping] = leftOutMutants().map(({ engine }) => engine(held, restore, bare));
    expect(refusing).toStrictEqual([held, { err: { code: 'Decode', message: '' } }]);
    const kept = { ...run, attemptCount: 5 };
    expect(keeping?.[0]).toStrictEqual({ run: O.some(kept), taken: 0 });
    expect(keeping?.[1]).toMatchObject({ ok: { attempt_count: 5, current_attempt_id: ATTEMPT } });
  });

  it('answer rightly without a run', () => {
    const held = { run: O.none, taken: 0 };
    expect(leftOutMutants()[1]?.engine(held, restore, bare)).toStrictEqual([
      held,
      { err: { code: 'NoRun' } },
    ]);
  });
});
