/** Drafts are played into tests. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../../src/index.js';
import { newRun } from '../../src/testing/inputs.js';
import { advance, initialWorld, play, stepIn } from '../../src/testing/play.js';
import { valuesOf } from '../../src/testing/Values.js';

const values = valuesOf(1);
const promote: Step = { op: 'promote_to_ready' };
const written = { op: 'promote_to_ready', more: 1 };
const start: Step = { op: 'start_attempt', attemptId: values.attemptId(1) };
const titles = (...acts: Parameters<typeof play>[1]['acts']): ReadonlyArray<string> =>
  play('by hand', { name: 'one', acts }, values).steps.map(({ title }) => title);

it('a test is named by its criterion, and keeps the forms of its steps', () => {
  const draft = { name: 'one', acts: [newRun, () => ({ step: promote, written }), () => promote] };
  const test = play('by hand', { ...draft, acts: draft.acts.slice(0, 2) }, values);
  expect(test).toMatchObject({ name: 'by hand: one', criteria: ['by hand'] });
  expect(test.steps.map((step) => Object.keys(step))).toStrictEqual([
    ['step', 'expect', 'title'],
    ['step', 'expect', 'title', 'written'],
  ]);
  expect(test.steps[1]?.written).toBe(written);
});

describe('a test', () => {
  it('that ends with a refusal shows the run, and moves it on', () => {
    expect(titles(newRun, () => start)).toStrictEqual([
      'new_scheduled_with_id -> Scheduled',
      'Scheduled + attempt.start -> AttemptStartRequiresRunning',
      'Scheduled + record_state_change_at -> Scheduled',
      'Scheduled + attempt.start -> AttemptStartRequiresRunning',
      'Scheduled + restore_attempt_state_for_bootstrap -> Scheduled',
      'Scheduled + promote -> Ready',
    ]);
  });

  it('that ends with a refusal of an attempt finishes it', () => {
    const acts = ['Ready', 'Leased', 'Running'] as const;
    const toRunning = acts.map((to) => (): Step => ({ op: 'transition_to', to }));
    expect(
      titles(
        newRun,
        ...toRunning,
        () => start,
        () => promote,
      ).slice(-3),
    ).toStrictEqual([
      'Running + promote -> InvalidTransition',
      'Running + restore_attempt_state_for_bootstrap -> Running',
      'Running + attempt.finish [hasActiveAttempt, ownsActiveAttempt] -> Running',
    ]);
  });

  it('that ends with a refusal without a run has nothing to show', () => {
    expect(titles(() => promote)).toStrictEqual(['no run + promote -> NoRun']);
  });

  it('may have no steps', () => {
    expect(titles()).toStrictEqual([]);
  });
});

it('counts steps, and the attempts that are started', () => {
  const made = advance(initialWorld, stepIn(newRun(initialWorld, values))).world;
  expect([made.attempts, made.length]).toStrictEqual([0, 1]);
  const refused = advance(made, start).world;
  expect(refused).toStrictEqual({ run: made.run, attempts: 0, length: 2 });
  expect(advance(initialWorld, start).world).toStrictEqual({ run: O.none, attempts: 0, length: 1 });
});

it('finds the step in what an act makes', () => {
  expect(stepIn(promote)).toBe(promote);
  expect(stepIn({ step: promote, written })).toBe(promote);
});
