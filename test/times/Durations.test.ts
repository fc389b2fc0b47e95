import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Durations } from '../../src/times/Durations.js';
import { makeDurations, MAX_DISTINCT, RELATIVE_ERROR, SHORT } from '../../src/times/Durations.js';
import { tries } from '../support/arbitraries.js';

const of = (seconds: ReadonlyArray<number>): Durations => {
  const durations = makeDurations();
  seconds.forEach((each) => {
    durations.add(each);
  });
  return durations;
};

/** The nearest rank, from the sorted list. */
const quantileOf = (seconds: ReadonlyArray<number>, part: number): number =>
  seconds.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(part * seconds.length)) - 1] ?? 0;

const seconds = fc.oneof(fc.nat(20), fc.nat(2 * SHORT), fc.nat(10 ** 9), fc.maxSafeNat());
const parts = [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1];

describe('durations', () => {
  it('have the quantiles of the sorted list', () => {
    fc.assert(
      fc.property(fc.array(seconds, { maxLength: 300 }), (list) => {
        const durations = of(list);
        for (const part of parts) expect(durations.quantile(part)).toBe(quantileOf(list, part));
        const { count, max, exact } = durations.figures();
        expect({ count, max, exact }).toStrictEqual({
          count: list.length,
          max: Math.max(0, ...list),
          exact: true,
        });
      }),
      tries(200),
    );
  });

  it('have the mean of the list', () => {
    expect(of([1, 2, 6, 3000]).figures().mean).toBe(3009 / 4);
    expect(makeDurations().figures()).toStrictEqual({
      count: 0,
      total: 0,
      mean: 0,
      p50: 0,
      p90: 0,
      p99: 0,
      max: 0,
      exact: true,
    });
  });

  it('are those of both lists, if one is added to the other', () => {
    fc.assert(
      fc.property(fc.array(seconds), fc.array(seconds), (a, b) => {
        const both = of(a);
        both.addAll(of(b));
        expect(both.figures()).toStrictEqual(of([...a, ...b]).figures());
      }),
      tries(100),
    );
  });

  /** More different durations than are counted one by one, and a few short ones. */
  const many = Array.from({ length: 3 * MAX_DISTINCT }, (_, i) =>
    i % 50 === 0 ? i % SHORT : SHORT + ((i * 7919) % 1_000_003),
  );

  it('have quantiles within the error that is stated, if there are many', () => {
    for (const durations of [of(many), merged(many)]) {
      const { count, max, mean, exact } = durations.figures();
      expect({ count, max, exact }).toStrictEqual({
        count: many.length,
        max: Math.max(...many),
        exact: false,
      });
      expect(mean).toBeCloseTo(many.reduce((sum, each) => sum + each, 0) / many.length, 5);
      for (const part of parts) {
        const expected = quantileOf(many, part);
        const found = durations.quantile(part);
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(RELATIVE_ERROR * expected + 1);
        if (expected < SHORT) expect(found).toBe(expected);
      }
    }
  });

  it('stay exact up to the number that is stated', () => {
    const last = Array.from({ length: MAX_DISTINCT }, (_, i) => SHORT + i);
    expect(of([...last, ...last, 1]).figures().exact).toBe(true);
    expect(of([...last, SHORT + MAX_DISTINCT]).figures().exact).toBe(false);
  });
});

const merged = (list: ReadonlyArray<number>): Durations => {
  const half = Math.floor(list.length / 2);
  const all = of(list.slice(0, half));
  all.addAll(of(list.slice(half)));
  all.addAll(makeDurations());
  return all;
};
