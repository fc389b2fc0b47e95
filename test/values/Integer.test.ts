/** The integer codecs of a run: bounds, and no rounding. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { AttemptCount, formatDecodeErrors, Priority, Timestamp } from '../../src/index.js';
import { left, right, tries } from '../support/arbitraries.js';

describe.each([
  ['AttemptCount', AttemptCount, 0, 4294967295, 'u32 (0 to 4294967295)'],
  ['Priority', Priority, -2147483648, 2147483647, 'i32 (-2147483648 to 2147483647)'],
  ['Timestamp', Timestamp, 0, 9007199254740991, 'unix seconds (0 to 9007199254740991)'],
] as const)('%s', (_, codec, min, max, kind) => {
  it('has the bounds of the design', () => {
    expect([codec.min, codec.max]).toStrictEqual([min, max]);
    expect(codec.name).toBe(kind);
  });

  it('accepts the integers within its bounds', () => {
    const within = fc.oneof(
      fc.constantFrom(min, max, 0, 1, max - 1, min + 1),
      fc.double({ min, max, noNaN: true }).map(Math.round),
    );
    fc.assert(
      fc.property(
        within.map((n) => n + 0),
        (n) => {
          expect(codec.decode(n)).toStrictEqual(E.right(n));
          expect(codec.is(n)).toBe(true);
          expect((codec.encode as (n: number) => number)(n)).toBe(n);
        },
      ),
      tries(200),
    );
  });

  it('refuses every other value, and reports it', () => {
    const others: ReadonlyArray<readonly [unknown, string]> = [
      [min - 1, String(min - 1)],
      [max + 1, String(max + 1)],
      [0.5, '0.5'],
      [-0, '-0'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [-Infinity, '-Infinity'],
      [1n, 'a bigint'],
      ['1', '"1"'],
      ['', '""'],
      [true, 'true'],
      [null, 'null'],
      [undefined, 'nothing'],
      [[1], 'an array'],
      [{}, 'an object'],
      [Object(1), 'an object'],
    ];
    for (const [u, found] of others) {
      expect(formatDecodeErrors(left(codec.decode(u)))).toStrictEqual([
        `at /: expected ${kind}, found ${found}`,
      ]);
      expect(codec.is(u)).toBe(false);
    }
  });

  it('has numeric order', () => {
    const [a, b] = [right<number>(codec.decode(9)), right<number>(codec.decode(10))];
    const compare = codec.Ord.compare as (x: unknown, y: unknown) => number;
    expect([compare(a, b), compare(b, a), compare(a, a)]).toStrictEqual([-1, 1, 0]);
  });
});

describe('constants', () => {
  it('are a zero count and an initial priority of 0', () => {
    expect(AttemptCount.zero).toBe(0);
    expect(Priority.initial).toBe(0);
  });
});

describe('Timestamp.now', () => {
  it('is a whole number of seconds in a plausible range', () => {
    const now = Timestamp.now();
    expect(Timestamp.is(now)).toBe(true);
    expect(Math.abs(now * 1000 - Date.now())).toBeLessThan(60_000);
  });
});
