import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { NumericTimeUnit, TimeUnit } from '../../src/index.js';
import { formatDecodeErrors, Timestamp } from '../../src/index.js';
import {
  isPlausible,
  likelyUnit,
  timestampIn,
  timeUnitNames,
  unitOfNumber,
} from '../../src/values/TimeUnit.js';
import { left } from '../support/arbitraries.js';

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
    ['ms', 0n, 0],
    ['ms', '1735689600000', undefined],
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
    ['iso', '2024-12-31T23:30:60-00:30', undefined],
    ['iso', '2025-01-01T00:00:00.5-23:59', 1735775940],
    ['iso', '2025-01-01T00:00:00+00:60', undefined],
    ['iso', 'x2025-01-01T00:00:00Z', undefined],
    ['iso', '2025-01-01T00:00:002025-01-01T00:00:00Z', undefined],
    ['iso', '2025-01-01T00:00:00Z ', undefined],
    ['iso', '2025-01-01T00:00:00Zz', undefined],
    ['iso', '', undefined],
    ['iso', 1735689600, undefined],
    ['iso', ['2025-01-01T00:00:00Z'], undefined],
    ['iso', Object('2025-01-01T00:00:00Z'), undefined],
  ])('reads in %s %p as %p', (unit, u, seconds) => {
    expect(read(unit, u)).toBe(seconds);
  });

  it.each<readonly [NumericTimeUnit, string, string]>([
    ['s', 'seconds', '9007199254740991'],
    ['ms', 'milliseconds', '9007199254740991999'],
    ['us', 'microseconds', '9007199254740991999999'],
    ['ns', 'nanoseconds', '9007199254740991999999999'],
  ])('in %s, expects %s up to those of the last second', (unit, name, max) => {
    expect(timeUnitNames[unit]).toBe(name);
    expect(formatDecodeErrors(left(timestampIn(unit).decode('x')))).toStrictEqual([
      `at /: expected unix ${name} (0 to ${max}), found "x"`,
    ]);
  });

  it('expects an instant with a zone', () => {
    expect(formatDecodeErrors(left(timestampIn('iso').decode('2025-01-01')))).toStrictEqual([
      'at /: expected an instant since 1970 as in RFC 3339, with its zone, ' +
        'such as "2026-01-31T09:30:00Z" or "2026-01-31T10:30:00+01:00", found "2025-01-01"',
    ]);
  });

  it('is the codec of unix seconds in s, which takes no bigint', () => {
    expect(timestampIn('s')).toBe(Timestamp);
    expect(read('s', 7n)).toBeUndefined();
  });

  it.each<TimeUnit>(['s', 'ms', 'us', 'ns', 'iso'])(
    'writes what it read in %s as seconds',
    (unit) => {
      expect(timestampIn(unit).encode(at(1735689600))).toBe(1735689600);
    },
  );
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
    ['ms', 100_000_000, undefined],
    ['ms', 99_999_999, 's'],
    ['us', 100_000, 'ms'],
    ['us', 99_999, 's'],
    ['ns', 100, 'ms'],
    ['ns', 99, 's'],
  ])('read in %s, %p looks like %p', (readAs, seconds, unit) => {
    expect(likelyUnit(readAs, at(seconds))).toBe(unit);
  });

  it.each<readonly [TimeUnit, number, boolean]>([
    ['s', 0, true],
    ['s', 99_999_999_999, true],
    ['s', 100_000_000_000, false],
    ['ms', 99_999_999, false],
    ['ms', 100_000_000, true],
    ['ns', 99_999_999_999, true],
    ['ns', 100_000_000_000, false],
    ['iso', 0, true],
    ['iso', 99_999_999_999, true],
  ])('read in %s, is %p plausible? %p', (readAs, seconds, plausible) => {
    expect(isPlausible(readAs, at(seconds))).toBe(plausible);
  });

  it.each([
    [1735689600, 's'],
    [1735689600000, 'ms'],
    [1735689600000000, 'us'],
    [1735689600000000000, 'ns'],
    [7, undefined],
    [99_999_999, undefined],
    [100_000_000, 's'],
    [99_999_999_999, 's'],
    [100_000_000_000, 'ms'],
    [1e20, undefined],
  ])('the number %p is in %p', (n, unit) => {
    expect(unitOfNumber(n)).toBe(unit);
  });
});
