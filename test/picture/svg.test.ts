/** Painting: every part once, well-formed, in every theme; highlights, heat, numbers; words for screen readers. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { createMachine, stateIn } from 'xstate';
import type { ChartLayout } from '../../src/picture/index.js';
import { chartMermaid, chartSvg, chartSvgTree, layOut } from '../../src/picture/index.js';
import { nodesOf, statechartOf, transitionsOf } from '../../src/statechart/index.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { charts } from './charts.js';

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Parses strictly. */
const tagsIn = (svg: string): ReadonlyArray<Tag> => {
  const tags: Array<Tag> = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => tags.push({ name, attributes }));
  parser.write(svg).close();
  return tags;
};

const valuesOf = (svg: string, attribute: string): ReadonlyArray<string> =>
  tagsIn(svg)
    .flatMap(({ attributes }) => attributes[attribute] ?? [])
    .sort();

const hostile = '<b title="x">&amp;\u0000]]>';

const chart = statechartOf(
  createMachine({
    id: 'shop',
    initial: 'cart',
    states: {
      cart: {
        description: hostile,
        on: {
          pay: { target: 'paying', guard: 'hasItems', actions: 'log' },
          add: { actions: 'addItem' },
          clear: undefined,
          wipe: {},
        },
      },
      paying: {
        tags: ['busy'],
        type: 'parallel',
        onDone: 'paid',
        states: {
          card: {
            initial: 'asking',
            states: { asking: { after: { 1500: 'known' } }, known: { type: 'final' } },
          },
          mail: {
            initial: 'sending',
            states: {
              sending: { invoke: { src: 'send', onDone: 'sent' } },
              sent: { type: 'final' },
            },
          },
        },
      },
      paid: { type: 'final' },
    },
  }),
);
let layout: ChartLayout;
beforeAll(async () => {
  layout = right(await layOut(chart)());
}, 60_000);

describe('a picture', () => {
  it('has each part of any chart once, and is well-formed', async () => {
    await fc.assert(
      fc.asyncProperty(charts(), async (any) => {
        const own = right(await layOut(any)());
        const svg = chartSvg(any, own);
        expect(valuesOf(svg, 'data-state')).toStrictEqual(own.nodes.map(({ id }) => id).sort());
        expect(valuesOf(svg, 'data-edge')).toStrictEqual(
          transitionsOf(any.root)
            .map(({ id }) => id)
            .sort(),
        );
        expect(chartSvg(any, JSON.parse(JSON.stringify(own)) as ChartLayout)).toBe(svg);
      }),
      tries(10),
    );
  }, 120_000);

  it('shows what a chart says, and reads no name as markup', () => {
    const texts = chartSvg(chart, layout, { theme: 'light' });
    for (const text of [
      '[hasItems] ',
      '/ log ',
      'after 1.5 s ',
      'invoke send ',
      'done: send ',
      'busy ',
      'forbidden ',
    ])
      expect(texts).toContain(`>${text}<`);
    expect(tagsIn(texts).filter(({ name }) => name === 'b')).toStrictEqual([]);
  });

  it('describes the chart in words', () => {
    const svg = chartSvg(chart, layout, { title: 'A shop', active: ['shop.paid'] });
    expect(svg).toContain('role="img"');
    expect(svg).toContain('<title>A shop</title>');
    expect(svg).toContain('Current: paid. shop; starts in cart. cart: ');
    expect(svg).toContain(
      'pay [hasItems] leads to paying, add stays, clear is forbidden, wipe is forbidden',
    );
    expect(svg).toContain('paying (parallel); done leads to paid.');
    expect(svg).toContain('paid (final).');
  });

  it('follows the theme', () => {
    const [light, dark, auto] = (['light', 'dark', 'auto'] as const).map((theme) =>
      chartSvg(chart, layout, { theme }),
    );
    expect(light).not.toContain('<style>');
    expect(light).toContain('#e8f2ff');
    expect(dark).toContain('#0f2240');
    expect(auto).toContain('prefers-color-scheme: dark');
  });

  it('highlights active nodes and taken transitions', () => {
    const [pay] = transitionsOf(chart.root);
    const active = ['shop.paying', 'shop.paying.card', 'shop.paying.card.asking'];
    const svg = chartSvg(chart, layout, { active, taken: [pay?.id ?? ''] });
    const classed = (name: string, attribute: string): ReadonlyArray<string> =>
      tagsIn(svg)
        .filter(({ attributes }) => attributes['class']?.split(' ').includes(name) === true)
        .flatMap(({ attributes }) => attributes[attribute] ?? [])
        .sort();
    expect(classed('rc-current', 'data-state')).toStrictEqual(active);
    expect(classed('rc-taken', 'data-edge')).toStrictEqual([pay?.id]);
  });

  it('shows heat and numbers', () => {
    const svg = chartSvg(chart, layout, {
      nodes: ({ id }) => (id === 'shop.cart' ? { count: 12_345 } : undefined),
      transitions: ({ trigger }) =>
        trigger.kind === 'event' ? { heat: 0.5, count: 7, title: 'every day' } : undefined,
    });
    expect(svg).toContain('>12,345<');
    expect(svg.match(/>7</g)).toHaveLength(4);
    expect(svg.match(/rc-heat/g)?.length).toBeGreaterThanOrEqual(4);
    expect(svg.match(/every day/g)).toHaveLength(4);
  });

  it('has buttons in a page that handles pointer and keyboard', () => {
    const tags = tagsIn(chartSvg(chart, layout, { interactive: true }));
    const buttons = tags.filter(({ attributes }) => attributes['tabindex'] === '0');
    expect(buttons).toHaveLength(layout.nodes.length + layout.transitions.length);
    expect(buttons.every(({ attributes }) => attributes['aria-label'] !== undefined)).toBe(true);
    expect(tags[0]?.attributes).toMatchObject({ role: 'group', 'aria-label': 'shop' });
    expect(tags.filter(({ name }) => name === 'title')).toStrictEqual([]);
  });

  it('is the tree as text', () => {
    const tree = chartSvgTree(chart, layout);
    expect(tree.tag).toBe('svg');
    expect(tree.attributes['viewBox']).toBe(`0 0 ${String(layout.width)} ${String(layout.height)}`);
    expect(nodesOf(chart.root)).toHaveLength(layout.nodes.length + 1);
  });
});

describe('the condition of a transition', () => {
  it('names the states that it asks for, and numbers only what competes for an event', async () => {
    const routed = statechartOf(
      createMachine({
        id: 'kiosk',
        type: 'parallel',
        states: {
          map: {
            initial: 'far',
            states: {
              far: { id: 'far', route: {} },
              near: { id: 'near', route: { guard: 'isOpen' } },
            },
          },
          door: {
            initial: 'shut',
            states: {
              shut: {
                on: {
                  push: [
                    { target: 'ajar', guard: stateIn('#near') },
                    { target: 'ajar', guard: stateIn({ map: 'far' }), actions: 'ring' },
                    { actions: 'wait' },
                  ],
                },
              },
              ajar: {},
            },
          },
        },
      }),
    );
    const svg = chartSvg(routed, right(await layOut(routed)()), { interactive: true });
    expect(valuesOf(svg, 'aria-label').filter((text) => text.includes(' + '))).toStrictEqual([
      'door.shut + push 1. [in map.near] -> door.ajar',
      'door.shut + push 2. [in map.far] / ring -> door.ajar',
      'door.shut + push 3. [else] / wait stays',
      'kiosk + route to far -> map.far',
      'kiosk + route to near [isOpen] -> map.near',
    ]);
    expect(
      chartMermaid(routed)
        .split('\n')
        .filter((line) => line.includes(': ')),
    ).toStrictEqual(
      expect.arrayContaining([
        expect.stringContaining('route to far'),
        expect.stringContaining('route to near<br/>[isOpen]'),
        expect.stringContaining('[in map.near]'),
      ]),
    );
    expect(chartMermaid(routed)).not.toMatch(/route[^\n]*(else|\d\.)/u);
  });
});
