/** Laying out: the laws of layouts on the machines of the corpus and on random charts, the width budget, and faulty engines. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { LayoutEngine } from '../../src/picture/index.js';
import { elkEngine, layOut } from '../../src/picture/index.js';
import { statechartOf } from '../../src/statechart/index.js';
import { corpus } from '../statecharts/index.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { charts } from './charts.js';
import { faultsOf, struckLabels } from './laws.js';

const directions = ['down', 'right'] as const;

describe.each(directions)('a layout that runs %s', (direction) => {
  it.each(corpus)('of $name keeps the laws', async ({ machine }) => {
    const chart = statechartOf(machine);
    const layout = right(await layOut(chart, { direction })());
    expect(layout.direction).toBe(direction);
    expect(faultsOf(chart, layout)).toStrictEqual([]);
    expect(struckLabels(layout)).toStrictEqual([]);
  });

  it('of any chart keeps the laws', async () => {
    await fc.assert(
      fc.asyncProperty(charts(), async (chart) => {
        const layout = right(await layOut(chart, { direction })());
        expect(faultsOf(chart, layout)).toStrictEqual([]);
      }),
      tries(40),
    );
  });
});
