/** A layout is made of a chart, and a picture of both. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { describe, expect, test } from 'tstyche';
import type { ChartLayout, LayoutError } from '../../src/picture/index.js';
import { chartMermaid, chartSvg, layOut } from '../../src/picture/index.js';
import type { Statechart } from '../../src/statechart/index.js';

const chart = {} as Statechart;
const layout = {} as ChartLayout;

describe('layOut', () => {
  test('may fail, and takes a direction that there is', () => {
    expect(layOut(chart, { direction: 'right' })).type.toBe<TaskEither<LayoutError, ChartLayout>>();
    expect(layOut).type.not.toBeCallableWith(chart, { direction: 'up' });
  });
});

describe('chartSvg', () => {
  test('needs a layout', () => {
    expect(chartSvg(chart, layout)).type.toBe<string>();
    expect(chartSvg).type.not.toBeCallableWith(chart);
  });
});

test('chartMermaid needs none', () => {
  expect(chartMermaid(chart)).type.toBe<string>();
  expect(chartMermaid).type.not.toBeCallableWith(layout);
});
