/** Several suites at once, and the coverage of one. The suites themselves are in criteria.test.ts and generate.test.ts. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { coverageOf } from '../../src/testing/coverage.js';
import { generate, suitesOf, testsOf } from '../../src/testing/generate.js';
import { right } from '../support/right.js';

const options = { seed: 3, count: 1, length: 2, switches: 0 };
const unknown = { _tag: 'UnknownCriterion', name: 'luck' };

describe('several suites', () => {
  it('are those that each would be, and that of all criteria', () => {
    const { everything, suites } = right(
      suitesOf([['states'], undefined, ['tour', 'random']], options),
    );
    const all = right(testsOf(options)).tests;
    expect(everything).toStrictEqual(all);
    expect(suites).toStrictEqual([
      right(testsOf({ ...options, criteria: ['states'] })).tests,
      all,
      right(testsOf({ ...options, criteria: ['tour', 'random'] })).tests,
    ]);
  });

  it('are refused for one criterion that is unknown, or for an option', () => {
    expect(suitesOf([['states'], ['luck' as 'states']], options)).toMatchObject({ left: unknown });
    expect(suitesOf([], { seed: -1 })).toMatchObject({ left: { _tag: 'InvalidOption' } });
  });
});

it('a suite is refused for a criterion that is unknown, or for an option', () => {
  expect(testsOf({ criteria: ['luck' as 'states'] })).toMatchObject({ left: unknown });
  expect(testsOf({ seed: -1 })).toMatchObject({ left: { _tag: 'InvalidOption' } });
});

it('a suite has its seed, its criteria and its coverage', () => {
  const { tests, ...rest } = right(testsOf({ seed: 3, criteria: ['states'] }));
  expect(rest).toStrictEqual({ seed: 3, criteria: ['states'] });
  expect(generate({ seed: 3, criteria: ['states'] })).toStrictEqual(
    E.right({ ...rest, tests, coverage: coverageOf(tests) }),
  );
  expect(right(testsOf(options)).criteria).toHaveLength(11);
});

it('no two tests of a suite have one name', () => {
  const names = right(testsOf({ criteria: ['guards', 'round-trips'] })).tests.map(
    ({ name }) => name,
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.endsWith(' (2)')).length).toBeGreaterThan(0);
});
