/** `Drawn`: what a layout is made of, before a layout engine sees it; and the ids by which its parts are found again. */
import type { Direction } from '../diagram/Layout.js';
import type { ChartNode, Statechart } from '../statechart/Statechart.js';
import { nodesOf } from '../statechart/Statechart.js';
import type { NodeHead, Wording } from './lines.js';
import { headOf } from './lines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** One of the ways in which a chart can be laid out. */
export interface Plan extends Wording {
  readonly direction: Direction;
  /** Whether parallel regions stand one after the other in the direction of the chart, not side by side. */
  readonly isStacked: boolean;
  /** Whether lines end at the borders of compound nodes instead of crossing them: a simpler graph, for which ELK has no faults. */
  readonly isFlat: boolean;
  /** How many times as wide as high a long chain of states should be, which is then cut into pieces side by side. */
  readonly aspect?: number;
  /** Whether long chains within others are cut into pieces, instead of those around them. */
  readonly cutsInner?: boolean;
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
  joint: (id: string): string => `j:${id}`,
  label: (id: string): string => `l:${id}`,
  initial: (id: string): string => `i:${id}`,
  start: (id: string, target: number): string => `i${String(target)}:${id}`,
  /** What holds all children of a node, and is not drawn. */
  content: (id: string): string => `c:${id}`,
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
export const ancestry = (nodes: Drawn['nodes'], id: string): ReadonlyArray<string> => {
  const parent = nodes.get(id)?.parent;
  return parent === undefined ? [id] : [id, ...ancestry(nodes, parent)];
};
