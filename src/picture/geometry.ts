/** Boxes and lines: whether they meet, and how often. */
import type { Box, Point } from '../diagram/Layout.js';

/** A straight part of a line, from one point to the next. */
export type Segment = readonly [Point, Point];

/** The straight parts of a line. */
export const segments = (points: ReadonlyArray<Point>): ReadonlyArray<Segment> =>
  points.slice(1).flatMap((end, i) => {
    const start = points[i];
    return start === undefined ? [] : [[start, end] as const];
  });

/** The box around a segment. */
export const around = ([[x1, y1], [x2, y2]]: Segment): Box => ({
  x: Math.min(x1, x2),
  y: Math.min(y1, y2),
  width: Math.abs(x1 - x2),
  height: Math.abs(y1 - y2),
});

/** A box, larger by a distance on each side. */
export const grown = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** Whether two boxes have a point in common that is not on the border of either. */
export const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a segment passes through a box. */
export const strikes = (segment: Segment, box: Box): boolean => meet(around(segment), box);

/** Whether a box contains another. */
export const contains = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const isFlat = ([[, y1], [, y2]]: Segment): boolean => y1 === y2;

const between = (n: number, a: number, b: number): boolean =>
  n > Math.min(a, b) && n < Math.max(a, b);

/** How often segments cross one another. */
export const crossings = (lines: ReadonlyArray<Segment>): number => {
  const flat = lines.filter(isFlat);
  const upright = lines.filter((line) => !isFlat(line));
  return flat.reduce(
    (sum, [[x1, y], [x2]]) =>
      sum + upright.filter(([[x, y1], [, y2]]) => between(x, x1, x2) && between(y, y1, y2)).length,
    0,
  );
};

/** The length of a segment. */
export const lengthOf = ([[x1, y1], [x2, y2]]: Segment): number =>
  Math.abs(x1 - x2) + Math.abs(y1 - y2);
