import { expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { inputs } from '../../src/element/inputs.js';
import { takenPaint } from '../../src/element/view.js';

test('taken is an object of numbers by edge, or missing', () => {
  const taken = { 'Running complete': 7, 'Ready lease': 0 };
  expect(inputs.taken(taken)).toStrictEqual(E.right(taken));
  expect(inputs.taken(JSON.stringify(taken))).toStrictEqual(E.right(taken));
  expect(inputs.taken(null)).toStrictEqual(E.right(undefined));
  for (const wrong of [{ 'Running fly': 1 }, { 'Ready lease': -1 }, [], 'x', 7])
    expect(E.isLeft(inputs.taken(wrong))).toBe(true);
});

test('the most taken edge has the most heat, an edge never taken has none', () => {
  const paint = takenPaint({ 'Running complete': 1000, 'Running fail': 1 });
  expect(paint({ source: 'Running', event: 'complete' })).toStrictEqual({
    title: 'taken 1000 times',
    heat: 1,
  });
  expect(paint({ source: 'Running', event: 'fail' }).heat).toBe(0.1);
  expect(paint({ source: 'Ready', event: 'lease' })).toStrictEqual({ title: '', heat: 0 });
});
