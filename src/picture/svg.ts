/**
 * Paints a statechart as SVG at the coordinates of a layout. It needs no layout engine, no fonts and no screen, so the text is the same
 * in Node, in a browser and on a server.
 *
 * Laws: every node and every transition of the chart occurs once, as a group with `data-state` or `data-edge`; no name is read as
 * markup; equal arguments give equal text.
 */
import { legibleCss } from '../diagram/legible.js';
import { FONT_FAMILY } from '../diagram/metrics.js';
import { paintsOf } from '../diagram/painter.js';
import { darkWhenPreferred } from '../diagram/theme.js';
import type { XmlNode } from '../diagram/xml.js';
import { xml, xmlText } from '../diagram/xml.js';
import type { ChartNode, Statechart } from '../statechart/Statechart.js';
import { nodesOf } from '../statechart/Statechart.js';
import type { ChartLayout } from './ChartLayout.js';
import type { ChartPainter } from './chartPainter.js';
import type { ChartSvgOptions } from './ChartSvgOptions.js';
import { chartText, namesIn } from './chartText.js';
import type { FrameKind } from './paintNode.js';
import { paintNode } from './paintNode.js';
import { paintArrow, paintInitial, pathThrough } from './paintTransition.js';

/**
 * Paints a statechart as a tree of elements, for code that makes DOM nodes rather than text. See {@link chartSvg}.
 *
 * @example
 * ```ts
 * import { chartSvgTree, layOut } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const chart = statechartOf(createMachine({ id: 'door', initial: 'open', states: { open: { on: { close: 'closed' } }, closed: {} } }))
 * const layout = await layOut(chart)()
 * assert.ok(layout._tag === 'Right')
 * assert.strictEqual(chartSvgTree(chart, layout.right).tag, 'svg')
 * ```
 * @category SVG
 */
export const chartSvgTree = (
  chart: Statechart,
  layout: ChartLayout,
  options: ChartSvgOptions = {},
): XmlNode => {
  const { theme = 'auto', interactive: isInteractive = false, title = chart.id } = options;
  const { responsive: isResponsive = theme === 'auto' && layout.details === 'all' } = options;
  const css = `${theme === 'auto' ? darkWhenPreferred() : ''}${isResponsive ? legibleCss(layout.width) : ''}`;
  const paints = paintsOf(theme);
  const nodes = new Map(nodesOf(chart.root).map((node) => [node.id, node]));
  const active = new Set(options.active);
  const taken = new Set(options.taken);
  const painter: ChartPainter = {
    layout,
    wording: { details: layout.details, textWidth: layout.textWidth, root: chart.root },
    options,
    paints,
    names: namesIn(chart),
    active,
    taken,
    isInteractive,
    isFaint: (transition) =>
      layout.isSimplified === true &&
      !active.has(transition.source) &&
      !taken.has(transition.id) &&
      options.transitions?.(transition)?.dim !== false,
    solid: [
      ...layout.nodes.map((placed) =>
        nodes.get(placed.id)?.children.length === 0 ? placed : placed.head,
      ),
      ...layout.transitions.flatMap(({ label, routes }) =>
        label === undefined || routes.length === 0 ? [] : [label],
      ),
    ],
  };
  const ends = new Set(
    [...nodes.values()].flatMap(({ transitions }) =>
      transitions.flatMap(({ source, targets }) =>
        targets.length === 0 ? [] : [source, ...targets],
      ),
    ),
  );
  const separated = new Set(layout.separators.map(({ id }) => id));
  /** Regions with lines between them need no frame, unless a transition leads there. */
  const frameKind = ({ id, parent }: ChartNode): FrameKind =>
    parent === undefined || nodes.get(parent)?.kind !== 'parallel'
      ? 'solid'
      : separated.has(parent) && !ends.has(id)
        ? 'none'
        : 'dashed';
  const placedTransitions = new Map(layout.transitions.map((placed) => [placed.id, placed]));
  const arrows = (isFaint: boolean): ReadonlyArray<XmlNode> =>
    [...nodes.values()].flatMap((source) =>
      source.transitions.flatMap((transition) => {
        const placed = placedTransitions.get(transition.id);
        return placed === undefined ||
          transition.targets.length === 0 ||
          painter.isFaint(transition) !== isFaint
          ? []
          : [paintArrow(painter, transition, source, placed)];
      }),
    );
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
      ...(isInteractive ? { role: 'group', 'aria-label': title } : { role: 'img' }),
    },
    ...(isInteractive
      ? []
      : [xml('title', {}, title), xml('desc', {}, chartText(chart, painter.active))]),
    ...(css === '' ? [] : [xml('style', {}, css)]),
    ...(layout.isSimplified === true ? [xml('g', { class: 'rc-faint' }, ...arrows(true))] : []),
    xml(
      'g',
      { class: 'rc-states' },
      ...layout.nodes.flatMap((placed) => {
        const node = nodes.get(placed.id);
        if (node === undefined) return [];
        return [paintNode(painter, node, placed, frameKind(node))];
      }),
    ),
    xml(
      'g',
      { class: 'rc-edges' },
      ...layout.separators.map(({ points }) =>
        xml('path', {
          ...paints('rc-separator', { stroke: 'line' }),
          d: pathThrough(points),
          'stroke-dasharray': '6 5',
        }),
      ),
      ...layout.initials.map((initial) => paintInitial(painter, initial)),
      ...arrows(false),
    ),
  );
};

/**
 * Paints a statechart as the text of an SVG element, for a file or a page.
 *
 * @example
 * ```ts
 * import { chartSvg, layOut } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const chart = statechartOf(
 *   createMachine({
 *     id: 'door',
 *     initial: 'open',
 *     states: { open: { on: { close: 'closed' } }, closed: { on: { open: 'open' } } },
 *   }),
 * )
 * const layout = await layOut(chart)()
 * assert.ok(layout._tag === 'Right')
 * const svg = chartSvg(chart, layout.right, { theme: 'light', active: ['door.open'] })
 * assert.ok(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'))
 * assert.strictEqual(svg.match(/data-edge=/g)?.length, 2)
 * ```
 * @category SVG
 */
export const chartSvg = (
  chart: Statechart,
  layout: ChartLayout,
  options: ChartSvgOptions = {},
): string => xmlText(chartSvgTree(chart, layout, options));
