/** Mermaid reads what `toMermaid` writes: the newest version, and the one before, which others still run. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import type { Diagram, DrawnChart } from '../../src/diagram/index.js';
import { runDiagram, toMermaid } from '../../src/diagram/index.js';
import { tries } from '../support/arbitraries.js';
import type { Watched } from '../support/browser.js';
import { launch, openPage } from '../support/browser.js';
import { arbitraryDiagram, folded } from './generated.js';
import { hostileDiagram } from './hostile.js';

const require = createRequire(import.meta.url);

/** A chart as a diagram says it: each state's title and the lines in its box, and the arrows with their labels. */
interface Read {
  readonly states: ReadonlyArray<readonly [title: string, ...lines: ReadonlyArray<string>]>;
  readonly arrows: ReadonlyArray<readonly [from: string, to: string, label: string]>;
  readonly direction: string;
}

/** What is drawn: the texts of states and of arrows. */
interface Drawn {
  readonly states: ReadonlyArray<string>;
  readonly labels: ReadonlyArray<string>;
  readonly markup: number;
}

const labelOf = ({ event, guards, description }: DrawnChart<string>['edges'][number]): string =>
  [
    folded(event),
    guards.length === 0 ? '' : `[${guards.map(folded).join(', ')}]`,
    folded(description),
  ]
    .filter((line) => line !== '')
    .join('\n');

const START = 'the start';
const END = 'the end';

/** What the diagram of a chart means. */
const meaning = <State extends string>(
  chart: DrawnChart<State>,
  initial: State,
  direction: string,
): Read => ({
  states: chart.states.map((state) => [
    folded(state),
    ...chart.edges
      .filter(({ source, target }) => source === state && target === state)
      .map(labelOf),
  ]),
  arrows: [
    [START, folded(initial), ''],
    ...chart.edges
      .filter(({ source, target }) => source !== target)
      .map((edge) => [folded(edge.source), folded(edge.target), labelOf(edge)] as const),
    ...chart.states.filter(chart.isFinal).map((state) => [folded(state), END, ''] as const),
  ],
  direction,
});

const sorted = (values: ReadonlyArray<unknown>): ReadonlyArray<string> =>
  values.map((value) => JSON.stringify(value)).sort();
const inOrder = ({ states, arrows, direction }: Read): unknown => ({
  states: sorted(states),
  arrows: sorted(arrows),
  direction,
});

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
            readonly getDirection: () => string;
            readonly getStates: () => ReadonlyMap<
              string,
              { readonly id: string; readonly descriptions: ReadonlyArray<string> }
            >;
            readonly getRelations: () => ReadonlyArray<{
              readonly id1: string;
              readonly id2: string;
              readonly relationTitle?: string;
            }>;
          };
        }>;
      };
    };
  }

  /** What Mermaid reads. */
  const read = async (text: string): Promise<Read> => {
    const { states, relations, direction } = await watched.page.evaluate(async (source) => {
      const { mermaid } = globalThis as unknown as MermaidGlobal;
      const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);
      const area = document.createElement('textarea');
      // Mermaid keeps entity codes in characters of its own until it draws.
      const plain = (html: string): string => {
        area.innerHTML = html
          .replaceAll('\ufb02\u00b0\u00b0', '&#')
          .replaceAll('\ufb02\u00b0', '&')
          .replaceAll('\u00b6\u00df', ';')
          .replace(/<br\s*\/?>/g, '\n');
        return area.value;
      };
      return {
        states: [...db.getStates().values()].map(
          ({ id, descriptions }) => [id, descriptions.map(plain)] as const,
        ),
        relations: db
          .getRelations()
          .map(({ id1, id2, relationTitle = '' }) => [id1, id2, plain(relationTitle)] as const),
        direction: db.getDirection(),
      };
    }, text);
    const titles = new Map([
      ...states.map(([id, [title = id]]) => [id, title] as const),
      ['root_start', START] as const,
      ['root_end', END] as const,
    ]);
    return {
      states: states
        .filter(([id]) => !id.startsWith('root_'))
        .map(([id, [title = id, ...lines]]) => [title, ...lines]),
      arrows: relations.map(([from, to, label]) => [
        titles.get(from) ?? from,
        titles.get(to) ?? to,
        label,
      ]),
      direction,
    };
  };

  let pictures = 0;
  /** What Mermaid draws. */
  const draw = (text: string): Promise<Drawn> =>
    watched.page.evaluate(
      async ([id, source]) => {
        const { mermaid } = globalThis as unknown as MermaidGlobal;
        const { svg } = await mermaid.render(id, source);
        const place = document.querySelector('#place');
        if (place === null) return { states: [], labels: [], markup: 0 };
        place.innerHTML = svg;
        const texts = (query: string, root: Element): ReadonlyArray<string> =>
          [...root.querySelectorAll(query)].map((element) => {
            element.querySelectorAll('br').forEach((br) => {
              br.replaceWith('\n');
            });
            return element.textContent;
          });
        return {
          states: [...place.querySelectorAll('.node')]
            .map((node) => texts('.nodeLabel', node).join('\n'))
            .filter((label) => label !== ''),
          labels: texts('span.edgeLabel', place).filter((label) => label !== ''),
          markup: place.querySelectorAll('script, img, a, em, strong, code, i, math').length,
        };
      },
      [`picture${String((pictures += 1))}`, text] as const,
    );

  const drawing = ({ states, arrows }: Read): Drawn => ({
    states: states.map((lines) => lines.join('\n')),
    labels: arrows.map(([, , label]) => label).filter((label) => label !== ''),
    markup: 0,
  });
  const unordered = ({ states, labels, markup }: Drawn): unknown => ({
    states: sorted(states),
    labels: sorted(labels),
    markup,
  });

  const { initial } = runDiagram;

  it.each(['TB', 'LR'] as const)('reads the life of a run, %s', async (direction) => {
    const text = toMermaid(runDiagram, { initial, direction, highlight: 'Ready' });
    expect(inOrder(await read(text))).toStrictEqual(
      inOrder(meaning(runDiagram, initial, direction)),
    );
  });

  it('draws the life of a run', async () => {
    expect(unordered(await draw(toMermaid(runDiagram, { initial })))).toStrictEqual(
      unordered(drawing(meaning(runDiagram, initial, 'TB'))),
    );
  });

  it('takes every word of its own for a name, in any case', async () => {
    const rules = await watched.page.evaluate(
      async (source) => {
        const { mermaid } = globalThis as unknown as MermaidGlobal;
        const { parser } = await mermaid.mermaidAPI.getDiagramFromText(source);
        return parser.parser.lexer.rules.map(String);
      },
      toMermaid(runDiagram, { initial }),
    );
    const words = new Set(rules.flatMap((rule) => rule.match(/(?<!\\)[a-z]{2,}/gi) ?? []));
    expect([...words].map((word) => word.toLowerCase())).toStrictEqual(
      expect.arrayContaining(['note', 'classdef', 'accdescr', 'default', 'scale', 'direction']),
    );
    const names = [...words].flatMap((word) => {
      const lower = word.toLowerCase();
      return [word, lower, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)];
    });
    const pitfall = (name: string): DrawnChart<string> => {
      const edge = { guards: [name], description: name };
      return {
        states: ['a b', name, 'LR', 'TB'].filter((state, i, all) => all.indexOf(state) === i),
        edges: [
          { source: 'a b', event: name, target: name, ...edge },
          { source: name, event: name, target: name, ...edge },
          { source: name, event: 'go', target: 'a b', guards: [], description: '' },
        ],
        isFinal: (state) => state === 'TB',
      };
    };
    for (const name of [...new Set(names)]) {
      const chart = pitfall(name);
      const text = toMermaid(chart, { initial: name, highlight: name });
      expect([name, inOrder(await read(text))]).toStrictEqual([
        name,
        inOrder(meaning(chart, name, 'TB')),
      ]);
    }
  });

  const written = (chart: Diagram<string>): string =>
    toMermaid(chart, { initial: chart.initial, highlight: chart.initial });

  it('reads any chart as it is', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryDiagram(), async (chart) => {
        expect(inOrder(await read(written(chart)))).toStrictEqual(
          inOrder(meaning(chart, chart.initial, 'TB')),
        );
      }),
      tries(40),
    );
  });

  it('draws any text as it is', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryDiagram(), async (chart) => {
        expect(unordered(await draw(written(chart)))).toStrictEqual(
          unordered(drawing(meaning(chart, chart.initial, 'TB'))),
        );
      }),
      tries(4),
    );
  });

  it('runs nothing that is hidden in a name', async () => {
    const { markup } = await draw(written(hostileDiagram));
    expect(markup).toBe(0);
    expect(watched.problems).toStrictEqual([]);
  });
});
