import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeChanges } from '../../src/inspector/Changes.js';
import { BLOCK } from '../../src/inspector/Records.js';
import { tries } from '../support/arbitraries.js';

const marked = (...indexes: ReadonlyArray<number>) => {
  const changes = makeChanges();
  indexes.forEach(changes.mark);
  return changes;
};

const upTo = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i);

describe('a reader', () => {
  test('takes every item once, the last block first', () => {
    const reader = marked(...upTo(2 * BLOCK + 3)).makeReader();
    expect(reader.hasSeenAll()).toBe(false);
    expect(reader.take(1)).toStrictEqual([2 * BLOCK, 2 * BLOCK + 1, 2 * BLOCK + 2]);
    expect(reader.take(1)).toHaveLength(BLOCK);
    expect(reader.hasSeenAll()).toBe(false);
    expect(reader.take(1)).toStrictEqual(upTo(BLOCK));
    expect(reader.hasSeenAll()).toBe(true);
    expect(reader.take(1)).toStrictEqual([]);
  });

  test('takes several changes of an item as one', () => {
    const changes = marked(...upTo(10));
    const reader = changes.makeReader();
    reader.take(1);
    [4, 2, 4, 4].forEach(changes.mark);
    expect(reader.take(1)).toStrictEqual([2, 4]);
    expect(reader.take(1)).toStrictEqual([]);
  });

  test('of an empty list has seen all', () => {
    expect(makeChanges().makeReader().hasSeenAll()).toBe(true);
  });

  test('takes at most one block more than is enough', () => {
    const reader = marked(...upTo(10 * BLOCK)).makeReader();
    expect(reader.take(BLOCK + 1)).toHaveLength(2 * BLOCK);
  });

  test('misses no change, and takes none twice, whenever it takes', () => {
    const step = fc.oneof(
      fc.record({ mark: fc.nat(3 * BLOCK) }),
      fc.record({ take: fc.integer({ min: 1, max: 2 * BLOCK }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const changes = marked(...upTo(3 * BLOCK + 1));
        const reader = changes.makeReader();
        const waiting = new Set(upTo(3 * BLOCK + 1));
        const twice: Array<number> = [];
        const take = (enough: number): void => {
          for (const index of reader.take(enough)) if (!waiting.delete(index)) twice.push(index);
        };
        for (const its of steps) {
          if ('take' in its) take(its.take);
          else {
            changes.mark(its.mark);
            waiting.add(its.mark);
          }
        }
        take(Infinity);
        expect({ missed: [...waiting], twice }).toStrictEqual({ missed: [], twice: [] });
      }),
      tries(50),
    );
  });
});
