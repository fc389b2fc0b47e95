/** The values of generated tests. */
import { expect, it } from '@jest/globals';
import {
  COUNTS,
  INSTANTS,
  ODD_IDS,
  PRIORITIES,
  valuesOf,
  WIDTHS,
} from '../../src/testing/Values.js';

it('are determined by the seed', () => {
  const values = valuesOf(0x1abcdef0);
  expect({
    ...values,
    attemptId: [1, 31].map(values.attemptId),
    changedAt: [0, 9].map(values.changedAt),
    priority: [0, 1, 2, 3].map(values.priority),
  }).toStrictEqual({
    runId: 'aabcdef0-0001-4abc-8def-000000000001',
    taskId: 'aabcdef0-0002-4abc-8def-000000000001',
    attemptId: ['aabcdef0-0003-4abc-8def-000000000001', 'aabcdef0-0003-4abc-8def-00000000001f'],
    farAttemptId: 'babcdef0-0003-4abc-8def-000000000001',
    otherRunId: 'aabcdef0-0001-4abc-8def-000000000002',
    otherTaskId: 'aabcdef0-0002-4abc-8def-000000000002',
    createdAt: 5_000_083_056,
    scheduledAt: 5_000_083_116,
    changedAt: [5_000_086_656, 5_000_086_665],
    priority: [-3, 5, -5, 7],
    count: 7,
  });
});

it('have boundaries at the ends of integers', () => {
  expect(COUNTS).toStrictEqual([
    0, 1, 2, 255, 65_535, 2_147_483_647, 2_147_483_648, 4_294_967_294, 4_294_967_295,
  ]);
  expect(WIDTHS).toStrictEqual([
    [2_147_483_647, 2_147_483_648],
    [4_294_967_295, 4_294_967_296],
  ]);
  expect(PRIORITIES).toStrictEqual([
    -2_147_483_648, -2_147_483_647, -32_769, -129, -1, 0, 1, 128, 32_768, 2_147_483_646,
    2_147_483_647,
  ]);
  expect(INSTANTS).toStrictEqual([
    0, 1, 2_147_483_647, 2_147_483_648, 4_294_967_295, 4_294_967_296, 9_007_199_254_740_990,
    9_007_199_254_740_991,
  ]);
  expect(ODD_IDS).toStrictEqual([
    { name: 'the least id', id: '00000000-0000-0000-0000-000000000001' },
    { name: 'an id that ends in zeros', id: '10000000-0000-0000-0000-000000000000' },
    { name: 'the greatest id', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
  ]);
});
