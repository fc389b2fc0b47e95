/** The edges of a chart's picture, from which ELK's graph is made: one for each initial target and each target of a transition. */
import type { ChartNode, ChartTransition } from '../statechart/Statechart.js';
import type { ElkGraphEdge } from './ChartLayout.js';
import type { Drawn, Plan } from './Drawn.js';
import { ancestry, elkIds } from './Drawn.js';
import type { Edge } from './flow.js';
import { backEdges, levelOf, lineage } from './flow.js';
import { isRow, linesSize, transitionLines } from './lines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An edge with its labels. */
export interface ChartEdge extends Edge {
  readonly labels?: ElkGraphEdge['labels'];
}

/** The edges of a chart, and where they lead. */
export interface Wiring {
  readonly edges: ReadonlyArray<ChartEdge>;
  /** The ids of the edges that lead back, which ELK is given the other way round. */
  readonly back: ReadonlySet<string>;
  /** The compound nodes whose border an edge crosses. */
  readonly crossed: ReadonlySet<string>;
  /** The transitions whose line has a joint, with the id of the node in which that is. */
  readonly joints: ReadonlyArray<{
    readonly transition: ChartTransition;
    readonly container: string;
  }>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The innermost node that contains, or is, each of some nodes, and has children. */
const containerOf = (nodes: Drawn['nodes'], ids: ReadonlyArray<string>): string | undefined => {
  const [first = [], ...others] = ids.map((id) => ancestry(nodes, id));
  return first.find(
    (id) => (nodes.get(id)?.children.length ?? 0) > 0 && others.every((line) => line.includes(id)),
  );
};

/** The children of a node, with the initial one first, so that it is the first in the picture. */
export const inOrder = (
  nodes: Drawn['nodes'],
  { children, initial }: ChartNode,
): ReadonlyArray<ChartNode> => {
  const first = (initial?.targets ?? []).flatMap((target) => ancestry(nodes, target));
  return [
    ...children.filter(({ id }) => first.includes(id)),
    ...children.filter(({ id }) => !first.includes(id)),
  ];
};

/** Whether the line of a transition forks. */
export const isForked = ({ targets }: ChartTransition): boolean => targets.length > 1;

/**
 * Whether the line of a transition has a joint: a bar where it forks, or a point within an ancestor on the way to or from a
 * descendant that is not its child, since ELK lets such a line begin at the wrong side.
 */
const hasJoint = (nodes: Drawn['nodes'], { source, targets }: ChartTransition): boolean =>
  targets.length > 1 ||
  targets.some((target) => {
    const [from, to] = [ancestry(nodes, source), ancestry(nodes, target)];
    return from.indexOf(target) > 1 || to.indexOf(source) > 1;
  });

const labelOf = (
  transition: ChartTransition,
  source: ChartNode,
  plan: Plan,
): ElkGraphEdge['labels'] => {
  const lines = transitionLines(transition, source, plan);
  return lines.length === 0
    ? []
    : [{ id: elkIds.label(transition.id), text: transition.id, ...linesSize(lines) }];
};

const initialEdges = ({ id, initial }: ChartNode): ReadonlyArray<ChartEdge> =>
  (initial?.targets ?? []).map((target, i) => ({
    id: elkIds.start(id, i),
    source: elkIds.initial(id),
    target: elkIds.node(target),
  }));

const transitionEdges = (
  transition: ChartTransition,
  source: ChartNode,
  nodes: Drawn['nodes'],
  plan: Plan,
): ReadonlyArray<ChartEdge> => {
  const { id, targets } = transition;
  const labels = labelOf(transition, source, plan);
  const from = elkIds.node(source.id);
  const to = (origin: string, texts: ElkGraphEdge['labels']): ReadonlyArray<ChartEdge> =>
    targets.map((target, i) => ({
      id: elkIds.transition(id, i),
      source: origin,
      target: elkIds.node(target),
      labels: texts,
    }));
  if (!hasJoint(nodes, transition)) return to(from, labels);
  const joint = elkIds.joint(id);
  return [{ id: elkIds.stem(id), source: from, target: joint, labels }, ...to(joint, [])];
};

/** Edges that put regions one after the other. */
const stackingEdges = ({ kind, children }: ChartNode): ReadonlyArray<ChartEdge> =>
  kind === 'parallel'
    ? children.slice(1).flatMap(({ id }, i) => {
        const before = children[i];
        return before === undefined
          ? []
          : [{ id: elkIds.order(id), source: elkIds.node(before.id), target: elkIds.node(id) }];
      })
    : [];

/** Edges that put all regions behind a fork within their parent, also those to which it does not lead. */
const forkingEdges = (
  nodes: Drawn['nodes'],
  { transition, container }: Wiring['joints'][number],
): ReadonlyArray<ChartEdge> => {
  const parent = nodes.get(container);
  const reached = transition.targets.flatMap((target) => ancestry(nodes, target));
  return parent?.kind === 'parallel' && isForked(transition)
    ? parent.children
        .filter(({ id }) => !reached.includes(id))
        .map(({ id }) => ({
          id: elkIds.order(`${transition.id} ${id}`),
          source: elkIds.joint(transition.id),
          target: elkIds.node(id),
        }))
    : [];
};

type Parents = ReadonlyMap<string, string>;

/** An edge whose ends are brought up to the children of their innermost common parent. */
const flattened = (parents: Parents, edge: ChartEdge): ChartEdge => {
  const level = levelOf(parents, edge);
  if (level !== undefined) return { ...edge, source: level.source, target: level.target };
  const outer = lineage(parents, edge.source).includes(edge.target) ? edge.target : edge.source;
  return { ...edge, source: outer, target: outer };
};

const crossedBy = (parents: Parents, { source, target }: Edge): ReadonlyArray<string> => {
  const [from, to] = [source, target].map((place) => lineage(parents, place).slice(1));
  return [
    ...(from ?? []).filter((id) => to?.includes(id) !== true),
    ...(to ?? []).filter((id) => from?.includes(id) !== true),
  ];
};

/** Lists the edges of a chart, and finds those that lead back. */
export const wiringOf = ({ chart, nodes }: Drawn, plan: Plan): Wiring => {
  const list = [...nodes.values()];
  const joints = list.flatMap((source) =>
    source.transitions
      .filter((transition) => hasJoint(nodes, transition))
      .map((transition) => ({
        transition,
        container: containerOf(nodes, [source.id, ...transition.targets]) ?? chart.root.id,
      })),
  );
  const parents: Parents = new Map([
    ...list.flatMap(({ id, parent }): ReadonlyArray<readonly [string, string]> => [
      ...(parent === undefined ? [] : [[elkIds.node(id), elkIds.node(parent)] as const]),
      [elkIds.initial(id), elkIds.node(id)],
    ]),
    ...joints.map(
      ({ transition, container }) => [elkIds.joint(transition.id), elkIds.node(container)] as const,
    ),
  ]);
  const edges = [
    ...list.flatMap((source): ReadonlyArray<ChartEdge> => [
      ...initialEdges(source),
      ...source.transitions
        .filter((transition) => !isRow(transition))
        .flatMap((transition) => transitionEdges(transition, source, nodes, plan)),
      ...(plan.isStacked ? stackingEdges(source) : []),
    ]),
    ...(plan.isStacked ? [] : joints.flatMap((joint) => forkingEdges(nodes, joint))),
  ].map((edge) => (plan.isFlat ? flattened(parents, edge) : edge));
  const places = list.flatMap((node) => [
    elkIds.initial(node.id),
    ...inOrder(nodes, node).map(({ id }) => elkIds.node(id)),
  ]);
  return {
    edges,
    back: backEdges(places, parents, edges),
    crossed: new Set(edges.flatMap((edge) => crossedBy(parents, edge))),
    joints,
  };
};
