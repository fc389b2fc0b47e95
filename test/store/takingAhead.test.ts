import { expect, test } from '@jest/globals';
import { aheadFor, slowestOf } from '../../src/store/takingAhead.js';

test.each([
  ['nothing before a handler has returned', Infinity, 0],
  ['all that it may with handlers that take no time', 0, 40],
  ['what ten handlers do in ten milliseconds', 5, 20],
  ['a part of them, rounded down', 7, 14],
  ['nothing with slow handlers', 101, 0],
])('a worker takes ahead %s', (_, slowest, ahead) => {
  expect(aheadFor(10, 40, slowest)).toBe(ahead);
});

test('the first handler counts, a slower one at once, and quick ones over time', () => {
  expect(slowestOf(Infinity, 3)).toBe(3);
  expect(slowestOf(3, 200)).toBe(200);
  const after = (count: number): number =>
    Array.from({ length: count }).reduce<number>((slowest) => slowestOf(slowest, 1), 200);
  expect(after(1)).toBeCloseTo(190, 9);
  expect(after(50)).toBeGreaterThan(10);
  expect(after(60)).toBeLessThan(10);
  expect(after(200)).toBe(1);
});
