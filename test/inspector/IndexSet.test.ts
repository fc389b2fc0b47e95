import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addIndex, hasIndex } from '../../src/inspector/IndexSet.js';

test('a set has what was added, and nothing else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 52 })), (indexes) => {
      const set = indexes.reduce(addIndex, 0);
      expect(Number.isSafeInteger(set)).toBe(true);
      expect(Array.from({ length: 60 }, (_, i) => i).filter((i) => hasIndex(set, i))).toStrictEqual(
        indexes.toSorted((a, b) => a - b),
      );
      expect(indexes.reduce(addIndex, set)).toBe(set);
    }),
  );
});

test.each([-1, 53, 1000])('%d is never in a set', (index) => {
  expect(addIndex(5, index)).toBe(5);
  expect(hasIndex(2 ** 53 - 1, index)).toBe(false);
});
