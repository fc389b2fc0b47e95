/** Tests that are a prefix of another are left out, and the others require what they did. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutPrefixes } from '../../src/graph/prefixes.js';

interface Test {
  readonly name: string;
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<string>;
}

/** A test with a name, its steps as the words of a text, and its criteria. */
const test = (name: string, steps: string, ...criteria: ReadonlyArray<string>): Test => ({
  name,
  criteria,
  steps: steps.split(' ').filter((word) => word !== ''),
});

const kept = withoutPrefixes<Test>(({ steps }) => steps);

describe('withoutPrefixes', () => {
  it.each<[string, ReadonlyArray<Test>, ReadonlyArray<Test>]>([
    ['no tests', [], []],
    [
      'keeps tests that are no prefix of another in their order',
      [test('1', 'b a', 'A'), test('2', 'a b', 'B'), test('3', 'a c', 'A')],
      [test('1', 'b a', 'A'), test('2', 'a b', 'B'), test('3', 'a c', 'A')],
    ],
    [
      'keeps a test whose text alone is a prefix of that of another',
      [test('1', 'a', 'A'), test('2', 'ab', 'B')],
      [test('1', 'a', 'A'), test('2', 'ab', 'B')],
    ],
    [
      'adds the criteria of a prefix before those of the test',
      [test('1', 'a', 'A', 'B'), test('2', 'a b', 'C', 'B')],
      [test('2', 'a b', 'A', 'B', 'C')],
    ],
    [
      'leaves the place of the longer test as it is',
      [test('1', 'a b', 'A'), test('2', 'c', 'A'), test('3', 'a', 'B')],
      [test('1', 'a b', 'B', 'A'), test('2', 'c', 'A')],
    ],
    [
      'leaves a chain of prefixes out',
      [test('1', 'a', 'A'), test('2', 'a b', 'B'), test('3', 'a b c', 'C')],
      [test('3', 'a b c', 'A', 'B', 'C')],
    ],
    [
      'adds the criteria of a prefix of several to the first of them by steps',
      [test('1', 'a c', 'A'), test('2', 'a b', 'B'), test('3', 'a', 'C')],
      [test('1', 'a c', 'A'), test('2', 'a b', 'C', 'B')],
    ],
    [
      'keeps the name and the place of the first of equal tests',
      [test('1', 'a', 'A'), test('2', 'b', 'B'), test('3', 'a', 'C', 'A')],
      [test('1', 'a', 'A', 'C'), test('2', 'b', 'B')],
    ],
  ])('%s', (_, tests, expected) => {
    expect(kept(tests)).toStrictEqual(expected);
  });

  it('removes only prefixes, keeps none, and loses no criterion', () => {
    const isPrefix = (one: Test, other: Test): boolean =>
      one.steps.every((step, i) => step === other.steps[i]);
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            name: fc.string(),
            criteria: fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 }),
            steps: fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 }),
          }),
        ),
        (tests) => {
          const rest = kept(tests);
          for (const one of tests) {
            const longer = rest.filter((other) => isPrefix(one, other));
            expect(longer).not.toStrictEqual([]);
            expect(
              longer.some(({ criteria }) => one.criteria.every((name) => criteria.includes(name))),
            ).toBe(true);
          }
          for (const one of rest)
            expect(rest.filter((other) => isPrefix(one, other))).toStrictEqual([one]);
        },
      ),
    );
  });
});
