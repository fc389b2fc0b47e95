/** Paints transitions: arrows with labels, lines that fork, and rows in the boxes of their sources. */
import type { Arrow } from '../diagram/arrow.js';
import { arrowThrough, round } from '../diagram/arrow.js';
import type { Box, Point } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import { classes, group, linesAt } from '../diagram/painter.js';
import type { Paint } from '../diagram/theme.js';
import type { XmlNode } from '../diagram/xml.js';
import { xml } from '../diagram/xml.js';
import type { ChartNode, ChartTransition } from '../statechart/Statechart.js';
import type { PlacedInitial, PlacedTransition } from './ChartLayout.js';
import type { ChartPainter } from './chartPainter.js';
import { badgeBox, badgeOnLine, paintCount } from './chartPainter.js';
import { transitionText } from './chartText.js';
import type { Line } from './lines.js';
import { transitionLines } from './lines.js';

type Nodes = ReadonlyArray<XmlNode>;

/** The opacity of a faint line. */
const FAINT = 0.22;

/** The arrow through points; that of a simplified layout is a curve. */
const arrowOf = (points: ReadonlyArray<Point>, isCurve: boolean): Arrow => {
  const arrow = arrowThrough(points);
  const [start, middle, end] = points;
  return isCurve && start !== undefined && middle !== undefined && end !== undefined
    ? { ...arrow, line: `M${start.join(' ')}Q${middle.join(' ')} ${end.join(' ')}` }
    : arrow;
};

const transitionGroup = (
  painter: ChartPainter,
  transition: ChartTransition,
  source: ChartNode,
  className: string,
  children: Nodes,
): XmlNode => {
  const text = transitionText(transition, source, painter.names, painter.wording.root);
  const paint = painter.options.transitions?.(transition);
  return group(
    painter,
    {
      class: classes('rc-edge', className, painter.taken.has(transition.id) ? 'rc-taken' : ''),
      'data-edge': transition.id,
      'data-source': source.id,
      'data-event': transition.eventType,
      'data-target': transition.targets.length === 0 ? undefined : transition.targets.join(' '),
      ...(painter.isInteractive ? { tabindex: 0, role: 'button', 'aria-label': text } : {}),
    },
    [text],
    painter.isFaint(transition)
      ? { ...paint, attributes: { opacity: FAINT, ...paint?.attributes } }
      : paint,
    children,
  );
};

const heatOf = (painter: ChartPainter, transition: ChartTransition): number =>
  Math.min(1, Math.max(0, painter.options.transitions?.(transition)?.heat ?? 0));

const glowOpacity = (heat: number): number => round(0.25 + 0.55 * heat);

const countOf = (
  painter: ChartPainter,
  transition: ChartTransition,
  place: (count: number) => Box,
): Nodes => {
  const count = painter.options.transitions?.(transition)?.count;
  return count === undefined ? [] : [paintCount(painter.paints, count, place(count))];
};

/** The path of a line without a head. */
export const pathThrough = (points: ReadonlyArray<Point>): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${String(x)} ${String(y)}`).join('');

/** Paints a transition that leads to a node. */
export const paintArrow = (
  painter: ChartPainter,
  transition: ChartTransition,
  source: ChartNode,
  { routes, fork, label }: PlacedTransition,
): XmlNode => {
  const { paints, wording, isInteractive } = painter;
  const paint = painter.options.transitions?.(transition);
  const isTaken = painter.taken.has(transition.id);
  const stroke: Paint = paint?.tone ?? (isTaken ? 'active' : 'line');
  const isFaint = painter.isFaint(transition);
  const isCurve = painter.layout.isSimplified === true;
  const arrows = routes
    .filter((points) => points.length > 1)
    .map((points) => arrowOf(points, isCurve));
  const stems = fork === undefined || fork.stem.length < 2 ? [] : [pathThrough(fork.stem)];
  const lines = [...stems, ...arrows.map(({ line }) => line)];
  const heat = heatOf(painter, transition);
  return transitionGroup(painter, transition, source, source.kind === 'history' ? 'rc-quiet' : '', [
    ...(heat === 0
      ? []
      : lines.map((d) =>
          xml('path', {
            ...paints('rc-heat', { stroke: 'heat' }),
            d,
            'stroke-width': round(3 + 8 * heat),
            'stroke-linecap': 'round',
            opacity: glowOpacity(heat),
          }),
        )),
    ...(isInteractive
      ? lines.map((d) =>
          xml('path', {
            class: 'rc-hit',
            d,
            fill: 'none',
            stroke: 'transparent',
            'stroke-width': 14,
          }),
        )
      : []),
    ...lines.map((d) =>
      xml('path', {
        ...paints('rc-line', { stroke }),
        d,
        'stroke-width': isTaken ? 2.5 : 1.5,
        'stroke-dasharray': source.kind === 'history' ? '5 4' : undefined,
      }),
    ),
    ...arrows.map(({ head }) => xml('path', { ...paints('rc-head', { fill: stroke }), d: head })),
    ...(fork === undefined
      ? []
      : [xml('rect', { ...paints('rc-fork', { fill: stroke }), ...fork.bar, rx: 2 })]),
    ...(label === undefined || isFaint
      ? []
      : [
          xml(
            'g',
            { class: 'rc-label' },
            // It stands on its line, and perhaps on others.
            ...(isCurve
              ? [
                  xml('rect', {
                    ...paints('rc-ground', { fill: 'badge-ink' }),
                    x: label.x - 3,
                    y: label.y - 1,
                    width: label.width + 6,
                    height: label.height + 2,
                    rx: 4,
                    opacity: 0.85,
                  }),
                ]
              : []),
            ...(isInteractive
              ? [
                  xml('rect', {
                    class: 'rc-hit',
                    x: label.x - 3,
                    y: label.y - 2,
                    width: label.width + 6,
                    height: label.height + 4,
                    fill: 'transparent',
                  }),
                ]
              : []),
            ...linesAt(paints, transitionLines(transition, source, wording), label),
          ),
        ]),
    ...countOf(painter, transition, (count) =>
      badgeOnLine(count, fork?.stem ?? routes[0] ?? [], painter.solid),
    ),
  ]);
};

/** Paints a transition that stays in its source: a row. */
export const paintInner = (
  painter: ChartPainter,
  transition: ChartTransition,
  source: ChartNode,
  box: Box,
  lines: ReadonlyArray<Line>,
): XmlNode => {
  const { paints, isInteractive } = painter;
  const paint = painter.options.transitions?.(transition);
  const heat = heatOf(painter, transition);
  const tone = paint?.tone ?? (painter.taken.has(transition.id) ? 'active' : undefined);
  const area = { x: box.x - 8, y: box.y - 2, width: box.width + 16, height: box.height + 4, rx: 5 };
  return transitionGroup(painter, transition, source, 'rc-row', [
    ...(heat === 0
      ? []
      : [
          xml('rect', {
            ...paints('rc-heat', { fill: 'heat' }),
            ...area,
            width: round(2 + 3 * heat),
            rx: 1.5,
            opacity: glowOpacity(heat),
          }),
        ]),
    ...(isInteractive ? [xml('rect', { class: 'rc-hit', ...area, fill: 'transparent' })] : []),
    ...(tone === undefined
      ? []
      : [xml('rect', { ...paints('rc-mark', { fill: tone }), ...area, width: 3, rx: 1.5 })]),
    ...linesAt(paints, lines, box, transition.isForbidden),
    ...countOf(painter, transition, (count) => badgeBox(count, box.x + box.width + 8, box.y + 8)),
  ]);
};

/** Paints the dot that marks an initial state, with its arrows. */
export const paintInitial = (
  { paints }: ChartPainter,
  { id, at, routes }: PlacedInitial,
): XmlNode =>
  xml(
    'g',
    { class: 'rc-start', 'data-initial': id },
    xml('circle', { ...paints('rc-dot', { fill: 'ink' }), cx: at[0], cy: at[1], r: measures.dot }),
    ...routes
      .filter((points) => points.length > 1)
      .map(arrowThrough)
      .flatMap(({ line, head }) => [
        xml('path', { ...paints('rc-line', { stroke: 'line' }), d: line, 'stroke-width': 1.5 }),
        xml('path', { ...paints('rc-head', { fill: 'line' }), d: head }),
      ]),
  );
