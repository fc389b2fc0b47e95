/** The parts that the painters of states and edges share: colours, groups, text. */
import { round } from './arrow.js';
import { joinLines } from './description.js';
import type { Diagram } from './Diagram.js';
import type { ChartLabels } from './labels.js';
import type { Box, Layout, Span } from './Layout.js';
import { fontOf, measures, spanWidth } from './Layout.js';
import { textWidth } from './metrics.js';
import type { StatePaint, SvgOptions } from './SvgOptions.js';
import type { Paint, Theme } from './theme.js';
import { paletteOf } from './theme.js';
import type { XmlNode } from './xml.js';
import { writable, xml } from './xml.js';

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
  readonly labels: ChartLabels;
  readonly isInteractive: boolean;
  /** Whether edges have wide invisible targets for the pointer. */
  readonly hasTargets: boolean;
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

/**
 * Spans side by side, in at most so much room: what needs more is drawn narrower. Each has its width, so that it stands there in
 * any font.
 */
export const textAt = (
  paints: Paints,
  spans: ReadonlyArray<Span>,
  { x, width: room }: { readonly x: number; readonly width: number },
  baseline: number,
  isMuted = false,
): Nodes => {
  const part = Math.min(1, room / spans.reduce((width, span) => width + spanWidth(span), 0));
  return spans.map((span, i) => {
    const { size, weight } = fontOf(span.role);
    // A viewer may drop a space at the end of a text element, so the next element begins after the space instead.
    const written = writable(span.text);
    const start = written.length - written.trimStart().length;
    const text: Span = { role: span.role, text: written.trim() };
    const before = spans.slice(0, i).reduce((width, other) => width + spanWidth(other), 0);
    const space = textWidth(written.slice(0, start), size, weight);
    return xml(
      'text',
      {
        ...paints(`rc-${span.role}`, { fill: isMuted ? 'muted' : spanPaints[span.role] }),
        x: round(x + part * (before + space)),
        y: round(baseline),
        'font-size': size,
        'font-weight': weight === 'bold' ? 700 : undefined,
        'font-style': span.role === 'reason' ? 'italic' : undefined,
        textLength: round(part * spanWidth(text)),
        lengthAdjust: 'spacingAndGlyphs',
      },
      // This space is not drawn. It separates this text from the next when they are copied or read aloud.
      `${text.text} `,
    );
  });
};

/** Sets lines of spans, one below the other. */
export const linesAt = (
  paints: Paints,
  lines: ReadonlyArray<ReadonlyArray<Span>>,
  { x, y, width }: Pick<Box, 'x' | 'y' | 'width'>,
  isMuted = false,
): Nodes =>
  lines.flatMap((line, i) =>
    textAt(paints, line, { x, width }, y + i * measures.line + measures.baseline, isMuted),
  );
