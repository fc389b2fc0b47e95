import { expect, it } from '@jest/globals';
import { rovingIndex } from '../../src/element/roving.js';

it.each([
  ['ArrowRight', 0, 1],
  ['ArrowDown', 2, 0],
  ['ArrowLeft', 2, 1],
  ['ArrowUp', 0, 2],
  ['Home', 1, 0],
  ['End', 1, 2],
  ['Enter', 1, undefined],
])('%s from %i of 3 leads to %p', (key, at, to) => {
  expect(rovingIndex(key, at, 3)).toBe(to);
});
