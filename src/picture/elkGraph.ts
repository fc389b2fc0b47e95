/** Makes the graph of a chart that ELK lays out: states within states, and the labels of transitions with their sizes. */
import type { Direction } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import type { ChartNode } from '../statechart/Statechart.js';
import { isLongChain, isLongInnerChain } from './chains.js';
import type { ElkGraph } from './ChartLayout.js';
import type { Drawn, Plan } from './Drawn.js';
import { elkIds } from './Drawn.js';
import type { Wiring } from './edges.js';
import { inOrder, isForked } from './edges.js';
import type { NodeHead } from './lines.js';
import { sizes } from './lines.js';

// ---------------------------------------------------------------------------------------------------------- options

const padding = (top: number, right: number, bottom: number, left: number): string =>
  `[top=${String(top)},left=${String(left)},bottom=${String(bottom)},right=${String(right)}]`;

/** Lays out children together with what is around them, or on their own. */
const together = { 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' } as const;
const apart = { 'elk.hierarchyHandling': 'SEPARATE_CHILDREN' } as const;

/** The options of the whole graph. */
const ofPicture = {
  ...together,
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
} as const;

/** The options of every compound node: in ELK, children do not inherit them. */
const ofGraph = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  // Components apart would be packed in rows and columns; regions stand side by side.
  'elk.separateConnectedComponents': 'false',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
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

/** The arrow from an initial dot is short and straight before others are. */
const ofStart = {
  'elk.layered.priority.straightness': '10',
  'elk.layered.priority.shortness': '10',
} as const;

// ------------------------------------------------------------------------------------------------------------ sizes

/** The distance between two arrowheads on the side of a box. */
const APART = 13;

/** The length of a side on which so many lines end. */
const sideFor = (lines: number): number => (lines + 1) * APART;

/** The size of a box without children: as its text needs, and with room for the lines that end at its sides. */
const leafSize = (
  { width, height }: NodeHead,
  id: string,
  { edges, back }: Wiring,
  direction: Direction,
): Pick<ElkGraph, 'width' | 'height'> => {
  const loops = edges.filter(({ source, target }) => source === id && target === id);
  const others = edges.filter(({ source, target }) => source !== target);
  const isOut = (edge: Wiring['edges'][number]): boolean =>
    (edge.source === id) !== back.has(edge.id);
  const ends = others.filter(({ source, target }) => source === id || target === id);
  const out = ends.filter(isOut).length;
  const lengthwise = sideFor(Math.max(out, ends.length - out));
  // Half of the loops are on either side, and the label of each within the next.
  const perSide = Math.ceil(loops.length / 2);
  const texts = loops.flatMap(({ labels = [] }) => labels);
  const crosswise =
    perSide < 2
      ? 0
      : Math.max(
          sideFor(2 * perSide),
          (Math.max(...texts.map((text) => (direction === 'down' ? text.height : text.width))) +
            8) *
            ((2 * perSide + 1) / (2 * perSide - 1)),
        );
  return direction === 'down'
    ? { width: Math.max(width, lengthwise), height: Math.max(height, Math.ceil(crosswise)) }
    : { width: Math.max(width, Math.ceil(crosswise)), height: Math.max(height, lengthwise) };
};

// -------------------------------------------------------------------------------------------------------- operations

/** Makes ELK's graph of a chart. */
export const elkGraph = (drawn: Drawn, wiring: Wiring, plan: Plan): ElkGraph => {
  const { chart, isFramed, nodes, heads } = drawn;
  const { direction } = plan;
  const layoutOptions = { ...ofGraph, 'elk.direction': direction.toUpperCase(), ...plan.options };
  const wrapping = (node: ChartNode): Readonly<Record<string, string>> =>
    plan.aspect !== undefined && (plan.cutsInner === true ? isLongInnerChain : isLongChain)(node)
      ? {
          'elk.layered.wrapping.strategy': 'MULTI_EDGE',
          'elk.aspectRatio': String(plan.aspect),
        }
      : {};
  const { length, thickness } = sizes.fork;
  const bar =
    direction === 'down'
      ? { width: length, height: thickness }
      : { width: thickness, height: length };

  const childrenOf = (node: ChartNode): ReadonlyArray<ElkGraph> => [
    ...((node.initial?.targets.length ?? 0) > 0
      ? [{ id: elkIds.initial(node.id), width: 2 * measures.dot, height: 2 * measures.dot }]
      : []),
    ...inOrder(nodes, node).map(elkNode),
    ...wiring.joints
      .filter(({ container }) => container === node.id)
      .map(({ transition }) => ({
        id: elkIds.joint(transition.id),
        ...(isForked(transition) ? bar : { width: 1, height: 1 }),
      })),
  ];

  const elkNode = (node: ChartNode): ElkGraph => {
    const id = elkIds.node(node.id);
    const head = heads.get(node.id);
    if (head === undefined) return { id };
    const isRegion = nodes.get(node.parent ?? '')?.kind === 'parallel';
    const ofNode = {
      'elk.layered.edgeRouting.selfLoopDistribution': 'NORTH_SOUTH',
      ...(isRegion ? { 'elk.alignment': direction === 'down' ? 'TOP' : 'LEFT' } : {}),
    };
    if (node.kind === 'history') return { id, width: head.width, height: head.height };
    if (node.children.length === 0)
      return { id, layoutOptions: ofNode, ...leafSize(head, id, wiring, direction) };
    const { left = 0, right = 0 } = plan.room.get(node.id) ?? {};
    const { inner } = sizes;
    const own = padding(head.height + inner - 4, inner + right, inner, inner + left);
    const graph = { ...layoutOptions, ...ofNode, ...wrapping(node) };
    if (wiring.crossed.has(id))
      return {
        id,
        layoutOptions: { ...graph, ...together, 'elk.padding': own },
        children: childrenOf(node),
      };
    // What no line crosses is laid out on its own, which is faster and often better. If lines cross the border of a child, the
    // children are laid out together, which ELK does only in a node of their own.
    const isCrossed = node.children.some((child) => wiring.crossed.has(elkIds.node(child.id)));
    return {
      id,
      layoutOptions: { ...graph, ...apart, 'elk.padding': own },
      children: isCrossed
        ? [
            {
              id: elkIds.content(node.id),
              layoutOptions: {
                ...layoutOptions,
                ...wrapping(node),
                ...together,
                'elk.padding': padding(0, 0, 0, 0),
              },
              children: childrenOf(node),
            },
          ]
        : childrenOf(node),
    };
  };

  return {
    id: 'picture',
    layoutOptions: { ...layoutOptions, ...(isFramed ? {} : wrapping(chart.root)), ...ofPicture },
    children: isFramed ? [elkNode(chart.root)] : childrenOf(chart.root),
    edges: wiring.edges.map(({ id, source, target, labels = [] }) => ({
      id: wiring.back.has(id) ? elkIds.back(id) : id,
      sources: [wiring.back.has(id) ? target : source],
      targets: [wiring.back.has(id) ? source : target],
      labels,
      ...(id.startsWith('i') ? { layoutOptions: ofStart } : {}),
    })),
  };
};
