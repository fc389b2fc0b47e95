/** Paints nodes: boxes with a name and rows, frames around children, history marks. */
import { round } from '../diagram/arrow.js';
import type { Box } from '../diagram/Layout.js';
import { measures, spanWidth } from '../diagram/Layout.js';
import { classes, group, linesAt, textAt } from '../diagram/painter.js';
import type { Paint, Tone } from '../diagram/theme.js';
import type { XmlNode } from '../diagram/xml.js';
import { xml } from '../diagram/xml.js';
import type { ChartNode } from '../statechart/Statechart.js';
import type { PlacedNode } from './ChartLayout.js';
import type { ChartPainter } from './chartPainter.js';
import { badgeBox, paintCount } from './chartPainter.js';
import { nodeText } from './chartText.js';
import type { NodeHead, NodeRow } from './lines.js';
import { headOf, NAME_LINE, sizes, TAG_GAP, widthOf } from './lines.js';
import { paintInner } from './paintTransition.js';

type Nodes = ReadonlyArray<XmlNode>;

/** The colour of a kind of node. */
const toneOf = ({ kind }: ChartNode): Tone =>
  kind === 'final' ? 'done' : kind === 'atomic' ? 'active' : 'canceled';

const RADIUS = 10;

const paintTags = (
  { paints }: ChartPainter,
  { lines }: NodeRow,
  { x, y }: { readonly x: number; readonly y: number },
): Nodes =>
  lines.flatMap((line, i) =>
    line.flatMap((span, j) => {
      const before = line
        .slice(0, j)
        .reduce((sum, other) => sum + spanWidth(other) + 2 * sizes.tag + TAG_GAP, 0);
      const top = y + i * measures.line;
      const width = round(spanWidth(span));
      return [
        xml('rect', {
          ...paints('rc-tag', { stroke: 'quiet' }),
          x: round(x + before) + 0.5,
          y: top + 0.5,
          width: round(width + 2 * sizes.tag - 1),
          height: measures.line - 1,
          rx: 7,
          opacity: 0.6,
        }),
        ...textAt(paints, [span], { x: x + before + sizes.tag, width }, top + measures.baseline),
      ];
    }),
  );

const paintRow = (painter: ChartPainter, node: ChartNode, head: Box, row: NodeRow): Nodes => {
  const { paints } = painter;
  const at = {
    x: head.x + measures.padding,
    y: head.y + row.y,
    width: head.width - 2 * measures.padding,
  };
  switch (row.kind) {
    case 'tags':
      return paintTags(painter, row, at);
    case 'description':
    case 'text':
      return linesAt(paints, row.lines, at);
    case 'transition':
      return row.transition === undefined
        ? []
        : [paintInner(painter, row.transition, node, { ...at, height: row.height }, row.lines)];
  }
};

/** The name of a node: in the middle of a box that holds nothing else, at the left above rows and children. */
const paintName = (
  { paints }: ChartPainter,
  { name, nameHeight }: NodeHead,
  head: Box,
  isAlone: boolean,
): Nodes => {
  const room = head.width - measures.padding * (isAlone ? 1 : 2);
  const middle = head.y + (isAlone ? head.height : nameHeight) / 2;
  return name.flatMap((line, i) => {
    const width = Math.min(widthOf([line]), room);
    return textAt(
      paints,
      line,
      { x: head.x + (isAlone ? (head.width - width) / 2 : measures.padding), width },
      middle + 5 + (i - (name.length - 1) / 2) * NAME_LINE,
    );
  });
};

const frameOf = (
  { x, y, width, height }: Box,
  by: number,
  radius: number,
): XmlNode['attributes'] => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
  rx: Math.max(2, radius + by),
});

/** The border of a node. */
export type FrameKind = 'solid' | 'dashed' | 'none';

/** Paints a node without its children. */
export const paintNode = (
  painter: ChartPainter,
  node: ChartNode,
  placed: PlacedNode,
  frame: FrameKind,
): XmlNode => {
  const { paints, options, layout, wording, isInteractive } = painter;
  const { head } = placed;
  const contents = headOf(node, wording);
  const paint = options.nodes?.(node);
  const isActive = painter.active.has(node.id);
  const isLeaf = node.children.length === 0;
  const tone =
    paint?.tone ??
    (isActive
      ? 'active'
      : painter.active.size > 0 && node.kind !== 'final'
        ? 'canceled'
        : toneOf(node));
  const radius = node.kind === 'history' ? placed.width / 2 : RADIUS;
  const fill: Paint | undefined = isLeaf ? `${tone}-fill` : undefined;
  const boxWidth = isActive ? 2.25 : 1.5;
  const entryLines =
    node.description === '' ? nodeText(node) : `${nodeText(node)}: ${node.description}`;
  return group(
    painter,
    {
      class: classes('rc-state', `rc-${node.kind}`, isActive ? 'rc-current' : ''),
      'data-state': node.id,
      ...(isInteractive ? { tabindex: 0, role: 'button', 'aria-label': entryLines } : {}),
    },
    [entryLines],
    paint,
    [
      ...(isActive && isLeaf
        ? [
            xml('rect', {
              ...paints('rc-halo', { stroke: tone }),
              ...frameOf(placed, 4.5, radius),
              'stroke-width': 5,
              opacity: 0.3,
            }),
          ]
        : []),
      // Each level of nesting is a little darker than the one around it.
      ...(isLeaf
        ? []
        : [
            xml('rect', {
              ...paints('rc-depth', { fill: isActive ? 'active' : 'ink' }),
              ...frameOf(placed, 0, radius),
              opacity: isActive ? 0.06 : 0.03,
            }),
          ]),
      xml('rect', {
        ...paints('rc-box', {
          ...(fill === undefined ? {} : { fill }),
          ...(frame === 'none' && !isActive ? {} : { stroke: tone }),
        }),
        ...frameOf(placed, 0, radius),
        'stroke-width': boxWidth,
        'stroke-dasharray': frame === 'solid' ? undefined : '4 4',
      }),
      ...(node.kind === 'final'
        ? [
            xml('rect', {
              ...paints('rc-ring', { stroke: tone }),
              ...frameOf(placed, -4, radius),
              'stroke-width': 1,
            }),
          ]
        : []),
      ...paintName(painter, contents, head, isLeaf && contents.rows.length === 0),
      ...(contents.rule === undefined
        ? []
        : [
            xml('path', {
              ...paints('rc-rule', { stroke: tone }),
              d: `M${String(placed.x)} ${String(placed.y + contents.rule)}h${String(placed.width)}`,
              opacity: 0.45,
            }),
          ]),
      ...contents.rows.flatMap((row) => paintRow(painter, node, head, row)),
      ...(paint?.count === undefined
        ? []
        : [
            paintCount(
              paints,
              paint.count,
              badgeBox(
                paint.count,
                Math.min(placed.x + placed.width + 10, layout.width - 1),
                placed.y + (layout.direction === 'down' ? 0 : placed.height),
              ),
            ),
          ]),
    ],
  );
};
