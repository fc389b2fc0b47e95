/** Every machine of the corpus has a picture in which nothing covers anything, and Mermaid and Graphviz read its texts. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viz } from '@viz-js/viz';
import { instance } from '@viz-js/viz';
import type { Browser } from 'playwright-core';
import { SaxesParser } from 'saxes';
import type { Box, Point } from '../../src/diagram/Layout.js';
import type { ChartLayout } from '../../src/picture/index.js';
import { chartDot, chartMermaid, chartSvg, layOut } from '../../src/picture/index.js';
import { nodesOf, statechartOf, transitionsOf } from '../../src/statechart/index.js';
import { faultsOf, struckLabels } from '../picture/laws.js';
import type { Watched } from '../support/browser.js';
import { launch, openPage } from '../support/browser.js';
import { right } from '../support/right.js';
import { corpus } from './index.js';

const require = createRequire(import.meta.url);

/** The part of Mermaid that is used here. */
interface MermaidGlobal {
  readonly mermaid: {
    readonly initialize: (config: object) => void;
    readonly render: (id: string, text: string) => Promise<{ readonly svg: string }>;
  };
}

/** How far two boxes reach into one another, in pixels; 0 or less if they are apart. */
const depth = (a: Box, b: Box): number =>
  Math.min(a.x + a.width - b.x, b.x + b.width - a.x, a.y + a.height - b.y, b.y + b.height - a.y);

/** The box of a straight line. */
const spanOf = ([ax, ay]: Point, [bx, by]: Point): Box => ({
  x: Math.min(ax, bx),
  y: Math.min(ay, by),
  width: Math.abs(ax - bx),
  height: Math.abs(ay - by),
});

/** The pairs of boxes that cover one another. */
const covering = <Part extends Box>(
  parts: ReadonlyArray<Part>,
  nameOf: (part: Part) => string,
): ReadonlyArray<string> =>
  parts.flatMap((a, i) =>
    parts
      .slice(i + 1)
      .filter((b) => depth(a, b) > 0.5)
      .map((b) => `${nameOf(a)} and ${nameOf(b)}`),
  );

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x - 0.5 &&
  inner.y >= outer.y - 0.5 &&
  inner.x + inner.width <= outer.x + outer.width + 0.5 &&
  inner.y + inner.height <= outer.y + outer.height + 0.5;

let browser: Browser;
let watched: Watched;
let viz: Viz;
beforeAll(async () => {
  viz = await instance();
  browser = await launch();
  watched = await openPage(browser);
  await watched.page.setContent('<!doctype html><body style="margin:0"><div id="place"></div>');
  await watched.page.addScriptTag({
    content: readFileSync(require.resolve('mermaid-12/dist/mermaid.min.js'), 'utf8'),
  });
  await watched.page.evaluate(() => {
    // SAFETY: the script that was added defines it.
    (globalThis as unknown as MermaidGlobal).mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      maxEdges: 2000,
      maxTextSize: 500_000,
    });
  });
});
afterAll(() => browser.close());

describe.each(corpus)('$name', ({ machine, name }) => {
  const chart = statechartOf(machine);
  const nodes = nodesOf(chart.root);
  const transitions = transitionsOf(chart.root);

  describe('the picture', () => {
    let layout: ChartLayout;
    beforeAll(async () => {
      layout = right(await layOut(chart)());
    });

    it('keeps the laws of layouts', () => {
      expect(layout).toMatchObject({ direction: 'down', details: 'all' });
      expect(faultsOf(chart, layout)).toStrictEqual([]);
      expect(struckLabels(layout)).toStrictEqual([]);
    });

    it('has a place for everything, and everything in its place', () => {
      const placed = new Map(layout.nodes.map((node) => [node.id, node]));
      const inner = nodes.filter(({ parent }) => parent !== undefined);
      expect(inner.filter(({ id }) => !placed.has(id)).map(({ id }) => id)).toStrictEqual([]);
      expect(layout.transitions.map(({ id }) => id).sort()).toStrictEqual(
        transitions.map(({ id }) => id).sort(),
      );
      const picture = { x: 0, y: 0, width: layout.width, height: layout.height };
      const outside = inner.filter(({ id, parent = '' }) => {
        const box = placed.get(id);
        return box !== undefined && !isWithin(box, placed.get(parent) ?? picture);
      });
      expect(outside.map(({ id }) => id)).toStrictEqual([]);
      for (const { children } of nodes) {
        const boxes = children.flatMap(({ id }) => placed.get(id) ?? []);
        expect(covering(boxes, ({ id }) => id)).toStrictEqual([]);
      }
      // A label stands beside its line: over no other label, no name, and no state without children.
      const labels = layout.transitions.flatMap(({ id, label, routes }) =>
        label === undefined || routes.length === 0 ? [] : [{ id, ...label }],
      );
      const solid = nodes.flatMap(({ id, children }) => {
        const box = placed.get(id);
        if (box === undefined) return [];
        return [{ id, ...(children.length === 0 ? box : box.head) }];
      });
      expect(covering([...labels, ...solid], ({ id }) => id)).toStrictEqual([]);
    });

    it('leads each line from its source to its target', () => {
      const placed = new Map(layout.nodes.map((node) => [node.id, node]));
      const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
      /** Whether a point lies on the border of a box: of a history state, which is round, near it; of the root, it may be the picture. */
      const touches = (point: Point | undefined, id: string): boolean => {
        const box = placed.get(id);
        if (point === undefined || box === undefined) return box === undefined;
        const reach = depth(spanOf(point, point), box);
        return Math.abs(reach) < (kinds.get(id) === 'history' ? box.width / 2 : 2);
      };
      const lost = layout.transitions.flatMap(({ id, routes, fork }) => {
        const transition = transitions.find((one) => one.id === id);
        if (transition === undefined || routes.length === 0) return [];
        const { source, targets } = transition;
        const begins = fork === undefined ? routes.map(([point]) => point) : [fork.stem[0]];
        return [
          ...begins.filter((point) => !touches(point, source)).map(() => `${id} from ${source}`),
          ...targets
            .filter((target, i) => !touches(routes[i]?.at(-1), target))
            .map((target) => `${id} to ${target}`),
        ];
      });
      expect(lost).toStrictEqual([]);
    });

    it('draws no line through a label', () => {
      const lines = [
        ...layout.transitions.flatMap(({ id, routes, fork }) =>
          [...routes, ...(fork === undefined ? [] : [fork.stem])].map((points) => ({ id, points })),
        ),
        ...layout.separators,
      ].flatMap(({ id, points }) =>
        points.slice(1).map((end, i) => ({ id, ...spanOf(points[i] ?? end, end) })),
      );
      const struck = layout.transitions.flatMap(({ id, label, routes }) =>
        label === undefined || routes.length === 0
          ? []
          : lines
              .filter((line) => depth(line, label) > 1)
              .map((line) => `the line of ${line.id} through the label of ${id}`),
      );
      expect(struck).toStrictEqual([]);
    });

    it('is drawn without a text over another, and well-formed', async () => {
      const svg = chartSvg(chart, layout, { theme: 'light' });
      const states: Array<string> = [];
      const edges: Array<string> = [];
      const parser = new SaxesParser({ xmlns: true });
      parser.on('error', (error) => {
        throw error;
      });
      parser.on('opentag', ({ attributes }) => {
        const { 'data-state': state, 'data-edge': edge } = attributes;
        if (state !== undefined) states.push(state.value);
        if (edge !== undefined) edges.push(edge.value);
      });
      parser.write(svg).close();
      expect(states.sort()).toStrictEqual(layout.nodes.map(({ id }) => id).sort());
      expect(edges.sort()).toStrictEqual(transitions.map(({ id }) => id).sort());
      const texts = await watched.page.evaluate((source) => {
        const place = document.querySelector('#place');
        if (place === null) return [];
        place.innerHTML = source;
        return [...place.querySelectorAll('svg text')].flatMap((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          // The lines of a text may touch.
          return [{ text: element.textContent, x, y: y + 1, width, height: height - 2 }];
        });
      }, svg);
      expect(covering(texts, ({ text }) => text)).toStrictEqual([]);
    });
  });

  it('is read and drawn by Mermaid, every state by its name', async () => {
    const drawn = await watched.page.evaluate(
      async ([id, source]) => {
        // SAFETY: the script that was added defines it.
        const { mermaid } = globalThis as unknown as MermaidGlobal;
        const { svg } = await mermaid.render(id, source);
        const place = document.querySelector('#place');
        if (place === null) return '';
        place.innerHTML = svg;
        return place.textContent;
      },
      [`picture-${name}`, chartMermaid(chart)] as const,
    );
    const folded = drawn.replace(/\s+/gu, '');
    const lost = nodes
      .filter(({ parent, kind }) => parent !== undefined && kind !== 'history' && kind !== 'final')
      .filter(({ key }) => !folded.includes(key.replace(/\s+/gu, '')));
    expect(lost.map(({ id }) => id)).toStrictEqual([]);
  });

  it('is read by Graphviz', () => {
    const { status, errors } = viz.render(chartDot(chart), { format: 'svg' });
    // It knows no font by its name here, nor the widths of all letters.
    const others = errors.filter(({ message }) => !/hard-coded metrics|non-ASCII/.test(message));
    expect({ status, others }).toStrictEqual({ status: 'success', others: [] });
  });
});
