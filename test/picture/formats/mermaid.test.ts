/** Mermaid reads what `chartMermaid` writes: the newest version, and the one before, which others still run. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { createMachine } from 'xstate';
import { chartMermaid } from '../../../src/picture/index.js';
import type { Statechart } from '../../../src/statechart/index.js';
import { statechartOf } from '../../../src/statechart/index.js';
import { tries } from '../../support/arbitraries.js';
import type { Watched } from '../../support/browser.js';
import { launch, openPage } from '../../support/browser.js';
import type { Drawn, Edge } from './drawn.js';
import { meaningOf, START, through, tight, unordered, within } from './drawn.js';
import { hostileMachine } from './hostileMachine.js';
import { arbitraryMachine } from './machines.js';

const require = createRequire(import.meta.url);

describe.each(['mermaid', 'mermaid-12'])('%s', (version) => {
  let browser: Browser;
  let watched: Watched;
  beforeAll(async () => {
    browser = await launch();
    watched = await openPage(browser);
    await watched.page.setContent('<!doctype html><div id="place"></div>');
    await watched.page.addScriptTag({
      content: readFileSync(require.resolve(`${version}/dist/mermaid.min.js`), 'utf8'),
    });
    await watched.page.evaluate(() => {
      (globalThis as unknown as MermaidGlobal).mermaid.initialize({
        startOnLoad: false,
        securityLevel: 'strict',
      });
    });
  });
  afterAll(() => browser.close());

  /** The part of Mermaid that is used here. */
  interface MermaidGlobal {
    readonly mermaid: {
      readonly initialize: (config: object) => void;
      readonly render: (id: string, text: string) => Promise<{ readonly svg: string }>;
      readonly mermaidAPI: {
        readonly getDiagramFromText: (text: string) => Promise<{
          readonly parser: {
            readonly parser: { readonly lexer: { readonly rules: ReadonlyArray<RegExp> } };
          };
          readonly db: {
            readonly getData: () => {
              readonly nodes: ReadonlyArray<{
                readonly id: string;
                readonly label?: string;
                readonly description?: ReadonlyArray<string>;
                readonly parentId?: string;
                readonly shape: string;
                readonly cssClasses?: string;
              }>;
              readonly edges: ReadonlyArray<{
                readonly start: string;
                readonly end: string;
                readonly label?: string;
              }>;
            };
          };
        }>;
      };
    };
  }

  /** What Mermaid will draw. */
  const dataOf = (text: string) =>
    watched.page.evaluate(async (source) => {
      const { mermaid } = globalThis as unknown as MermaidGlobal;
      const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);
      const area = document.createElement('textarea');
      // Mermaid keeps entity codes in characters of its own until it draws.
      const plain = (html = ''): string => {
        area.innerHTML = html
          .replaceAll('\ufb02\u00b0\u00b0', '&#')
          .replaceAll('\ufb02\u00b0', '&')
          .replaceAll('\u00b6\u00df', ';')
          .replace(/<br\s*\/?>/g, '\n');
        return area.value;
      };
      const { nodes, edges } = db.getData();
      return {
        nodes: nodes.map(({ id, label, description = [], parentId, shape, cssClasses = '' }) => ({
          id,
          label: plain(label),
          rows: description.map(plain),
          parentId,
          shape,
          isInside: cssClasses.split(' ').includes('itself'),
        })),
        edges: edges.map(({ start, end, label }) => ({ start, end, label: plain(label) })),
      };
    }, text);

  const read = async (chart: Statechart): Promise<Drawn> => {
    const { nodes, edges } = await dataOf(chartMermaid(chart));
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const around = (parentId: string | undefined): ReadonlyArray<string> => {
      const parent = parentId === undefined ? undefined : byId.get(parentId);
      if (parent === undefined) return [];
      const outer = around(parent.parentId);
      return parent.shape === 'divider' ? outer : [...outer, parent.label];
    };
    const path = (id: string): string => {
      const node = byId.get(id);
      if (node === undefined) return '';
      const outer = around(node.parentId);
      // A dashed state stands for the composite state around it, or for the whole chart.
      if (node.isInside) return outer.length === 0 ? tight(node.label) : within(outer);
      return within([...outer, node.label]);
    };
    // Mermaid 11 draws an arrow between a composite state and a state inside it where nobody sees it.
    const isAround = (outer: string, inner: string): boolean => {
      const parentId = byId.get(inner)?.parentId;
      return parentId !== undefined && (parentId === outer || isAround(outer, parentId));
    };
    expect(
      edges.filter(({ start, end }) => isAround(start, end) || isAround(end, start)),
    ).toStrictEqual([]);
    const isMark = (id: string): boolean => ['choice', 'fork'].includes(byId.get(id)?.shape ?? '');
    const isEnd = (id: string): boolean => byId.get(id)?.shape === 'stateEnd';
    const isStart = (id: string): boolean => byId.get(id)?.shape === 'stateStart';
    const arrows = through(
      edges.map(({ start, end, label }): Edge => ({ from: start, to: end, text: tight(label) })),
      isMark,
    );
    return {
      states: nodes
        .filter(
          ({ id, shape, isInside }) =>
            shape !== 'divider' && !isInside && !isMark(id) && !isEnd(id) && !isStart(id),
        )
        .map(({ id }) => path(id)),
      arrows: arrows
        .filter(({ to }) => !isEnd(to))
        .map(({ from, to, text }) => [isStart(from) ? START : path(from), path(to), text]),
    };
  };

  it('reads every state where it is, every arrow and every text', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryMachine, async (machine) => {
        const chart = statechartOf(machine);
        expect(unordered(await read(chart))).toStrictEqual(unordered(meaningOf(chart)));
      }),
      tries(12),
    );
  });

  it('takes any name', async () => {
    const chart = statechartOf(hostileMachine);
    expect(unordered(await read(chart))).toStrictEqual(unordered(meaningOf(chart)));
  });

  it('takes every word of its own for a name, in any case and at any depth', async () => {
    const rules = await watched.page.evaluate(
      async (source) => {
        const { mermaid } = globalThis as unknown as MermaidGlobal;
        const { parser } = await mermaid.mermaidAPI.getDiagramFromText(source);
        return parser.parser.lexer.rules.map(String);
      },
      chartMermaid(statechartOf(hostileMachine)),
    );
    const words = new Set(rules.flatMap((rule) => rule.match(/(?<!\\)[a-z]{2,}/gi) ?? []));
    const names = [
      ...new Set([
        ...[...words].flatMap((word) => {
          const lower = word.toLowerCase();
          return [word, lower, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)];
        }),
        ...['root_start', 'constructor', 'hasOwnProperty', 'a_end', 'itself', 'choice1'],
      ]),
    ];
    const ring = (depth: number): object =>
      Object.fromEntries(
        names.map((name, i) => [
          name,
          {
            id: `n${String(depth)}.${String(i)}`,
            on: {
              [name]: {
                target: `#n${String(depth)}\\.${String((i + 1) % names.length)}`,
                guard: name,
              },
              go: { actions: name },
            },
          },
        ]),
      );
    const chart = statechartOf(
      createMachine({
        id: 'words',
        initial: 'inner',
        states: { inner: { initial: names[0], states: ring(1) }, ...ring(0) },
      } as never),
    );
    expect(unordered(await read(chart))).toStrictEqual(unordered(meaningOf(chart)));
  });

  let pictures = 0;
  it('draws, and runs nothing that is hidden in a name', async () => {
    const texts = [
      chartMermaid(statechartOf(hostileMachine), {
        notes: true,
        direction: 'right',
        active: ['w0'],
      }),
      ...fc
        .sample(arbitraryMachine, { numRuns: 6, seed: 3 })
        .map((machine) => chartMermaid(statechartOf(machine))),
    ];
    for (const text of texts) {
      const markup = await watched.page.evaluate(
        async ([id, source]) => {
          const { mermaid } = globalThis as unknown as MermaidGlobal;
          const { svg } = await mermaid.render(id, source);
          const place = document.querySelector('#place');
          if (place === null) return -1;
          place.innerHTML = svg;
          return place.querySelectorAll('script, img, a, em, strong, code, math').length;
        },
        [`picture${String((pictures += 1))}`, text] as const,
      );
      expect(markup).toBe(0);
    }
    expect(watched.problems).toStrictEqual([]);
  });
});
