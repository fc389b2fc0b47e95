import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { TimeUnit } from '../../src/index.js';
import { Timestamp } from '../../src/index.js';
import { likelyUnit, timestampIn, unitOfNumber } from '../../src/values/TimeUnit.js';

const read = (unit: TimeUnit, u: unknown): unknown =>
  E.getOrElseW(() => undefined)(timestampIn(unit).decode(u));

const at = (seconds: number): Timestamp => {
  if (!Timestamp.is(seconds)) throw new Error(`${String(seconds)} is no timestamp`);
  return seconds;
};

describe('timestampIn', () => {
  it.each<readonly [TimeUnit, unknown, number | undefined]>([
    ['s', 1735689600, 1735689600],
    ['s', '1735689600', undefined],
    ['ms', 1735689600000, 1735689600],
    ['ms', 1735689600999, 1735689600],
    ['ms', 1735689599999, 1735689599],
    ['ms', 0, 0],
    ['ms', 999, 0],
    // Divided as a double, this is 9007199254740.0 seconds.
    ['ms', 9007199254739999, 9007199254739],
    ['ms', Number.MAX_SAFE_INTEGER, 9007199254740],
    ['ms', 2n ** 53n * 1000n - 1n, Number.MAX_SAFE_INTEGER],
    ['ms', 2n ** 53n * 1000n, undefined],
    ['ms', 2 ** 53, undefined],
    ['ms', -1, undefined],
    ['ms', -0, undefined],
    ['ms', 1.5, undefined],
    ['us', 1735689600999999, 1735689600],
    ['ns', 1735689600999999999n, 1735689600],
    ['ns', 1735689600000000000n, 1735689600],
    ['ns', 1735689599999999999n, 1735689599],
    ['ns', -1n, undefined],
    ['iso', '2025-01-01T00:00:00Z', 1735689600],
    ['iso', '2025-01-01T00:00:00.999Z', 1735689600],
    ['iso', '2025-01-01t00:00:00z', 1735689600],
    ['iso', '2025-01-01 00:00:00Z', 1735689600],
    ['iso', '2025-01-01T01:30:00+01:30', 1735689600],
    ['iso', '2024-12-31T19:00:00-05:00', 1735689600],
    ['iso', '1970-01-01T00:00:00Z', 0],
    ['iso', '1969-12-31T23:59:59-00:01', 59],
    ['iso', '2016-12-31T23:59:60Z', 1483228800],
    ['iso', '2017-01-01T00:59:60+01:00', 1483228800],
    ['iso', '9999-12-31T23:59:59Z', 253402300799],
    ['iso', '2016-12-31T22:59:60Z', undefined],
    ['iso', '2025-01-01T00:00:00', undefined],
    ['iso', '2025-01-01', undefined],
    ['iso', '2025-02-29T00:00:00Z', undefined],
    ['iso', '2025-02-30T00:00:00Z', undefined],
    ['iso', '2025-13-01T00:00:00Z', undefined],
    ['iso', '2025-01-01T24:00:00Z', undefined],
    ['iso', '2025-01-01T00:00:61Z', undefined],
    ['iso', '2025-01-01T00:00:00+24:00', undefined],
    ['iso', '1969-12-31T23:59:59Z', undefined],
    ['iso', '0070-01-01T00:00:00Z', undefined],
    ['iso', 1735689600, undefined],
  ])('reads in %s %p as %p', (unit, u, seconds) => {
    expect(read(unit, u)).toBe(seconds);
  });
});

describe('likelyUnit', () => {
  it.each<readonly [TimeUnit, number, string | undefined]>([
    ['s', 0, undefined],
    ['s', 100, undefined],
    ['s', 1735689600, undefined],
    ['s', 99_999_999_999, undefined],
    ['s', 100_000_000_000, 'ms'],
    ['s', 1735689600000, 'ms'],
    ['s', 1735689600000000, 'us'],
    ['ms', 1735689600, undefined],
    ['ms', 1735689, 's'],
    ['ms', 0, undefined],
    ['ms', 1735689600000, 'us'],
    ['ms', 1735689600000000, 'ns'],
    ['us', 1735689, 'ms'],
    ['us', 1735, 's'],
    ['ns', 1735689, 'us'],
    ['ns', 1, 's'],
    ['iso', 253402300799, undefined],
  ])('read in %s, %p looks like %p', (readAs, seconds, unit) => {
    expect(likelyUnit(readAs, at(seconds))).toBe(unit);
  });

  it.each([
    [1735689600, 's'],
    [1735689600000, 'ms'],
    [1735689600000000, 'us'],
    [1735689600000000000, 'ns'],
    [7, undefined],
  ])('the number %p is in %p', (n, unit) => {
    expect(unitOfNumber(n)).toBe(unit);
  });
});
