/** Lines from point to point, with rounded corners and a head at the end, as the paths of SVG. */
import type { Point } from './Layout.js';

/** As many digits as a screen shows. */
export const round = (n: number): number => Math.round(n * 100) / 100;

const RADIUS = 9;

/** A step from a point toward another, not further than halfway. */
const toward = ([x, y]: Point, [toX, toY]: Point, radius: number): Point => {
  const distance = Math.hypot(toX - x, toY - y);
  const part = distance === 0 ? 0 : Math.min(radius, distance / 2) / distance;
  return [round(x + (toX - x) * part), round(y + (toY - y) * part)];
};

/** A line from point to point, its corners rounded. */
const lineThrough = (points: ReadonlyArray<Point>): string =>
  points
    .map((point, i) => {
      const before = points[i - 1];
      const after = points[i + 1];
      if (before === undefined) return `M${point.join(' ')}`;
      if (after === undefined) return `L${point.join(' ')}`;
      const [from, to] = [toward(point, before, RADIUS), toward(point, after, RADIUS)];
      return `L${from.join(' ')}Q${point.join(' ')} ${to.join(' ')}`;
    })
    .join('');

const ARROW = { length: 9, half: 4.5 } as const;

/** The head of an arrow that comes from one point and ends at another, and where its line ends. */
const arrowAt = (from: Point, tip: Point): { readonly head: string; readonly end: Point } => {
  const distance = Math.hypot(tip[0] - from[0], tip[1] - from[1]) || 1;
  const [dx, dy] = [(tip[0] - from[0]) / distance, (tip[1] - from[1]) / distance];
  const at = (back: number, side: number): string =>
    `${round(tip[0] - dx * back - dy * side)} ${round(tip[1] - dy * back + dx * side)}`;
  return {
    head: `M${tip.join(' ')}L${at(ARROW.length, ARROW.half)}L${at(ARROW.length, -ARROW.half)}Z`,
    end: [round(tip[0] - dx * (ARROW.length - 1)), round(tip[1] - dy * (ARROW.length - 1))],
  };
};

/** A line, and the head at its end. */
export interface Arrow {
  readonly line: string;
  readonly head: string;
}

/** Its line is drawn from its end: so the dashes of lines that run there together lie on each other. */
export const arrowThrough = (points: ReadonlyArray<Point>): Arrow => {
  const tip = points.at(-1) ?? [0, 0];
  const { head, end } = arrowAt(points.at(-2) ?? tip, tip);
  return { line: lineThrough([...points.slice(0, -1), end].reverse()), head };
};
