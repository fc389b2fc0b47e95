import { describe, expect, it } from '@jest/globals';
import { abbreviate, groupDigits } from '../../src/codec/digits.js';

describe('groupDigits', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [12_345, '12,345'],
    [-123_456, '-123,456'],
    [-1_234_567, '-1,234,567'],
    [Number.MAX_SAFE_INTEGER, '9,007,199,254,740,991'],
    [1e21, '1,000,000,000,000,000,000,000'],
    [1234.5, '1,234.5'],
    [-Infinity, '-∞'],
  ])('of %p is %s', (n, text) => {
    expect(groupDigits(n)).toBe(text);
  });
});

describe('abbreviate', () => {
  it('writes at most one decimal', () => {
    const numbers = [0, 999, 1000, 1_234_567, 12_345_678, -999_949, 5_000_000_000];
    expect(numbers.map(abbreviate)).toStrictEqual([
      '0',
      '999',
      '1K',
      '1.2M',
      '12.3M',
      '-999.9K',
      '5B',
    ]);
  });
});
