/** The parts that the painters of states and edges share: colours, groups, text. */
import { round } from './arrow.js';
import { joinLines } from './description.js';
import type { Diagram } from './Diagram.js';
import type { Layout, Span } from './Layout.js';
import { fontOf, measures, spanWidth } from './Layout.js';
import { textWidth } from './metrics.js';
import type { StatePaint, SvgOptions } from './SvgOptions.js';
import type { Paint, Theme } from './theme.js';
import { paletteOf } from './theme.js';
import type { XmlNode } from './xml.js';
import { xml } from './xml.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Makes the class and the colours of an element: attributes for viewers without style sheets, class names for the others. */
export type Paints = (
  className: string,
  paints: { readonly fill?: Paint; readonly stroke?: Paint },
) => XmlNode['attributes'];

/** A chart to paint, with its layout and options. */
export interface Painter<State extends string> {
  readonly diagram: Diagram<State>;
  readonly layout: Layout<State>;
  readonly options: SvgOptions<State>;
  readonly paints: Paints;
  readonly isInteractive: boolean;
}

type Nodes = ReadonlyArray<XmlNode>;

// -------------------------------------------------------------------------------------------------------- operations

/** Joins class names with spaces, and omits empty ones. */
export const classes = (...names: ReadonlyArray<string | undefined>): string =>
  names.filter((name) => name !== undefined && name !== '').join(' ');

/** Makes the function that colours elements in a theme. */
export const paintsOf =
  (theme: Theme): Paints =>
  (className, { fill, stroke }) => ({
    class: classes(className, fill && `rc-f-${fill}`, stroke && `rc-s-${stroke}`),
    fill: fill === undefined ? 'none' : paletteOf(theme)[fill],
    stroke: stroke === undefined ? undefined : paletteOf(theme)[stroke],
  });

const FADED = 0.4;

/** Makes the group of a state or an edge. `lines` are the chart's part of its tooltip. */
export const group = (
  { isInteractive }: Pick<Painter<never>, 'isInteractive'>,
  attributes: XmlNode['attributes'],
  lines: ReadonlyArray<string>,
  paint: StatePaint | undefined,
  children: Nodes,
): XmlNode =>
  xml(
    'g',
    {
      ...attributes,
      class: classes(String(attributes['class']), paint?.className),
      opacity: paint?.dim === true ? FADED : undefined,
      ...paint?.attributes,
    },
    ...(isInteractive ? [] : [xml('title', {}, joinLines(...lines, paint?.title))]),
    ...children,
  );

const spanPaints: Readonly<Record<Span['role'], Paint>> = {
  name: 'ink',
  event: 'ink',
  action: 'muted',
  guard: 'muted',
  reason: 'muted',
};

/** Sets spans side by side. Each states its computed width, so that its place is the same in any font. */
export const textAt = (
  paints: Paints,
  spans: ReadonlyArray<Span>,
  x: number,
  baseline: number,
  isMuted = false,
): Nodes =>
  spans.map((span, i) => {
    const { size, weight } = fontOf(span.role);
    // A viewer may drop a space at the end of a text element, so the next element begins after the space instead.
    const start = span.text.length - span.text.trimStart().length;
    const text: Span = { role: span.role, text: span.text.trim() };
    const before = spans.slice(0, i).reduce((width, other) => width + spanWidth(other), 0);
    const space = textWidth(span.text.slice(0, start), size, weight);
    return xml(
      'text',
      {
        ...paints(`rc-${span.role}`, { fill: isMuted ? 'muted' : spanPaints[span.role] }),
        x: round(x + before + space),
        y: round(baseline),
        'font-size': size,
        'font-weight': weight === 'bold' ? 700 : undefined,
        'font-style': span.role === 'reason' ? 'italic' : undefined,
        textLength: round(spanWidth(text)),
        lengthAdjust: 'spacingAndGlyphs',
      },
      // This space is not drawn. It separates this text from the next when they are copied or read aloud.
      `${text.text} `,
    );
  });

/** Sets lines of spans, one below the other. */
export const linesAt = (
  paints: Paints,
  lines: ReadonlyArray<ReadonlyArray<Span>>,
  x: number,
  y: number,
  isMuted = false,
): Nodes =>
  lines.flatMap((line, i) =>
    textAt(paints, line, x, y + i * measures.line + measures.baseline, isMuted),
  );
