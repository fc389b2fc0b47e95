/** Laying out: the laws of layouts on the machines of the corpus and on random charts, the width budget, and faulty engines. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMachine } from 'xstate';
import type { ElkGraph, LayoutEngine } from '../../src/picture/index.js';
import { elkEngine, layOut } from '../../src/picture/index.js';
import { statechartOf } from '../../src/statechart/index.js';
import { corpus } from '../statecharts/index.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { charts } from './charts.js';
import { faultsOf, struckLabels } from './laws.js';

/** The width of a README on GitHub. */
const README_WIDTH = 830;

const chartNamed = (name: string): ReturnType<typeof statechartOf> => {
  const found = corpus.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return statechartOf(found.machine);
};

/** Those that run down, as by default, are laid out and judged by test/statecharts/pictures.test.ts. */
describe('a layout that runs right', () => {
  it.each(corpus)(
    'of $name keeps the laws',
    async ({ machine }) => {
      const chart = statechartOf(machine);
      const layout = right(await layOut(chart, { direction: 'right' })());
      expect(layout.direction).toBe('right');
      expect(faultsOf(chart, layout)).toStrictEqual([]);
      expect(struckLabels(layout)).toStrictEqual([]);
    },
    60_000,
  );
});

describe('a layout', () => {
  it.each(['down', 'right'] as const)(
    'of any chart that runs %s keeps the laws',
    async (direction) => {
      await fc.assert(
        fc.asyncProperty(charts(), async (chart) => {
          const layout = right(await layOut(chart, { direction })());
          expect(faultsOf(chart, layout)).toStrictEqual([]);
        }),
        tries(6),
      );
    },
    120_000,
  );

  it('of any chart in a narrow space, or with names alone, keeps the laws', async () => {
    await fc.assert(
      fc.asyncProperty(charts(6), fc.constantFrom('all', 'names'), async (chart, details) => {
        const layout = right(await layOut(chart, { details, maxWidth: 300 })());
        expect(layout.details).toBe(details);
        expect(faultsOf(chart, layout)).toStrictEqual([]);
      }),
      tries(4),
    );
  }, 120_000);

  it('is plain data, and the same whenever it is made', async () => {
    const chart = chartNamed('studio');
    const layout = right(await layOut(chart)());
    expect(JSON.parse(JSON.stringify(layout))).toStrictEqual(layout);
    expect(right(await layOut(chart)())).toStrictEqual(layout);
    // Another instance of elkjs, which has laid out something else before.
    const engine = right(await elkEngine());
    await layOut(chartNamed('quotes'), { engine })();
    expect(right(await layOut(chart, { engine })())).toStrictEqual(layout);
  }, 60_000);

  it.each(['quotes', 'airlock', 'plan', 'lettering', 'labels', 'checkup'])(
    'of %s fits into a README',
    async (name) => {
      const chart = chartNamed(name);
      const layout = right(await layOut(chart, { maxWidth: README_WIDTH })());
      expect(layout.width).toBeLessThanOrEqual(README_WIDTH);
    },
    60_000,
  );

  it('begins with the initial state', async () => {
    const layout = right(await layOut(chartNamed('keywords'))());
    const [first] = [...layout.nodes].sort((a, b) => a.y - b.y);
    expect(first?.id).toBe('graph.default');
  }, 60_000);

  it('shows parallel regions side by side, with lines between them', async () => {
    const layout = right(await layOut(chartNamed('lettering'))());
    const regions = layout.nodes.filter(({ id }) => id.split('.').length === 2);
    expect(new Set(regions.map(({ y, height }) => `${String(y)} ${String(height)}`)).size).toBe(1);
    expect(layout.separators).toHaveLength(regions.length - 1);
  }, 60_000);
});

describe('a long chain', () => {
  const chainOf = (length: number, ring: boolean) =>
    statechartOf(
      createMachine({
        id: 'wizard',
        initial: 's0',
        states: Object.fromEntries(
          Array.from({ length }, (_, i) => [
            `s${String(i)}`,
            {
              on: {
                ...(i < length - 1
                  ? { next: { target: `s${String(i + 1)}`, guard: 'isComplete' } }
                  : ring
                    ? { next: 's0' }
                    : {}),
                ...(i > 0 ? { back: `s${String(i - 1)}` } : {}),
              },
            },
          ]),
        ),
      }),
    );

  it.each([
    [{}, 2000],
    [{ direction: 'right' }, 2000],
    [{ maxWidth: README_WIDTH }, 3000],
  ] as const)(
    'with %j is cut into pieces side by side',
    async (options, length) => {
      const chart = chainOf(40, false);
      const layout = right(await layOut(chart, options)());
      expect(faultsOf(chart, layout)).toStrictEqual([]);
      expect(struckLabels(layout)).toStrictEqual([]);
      expect(Math.max(layout.width, layout.height)).toBeLessThan(length);
      expect(layout.width).toBeLessThanOrEqual(
        'maxWidth' in options ? options.maxWidth : Number.POSITIVE_INFINITY,
      );
    },
    60_000,
  );

  it('within others is cut where the others are too wide for it', async () => {
    const chart = chartNamed('hotel');
    const layout = right(await layOut(chart, { maxWidth: README_WIDTH })());
    expect(faultsOf(chart, layout)).toStrictEqual([]);
    expect(struckLabels(layout)).toStrictEqual([]);
    expect(layout.width).toBeLessThanOrEqual(README_WIDTH);
    // Whole floors below one another are 11,824 pixels high.
    expect(layout.height).toBeLessThan(6000);
  }, 60_000);

  it('is left whole if it is short or a ring', async () => {
    for (const chart of [chainOf(9, false), chainOf(25, true)]) {
      const layout = right(await layOut(chart)());
      expect(faultsOf(chart, layout)).toStrictEqual([]);
      expect(new Set(layout.nodes.map(({ y }) => y)).size).toBe(layout.nodes.length);
    }
  }, 60_000);
});

describe('an engine', () => {
  const chart = chartNamed('studio');

  it('that fails is named', async () => {
    const engine: LayoutEngine = () => Promise.reject(new Error('out of order'));
    expect(await layOut(chart, { engine })()).toMatchObject({
      _tag: 'Left',
      left: {
        _tag: 'LayoutFailed',
        chart: chart.id,
        message: expect.stringContaining('out of order'),
      },
    });
  });

  it.each([
    undefined,
    {},
    { children: 'none' },
    { id: 'picture', children: [{ id: 'n:studio.lobby' }] },
  ])('that answers %j fails', async (answer) => {
    const engine: LayoutEngine = () => Promise.resolve(answer);
    expect(await layOut(chart, { engine })()).toMatchObject({
      _tag: 'Left',
      left: { _tag: 'LayoutFailed' },
    });
  });

  it('that refuses lines across borders gets a simpler chart', async () => {
    const own = right(await elkEngine());
    const levels = (graph: ElkGraph, parent: string): ReadonlyArray<readonly [string, string]> => [
      [graph.id, parent],
      ...(graph.children ?? []).flatMap((child) => levels(child, graph.id)),
    ];
    const engine: LayoutEngine = (graph) => {
      const parents = new Map(levels(graph, ''));
      const crosses = (graph.edges ?? []).some(
        ({ sources: [source = ''], targets: [target = ''] }) =>
          parents.get(source) !== parents.get(target),
      );
      return crosses ? Promise.reject(new Error('refused')) : own(graph);
    };
    const layout = right(await layOut(chart, { engine })());
    const faults = faultsOf(chart, layout);
    expect(faults).not.toHaveLength(0);
    // Only that lines end at the borders of compound states.
    expect(faults.filter((fault) => !/(begin|end) at its/.test(fault))).toStrictEqual([]);
  }, 60_000);
});
