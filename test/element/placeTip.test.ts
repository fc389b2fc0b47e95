import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Rect } from '../../src/element/placeTip.js';
import { placeTip } from '../../src/element/placeTip.js';

const bounds: Rect = { left: 0, top: 0, right: 400, bottom: 300 };
const tip = { width: 100, height: 40 };
const box = (left: number, top: number, width = 80, height = 30): Rect => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

describe('the place of a tooltip', () => {
  test('is below the label', () => {
    expect(placeTip(tip, [box(50, 50)], bounds)).toStrictEqual({ left: 50, top: 88 });
  });

  test('is above it, if a state is below', () => {
    expect(placeTip(tip, [box(50, 100), box(40, 140)], bounds)).toStrictEqual({
      left: 50,
      top: 52,
    });
  });

  test('is inside the picture', () => {
    fc.assert(
      fc.property(
        fc.integer({ max: 500, min: -50 }),
        fc.integer({ max: 400, min: -50 }),
        (x, y) => {
          const { left, top } = placeTip(tip, [box(x, y)], bounds);
          expect(left >= 0 && left <= 300 && top >= 0 && top <= 260).toBe(true);
        },
      ),
    );
  });

  test('covers nothing of three boxes, wherever they are in a picture of twice their size', () => {
    const place = fc.tuple(fc.integer({ max: 700, min: 0 }), fc.integer({ max: 500, min: 0 }));
    const large: Rect = { left: 0, top: 0, right: 800, bottom: 600 };
    fc.assert(
      fc.property(fc.tuple(place, place, place), (places) => {
        const named = places.map(([x, y]) => box(x, y));
        const { left, top } = placeTip(tip, named, large);
        const covered = named.filter(
          (rect) =>
            left < rect.right &&
            rect.left < left + tip.width &&
            top < rect.bottom &&
            rect.top < top + tip.height,
        );
        expect(covered).toStrictEqual([]);
      }),
    );
  });
});
