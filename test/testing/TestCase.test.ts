/** Tests on the wire: what is accepted, what is kept of its form, and what is said of the rest. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { Step } from '../../src/index.js';
import { testOf } from '../../src/testing/scenario.js';
import { decodeTest, encodeTest, OutcomeCodec, TestCaseCodec } from '../../src/testing/TestCase.js';
import { valuesOf } from '../../src/testing/Values.js';

const { runId, taskId, scheduledAt, createdAt, attemptId } = valuesOf(1);
const made: Step = { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt };
const wire = {
  op: 'new_scheduled_with_id',
  run_id: runId,
  task_id: taskId,
  scheduled_at: scheduledAt,
  created_at: createdAt,
};
const noRun = { err: { code: 'NoRun' } } as const;
const created = testOf('one', [], [{ step: made }]).steps[0]?.expect ?? noRun;
const run = 'ok' in created ? created.ok : undefined;

describe('an outcome', () => {
  const id = attemptId(1);
  it.each<[string, unknown, boolean]>([
    ['a run', { ok: run }, true],
    ['an attempt outside of Running', { ok: { ...run, current_attempt_id: id } }, true],
    ['an error', noRun, true],
    ['an error with texts and numbers', { err: { code: 'NoRun', a: 'x', b: 1.5 } }, true],
    ['a refused scenario', { err: { code: 'BadScenario', message: '' } }, true],
    ['an unknown code', { err: { code: 'Nope' } }, false],
    ['an inherited name', { err: { code: 'toString' } }, false],
    ['a code that is no text', { err: { code: ['NoRun'] } }, false],
    ['an error with null', { err: { code: 'NoRun', a: null } }, false],
    ['an error with a list', { err: { code: 'NoRun', a: [] } }, false],
    ['an error with an infinity', { err: { code: 'NoRun', a: Infinity } }, false],
    ['an error with -0', { err: { code: 'NoRun', a: -0 } }, false],
    ['an error that is no record', { err: 'NoRun' }, false],
    ['a run without its id', { ok: { ...run, id: undefined } }, false],
    ['a run that is no record', { ok: 7 }, false],
    ['neither', {}, false],
    ['a list', [], false],
    ['null', null, false],
  ])('%s', (_, u, isOutcome) => {
    expect(OutcomeCodec.is(u)).toBe(isOutcome);
    expect(OutcomeCodec.decode(u)).toStrictEqual(
      isOutcome ? E.right(u) : expect.objectContaining({ _tag: 'Left' }),
    );
  });

  it('decodes to itself without other fields, and is encoded as it is', () => {
    expect(OutcomeCodec.decode({ ...noRun, more: 1 })).toStrictEqual(E.right(noRun));
    expect(OutcomeCodec.decode({ ...noRun, ok: run })).toStrictEqual(E.right(noRun));
    expect(OutcomeCodec.decode({ ok: { ...run, more: 1 }, more: 1 })).toStrictEqual(
      E.right({ ok: run }),
    );
    expect(OutcomeCodec.encode(created)).toBe(created);
    expect(OutcomeCodec.name).toBe('an outcome');
  });
});

describe('a step keeps its form', () => {
  const restored = { op: 'restore_attempt_state_for_bootstrap', count: 0 };
  const shouted = { ...wire, run_id: runId.toUpperCase() };

  it.each<[string, object, object | undefined]>([
    ['not if it is the usual one', wire, undefined],
    ['not for another field', { ...wire, more: 1 }, undefined],
    ['not for another order', Object.fromEntries(Object.entries(wire).toReversed()), undefined],
    ['of an id in capitals', { ...shouted, more: 1 }, shouted],
    ['without a field', restored, restored],
    ['not with it', { ...restored, active_attempt: null }, undefined],
  ])('%s', (_, step, written) => {
    const line = JSON.stringify({
      name: 'one',
      steps: [{ ...step, expect: noRun, title: 'mine' }],
    });
    const decoded = decodeTest(line);
    const [found] = E.isRight(decoded) ? decoded.right.steps : [];
    expect(found?.written).toStrictEqual(written);
    expect(found && 'written' in found).toBe(written !== undefined);
    expect(Object.isFrozen(found?.step)).toBe(true);
  });
});

it('decodes what it encodes, and titles a step by its op', () => {
  const test = testOf(
    'one',
    ['by hand'],
    [
      { step: made },
      { step: { op: 'promote_to_ready' } },
      { step: made, written: { ...wire, run_id: runId.toUpperCase() } },
    ],
  );
  expect(decodeTest(JSON.stringify(encodeTest(test)))).toStrictEqual(E.right(test));
  expect(TestCaseCodec.encode(test)).toStrictEqual(encodeTest(test));
  expect(TestCaseCodec.decode({ ...encodeTest(test), more: 1 })).toStrictEqual(E.right(test));
  const recorded = { name: 'one', steps: [{ op: 'promote_to_ready', expect: noRun }] };
  expect(decodeTest(JSON.stringify(recorded))).toStrictEqual(
    E.right({
      name: 'one',
      criteria: [],
      steps: [{ step: { op: 'promote_to_ready' }, expect: noRun, title: 'promote_to_ready' }],
    }),
  );
});

describe('a test is refused', () => {
  const of = (step: object): unknown => ({ name: 'one', steps: [step] });
  const early = { op: 'promote_to_ready', expect: noRun };
  it.each<[unknown, string]>([
    [[], 'at /: expected a test (an object), found an array'],
    [
      {},
      'at /name: expected string, found nothing; at /steps: expected a list of steps, found nothing',
    ],
    [{ name: 7, steps: [] }, 'at /name: expected string, found 7'],
    [{ name: 'one', criteria: [7], steps: [] }, 'at /criteria/0: expected string, found 7'],
    [{ name: 'one', criteria: 7, steps: [] }, 'at /criteria: expected a list of criteria, found 7'],
    [of({ ...early, title: 7 }), 'at /steps/0/title: expected string, found 7'],
    [of({ op: 'x' }), 'at /steps/0/op: expected the name of an op, found "x"'],
    [of({ ...early, expect: 7 }), 'at /steps/0/expect: expected an outcome (an object), found 7'],
    [
      of({ ...early, expect: { err: 7 } }),
      'at /steps/0/expect: expected an error with its code, found 7',
    ],
    [
      of({ ...early, expect: { ok: 7 } }),
      'at /steps/0/expect/ok: expected a run (an object), found 7',
    ],
  ])('%j', (test, message) => {
    expect(decodeTest(JSON.stringify(test))).toStrictEqual(E.left(message));
  });

  it('with a number that is not written as an integer', () => {
    expect(
      decodeTest(
        '{"name":"one","steps":[{"op":"set_effective_priority","effective_priority":1e0,"expect":{"err":{"code":"NoRun"}}}]}',
      ),
    ).toStrictEqual(
      E.left('effective_priority: expected a number written as an integer, found 1e0'),
    );
  });
});

describe('is', () => {
  const step = { step: { op: 'promote_to_ready' }, expect: noRun, title: 'early' };
  const test = { name: 'one', criteria: ['by hand'], steps: [step] };
  it.each<[string, unknown, boolean]>([
    ['a test', test, true],
    ['a test of a written step', { ...test, steps: [{ ...step, written: {} }] }, true],
    ['a test without criteria', { name: 'one', steps: [step] }, false],
    ['a test with other criteria', { ...test, criteria: [7] }, false],
    ['a test without a name', { ...test, name: undefined }, false],
    ['a step that is none', { ...test, steps: [null] }, false],
    [
      'a step on the wire',
      { ...test, steps: [{ op: 'promote_to_ready', ...step, step: undefined }] },
      false,
    ],
    ['a step that expects nothing', { ...test, steps: [{ ...step, expect: undefined }] }, false],
    ['a step without a title', { ...test, steps: [{ ...step, title: undefined }] }, false],
    ['null', null, false],
  ])('%s: %j is %j', (_, u, isTest) => {
    expect(TestCaseCodec.is(u)).toBe(isTest);
  });

  it('is named', () => {
    expect(TestCaseCodec.name).toBe('a test');
  });
});
