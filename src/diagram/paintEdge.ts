/** Paints edges as SVG: an edge that leaves its state is an arrow, an edge that stays inside is a row in the state's box. */
import { arrowThrough, round } from './arrow.js';
import { edgeText } from './description.js';
import type { DiagramEdge } from './Diagram.js';
import { relabelEdge } from './labels.js';
import type { Box, Route, rowsOf } from './Layout.js';
import { edgeLines, measures } from './Layout.js';
import type { Painter } from './painter.js';
import { classes, group, linesAt } from './painter.js';
import type { EdgePaint } from './SvgOptions.js';
import type { XmlNode } from './xml.js';
import { xml } from './xml.js';

type Nodes = ReadonlyArray<XmlNode>;

const edgeGroup = <State extends string>(
  painter: Painter<State>,
  edge: DiagramEdge<State>,
  className: string,
  paint: EdgePaint | undefined,
  children: Nodes,
): XmlNode =>
  group(
    painter,
    {
      class: classes('rc-edge', className),
      'data-edge': `${edge.source} ${edge.event}`,
      'data-source': edge.source,
      'data-event': edge.event,
      'data-target': edge.target,
    },
    [edgeText(relabelEdge(painter.labels, edge))],
    paint,
    children,
  );

/** Paints the glow of an edge if its heat is above 0. */
const glow = (
  paint: EdgePaint | undefined,
  node: (heat: number, opacity: number) => XmlNode,
): Nodes => {
  const heat = Math.min(1, Math.max(0, paint?.heat ?? 0));
  return heat === 0 ? [] : [node(heat, round(0.25 + 0.55 * heat))];
};

/** Makes an invisible target for the pointer if the picture has targets. */
const hit = (
  { hasTargets }: Pick<Painter<never>, 'hasTargets'>,
  tag: 'path' | 'rect',
  attributes: XmlNode['attributes'],
): Nodes => (hasTargets ? [xml(tag, { class: 'rc-hit', ...attributes })] : []);

/** Paints an edge that leaves its state: an arrow with a label. */
export const paintRoute = <State extends string>(
  painter: Painter<State>,
  edge: DiagramEdge<State>,
  { quiet, points, label }: Route<State>,
): XmlNode => {
  const { paints, options } = painter;
  const paint = options.edges?.(edge);
  const stroke = paint?.tone ?? (quiet ? 'quiet' : 'line');
  const { line, head } = arrowThrough(points);
  return edgeGroup(painter, edge, quiet ? 'rc-quiet' : '', paint, [
    ...glow(paint, (heat, opacity) =>
      xml('path', {
        ...paints('rc-heat', { stroke: 'heat' }),
        d: line,
        'stroke-width': round(3 + 8 * heat),
        'stroke-linecap': 'round',
        opacity,
      }),
    ),
    ...hit(painter, 'path', { d: line, fill: 'none', stroke: 'transparent', 'stroke-width': 14 }),
    xml('path', {
      ...paints('rc-line', { stroke }),
      d: line,
      'stroke-width': quiet ? 1.25 : 1.5,
      'stroke-dasharray': quiet ? '5 4' : undefined,
    }),
    xml('path', { ...paints('rc-head', { fill: stroke }), d: head }),
    xml(
      'g',
      { class: 'rc-label' },
      ...hit(painter, 'rect', {
        x: label.x - 3,
        y: label.y - 2,
        width: label.width + 6,
        height: label.height + 4,
        fill: 'transparent',
      }),
      ...linesAt(
        paints,
        edgeLines(relabelEdge(painter.labels, edge), { quiet, inside: false }),
        label,
        quiet,
      ),
    ),
  ]);
};

/** Paints an edge that stays inside its state: a row in the state's box. */
export const paintRow = <State extends string>(
  painter: Painter<State>,
  box: Box,
  { edge, y, height }: ReturnType<typeof rowsOf<State>>[number],
): XmlNode => {
  const { paints, options } = painter;
  const paint = options.edges?.(edge);
  const area = {
    x: box.x + measures.padding / 2,
    y: box.y + y - 4,
    width: box.width - measures.padding,
    height: height + 7,
    rx: 5,
  };
  return edgeGroup(painter, edge, 'rc-row', paint, [
    ...glow(paint, (heat, opacity) =>
      xml('rect', {
        ...paints('rc-heat', { fill: 'heat' }),
        ...area,
        width: round(2 + 3 * heat),
        rx: 1.5,
        opacity,
      }),
    ),
    ...hit(painter, 'rect', { ...area, fill: 'transparent' }),
    ...(paint?.tone === undefined
      ? []
      : [
          xml('rect', {
            ...paints('rc-mark', { fill: paint.tone }),
            x: area.x,
            y: area.y,
            width: 3,
            height: area.height,
            rx: 1.5,
          }),
        ]),
    ...linesAt(
      paints,
      edgeLines(relabelEdge(painter.labels, edge), { quiet: false, inside: true }),
      { x: box.x + measures.padding, y: box.y + y, width: box.width - 2 * measures.padding },
    ),
  ]);
};
