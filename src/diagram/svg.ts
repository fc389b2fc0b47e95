/**
 * A chart as SVG: painted where a layout says, with no layout engine, no fonts to measure and no screen. The same text comes
 * out in Node, in a browser and on a server.
 *
 * Laws: every state and every edge of the chart is there once, as a group with `data-state` or `data-edge`; no text is markup;
 * equal arguments give equal text.
 */
import { arrowThrough, round } from './arrow.js';
import type { Diagram, DiagramEdge } from './Diagram.js';
import type { Box, Layout, Span } from './Layout.js';
import { edgeLines, fontOf, measures, rowsOf, spanWidth } from './Layout.js';
import { FONT_FAMILY, textWidth } from './metrics.js';
import type { Paint, Theme, Tone } from './theme.js';
import { darkWhenPreferred, paletteOf } from './theme.js';
import { countText, describe, edgeText, sentence } from './words.js';
import type { XmlNode } from './xml.js';
import { xml, xmlText } from './xml.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How one edge is painted.
 * @category SVG
 */
export interface EdgePaint {
  /** More class names for its group. */
  readonly className?: string;
  /** How much it is used, from 0 to 1: a glow along the line. */
  readonly heat?: number;
  /** Paints it in the colour of a meaning. */
  readonly tone?: Tone;
  /** Lets it stand back. */
  readonly dim?: boolean;
  /** A line for its tooltip, below what the chart says. */
  readonly title?: string | undefined;
  /** More attributes for its group. */
  readonly attributes?: XmlNode['attributes'];
}

/**
 * How one state is painted.
 * @category SVG
 */
export interface StatePaint {
  /** More class names for its group. */
  readonly className?: string;
  /** Lets it stand back. */
  readonly dim?: boolean;
  /** A line for its tooltip, below what the chart says. */
  readonly title?: string | undefined;
  /** More attributes for its group. */
  readonly attributes?: XmlNode['attributes'];
}

/**
 * How a chart is painted.
 * @category SVG
 */
export interface SvgOptions<State extends string> {
  /** `auto`, if there is none: as the reader's system prefers. */
  readonly theme?: Theme;
  /** The meaning of each state's colour; without one, final states are `done` and the others `waiting`. */
  readonly tones?: Readonly<Partial<Record<State, Tone>>>;
  /** The state that stands out. */
  readonly highlight?: State | undefined;
  /** A number for each state, on a badge. */
  readonly counts?: Readonly<Partial<Record<State, number>>>;
  /** How each edge is painted. */
  readonly edges?: (edge: DiagramEdge<State>) => EdgePaint | undefined;
  /** How each state is painted. */
  readonly states?: (state: State) => StatePaint | undefined;
  /** What the picture is called. */
  readonly title?: string;
  /**
   * For a page that answers to the pointer and the keyboard: lines have wide invisible ones to aim at, and the picture is no
   * single image to screen readers. Its parts have no tooltips, the page has its own.
   */
  readonly interactive?: boolean;
}

// ----------------------------------------------------------------------------------------------------------- pieces

/** The class and colours of an element: attributes for readers without style sheets, class names for those with. */
type Paints = (
  className: string,
  paints: { readonly fill?: Paint; readonly stroke?: Paint },
) => XmlNode['attributes'];

const paintsOf =
  (theme: Theme): Paints =>
  (className, { fill, stroke }) => ({
    class: [
      className,
      ...(fill === undefined ? [] : [`rc-f-${fill}`]),
      ...(stroke === undefined ? [] : [`rc-s-${stroke}`]),
    ].join(' '),
    fill: fill === undefined ? 'none' : paletteOf(theme)[fill],
    stroke: stroke === undefined ? undefined : paletteOf(theme)[stroke],
  });

const spanPaints: Readonly<Record<Span['role'], Paint>> = {
  name: 'ink',
  event: 'ink',
  action: 'muted',
  guard: 'muted',
  reason: 'muted',
};

/** Pieces of text side by side. Each has its width, so that they stand where they were measured to stand. */
const textAt = (
  paints: Paints,
  spans: ReadonlyArray<Span>,
  x: number,
  baseline: number,
  quiet = false,
): ReadonlyArray<XmlNode> =>
  spans.map((span, i) => {
    const { size, weight } = fontOf(span.role);
    // A reader may drop a space at the end of a text element: the next one begins after it instead.
    const start = span.text.length - span.text.trimStart().length;
    const text: Span = { role: span.role, text: span.text.trim() };
    const before = spans.slice(0, i).reduce((width, other) => width + spanWidth(other), 0);
    const space = textWidth(span.text.slice(0, start), size, weight);
    return xml(
      'text',
      {
        ...paints(`rc-${span.role}`, { fill: quiet ? 'muted' : spanPaints[span.role] }),
        x: round(x + before + space),
        y: round(baseline),
        'font-size': size,
        'font-weight': weight === 'bold' ? 700 : undefined,
        'font-style': span.role === 'reason' ? 'italic' : undefined,
        textLength: round(spanWidth(text)),
        lengthAdjust: 'spacingAndGlyphs',
      },
      // The space is not drawn; it parts the words of one text from those of the next for those who read them all.
      `${text.text} `,
    );
  });

const linesAt = (
  paints: Paints,
  lines: ReadonlyArray<ReadonlyArray<Span>>,
  x: number,
  y: number,
  quiet = false,
): ReadonlyArray<XmlNode> =>
  lines.flatMap((line, i) =>
    textAt(paints, line, x, y + i * measures.line + measures.baseline, quiet),
  );

const classes = (...names: ReadonlyArray<string | undefined>): string =>
  names.filter((name) => name !== undefined && name !== '').join(' ');

const FADED = 0.4;

const glow = (heat: number): number => Math.min(1, Math.max(0, heat));

// -------------------------------------------------------------------------------------------------------- operations

/**
 * A picture as a tree of elements, for those who make elements and not text of it.
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
  const { theme = 'auto', tones, highlight, counts, interactive = false } = options;
  const paints = paintsOf(theme);
  const toneOf = (state: State): Tone =>
    tones?.[state] ?? (diagram.isFinal(state) ? 'done' : 'waiting');
  const tooltip = (text: string): ReadonlyArray<XmlNode> =>
    interactive ? [] : [xml('title', {}, text)];

  const edgeGroup = (
    edge: DiagramEdge<State>,
    className: string,
    paint: EdgePaint | undefined,
    children: ReadonlyArray<XmlNode>,
  ): XmlNode =>
    xml(
      'g',
      {
        class: classes('rc-edge', className, paint?.className),
        'data-edge': `${edge.source} ${edge.event}`,
        'data-source': edge.source,
        'data-event': edge.event,
        'data-target': edge.target,
        opacity: paint?.dim === true ? FADED : undefined,
        ...paint?.attributes,
      },
      ...tooltip(sentence(edgeText(edge), paint?.title)),
      ...children,
    );

  const leaving = layout.routes.flatMap((route) => {
    const edge = diagram.edges.find(
      ({ source, event }) => source === route.source && event === route.event,
    );
    return edge === undefined ? [] : [{ edge, route }];
  });

  /**
   * What stands back is painted first: other lines cross over it. Of lines that run together, that of the state that stands
   * out lies on the others.
   */
  const depth = ({ edge, route }: (typeof leaving)[number]): number =>
    route.quiet ? Number(edge.source === highlight) : 2;

  const routeNode = ({ edge, route }: (typeof leaving)[number]): XmlNode => {
    const paint = options.edges?.(edge);
    const stroke = paint?.tone ?? (route.quiet ? 'quiet' : 'line');
    const { line, head } = arrowThrough(route.points);
    const heat = glow(paint?.heat ?? 0);
    return edgeGroup(edge, route.quiet ? 'rc-quiet' : '', paint, [
      ...(heat === 0
        ? []
        : [
            xml('path', {
              ...paints('rc-heat', { stroke: 'heat' }),
              d: line,
              'stroke-width': round(3 + 8 * heat),
              'stroke-linecap': 'round',
              opacity: round(0.25 + 0.55 * heat),
            }),
          ]),
      ...(interactive
        ? [
            xml('path', {
              class: 'rc-hit',
              d: line,
              fill: 'none',
              stroke: 'transparent',
              'stroke-width': 14,
            }),
          ]
        : []),
      xml('path', {
        ...paints('rc-line', { stroke }),
        d: line,
        'stroke-width': route.quiet ? 1.25 : 1.5,
        'stroke-dasharray': route.quiet ? '5 4' : undefined,
      }),
      xml('path', { ...paints('rc-head', { fill: stroke }), d: head }),
      xml(
        'g',
        { class: 'rc-label' },
        ...(interactive
          ? [
              xml('rect', {
                class: 'rc-hit',
                x: route.label.x - 3,
                y: route.label.y - 2,
                width: route.label.width + 6,
                height: route.label.height + 4,
                fill: 'transparent',
              }),
            ]
          : []),
        ...linesAt(
          paints,
          edgeLines(edge, { quiet: route.quiet, inside: false }),
          route.label.x,
          route.label.y,
          route.quiet,
        ),
      ),
    ]);
  };

  const rowNode = (box: Box, row: ReturnType<typeof rowsOf<State>>[number]): XmlNode => {
    const paint = options.edges?.(row.edge);
    const heat = glow(paint?.heat ?? 0);
    const area = {
      x: box.x + measures.padding / 2,
      y: box.y + row.y - 4,
      width: box.width - measures.padding,
      height: row.height + 7,
      rx: 5,
    };
    return edgeGroup(row.edge, 'rc-row', paint, [
      ...(heat === 0
        ? []
        : [
            xml('rect', {
              ...paints('rc-heat', { fill: 'heat' }),
              ...area,
              width: round(2 + 3 * heat),
              rx: 1.5,
              opacity: round(0.25 + 0.55 * heat),
            }),
          ]),
      ...(interactive ? [xml('rect', { class: 'rc-hit', ...area, fill: 'transparent' })] : []),
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
      ...linesAt(paints, row.lines, box.x + measures.padding, box.y + row.y),
    ]);
  };

  const badge = (box: Box, count: number): XmlNode => {
    const text = countText(count);
    const size = 11.5;
    const width = textWidth(text, size, 'bold');
    const pill = { width: Math.max(20, round(width) + 10), height: 19 };
    // A wide one goes where there is room: growing down, arrows end inwards of it; growing right, labels stand outwards.
    const right = box.x + box.width;
    const x =
      layout.direction === 'down'
        ? Math.min(right - 12, layout.width - pill.width)
        : right + 12 - pill.width;
    const y = box.y - pill.height / 2;
    return xml(
      'g',
      { class: 'rc-count' },
      xml('rect', { ...paints('rc-badge', { fill: 'badge' }), x, y, ...pill, rx: pill.height / 2 }),
      xml(
        'text',
        {
          ...paints('rc-number', { fill: 'badge-ink' }),
          x: round(x + (pill.width - width) / 2),
          y: y + 13.5,
          'font-size': size,
          'font-weight': 700,
          textLength: round(width),
          lengthAdjust: 'spacingAndGlyphs',
        },
        text,
      ),
    );
  };

  const stateNode = ({
    name,
    description,
    entry,
    isFinal,
  }: Diagram<State>['details'][number]): XmlNode => {
    const box = layout.states[name];
    const tone = toneOf(name);
    const paint = options.states?.(name);
    const rows = rowsOf(diagram, name);
    const count = counts?.[name];
    const isCurrent = name === highlight;
    const title: Span = { role: 'name', text: name };
    const frame = (by: number): XmlNode['attributes'] => ({
      x: box.x - by,
      y: box.y - by,
      width: box.width + 2 * by,
      height: box.height + 2 * by,
      rx: 10 + by,
    });
    return xml(
      'g',
      {
        class: classes(
          'rc-state',
          `rc-${tone}`,
          isFinal ? 'rc-final' : '',
          isCurrent ? 'rc-current' : '',
          paint?.className,
        ),
        'data-state': name,
        opacity: paint?.dim === true ? FADED : undefined,
        ...paint?.attributes,
      },
      ...tooltip(
        sentence(
          description === '' ? name : `${name}: ${description}`,
          entry.length === 0 ? '' : `on entry / ${entry.join(', ')}`,
          paint?.title,
        ),
      ),
      ...(isCurrent
        ? [
            xml('rect', {
              ...paints('rc-halo', { stroke: tone }),
              ...frame(4.5),
              'stroke-width': 5,
              opacity: 0.3,
            }),
          ]
        : []),
      xml('rect', {
        ...paints('rc-box', { fill: `${tone}-fill`, stroke: tone }),
        ...frame(0),
        'stroke-width': isCurrent ? 2.5 : 1.5,
      }),
      ...(isFinal
        ? [xml('rect', { ...paints('rc-ring', { stroke: tone }), ...frame(-4), 'stroke-width': 1 })]
        : []),
      ...textAt(
        paints,
        [title],
        rows.length === 0 ? box.x + (box.width - spanWidth(title)) / 2 : box.x + measures.padding,
        box.y + measures.head / 2 + 5,
      ),
      ...(rows.length === 0
        ? []
        : [
            xml('path', {
              ...paints('rc-rule', { stroke: tone }),
              d: `M${String(box.x)} ${String(box.y + measures.head)}h${String(box.width)}`,
              opacity: 0.45,
            }),
          ]),
      ...rows.map((row) => rowNode(box, row)),
      ...(count === undefined ? [] : [badge(box, count)]),
    );
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
      'data-direction': layout.direction,
      ...(interactive ? { role: 'toolbar', 'aria-label': title } : { role: 'img' }),
    },
    ...(interactive
      ? []
      : [xml('title', {}, title), xml('desc', {}, describe(diagram, highlight))]),
    ...(theme === 'auto' ? [xml('style', {}, darkWhenPreferred())] : []),
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
      ...[...leaving].sort((a, b) => depth(a) - depth(b)).map(routeNode),
    ),
    xml('g', { class: 'rc-states' }, ...diagram.details.map(stateNode)),
  );
};

/**
 * A picture of a chart, as the text of an SVG element that stands alone or in a page.
 *
 * Shape: `toSvg(diagram, layout, options)`; `runSvg(options)` is that of a run's lifecycle.
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
