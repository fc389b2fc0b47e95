import { expect, it } from '@jest/globals';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { Failure } from '../../src/testing/Failure.js';
import { failuresByTest, isVerified, passed } from '../../src/testing/Report.js';

const named = (name: string): AnyTest => ({ name, criteria: [], steps: [] });
const suite = ['a', 'b', 'c', 'd'].map(named);
const hung: Failure<unknown> = { _tag: 'Hung', seconds: 5 };
const failed = [{ test: named('b'), failure: hung }];
const [none, nothing] = [[], []];

it.each([
  ['all tests passed', none, nothing, true, 4],
  ['a test failed', failed, nothing, false, 3],
  ['a test was not run', none, ['c', 'd'], false, 2],
  ['both', failed, ['c', 'd'], false, 1],
])('counts what passed if %s', (_, wrong, notRun, verified, count) => {
  expect(isVerified({ failed: wrong, notRun })).toBe(verified);
  expect(passed({ suite, failed: wrong, notRun })).toBe(count);
});

it('finds the failures by the names of their tests', () => {
  const report = { suite, failed, notRun: [], faults: [], shrunk: 0, seconds: new Map() };
  expect([...failuresByTest(report)]).toStrictEqual([['b', hung]]);
});
