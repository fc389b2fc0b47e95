/**
 * Paints a chart as SVG at the coordinates of a layout. It needs no layout engine, no fonts and no screen, so the text is the
 * same in Node, in a browser and on a server.
 *
 * Laws: every state and every edge of the chart occurs once, as a group with `data-state` or `data-edge`; no name or reason is
 * read as markup; equal arguments give equal text.
 */
import { arrowThrough } from './arrow.js';
import { describe } from './description.js';
import type { Diagram, DiagramEdge } from './Diagram.js';
import { relabel, wordFor } from './labels.js';
import type { Layout, Route } from './Layout.js';
import { measures } from './Layout.js';
import { legibleCss } from './legible.js';
import { FONT_FAMILY } from './metrics.js';
import { paintRoute } from './paintEdge.js';
import type { Painter } from './painter.js';
import { paintsOf } from './painter.js';
import { paintState } from './paintState.js';
import type { SvgOptions } from './SvgOptions.js';
import { darkWhenPreferred } from './theme.js';
import type { XmlNode } from './xml.js';
import { xml, xmlText } from './xml.js';

/** Lists the edges that leave their state, each with its route, in painting order. */
const leaving = <State extends string>({
  diagram,
  layout,
  options,
}: Painter<State>): ReadonlyArray<readonly [DiagramEdge<State>, Route<State>]> => {
  // Faint lines first, so that the others are painted over them. Among faint lines, those of the highlighted state come last.
  const depth = ({ quiet, source }: Route<State>): number =>
    quiet ? Number(source === options.highlight) : 2;
  const edges = layout.routes.flatMap((route) =>
    diagram.edges
      .filter(({ source, event }) => source === route.source && event === route.event)
      .map((edge) => [edge, route] as const),
  );
  return [...edges].sort(([, a], [, b]) => depth(a) - depth(b));
};

/**
 * Paints a chart as a tree of elements, for code that makes DOM nodes rather than text.
 *
 * @example
 * ```ts
 * import { runDiagram, runLayouts, svgTree } from 'runchart/diagram'
 *
 * assert.strictEqual(svgTree(runDiagram, runLayouts.right).tag, 'svg')
 * ```
 * @category SVG
 */
export const svgTree = <State extends string>(
  diagram: Diagram<State>,
  layout: Layout<State>,
  options: SvgOptions<State> = {},
): XmlNode => {
  const { theme = 'auto', highlight, interactive: isInteractive = false } = options;
  const { responsive: isResponsive = theme === 'auto', targets: hasTargets = isInteractive } =
    options;
  const css = `${theme === 'auto' ? darkWhenPreferred() : ''}${isResponsive ? legibleCss(layout.width) : ''}`;
  const paints = paintsOf(theme);
  const { labels = {} } = options;
  const painter: Painter<State> = {
    diagram,
    layout,
    options,
    paints,
    labels,
    isInteractive,
    hasTargets,
  };
  const startArrow = arrowThrough(layout.startRoute);
  const title = options.title ?? `Statechart: ${diagram.id}`;
  return xml(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'runchart',
      viewBox: `0 0 ${String(layout.width)} ${String(layout.height)}`,
      width: layout.width,
      height: layout.height,
      'font-family': FONT_FAMILY,
      // What a page passes on to its pictures would move their text: a picture reads from left to right in any page.
      direction: 'ltr',
      'text-anchor': 'start',
      'writing-mode': 'horizontal-tb',
      'data-direction': layout.direction,
      ...(isInteractive ? { role: 'toolbar', 'aria-label': title } : { role: 'img' }),
    },
    ...(isInteractive
      ? []
      : [
          xml('title', {}, title),
          xml(
            'desc',
            {},
            describe(relabel(labels, diagram), highlight && wordFor(labels.states, highlight)),
          ),
        ]),
    ...(css === '' ? [] : [xml('style', {}, css)]),
    xml(
      'g',
      { class: 'rc-start' },
      xml('circle', {
        ...paints('rc-dot', { fill: 'ink' }),
        cx: layout.start[0],
        cy: layout.start[1],
        r: measures.dot,
      }),
      xml('path', {
        ...paints('rc-line', { stroke: 'line' }),
        d: startArrow.line,
        'stroke-width': 1.5,
      }),
      xml('path', { ...paints('rc-head', { fill: 'line' }), d: startArrow.head }),
    ),
    xml(
      'g',
      { class: 'rc-edges' },
      ...leaving(painter).map(([edge, route]) => paintRoute(painter, edge, route)),
    ),
    xml('g', { class: 'rc-states' }, ...diagram.details.map((state) => paintState(painter, state))),
  );
};

/**
 * Paints a chart as the text of an SVG element, for a file or a page.
 *
 * `runSvg(options)` paints the lifecycle of a run.
 *
 * @example
 * ```ts
 * import { runDiagram, runLayouts, toSvg } from 'runchart/diagram'
 *
 * const svg = toSvg(runDiagram, runLayouts.down, { theme: 'light', highlight: 'Running' })
 * assert.ok(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'))
 * assert.strictEqual(svg.match(/data-state=/g)?.length, runDiagram.states.length)
 * assert.strictEqual(svg.match(/data-edge=/g)?.length, runDiagram.edges.length)
 * ```
 * @category SVG
 */
export const toSvg = <State extends string>(
  diagram: Diagram<State>,
  layout: Layout<State>,
  options: SvgOptions<State> = {},
): string => xmlText(svgTree(diagram, layout, options));
