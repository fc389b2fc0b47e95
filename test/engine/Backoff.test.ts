import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { doubled, shortened } from '../../src/engine/Backoff.js';
import {
  chanceOf,
  constantBackoff,
  Duration,
  exponentialBackoff,
  hours,
  jittered,
  seconds,
} from '../../src/engine/index.js';
import type { RunInstance } from '../../src/index.js';
import { AttemptCount, RunId } from '../../src/index.js';
import { arbitraryRun, count, runIn, tries } from '../support/arbitraries.js';
import { arbitraryDuration } from './support.js';

const after = (attempts: number): RunInstance =>
  runIn('RetryWait', { attemptCount: count(attempts) });

const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);

describe('a constant backoff', () => {
  it('is always the same', () => {
    expect([0, 1, 7, AttemptCount.max].map(after).map(constantBackoff(seconds(10)))).toStrictEqual([
      10, 10, 10, 10,
    ]);
  });
});

describe('an exponential backoff', () => {
  it('doubles with each attempt, up to the longest', () => {
    const backoff = exponentialBackoff({ first: seconds(10), max: hours(1) });
    expect([0, 1, 2, 3, 9, 10, 1100, AttemptCount.max].map(after).map(backoff)).toStrictEqual([
      10, 10, 20, 40, 2560, 3600, 3600, 3600,
    ]);
  });

  it('agrees with bigints, whatever its bounds', () => {
    fc.assert(
      fc.property(arbitraryDuration, arbitraryDuration, arbitraryRun, (first, max, run) => {
        const doublings = Math.min(Math.max(0, run.attemptCount - 1), 60);
        const expected = lesser(BigInt(first) << BigInt(doublings), BigInt(max));
        expect(exponentialBackoff({ first, max })(run)).toBe(Number(expected));
      }),
      tries(1000),
    );
  });
});

describe('the waits of any unit', () => {
  it('are numbers within bounds for any count of failures', () => {
    expect([NaN, -1, 0, 0.5, 1].map((n) => doubled(100, 1000, n))).toStrictEqual([
      100, 100, 100, 100, 100,
    ]);
    expect([2, 5, 1e9, Infinity].map((n) => doubled(100, 1000, n))).toStrictEqual([
      200, 1000, 1000, 1000,
    ]);
    expect(doubled(0, 1000, 5000)).toBe(0);
  });

  it('are shortened by half at most', () => {
    expect([0, 0.5, 1].map((share) => shortened(60, share))).toStrictEqual([30, 45, 60]);
    expect([-1, NaN, 2].map((share) => shortened(60, share))).toStrictEqual([30, 30, 60]);
  });
});

describe('jitter', () => {
  it('shortens a wait by up to half, by the given number', () => {
    const waits = [0, 0.25, 1].map((n) =>
      pipe(
        constantBackoff(seconds(60)),
        jittered(() => n),
      )(after(1)),
    );
    expect(waits).toStrictEqual([30, 38, 60]);
  });

  it('lies between half of the wait and all of it, for any wait and any number', () => {
    fc.assert(
      fc.property(arbitraryDuration, fc.double(), arbitraryRun, (wait, n, run) => {
        const short = pipe(
          constantBackoff(wait),
          jittered(() => n),
        )(run);
        expect(Duration.is(short)).toBe(true);
        expect(short).toBeGreaterThanOrEqual(Math.floor(wait / 2));
        expect(short).toBeLessThanOrEqual(wait);
      }),
      tries(1000),
    );
  });

  it('by chance is the same for the same run and attempt', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        expect(chanceOf(run)).toBe(chanceOf({ ...run, state: 'Ready' }));
        expect(chanceOf(run)).toBeGreaterThanOrEqual(0);
        expect(chanceOf(run)).toBeLessThan(1);
      }),
      tries(500),
    );
  });

  it.each<[string, ReadonlyArray<RunInstance>]>([
    [
      'runs with random ids',
      Array.from({ length: 1000 }, () => runIn('RetryWait', { id: RunId.generate() })),
    ],
    ['the attempts of one run', Array.from({ length: 1000 }, (_, i) => after(i))],
  ])('by chance spreads %s', (_, runs) => {
    const tenths = new Map<number, number>();
    for (const run of runs) {
      const tenth = Math.floor(10 * chanceOf(run));
      tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
    }
    // A hundred each are expected; six standard deviations are 57.
    expect(tenths.size).toBe(10);
    for (const size of tenths.values()) expect(Math.abs(size - 100)).toBeLessThan(57);
  });
});
