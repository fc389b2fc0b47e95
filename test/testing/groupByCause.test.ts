/** Failures are grouped by the keys that they share, directly or through others. */
import { expect, it } from '@jest/globals';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { FailedTest } from '../../src/testing/FailedTest.js';
import { groupByCause } from '../../src/testing/groupByCause.js';
import type { Vocabulary } from '../../src/testing/Vocabulary.js';

/** The keys of each test are the words of its name. */
const asked: Array<string> = [];
const vocabulary = {
  kindOf: () => 'kind',
  placeOf: ({ criteria }: AnyTest) => criteria.join(),
  causesOf: ({ test }: FailedTest<AnyTest>) => {
    asked.push(test.name);
    return test.name.split(' ').slice(1);
  },
} as Partial<Vocabulary<AnyTest>> as Vocabulary<AnyTest>;

/** A failure with a name, the place that its signature has, and a step with a title. */
const differing = (name: string, place: string): FailedTest<AnyTest> => ({
  test: { name, criteria: [place], steps: [{ expect: 1, title: `the step of ${name}` }] },
  failure: { _tag: 'Differs', step: 0, expected: 1, actual: 2, differences: [] },
});
const hung = (name: string): FailedTest<AnyTest> => ({
  test: { name, criteria: [], steps: [] },
  failure: { _tag: 'Hung', seconds: 1 },
});

const grouped = (
  ...failed: ReadonlyArray<FailedTest<AnyTest>>
): ReadonlyArray<readonly [ReadonlyArray<string>, ReadonlyArray<string>]> =>
  groupByCause(vocabulary, failed).map(({ failures, ways }) => [
    failures.map(({ test }) => test.name),
    ways,
  ]);

it('groups by a key in common, in the order of the first failures', () => {
  expect(
    grouped(differing('a x', '1'), differing('b y', '2'), differing('c x', '3')),
  ).toStrictEqual([
    [
      ['a x', 'c x'],
      ['the step of a x', 'the step of c x'],
    ],
    [['b y'], ['the step of b y']],
  ]);
});

it('groups through another failure', () => {
  const chain = ['a p', 'b q', 'c r s', 'd q r', 'e s t', 'f t p'];
  expect(grouped(...chain.map((name) => differing(name, name)))).toStrictEqual([
    [chain, chain.map((name) => `the step of ${name}`)],
  ]);
});

it('keeps failures without a key in common apart', () => {
  expect(
    grouped(differing('a', '1'), differing('b', '2'), differing('c', '3')).map(([names]) => names),
  ).toStrictEqual([['a'], ['b'], ['c']]);
});

it('asks for the keys once for each signature, and tells one way of it', () => {
  asked.length = 0;
  expect(grouped(differing('a x', '1'), differing('b y', '1'))).toStrictEqual([
    [['a x', 'b y'], ['the step of a x']],
  ]);
  expect(asked).toStrictEqual(['a x']);
});

it('asks for no keys of a failure without outcomes', () => {
  asked.length = 0;
  expect(grouped(hung('h x'), differing('a x', '1'), hung('i x'))).toStrictEqual([
    [['h x', 'i x'], ['the scenario "h x"']],
    [['a x'], ['the step of a x']],
  ]);
  expect(asked).toStrictEqual(['a x']);
});

it('tells a title once that several signatures have', () => {
  const twice = [differing('a x', '1'), differing('a x', '2')];
  expect(grouped(...twice)).toStrictEqual([[['a x', 'a x'], ['the step of a x']]]);
});
