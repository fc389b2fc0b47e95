/**
 * Writes any statechart as a graph for Graphviz: states with children are clusters, and arrows to and from them end at their borders.
 *
 * Laws: every state without children is one node, every other one a cluster inside that of its parent; every transition with a target
 * is one arrow, or one for each target through a bar; names and texts are never read as syntax.
 *
 * Graphviz ranks clusters one by one unless `newrank` is set, and fails to when arrows cross their borders in some ways ("trouble in
 * init_rank").
 *
 * Graphviz draws no arrow between a cluster and a node inside it: a dashed node inside, with the same name, stands for the cluster.
 */
import { dotAttributes, quoteDot } from '../../diagram/dot.js';
import type { Direction } from '../../diagram/Layout.js';
import { FONT_FAMILY } from '../../diagram/metrics.js';
import { paletteOf } from '../../diagram/theme.js';
import type { ChartNode, ChartTransition, Statechart } from '../../statechart/Statechart.js';
import type { Details } from '../ChartLayout.js';
import {
  arrowsOf,
  indexOf,
  isBelow,
  isFrame,
  rowTexts,
  titleOf,
  transitionTexts,
} from './texts.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How a statechart is written for Graphviz.
 * @category Text formats
 */
export interface ChartDotOptions {
  /** Defaults to `down`. */
  readonly direction?: Direction;
  /** The ids of the nodes to highlight. */
  readonly active?: Iterable<string>;
  /** `all`, the default, or the names of states and events alone. */
  readonly details?: Details;
}

/** What an arrow ends at: a node, and the cluster at whose border it ends if it does not reach the node. */
interface End {
  readonly node: string;
  readonly cluster?: string;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The names of nodes and clusters: no two kinds begin alike. */
const stateName = (id: string): string => `state ${id}`;
const insideName = (id: string): string => `inside ${id}`;
const startName = (id: string): string => `start ${id}`;
const barName = (id: string): string => `bar ${id}`;
const clusterName = (id: string): string => `cluster ${id}`;

/**
 * Writes a statechart as DOT text.
 *
 * @example
 * ```ts
 * import { chartDot } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({
 *   id: 'door',
 *   initial: 'open',
 *   states: { open: { on: { close: 'shut' } }, shut: { on: { open: 'open' } } },
 * })
 * const dot = chartDot(statechartOf(door), { direction: 'right' })
 * assert.ok(dot.startsWith('digraph "door" {'))
 * assert.ok(dot.includes('"state door.open" -> "state door.shut" [label="close"]'))
 * ```
 * @category Text formats
 */
export const chartDot = (
  chart: Statechart,
  { direction = 'down', active = [], details = 'all' }: ChartDotOptions = {},
): string => {
  const index = indexOf(chart);
  const { root, nodes, node } = index;
  const wording = { details, root };
  const palette = paletteOf('light');
  const current = new Set(active);

  /**
   * The leaf that stands for a cluster in Graphviz's layout, whose arrows are cut off at the border: the first one for arrows to the
   * cluster, the last one for arrows from it, so that they run on in the direction of the layout.
   */
  const leafIn = (frame: ChartNode, end: 'head' | 'tail'): string => {
    const [first] = frame.initial?.targets ?? [];
    const child =
      end === 'tail'
        ? frame.children.at(-1)
        : (frame.children.find(({ id }) => id === first) ?? frame.children[0]);
    return child === undefined ? stateName(frame.id) : leafIn(child, end);
  };
  const isInside = (source: string, target: string): boolean =>
    source === target || isBelow(index, target, source) || isBelow(index, source, target);
  const needsInside = (frame: ChartNode): boolean =>
    isFrame(frame) &&
    nodes.some((source) =>
      arrowsOf(source).some(({ targets }) =>
        targets.some(
          (target) =>
            [source.id, target].includes(frame.id) &&
            (frame.parent === undefined || isInside(source.id, target)),
        ),
      ),
    );
  const insideRows = (frame: ChartNode): boolean =>
    frame.parent === undefined && frame.kind !== 'parallel' && rowTexts(frame, wording).length > 0;
  const insides = new Set(
    nodes.filter((own) => needsInside(own) || insideRows(own)).map(({ id }) => id),
  );
  const endOf = (id: string, others: ReadonlyArray<string>, end: 'head' | 'tail'): End => {
    const own = node(id);
    if (!isFrame(own)) return { node: stateName(id) };
    if (own.parent === undefined || others.some((other) => isInside(id, other)))
      return { node: insideName(id) };
    return { node: leafIn(own, end), cluster: clusterName(id) };
  };
  const arrow = (from: End, to: End, label: string, isDirected = true): string =>
    `${quoteDot(from.node)} -> ${quoteDot(to.node)} [${dotAttributes({
      label: label === '' ? undefined : label,
      ltail: from.cluster,
      lhead: to.cluster,
      arrowhead: isDirected ? undefined : 'none',
    })}]`.replace(' []', '');

  const colorsOf = ({ id, kind }: ChartNode): Readonly<Record<string, string | undefined>> => {
    const hue = kind === 'final' ? 'done' : isFrame(node(id)) ? 'canceled' : 'waiting';
    return {
      color: palette[hue],
      fillcolor: palette[`${hue}-fill`],
      penwidth: current.has(id) ? '3' : undefined,
    };
  };
  const isRegion = ({ parent }: ChartNode): boolean =>
    parent !== undefined && node(parent).kind === 'parallel';
  const labelOf = (own: ChartNode): string =>
    [titleOf(own), ...rowTexts(own, wording).flatMap((row) => ['', row])].join('\n');
  const tooltipOf = (own: ChartNode): string =>
    own.description === '' ? titleOf(own) : `${titleOf(own)}: ${own.description}`;

  const leafLine = (own: ChartNode): string =>
    `${quoteDot(stateName(own.id))} [${dotAttributes({
      label: labelOf(own),
      tooltip: tooltipOf(own),
      ...colorsOf(own),
      ...(own.kind === 'history' ? { shape: 'circle', width: '0.35', fixedsize: 'true' } : {}),
      peripheries: own.kind === 'final' ? '2' : undefined,
    })}]`;
  const insideLine = (frame: ChartNode): string =>
    `${quoteDot(insideName(frame.id))} [${dotAttributes({
      // The whole chart has no cluster that could say it.
      label: frame.parent === undefined ? labelOf(frame) : titleOf(frame),
      tooltip: tooltipOf(frame),
      style: 'rounded,dashed',
      color: palette.line,
    })}]`;
  const bars = (own: ChartNode): ReadonlyArray<string> =>
    arrowsOf(own)
      .filter(({ targets }) => targets.length > 1)
      .map(
        ({ id }) =>
          `${quoteDot(barName(id))} [${dotAttributes({ shape: 'box', style: 'filled', label: '', width: '0.5', height: '0.05', fillcolor: palette.line, color: palette.line })}]`,
      );
  /** What stands inside a frame: its dashed node, its start, its children, and the bars of the children's arrows. */
  const inner = (frame: ChartNode): ReadonlyArray<string> => [
    ...(insides.has(frame.id) ? [insideLine(frame)] : []),
    ...(frame.initial === undefined
      ? []
      : [
          `${quoteDot(startName(frame.id))} [${dotAttributes({ shape: 'point', width: '0.15', color: palette.ink, label: '' })}]`,
        ]),
    ...frame.children.flatMap((child) => [...nodeLines(child), ...bars(child)]),
  ];
  const nodeLines = (own: ChartNode): ReadonlyArray<string> =>
    isFrame(own)
      ? [
          `subgraph ${quoteDot(clusterName(own.id))} {`,
          ...[
            `graph [${dotAttributes({
              label: labelOf(own),
              tooltip: tooltipOf(own),
              style: isRegion(own) ? 'rounded,dashed' : 'rounded',
              ...colorsOf(own),
              penwidth: current.has(own.id) ? '3' : '1',
            })}]`,
            ...inner(own),
          ].map((line) => `  ${line}`),
          '}',
        ]
      : [leafLine(own)];

  const arrowLines = (source: ChartNode, transition: ChartTransition): ReadonlyArray<string> => {
    const { id, targets } = transition;
    const label = transitionTexts(transition, source, wording).join('\n');
    const from = endOf(source.id, targets, 'tail');
    const ends = targets.map((target) => endOf(target, [source.id], 'head'));
    const [only] = ends;
    if (only !== undefined && ends.length === 1) return [arrow(from, only, label)];
    const bar = { node: barName(id) };
    return [arrow(from, bar, label, false), ...ends.map((end) => arrow(bar, end, ''))];
  };
  const isWhole = isFrame(root) && root.kind !== 'parallel';
  return [
    `digraph ${quoteDot(chart.id)} {`,
    ...[
      `graph [${dotAttributes({ compound: 'true', newrank: 'true', rankdir: direction === 'down' ? 'TB' : 'LR', fontname: FONT_FAMILY, fontcolor: palette.ink, tooltip: root.description === '' ? undefined : root.description })}]`,
      `node [${dotAttributes({ shape: 'box', style: 'rounded,filled', fontname: FONT_FAMILY, fontcolor: palette.ink })}]`,
      `edge [${dotAttributes({ fontname: FONT_FAMILY, fontsize: '11', fontcolor: palette.muted, color: palette.line })}]`,
      ...(isWhole ? inner(root) : nodeLines(root)),
      ...bars(root),
      ...nodes.flatMap(({ id, initial }) =>
        (initial?.targets ?? []).map((target) =>
          arrow({ node: startName(id) }, endOf(target, [], 'head'), ''),
        ),
      ),
      ...nodes.flatMap((source) =>
        arrowsOf(source).flatMap((transition) => arrowLines(source, transition)),
      ),
    ].map((line) => `  ${line}`),
    '}',
  ].join('\n');
};
