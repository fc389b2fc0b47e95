/** Charts that are too tangled for a layout engine: rows of states, curves, and few texts at once. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMachine } from 'xstate';
import type { LayoutEngine } from '../../src/picture/index.js';
import { chartSvg } from '../../src/picture/index.js';
import { layOutOrSimplify, layOutSimply } from '../../src/picture/simplified.js';
import type { Statechart } from '../../src/statechart/index.js';
import { statechartOf } from '../../src/statechart/index.js';
import { corpus } from '../statecharts/index.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { charts } from './charts.js';
import { faultsOf } from './laws.js';

/** States each of which leads to the states that `targetsOf` lists. */
const chartOf = (
  count: number,
  targetsOf: (state: number) => ReadonlyArray<number>,
): Statechart => {
  const name = (n: number): string => `s${String(n)}`;
  return statechartOf(
    createMachine({
      id: 'net',
      initial: 's0',
      states: Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          name(i),
          { on: Object.fromEntries(targetsOf(i).map((n, k) => [`e${String(k)}`, name(n)])) },
        ]),
      ),
    }),
  );
};

/** Six targets of each state, all over the chart. */
const tangle = chartOf(200, (i) => [1, 2, 3, 4, 5, 6].map((k) => (i * 31 * k + 17 * k) % 200));

/** An engine that only notes that it was asked. */
const spy = (): { readonly engine: LayoutEngine; readonly asked: () => number } => {
  let asked = 0;
  return {
    engine: () => {
      asked += 1;
      return Promise.reject(new Error('only asked'));
    },
    asked: () => asked,
  };
};

/** Lines are curves that end at heads, and their texts are shown on demand: these laws are not theirs. */
const faults = (chart: Statechart): ReadonlyArray<string> =>
  faultsOf(chart, layOutSimply(chart)).filter(
    (fault) => !/is oblique|passes through|the label of|at its (source|target)/.test(fault),
  );

const groups = (svg: string, opacity: string): number =>
  [...svg.matchAll(new RegExp(`<g[^>]*data-edge=[^>]*opacity="${opacity}"`, 'g'))].length;

describe('a tangled chart', () => {
  it('of 200 states is laid out without an engine, and fits on a screen or two', async () => {
    const { engine, asked } = spy();
    const layout = right(await layOutOrSimplify(tangle, { engine })());
    expect([layout.isSimplified, asked()]).toStrictEqual([true, 0]);
    expect(faults(tangle)).toStrictEqual([]);
    expect(Math.max(layout.width, layout.height)).toBeLessThan(2000);
    expect(right(await layOutOrSimplify(tangle, { maxWidth: 830 })()).width).toBeLessThanOrEqual(
      830,
    );
  });

  it('begins with the initial state, before those to which it leads', () => {
    const ids = layOutSimply(tangle).nodes.map(({ id }) => id);
    const [first] = tangle.root.children;
    expect(new Set(ids.slice(0, 1 + (first?.transitions.length ?? 0)))).toStrictEqual(
      new Set(['net.s0', ...(first?.transitions.flatMap(({ targets }) => targets) ?? [])]),
    );
  });

  it('shows the texts of the active state, of what was just taken and of what is asked for', () => {
    const layout = layOutSimply(tangle);
    const [taken, asked] = tangle.root.children
      .slice(8)
      .flatMap(({ transitions }) => transitions.map(({ id }) => id));
    const svg = chartSvg(tangle, layout, {
      theme: 'light',
      active: ['net.s7'],
      taken: [taken ?? ''],
      transitions: ({ id }) => (id === asked ? { dim: false } : {}),
    });
    expect(svg.match(/rc-label/g)).toHaveLength(6 + 2);
    expect(groups(svg, '0.22')).toBe(1200 - 6 - 2);
    // Faint lines run beneath the states, the others above.
    expect(svg.indexOf('rc-faint')).toBeLessThan(svg.indexOf('rc-states'));
    expect(svg.indexOf('data-source="net.s7"')).toBeGreaterThan(svg.indexOf('rc-states'));
  });
});

describe('a chart that is not tangled', () => {
  it.each([
    ['chain of 500 states', chartOf(500, (i) => (i < 499 ? [i + 1] : []))],
    ['tree of 500 states', chartOf(500, (i) => [2 * i + 1, 2 * i + 2].filter((n) => n < 500))],
    [
      'grid of 400 states',
      chartOf(400, (i) => [...(i % 20 < 19 ? [i + 1] : []), ...(i < 380 ? [i + 20] : [])]),
    ],
    ['tangle of 40 states', chartOf(40, (i) => [1, 2, 3, 4].map((k) => (i * 7 * k + k) % 40))],
  ])('is left to the engine: a %s', async (_, chart) => {
    const { engine, asked } = spy();
    await layOutOrSimplify(chart, { engine })();
    expect(asked()).toBeGreaterThan(0);
  });
});

describe('a simplified layout', () => {
  it.each(corpus)('of $name is whole, nested and within its picture', ({ machine }) => {
    expect(faults(statechartOf(machine))).toStrictEqual([]);
  });

  it('of any chart is whole, nested and within its picture', () => {
    fc.assert(
      fc.property(charts(), (chart) => {
        expect(faults(chart)).toStrictEqual([]);
      }),
      tries(50),
    );
  });
});
