/** Values of an observed program as JSON: whatever they are, and however large. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createActor, createMachine } from 'xstate';
import { toData } from '../../../src/inspector/apps/toData.js';

const data = (value: unknown): unknown => toData(value, 'context', undefined);

class Point {
  readonly x = 1;
  readonly y = 2;
}

const circular: { self?: unknown } = {};
circular.self = circular;

const actor = createActor(createMachine({}));

describe('a value', () => {
  test.each<readonly [string, unknown, unknown]>([
    ['JSON', { a: [1, 'b', null, true] }, { a: [1, 'b', null, true] }],
    ['a cycle', circular, { self: '[Circular]' }],
    [
      'a function',
      {
        f: function named(): number {
          return 1;
        },
      },
      { f: 'ƒ named' },
    ],
    ['a bigint', 12n, '12n'],
    ['numbers that JSON does not have', [Number.NaN, -Infinity], ['NaN', '-Infinity']],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['a map', new Map([['k', { v: 1 }]]), { Map: [['k', { v: 1 }]] }],
    ['a set', new Set([1, 2]), { Set: [1, 2] }],
    ['an error', new TypeError('no'), { name: 'TypeError', message: 'no' }],
    ['a pattern', /a+/g, '/a+/g'],
    ['an object of a class', new Point(), { x: 1, y: 2 }],
    ['an object with toJSON', { toJSON: () => ({ own: 1 }) }, { own: 1 }],
    ['an actor', { ref: actor }, { ref: { actor: actor.sessionId } }],
    ['a node of a page', { nodeType: 1, nodeName: 'DIV', parentNode: {} }, '<div>'],
    ['bytes', new Uint8Array(3), '[Uint8Array of 3 bytes]'],
    ['a promise', Promise.resolve(1), '[Promise]'],
    ['a field named as a prototype', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  ])('%s', (_, value, expected) => {
    expect(data(value)).toStrictEqual(expected);
  });

  test('a getter, a proxy and toJSON that throw do not', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const value = {
      get bad(): never {
        throw new Error('own');
      },
      fine: 1,
      json: {
        toJSON: () => {
          throw new Error('json');
        },
      },
      proxy,
    };
    expect(() => data(value)).not.toThrow();
    expect(data({ json: value.json, fine: 1 })).toStrictEqual({
      json: '[unreadable: json]',
      fine: 1,
    });
  });

  test('is cut where it is too large, too long or too deep', () => {
    const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => ({ inner }), 1);
    const huge = {
      text: 'x'.repeat(1_000_000),
      list: Array.from({ length: 100_000 }, (_, i) => ({ i, more: 'y'.repeat(100) })),
      deep,
    };
    expect(JSON.stringify(data(huge)).length).toBeLessThan(150_000);
    expect(JSON.stringify(data(deep))).toContain('{…}');
    expect(data('x'.repeat(5000))).toBe(`${'x'.repeat(4000)}… 1000 more`);
  });

  test('gives JSON for anything', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        (value) => {
          const json = data(value);
          if (json !== undefined)
            expect(JSON.parse(JSON.stringify(json))).toStrictEqual(
              JSON.parse(JSON.stringify(json)),
            );
        },
      ),
    );
  });

  test('is given to sanitize with its key, from outside to inside', () => {
    const keys: Array<string> = [];
    const sanitize = (key: string, value: unknown): unknown => {
      keys.push(key);
      return key === 'password' ? '***' : value;
    };
    expect(toData({ user: { password: 'x', name: 'n' } }, 'context', sanitize)).toStrictEqual({
      user: { password: '***', name: 'n' },
    });
    expect(keys).toStrictEqual(['context', 'user', 'password', 'name']);
    const broken = toData({ a: 1 }, 'context', (key) => {
      if (key === 'a') throw new Error('no');
      return { a: 1 };
    });
    expect(broken).toStrictEqual({ a: '[unreadable: no]' });
  });
});
