/** What a step changed in a context, and the way back. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyUndo, diffContexts, shortText } from '../../../src/inspector/apps/contextDiff.js';

const context = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.string({ maxLength: 2 }), fc.jsonValue()),
);

/** As it arrives. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('the difference of two contexts', () => {
  test('leads back', () => {
    fc.assert(
      fc.property(context, context, (a, b) => {
        const [before, after] = [json(a), json(b)];
        const { undo } = diffContexts(before, after, 3);
        // Without a change there is no way back.
        const arrived = json({ undo }) as { readonly undo: typeof undo };
        expect(applyUndo(arrived.undo, after)).toStrictEqual(before);
      }),
    );
  });

  test('is empty if and only if they are equal', () => {
    fc.assert(
      fc.property(context, context, (a, b) => {
        const [before, after] = [json(a), json(b)];
        const { changed } = diffContexts(before, after, 3);
        expect(changed === 0).toBe(
          JSON.stringify(before) === JSON.stringify(after) || isEqual(before, after),
        );
        expect(diffContexts(before, json(before), 3).changed).toBe(0);
      }),
    );
  });

  test('lists paths with what was there before and after', () => {
    const before = { user: { name: 'Ann', age: 4 }, list: [1, 2], gone: true };
    const after = { user: { name: 'Bo', age: 4 }, list: [1, 3, 4], added: null };
    expect(diffContexts(before, after, 10)).toStrictEqual({
      changes: [
        { path: ['user', 'name'], before: '"Ann"', after: '"Bo"' },
        { path: ['list', '1'], before: '2', after: '3' },
        { path: ['list', '2'], after: '4' },
        { path: ['gone'], before: 'true' },
        { path: ['added'], after: 'null' },
      ],
      changed: 5,
      undo: { set: { user: before.user, list: [1, 2], gone: true }, unset: ['added'] },
    });
    expect(diffContexts(before, after, 2)).toMatchObject({ changed: 5, changes: { length: 2 } });
  });
});

test('a long value is cut', () => {
  expect(shortText({ a: 'x'.repeat(500) }, 20)).toHaveLength(20);
  expect(shortText([1, { b: 'c' }])).toBe('[1,{"b":"c"}]');
});

/** Key order does not matter. */
const isEqual = (a: unknown, b: unknown): boolean => {
  try {
    expect(a).toStrictEqual(b);
    return true;
  } catch {
    return false;
  }
};
