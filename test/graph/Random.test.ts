/** The numbers of a seed never change, since generated suites depend on them. */
import { describe, expect, it } from '@jest/globals';
import { randomOf } from '../../src/graph/Random.js';

describe('the numbers of a seed', () => {
  it.each([
    [0, [1_144_304_738, 1_416_247, 958_946_056]],
    [1, [2_693_262_067, 11_749_833, 2_265_367_787]],
    [0xffff_ffff, [3_850_105_811, 813_802_916, 3_073_704_848]],
  ])('%d are those of mulberry32, in 2 ** 32ths', (seed, expected) => {
    const random = randomOf(seed);
    expect(expected.map(() => random() * 2 ** 32)).toStrictEqual(expected);
  });
});
