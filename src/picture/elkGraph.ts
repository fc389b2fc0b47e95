/** Makes the graph of a chart that ELK lays out: states within states, and the labels of transitions with their sizes. */
import type { Direction } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import type { ChartNode, ChartTransition, Statechart } from '../statechart/Statechart.js';
import { nodesOf } from '../statechart/Statechart.js';
import type { ElkGraph, ElkGraphEdge } from './ChartLayout.js';
import type { Edge } from './flow.js';
import { backEdges } from './flow.js';
import type { NodeHead, Wording } from './lines.js';
import { headOf, isRow, linesSize, sizes, transitionLines } from './lines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** One of the ways in which a chart can be laid out. */
export interface Plan extends Wording {
  readonly direction: Direction;
  /** Whether parallel regions stand one after the other in the direction of the chart, not side by side. */
  readonly isStacked: boolean;
  /** Further options for ELK. */
  readonly options: Readonly<Record<string, string>>;
  /** Additional space within compound nodes, by id, for heads that need more room than the children. */
  readonly room: ReadonlyMap<string, { readonly left: number; readonly right: number }>;
}

/** What a layout is made of. */
export interface Drawn {
  readonly chart: Statechart;
  /** Whether the root is drawn as a frame around its children. */
  readonly isFramed: boolean;
  readonly nodes: ReadonlyMap<string, ChartNode>;
  readonly heads: ReadonlyMap<string, NodeHead>;
}

// -------------------------------------------------------------------------------------------------------------- ids

/** The ids of the parts in ELK's graph. Those of a chart are its author's, so each kind has a prefix. */
export const elkIds = {
  node: (id: string): string => `n:${id}`,
  transition: (id: string, target: number): string => `t${String(target)}:${id}`,
  stem: (id: string): string => `s:${id}`,
  fork: (id: string): string => `f:${id}`,
  label: (id: string): string => `l:${id}`,
  initial: (id: string): string => `i:${id}`,
  start: (id: string, target: number): string => `i${String(target)}:${id}`,
  /** An order of nodes, which is not drawn. */
  order: (id: string): string => `o:${id}`,
  /** An edge that ELK is given the other way round. */
  back: (id: string): string => `b:${id}`,
} as const;

/** Whether an edge is drawn: some only order nodes. */
export const isDrawnEdge = (id: string): boolean => !id.startsWith('o:');

/** The id of the edge of which ELK was given the other way round, or the id itself. */
export const originalOf = (id: string): string => id.replace(/^b:/, '');

// -------------------------------------------------------------------------------------------------------- operations

/** A root that is only a list of states needs no frame; one that has transitions, actions or regions does. */
const needsFrame = ({ root }: Statechart): boolean =>
  root.kind !== 'compound' ||
  root.transitions.length > 0 ||
  root.entry.length > 0 ||
  root.exit.length > 0 ||
  root.invokes.length > 0 ||
  root.tags.length > 0 ||
  nodesOf(root).some(({ transitions }) =>
    transitions.some(({ targets }) => targets.includes(root.id)),
  );

/** An edge with its labels. */
interface ElkEdge extends Edge {
  readonly labels?: ElkGraphEdge['labels'];
}

/** Collects what is drawn of a chart. */
export const drawnOf = (chart: Statechart, wording: Wording): Drawn => {
  const nodes = nodesOf(chart.root);
  return {
    chart,
    isFramed: needsFrame(chart),
    nodes: new Map(nodes.map((node) => [node.id, node])),
    heads: new Map(nodes.map((node) => [node.id, headOf(node, wording)])),
  };
};

/** The ids from a node up to the root. */
const lineage = (nodes: Drawn['nodes'], id: string): ReadonlyArray<string> => {
  const parent = nodes.get(id)?.parent;
  return parent === undefined ? [id] : [id, ...lineage(nodes, parent)];
};

/** The innermost node that contains, or is, each of some nodes, and has children. */
const containerOf = (nodes: Drawn['nodes'], ids: ReadonlyArray<string>): string | undefined => {
  const [first = [], ...others] = ids.map((id) => lineage(nodes, id));
  return first.find(
    (id) => (nodes.get(id)?.children.length ?? 0) > 0 && others.every((line) => line.includes(id)),
  );
};

/** The initial state first, so that it is the first in the picture. */
const inOrder = ({ children, initial }: ChartNode): ReadonlyArray<ChartNode> => {
  const isInitial = ({ id, path }: ChartNode): boolean =>
    initial?.targets.some((target) => target === id || target.endsWith(path.join('.'))) === true;
  return [...children.filter(isInitial), ...children.filter((child) => !isInitial(child))];
};

const hasFork = ({ targets }: ChartTransition): boolean => targets.length > 1;

const padding = (top: number, right: number, bottom: number, left: number): string =>
  `[top=${String(top)},left=${String(left)},bottom=${String(bottom)},right=${String(right)}]`;

/** The options of ELK for every chart. */
const common = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.padding': padding(14, 14, 14, 14),
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
} as const;

/** Spacing is not inherited by children in ELK, so every graph has it. */
const spacing = {
  'elk.spacing.nodeNode': '30',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '6',
  'elk.spacing.labelLabel': '6',
  'elk.spacing.nodeSelfLoop': '20',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
} as const;

/** Makes ELK's graph of a chart. */
export const elkGraph = ({ chart, isFramed, nodes, heads }: Drawn, plan: Plan): ElkGraph => {
  const { root } = chart;
  const direction = { 'elk.direction': plan.direction.toUpperCase() };
  const inherited = { ...spacing, ...direction, ...plan.options };
  const forks = [...nodes.values()].flatMap((source) =>
    source.transitions.filter(hasFork).map((transition) => ({
      transition,
      container: containerOf(nodes, [source.id, ...transition.targets]),
    })),
  );
  const { length, thickness } = sizes.fork;
  const forksIn = (id: string): ReadonlyArray<ElkGraph> =>
    forks
      .filter(({ container }) => container === id)
      .map(({ transition }) => ({
        id: elkIds.fork(transition.id),
        ...(plan.direction === 'down'
          ? { width: length, height: thickness }
          : { width: thickness, height: length }),
      }));

  const childrenOf = (node: ChartNode): ReadonlyArray<ElkGraph> => [
    ...((node.initial?.targets.length ?? 0) > 0
      ? [
          {
            id: elkIds.initial(node.id),
            width: 2 * measures.dot,
            height: 2 * measures.dot,
          },
        ]
      : []),
    ...inOrder(node).map(elkNode),
    ...forksIn(node.id),
  ];

  const elkNode = (node: ChartNode): ElkGraph => {
    const { width = 0, height = 0 } = heads.get(node.id) ?? {};
    const id = elkIds.node(node.id);
    if (node.children.length === 0) return { id, width, height };
    const { left = 0, right = 0 } = plan.room.get(node.id) ?? {};
    return {
      id,
      layoutOptions: {
        ...inherited,
        'elk.padding': padding(
          height + sizes.inner - 4,
          sizes.inner + right,
          sizes.inner,
          sizes.inner + left,
        ),
      },
      children: childrenOf(node),
    };
  };

  const labelOf = (transition: ChartTransition, source: ChartNode): ElkGraphEdge['labels'] => {
    const lines = transitionLines(transition, source, plan);
    return lines.length === 0
      ? []
      : [{ id: elkIds.label(transition.id), text: transition.id, ...linesSize(lines) }];
  };

  const edges = [...nodes.values()].flatMap((source): ReadonlyArray<ElkEdge> => [
    ...(source.initial?.targets ?? []).map((target, i) => ({
      id: elkIds.start(source.id, i),
      source: elkIds.initial(source.id),
      target: elkIds.node(target),
    })),
    ...source.transitions
      .filter((transition) => !isRow(transition))
      .flatMap((transition): ReadonlyArray<ElkEdge> => {
        const { id, targets } = transition;
        const from = elkIds.node(source.id);
        const labels = labelOf(transition, source);
        const to = (origin: string, texts: ElkGraphEdge['labels']): ReadonlyArray<ElkEdge> =>
          targets.map((target, i) => ({
            id: elkIds.transition(id, i),
            source: origin,
            target: elkIds.node(target),
            labels: texts,
          }));
        if (!hasFork(transition)) return to(from, labels);
        const fork = elkIds.fork(id);
        return [{ id: elkIds.stem(id), source: from, target: fork, labels }, ...to(fork, [])];
      }),
    ...(plan.isStacked && source.kind === 'parallel'
      ? source.children.slice(1).map(({ id }, i) => ({
          id: elkIds.order(id),
          source: elkIds.node(source.children[i]?.id ?? id),
          target: elkIds.node(id),
        }))
      : []),
  ]);
  // All regions stand behind a fork within their parent, also those to which it does not lead.
  const beside = forks.flatMap(({ transition, container }) => {
    const parent = container === undefined ? undefined : nodes.get(container);
    return parent?.kind === 'parallel' && !plan.isStacked
      ? parent.children
          .filter((region) =>
            transition.targets.every((target) => !lineage(nodes, target).includes(region.id)),
          )
          .map(({ id }) => ({
            id: elkIds.order(`${transition.id} ${id}`),
            source: elkIds.fork(transition.id),
            target: elkIds.node(id),
          }))
      : [];
  });
  const all: ReadonlyArray<ElkEdge> = [...edges, ...beside];
  const parents = new Map([
    ...[...nodes.values()].flatMap(({ id, parent }): ReadonlyArray<readonly [string, string]> => [
      ...(parent === undefined ? [] : [[elkIds.node(id), elkIds.node(parent)] as const]),
      [elkIds.initial(id), elkIds.node(id)],
    ]),
    ...forks.map(
      ({ transition, container = root.id }) =>
        [elkIds.fork(transition.id), elkIds.node(container)] as const,
    ),
  ]);
  const places = [...nodes.values()].flatMap((node) => [
    elkIds.initial(node.id),
    ...inOrder(node).map(({ id }) => elkIds.node(id)),
  ]);
  const back = backEdges(places, parents, all);

  return {
    id: 'picture',
    layoutOptions: { ...inherited, ...common },
    children: isFramed ? [elkNode(root)] : childrenOf(root),
    edges: all.map(({ id, source, target, labels = [] }) => ({
      id: back.has(id) ? elkIds.back(id) : id,
      sources: [back.has(id) ? target : source],
      targets: [back.has(id) ? source : target],
      labels,
    })),
  };
};
