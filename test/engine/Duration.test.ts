/** Durations and their arithmetic with instants, against bigints, which neither round nor overflow. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import {
  addDuration,
  days,
  Duration,
  durationSince,
  hours,
  minutes,
  seconds,
  timerDelay,
} from '../../src/engine/index.js';
import { Timestamp } from '../../src/index.js';
import { arbitraryTimestamp, at, tries } from '../support/arbitraries.js';
import { arbitraryDuration } from './support.js';

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

const clamped = (n: bigint): number => Number(n < 0n ? 0n : n > MAX ? MAX : n);

/** Any number, also those that are none, whole or bounded. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    NaN,
    Infinity,
    -Infinity,
    -0,
    0.5,
    2 ** 53,
    2 ** 53 + 2,
    Number.MAX_VALUE,
    5e-324,
  ),
);

describe('a duration', () => {
  it('is a number of whole seconds within bounds', () => {
    expect([Duration.min, Duration.max]).toStrictEqual([0, 2 ** 53 - 1]);
    for (const n of [0, 1, 2 ** 53 - 1]) expect(Duration.decode(n)).toStrictEqual(E.right(n));
    for (const u of [-1, -0, 0.5, NaN, Infinity, 2 ** 53, '1', undefined])
      expect(E.isLeft(Duration.decode(u))).toBe(true);
  });

  it.each<[string, Duration, number]>([
    ['30 seconds', seconds(30), 30],
    ['5 minutes', minutes(5), 300],
    ['2 hours', hours(2), 7200],
    ['7 days', days(7), 604_800],
    ['half a second', seconds(0.5), 1],
    ['less than that', seconds(0.49), 0],
    ['1.1 minutes, which is 66.00000000000001 seconds', minutes(1.1), 66],
    ['a tenth of a day', days(0.1), 8640],
    ['nothing', seconds(0), 0],
    ['a negative number', days(-1), 0],
    ['no number', minutes(NaN), 0],
    ['for ever', seconds(Infinity), 2 ** 53 - 1],
    ['longer than there are instants', days(2 ** 53 - 1), 2 ** 53 - 1],
  ])('of %s', (_, duration, expected) => {
    expect(duration).toBe(expected);
  });

  it('is made of any number', () => {
    fc.assert(
      fc.property(anyNumber, (n) => {
        for (const make of [seconds, minutes, hours, days]) expect(Duration.is(make(n))).toBe(true);
      }),
      tries(1000),
    );
  });

  it('is the same in any unit', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (n) => {
        expect(minutes(n)).toBe(seconds(60 * n));
        expect(hours(n)).toBe(seconds(3600 * n));
        expect(days(n)).toBe(seconds(86_400 * n));
      }),
      tries(100),
    );
  });
});

describe('addDuration and durationSince', () => {
  it('agree with bigints, and stop at the bounds', () => {
    fc.assert(
      fc.property(arbitraryTimestamp, arbitraryTimestamp, arbitraryDuration, (a, b, d) => {
        expect(addDuration(d)(a)).toBe(clamped(BigInt(a) + BigInt(d)));
        expect(durationSince(a)(b)).toBe(clamped(BigInt(b) - BigInt(a)));
        expect(Timestamp.is(addDuration(d)(a))).toBe(true);
        expect(Duration.is(durationSince(a)(b))).toBe(true);
      }),
      tries(1000),
    );
  });

  it.each([
    [0, 0, 0],
    [100, 30, 130],
    [2 ** 53 - 2, 1, 2 ** 53 - 1],
    [2 ** 53 - 2, 2, 2 ** 53 - 1],
    [2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1],
  ])('%i and %i seconds later is %i', (from, wait, expected) => {
    expect(addDuration(seconds(wait))(at(from))).toBe(expected);
  });

  it('are each other’s inverse within bounds', () => {
    fc.assert(
      fc.property(arbitraryTimestamp, arbitraryTimestamp, (a, b) => {
        const [from, to] = a <= b ? [a, b] : [b, a];
        expect(addDuration(durationSince(from)(to))(from)).toBe(to);
      }),
      tries(1000),
    );
  });
});

describe('the delay of a timer', () => {
  it('is in milliseconds, and never longer than a timer can be', () => {
    expect([0, 2, 2_147_483, 2_147_484].map((n) => timerDelay(seconds(n)))).toStrictEqual([
      0, 2000, 2_147_483_000, 2_147_483_647,
    ]);
    expect(timerDelay(Duration.max)).toBe(2_147_483_647);
  });
});
