/** Fields that may be left out are asked both ways in every place. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptCount, Step } from '../../src/index.js';
import { RunInstanceCodec } from '../../src/index.js';
import { nonZeroRun } from '../../src/testing/inputs.js';
import { bare, bothWays, withStep } from '../../src/testing/leftOut.js';
import type { Move } from '../../src/testing/scenario.js';
import { testOf } from '../../src/testing/scenario.js';
import type { TestCase } from '../../src/testing/TestCase.js';
import { valuesOf } from '../../src/testing/Values.js';

const values = valuesOf(1);
const restore = (
  activeAttempt: O.Option<ReturnType<typeof values.attemptId>>,
  count = 3,
): Step => ({
  op: 'restore_attempt_state_for_bootstrap',
  count: count as AttemptCount,
  activeAttempt,
});
const none = restore(O.none);
const left = { op: 'restore_attempt_state_for_bootstrap', count: 3 };
const wire = RunInstanceCodec.encode(nonZeroRun(values));
const bareWire = Object.fromEntries(
  Object.entries(wire).filter(([key]) => key !== 'current_attempt_id'),
);
const load = (run: unknown): Step => ({ op: 'deserialize', json: JSON.stringify(run) });

describe('a step with its fields left out', () => {
  it.each<[string, Move, O.Option<Move>]>([
    ['without an attempt', { step: none }, O.some({ step: none, written: left })],
    [
      'with an attempt, which must be written',
      { step: restore(O.some(values.attemptId(1))) },
      O.none,
    ],
    ['that has no such field', { step: { op: 'promote_to_ready' } }, O.none],
    ['that is written in another form', { step: none, written: { ...left } }, O.none],
    ['that loads a run', { step: load(wire) }, O.some({ step: load(bareWire) })],
    ['that loads a run which lacks them', { step: load(bareWire) }, O.none],
    [
      'that loads a run with a field that no run has',
      { step: load({ ...bareWire, colour: 1 }) },
      O.none,
    ],
    ['that loads no run', { step: load({ current_attempt_id: null }) }, O.none],
    ['that loads a list', { step: load([1]) }, O.none],
    [
      'that loads a run with spaces',
      { step: { op: 'deserialize', json: JSON.stringify(wire, null, 1) } },
      O.none,
    ],
    ['that loads no JSON', { step: { op: 'deserialize', json: '{' } }, O.none],
  ])('%s', (_name, move, expected) => {
    expect(bare(move)).toStrictEqual(expected);
  });
});

describe('another step', () => {
  const other = restore(O.none, 0);

  it.each<[string, Move, Step, Move]>([
    ['is written in full if the step was', { step: none }, other, { step: other }],
    [
      'leaves out what the step left out',
      { step: none, written: left },
      other,
      { step: other, written: { ...left, count: 0 } },
    ],
    [
      'is written in full if it may not leave it out',
      { step: none, written: left },
      restore(O.some(values.attemptId(1))),
      { step: restore(O.some(values.attemptId(1))) },
    ],
    [
      'is written in full if the step left out nothing',
      { step: none, written: { ...left, active_attempt: null } },
      other,
      { step: other },
    ],
  ])('%s', (_name, move, step, expected) => {
    expect(withStep(move, step)).toStrictEqual(expected);
  });
});

describe('both ways', () => {
  const forms = (tests: ReadonlyArray<TestCase>): unknown =>
    tests.map(({ name, criteria, steps }) => [
      name,
      criteria,
      steps.map(({ step, written }) => (written === undefined ? step.op : Object.keys(written))),
    ]);
  const made: Step = {
    op: 'new_scheduled_with_id',
    runId: values.runId,
    taskId: values.taskId,
    scheduledAt: values.scheduledAt,
    createdAt: values.createdAt,
  };
  const { op } = none;
  const bareKeys = ['op', 'count'];
  const test = (name: string, ...steps: ReadonlyArray<Step>): TestCase =>
    testOf(
      name,
      [`of ${name}`],
      steps.map((step) => ({ step })),
    );

  it('are taken in turns in each place', () => {
    expect(forms(bothWays([test('a', made, none, none, none, none)]))).toStrictEqual([
      ['a', ['of a'], [made.op, op, bareKeys, op, bareKeys]],
    ]);
  });

  it('are counted for each place on its own', () => {
    const again = [test('a', none, made, none), test('b', made, none), test('c', none)];
    expect(forms(bothWays(again))).toStrictEqual([
      ['a', ['of a'], [op, made.op, op]],
      ['b', ['of b'], [made.op, bareKeys]],
      ['c', ['of c'], [bareKeys]],
    ]);
  });

  it('get a test more for a place that occurs once', () => {
    const tests = bothWays([test('a', made), test('b', made, none, { op: 'promote_to_ready' })]);
    expect(forms(tests)).toStrictEqual([
      ['a', ['of a'], [made.op]],
      ['b', ['of b'], [made.op, op, 'promote_to_ready']],
      [
        'b, fields left out at Scheduled + restore_attempt_state_for_bootstrap',
        ['of b'],
        [made.op, bareKeys, 'promote_to_ready'],
      ],
    ]);
  });

  it('keep a test without such a field', () => {
    const plain = test('a', made, { op: 'promote_to_ready' });
    expect(bothWays([plain])[0]).toBe(plain);
  });
});
