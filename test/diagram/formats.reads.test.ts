/** Programs that are not ours read generated charts as they were meant. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Viz } from '@viz-js/viz';
import { instance } from '@viz-js/viz';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { createMachine } from 'xstate';
import type { Diagram, DiagramEdge, Layout } from '../../src/diagram/index.js';
import { toDot, toJson, toScxml, toSvg } from '../../src/diagram/index.js';
import { tries } from '../support/arbitraries.js';
import { arbitraryDiagram, folded } from './generated.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** An element as a strict XML parser reads it; its text is that of its own children. */
interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Array<Element>;
  text: string;
}

const parseXml = (xml: string): Element => {
  const document: Element = { tag: '', attributes: {}, children: [], text: '' };
  const open = [document];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { tag: name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.write(xml).close();
  return document;
};

const descendants = (element: Element): ReadonlyArray<Element> => [
  element,
  ...element.children.flatMap(descendants),
];

const leaves = ({ source, target }: DiagramEdge<string>): boolean => source !== target;

const sorted = (values: ReadonlyArray<unknown>): ReadonlyArray<string> =>
  values.map((value) => JSON.stringify(value)).sort();

/** The lines of an edge's label, as one text. */
const labelOf = (
  { event, actions, guards, description }: DiagramEdge<string>,
  isRow: boolean,
): string =>
  [
    `${event}${actions.length === 0 ? '' : ` / ${actions.join(', ')}`}`,
    ...(guards.length === 0 ? [] : [`[${guards.join(', ')}]`]),
    ...(description === '' || isRow ? [] : [description]),
  ].join('\n');

const rowsOf = ({ edges }: Diagram<string>, state: string): ReadonlyArray<DiagramEdge<string>> =>
  edges.filter(({ source, target }) => source === state && target === state);

describe('DOT, read by Graphviz', () => {
  const START = 'the start';
  let viz: Viz;
  beforeAll(async () => {
    viz = await instance();
  });

  it('has every state, edge and text', () => {
    fc.assert(
      fc.property(arbitraryDiagram(), (diagram) => {
        const dot = toDot(diagram);
        const groups = descendants(parseXml(viz.renderString(dot, { format: 'svg' })));
        // SAFETY: Graphviz numbers nodes and edges in the same way in both formats.
        const graph = viz.renderJSON(dot) as {
          readonly objects: ReadonlyArray<{ readonly name: string }>;
          readonly edges?: ReadonlyArray<{ readonly tail: number; readonly head: number }>;
        };
        const textOf = (id: string): string =>
          folded(
            groups
              .filter(({ attributes }) => attributes['id'] === id)
              .flatMap(descendants)
              .filter(({ tag }) => tag === 'text')
              .map(({ text }) => text)
              .join('\n'),
          );
        const nodes = graph.objects.map(({ name }, i) =>
          name === 'start' ? START : textOf(`node${String(i + 1)}`),
        );
        const stateText = (state: string): string =>
          folded([state, ...rowsOf(diagram, state).map((row) => labelOf(row, true))].join('\n'));
        expect(sorted(nodes)).toStrictEqual(sorted([START, ...diagram.states.map(stateText)]));
        expect(
          sorted(
            (graph.edges ?? []).map(({ tail, head }, i) => [
              nodes[tail],
              nodes[head],
              textOf(`edge${String(i + 1)}`),
            ]),
          ),
        ).toStrictEqual(
          sorted([
            [START, stateText(diagram.initial), ''],
            ...diagram.edges
              .filter(leaves)
              .map((edge) => [
                stateText(edge.source),
                stateText(edge.target),
                folded(labelOf(edge, false)),
              ]),
          ]),
        );
      }),
      tries(40),
    );
  });
});

describe('SVG, read by an XML parser', () => {
  const layoutOf = (diagram: Diagram<string>): Layout<string> => ({
    direction: 'down',
    width: 100,
    height: 100,
    start: [0, 0],
    startRoute: [],
    states: Object.fromEntries(
      diagram.states.map((state) => [state, { x: 0, y: 0, width: 100, height: 100 }]),
    ),
    routes: diagram.edges.filter(leaves).map(({ source, event }) => ({
      source,
      event,
      quiet: false,
      points: [],
      label: { x: 0, y: 0, width: 10, height: 10 },
    })),
  });

  it('has every state, edge and text', () => {
    fc.assert(
      fc.property(arbitraryDiagram(), (diagram) => {
        const all = descendants(parseXml(toSvg(diagram, layoutOf(diagram))));
        const read = (attribute: string) =>
          all
            .filter(({ attributes }) => attributes[attribute] !== undefined)
            .map(({ attributes, children }) => [
              folded(attributes[attribute] ?? ''),
              folded(
                children.filter(({ tag }) => tag === 'title').map(({ text }) => text)[0] ?? '',
              ),
            ]);
        expect(sorted(read('data-state'))).toStrictEqual(
          sorted(
            diagram.details.map(({ name, description, entry }) => [
              folded(name),
              folded(
                `${name}${description === '' ? '' : `: ${description}`}${entry.length === 0 ? '' : `\non entry / ${entry.join(', ')}`}`,
              ),
            ]),
          ),
        );
        expect(
          read('data-edge')
            .map(([key]) => key)
            .sort(),
        ).toStrictEqual(
          diagram.edges.map(({ source, event }) => folded(`${source} ${event}`)).sort(),
        );
        const texts = all.filter(({ tag }) => tag === 'text').map(({ text }) => folded(text));
        const missing = [
          ...diagram.states,
          ...diagram.edges.flatMap(({ event, guards }) => [
            event,
            ...(guards.length === 0 ? [] : [`[${guards.join(', ')}]`]),
          ]),
        ].filter((text) => !texts.includes(folded(text)));
        expect(missing).toStrictEqual([]);
      }),
      tries(100),
    );
  });
});

describe('JSON, read by XState', () => {
  /** XState has no way to write these: an event that ends in `*` stands for others, and `__proto__` is no key of its tables. */
  const isWritable = ({ states, edges }: Diagram<string>): boolean =>
    ![...states, ...edges.map(({ event }) => event)].includes('__proto__') &&
    !edges.some(({ event }) => event.endsWith('*'));

  it('has every state, edge, guard, action and text', () => {
    fc.assert(
      fc.property(arbitraryDiagram().filter(isWritable), (diagram) => {
        const machine = createMachine(JSON.parse(toJson(diagram)) as object);
        const states = Object.values(machine.root.states);
        expect(states.map(({ key }) => key).sort()).toStrictEqual([...diagram.states].sort());
        expect(machine.root.initial.target.map(({ key }) => key)).toStrictEqual([diagram.initial]);
        expect(
          sorted(
            states.map(({ key, type, description, entry }) => [
              key,
              type,
              description ?? '',
              entry,
            ]),
          ),
        ).toStrictEqual(
          sorted(
            diagram.details.map(({ name, isFinal, description, entry }) => [
              name,
              isFinal ? 'final' : 'atomic',
              description,
              entry,
            ]),
          ),
        );
        const edges = states.flatMap(({ key, transitions }) =>
          [...transitions].flatMap(([event, candidates]) =>
            candidates.map(({ target, guard, actions, description }) => [
              key,
              event,
              target?.map((node) => node.key) ?? [key],
              guard ?? null,
              actions,
              description ?? '',
            ]),
          ),
        );
        expect(sorted(edges)).toStrictEqual(
          sorted(
            diagram.edges.map(({ source, event, target, guards, actions, description }) => [
              source,
              event,
              [target],
              guards.length > 1 ? { type: 'all', params: { of: guards } } : (guards[0] ?? null),
              actions,
              description,
            ]),
          ),
        );
      }),
      tries(100),
    );
  });
});

describe('SCXML', () => {
  /** Names that a careless escape would write alike. */
  const likeCodes = ['1.', '_1.', '_x31_.', 'a b', 'a_x20_b', 'a_x5f_x20_b'];
  const script = 'function guard() { return true; } function update(name, run) { return run; }';

  it('has every text, for an XML parser', () => {
    fc.assert(
      fc.property(arbitraryDiagram(likeCodes), (diagram) => {
        const all = descendants(parseXml(toScxml(diagram, { script, run: {} })));
        const described = (...tags: ReadonlyArray<string>) =>
          all
            .filter(({ tag }) => tags.includes(tag))
            .map(({ attributes }) => folded(attributes['chart:description'] ?? ''))
            .sort();
        expect(described('state', 'final')).toStrictEqual(
          diagram.details.map(({ description }) => folded(description)).sort(),
        );
        expect(described('transition')).toStrictEqual(
          diagram.edges.map(({ description }) => folded(description)).sort(),
        );
        const ids = all.flatMap(({ attributes }) => attributes['id'] ?? []);
        expect(new Set(ids).size).toBe(diagram.states.length + 1);
      }),
      tries(100),
    );
  });

  it('goes where the chart goes, in SCION', () => {
    // Always the same sample: in one of some hundred generated charts SCION 4.3.27 does not take a transition whose condition holds,
    // and takes it once any other transition is left out.
    const diagrams = fc.sample(arbitraryDiagram(likeCodes), { ...tries(20), seed: 1 });
    /** The names in the file of the states and the events of a chart, in the chart's order. */
    const namesIn = (diagram: Diagram<string>, scxml: string) => {
      const all = descendants(parseXml(scxml));
      const states = all.filter(({ tag }) => tag === 'state' || tag === 'final');
      const edges = states.flatMap(({ children }) =>
        children.filter(({ tag }) => tag === 'transition'),
      );
      const inOrder = diagram.states.flatMap((state) =>
        diagram.edges.filter(({ source }) => source === state),
      );
      return {
        state: new Map(
          diagram.states.map((state, i) => [state, states[i]?.attributes['id'] ?? '']),
        ),
        edges: inOrder.map((edge, i) => ({ edge, name: edges[i]?.attributes['event'] ?? '' })),
      };
    };
    const cases = diagrams.flatMap((diagram) =>
      diagram.states.map((state) => {
        const scxml = toScxml(diagram, { script, run: {}, initial: state });
        return { diagram, state, scxml, names: namesIn(diagram, scxml) };
      }),
    );
    const answers = JSON.parse(
      execFileSync(process.execPath, ['test/diagram/scion.mjs'], {
        cwd: root,
        encoding: 'utf8',
        input: JSON.stringify(
          cases.map(({ scxml, names }) => ({
            scxml,
            events: names.edges.map(({ name }) => ({ name, data: {} })),
          })),
        ),
      }),
    ) as ReadonlyArray<{
      readonly begins: ReadonlyArray<string>;
      readonly ends: ReadonlyArray<{ readonly states: ReadonlyArray<string> }>;
    }>;
    cases.forEach(({ diagram, state, names }, i) => {
      const answer = answers[i];
      expect(answer?.begins).toStrictEqual([names.state.get(state)]);
      expect(answer?.ends.map(({ states }) => states)).toStrictEqual(
        names.edges.map(({ edge }) => {
          const taken = diagram.edges.find(
            ({ source, event }) => source === state && event === edge.event,
          );
          return [names.state.get(taken?.target ?? state)];
        }),
      );
    });
  });
});
