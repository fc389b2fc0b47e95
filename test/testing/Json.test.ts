/** JSON values: converted as by a process, taken apart into leaves, compared leaf by leaf. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { FieldDifference, Leaf } from '../../src/testing/Json.js';
import { asJson, differencesOf, leavesOf } from '../../src/testing/Json.js';
import { tries } from '../support/arbitraries.js';

describe('asJson', () => {
  it.each<[string, unknown, E.Either<string, unknown>]>([
    [
      'drops what JSON has not',
      { a: undefined, b: NaN, c: [undefined] },
      E.right({ b: null, c: [null] }),
    ],
    ['keeps null', null, E.right(null)],
    ['refuses undefined', undefined, E.left('undefined is not JSON')],
    ['refuses a function', () => 1, E.left('a function is not JSON')],
    ['refuses a symbol', Symbol('a'), E.left('a symbol is not JSON')],
    ['refuses a bigint', 1n, E.left('Do not know how to serialize a BigInt')],
  ])('%s', (_, value, json) => {
    expect(asJson(value)).toStrictEqual(json);
  });
});

describe('leavesOf', () => {
  it.each<[string, unknown, ReadonlyArray<Leaf>]>([
    ['a scalar', 7, [{ path: '', value: 7 }]],
    ['null', null, [{ path: '', value: null }]],
    ['a text, which is no list', 'ab', [{ path: '', value: 'ab' }]],
    [
      'empty lists and objects',
      { a: [], b: {} },
      [
        { path: 'a', value: [] },
        { path: 'b', value: {} },
      ],
    ],
    [
      'nested members in order',
      { b: [1, { c: 2 }], a: 3 },
      [
        { path: 'b.0', value: 1 },
        { path: 'b.1.c', value: 2 },
        { path: 'a', value: 3 },
      ],
    ],
  ])('of %s', (_, value, leaves) => {
    expect(leavesOf(value)).toStrictEqual(leaves);
  });
});

describe('differencesOf', () => {
  const of = (path: string, expected: unknown, actual: unknown): FieldDifference => ({
    path,
    expected,
    actual,
  });

  it.each<[string, unknown, unknown, ReadonlyArray<FieldDifference>]>([
    ['equal scalars', 1, 1, []],
    ['equal trees', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['keys in another order', { a: 1, b: [2] }, { b: [2], a: 1 }, []],
    ['an absent member and undefined', { a: 1, b: undefined }, { a: 1 }, []],
    ['scalars', 1, 2, [of('', 1, 2)]],
    ['a scalar and a tree', 1, { a: 1 }, [of('', 1, { a: 1 })]],
    ['a tree and a scalar', { a: 1 }, 1, [of('', { a: 1 }, 1)]],
    ['a tree and null', { a: 1 }, null, [of('', { a: 1 }, null)]],
    ['null and a tree', null, { a: 1 }, [of('', null, { a: 1 })]],
    ['null and undefined', { a: null }, { a: undefined }, [of('a', null, undefined)]],
    ['a list and a record', { a: [1] }, { a: { 0: 1 } }, [of('a', [1], { 0: 1 })]],
    ['one of two members', { a: 1, b: 2 }, { a: 1, b: 3 }, [of('b', 2, 3)]],
    ['a missing member', { a: 1, b: 2 }, { a: 1 }, [of('b', 2, undefined)]],
    ['an additional member', { a: 1 }, { a: 1, b: 2 }, [of('b', undefined, 2)]],
    ['a member for an undefined one', { a: undefined }, { b: 1 }, [of('b', undefined, 1)]],
    ['an inherited name', {}, { toString: 1 }, [of('toString', undefined, 1)]],
    [
      'nested members',
      { a: [{ b: 1 }, 2], c: 3 },
      { a: [{ b: 2 }], d: 4 },
      [of('a.0.b', 1, 2), of('a.1', 2, undefined), of('c', 3, undefined), of('d', undefined, 4)],
    ],
    ['the signs of zero', { a: 0 }, { a: -0 }, [of('a', 0, -0)]],
  ])('of %s', (_, expected, actual, differences) => {
    expect(differencesOf(expected, actual)).toStrictEqual(differences);
  });

  it('has none exactly between equal values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (a, b) => {
        expect(differencesOf(a, structuredClone(a))).toStrictEqual([]);
        expect(differencesOf(a, b).length > 0).toBe(JSON.stringify(a) !== JSON.stringify(b));
      }),
      tries(50),
    );
  });
});
