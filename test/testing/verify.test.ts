/** Subjects as functions of a scenario on the wire. What is found of whole suites is in verifySuite.test.ts. */
import { expect, it } from '@jest/globals';
import { scenarioOf, testOf } from '../../src/testing/scenario.js';
import { verify } from '../../src/testing/verify.js';

const suite = ['one', 'two'].map((name) =>
  testOf(name, ['by hand'], [{ step: { op: 'promote_to_ready' } }]),
);
const right = [{ err: { code: 'NoRun' } }];

it('sends each test as its scenario, and a copy that may be changed', async () => {
  const sent: Array<unknown> = [];
  const { failed } = await verify((scenario) => {
    sent.push(structuredClone(scenario));
    Object.assign(scenario.steps[0] ?? {}, { op: 'changed' });
    return right;
  }, suite);
  expect(failed).toStrictEqual([]);
  expect(sent).toStrictEqual(suite.map(scenarioOf));
  expect(suite[0]?.steps[0]?.step.op).toBe('promote_to_ready');
});

it('takes its options', async () => {
  const all = await verify(() => [], suite);
  expect([all.failed.length, all.shrunk]).toStrictEqual([2, 1]);
  const one = await verify(() => [], suite, { bail: true, faults: 0 });
  expect([one.failed.length, one.shrunk]).toStrictEqual([1, 0]);
});
