/** What the painters of nodes and transitions share. */
import { round } from '../diagram/arrow.js';
import { badgeFontSize } from '../diagram/badge.js';
import { countText } from '../diagram/description.js';
import type { Box, Point } from '../diagram/Layout.js';
import { textWidth } from '../diagram/metrics.js';
import type { Paints } from '../diagram/painter.js';
import type { XmlNode } from '../diagram/xml.js';
import { xml } from '../diagram/xml.js';
import type { ChartTransition } from '../statechart/Statechart.js';
import type { ChartLayout } from './ChartLayout.js';
import type { ChartSvgOptions } from './ChartSvgOptions.js';
import { lengthOf, meet, segments } from './geometry.js';
import type { Wording } from './lines.js';

/** What painting a part of a chart needs. */
export interface ChartPainter {
  readonly layout: ChartLayout;
  readonly wording: Wording;
  readonly options: ChartSvgOptions;
  readonly paints: Paints;
  readonly names: ReadonlyMap<string, string>;
  readonly active: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
  readonly isInteractive: boolean;
  /** Whether a transition of a simplified layout is but a faint line beneath the states. */
  readonly isFaint: (transition: ChartTransition) => boolean;
  /** What badges should not cover: labels, names, and nodes without children. */
  readonly solid: ReadonlyArray<Box>;
}

const HEIGHT = 19;

/** The box of a badge with a number whose right edge is at a point's x, and whose middle is at its y. */
export const badgeBox = (count: number, right: number, middle: number): Box => {
  const width = Math.max(20, round(textWidth(countText(count), badgeFontSize, 'bold')) + 10);
  return { x: right - width, y: middle - HEIGHT / 2, width, height: HEIGHT };
};

/** Parts of a line at which a badge may stand. */
const PARTS = [0.5, 0.25, 0.75, 0.15, 0.85];

/** The box of a badge on a line: where it covers nothing if there is such a place, else where it covers least. */
export const badgeOnLine = (
  count: number,
  points: ReadonlyArray<Point>,
  solid: ReadonlyArray<Box>,
): Box => {
  const [first = { x: 0, y: 0, width: 0, height: 0 }, ...others] = [...segments(points)]
    .sort((one, other) => lengthOf(other) - lengthOf(one))
    .flatMap(([[x1, y1], [x2, y2]]) =>
      PARTS.map((part) => {
        const box = badgeBox(count, 0, round(y1 + part * (y2 - y1)));
        return { ...box, x: round(x1 + part * (x2 - x1) - box.width / 2) };
      }),
    );
  const covered = (box: Box): number => solid.filter((other) => meet(box, other)).length;
  return others.reduce((best, box) => (covered(box) < covered(best) ? box : best), first);
};

/** Paints a number on a badge. */
export const paintCount = (paints: Paints, count: number, box: Box): XmlNode => {
  const text = countText(count);
  const width = textWidth(text, badgeFontSize, 'bold');
  return xml(
    'g',
    { class: 'rc-count' },
    xml('rect', { ...paints('rc-badge', { fill: 'badge' }), ...box, rx: box.height / 2 }),
    xml(
      'text',
      {
        ...paints('rc-number', { fill: 'badge-ink' }),
        x: round(box.x + (box.width - width) / 2),
        y: round(box.y + 13.5),
        'font-size': badgeFontSize,
        'font-weight': 700,
        textLength: round(width),
        lengthAdjust: 'spacingAndGlyphs',
      },
      text,
    ),
  );
};
