/** Graphviz draws what a statechart says. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Viz } from '@viz-js/viz';
import { instance } from '@viz-js/viz';
import fc from 'fast-check';
import { chartDot } from '../../../src/picture/index.js';
import type { Statechart } from '../../../src/statechart/index.js';
import { statechartOf } from '../../../src/statechart/index.js';
import { tries } from '../../support/arbitraries.js';
import type { Drawn, Edge } from './drawn.js';
import { meaningOf, START, through, tight, unordered, within } from './drawn.js';
import { hostileMachine } from './hostileMachine.js';
import { arbitraryMachine } from './machines.js';

/** The parts of Graphviz's JSON that are used here. */
interface Graph {
  readonly objects?: ReadonlyArray<{
    readonly _gvid: number;
    readonly name: string;
    readonly label?: string;
    /** The numbers of the nodes and clusters inside, for a cluster. */
    readonly nodes?: ReadonlyArray<number>;
    readonly subgraphs?: ReadonlyArray<number>;
  }>;
  readonly edges?: ReadonlyArray<{
    readonly tail: number;
    readonly head: number;
    readonly label?: string;
    readonly ltail?: string;
    readonly lhead?: string;
  }>;
}

/** Graphviz keeps its escapes in JSON. */
const plain = (label = ''): string =>
  label.replaceAll('&amp;', '&').replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));

describe('DOT, read by Graphviz', () => {
  let viz: Viz;
  beforeAll(async () => {
    viz = await instance();
  });

  const read = (chart: Statechart): Drawn => {
    const graph = viz.renderJSON(chartDot(chart, { details: 'all' })) as Graph;
    const objects = graph.objects ?? [];
    const byNumber = new Map(objects.map((object) => [object._gvid, object]));
    const clusters = objects.filter(({ name }) => name.startsWith('cluster '));
    const parentOf = (number: number) => {
      const outer = clusters.filter(
        ({ nodes = [], subgraphs = [], _gvid }) =>
          _gvid !== number && (nodes.includes(number) || subgraphs.includes(number)),
      );
      // Graphviz lists a node in all clusters around it: the nearest one has no other of them inside.
      return outer.find(
        ({ subgraphs = [] }) => !outer.some(({ _gvid }) => subgraphs.includes(_gvid)),
      );
    };
    const title = (label: string | undefined): string => plain(label).split('\n')[0] ?? '';
    const around = (number: number): ReadonlyArray<string> => {
      const nearest = parentOf(number);
      return nearest === undefined ? [] : [...around(nearest._gvid), title(nearest.label)];
    };
    const path = (number: number): string => {
      const object = byNumber.get(number);
      const outer = around(number);
      if (object === undefined) return '';
      if (object.name.startsWith('start ')) return START;
      if (object.name.startsWith('bar ')) return object.name;
      // A dashed node stands for the cluster around it, or for the whole chart.
      if (object.name.startsWith('inside '))
        return outer.length === 0 ? tight(title(object.label)) : within(outer);
      return within([...outer, title(object.label)]);
    };
    const cluster = (name: string | undefined): string | undefined => {
      const found = clusters.find((each) => each.name === name);
      return found === undefined ? undefined : path(found._gvid);
    };
    const edges = (graph.edges ?? []).map(({ tail, head, label, ltail, lhead }): Edge => ({
      from: cluster(ltail) ?? path(tail),
      to: cluster(lhead) ?? path(head),
      text: tight(plain(label)),
    }));
    return {
      states: objects
        .filter(({ name }) => /^(state|cluster) /.test(name))
        .map(({ _gvid }) => path(_gvid)),
      arrows: through(edges, (name) => name.startsWith('bar ')).map(({ from, to, text }) => [
        from,
        to,
        text,
      ]),
    };
  };

  it('has every state, arrow and text', () => {
    fc.assert(
      fc.property(arbitraryMachine, (machine) => {
        const chart = statechartOf(machine);
        expect(unordered(read(chart))).toStrictEqual(unordered(meaningOf(chart)));
      }),
      tries(30),
    );
  });

  it('takes any name', () => {
    const chart = statechartOf(hostileMachine);
    expect(unordered(read(chart))).toStrictEqual(unordered(meaningOf(chart)));
  });

  it('is drawn without a complaint but for fonts', () => {
    fc.assert(
      fc.property(arbitraryMachine, (machine) => {
        const { status, errors } = viz.render(chartDot(statechartOf(machine)), { format: 'svg' });
        expect([
          status,
          errors.filter(({ message }) => !message.includes('no hard-coded metrics')),
        ]).toStrictEqual(['success', []]);
      }),
      tries(30),
    );
  });
});
