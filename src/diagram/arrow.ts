/** SVG paths of arrows: a line through points, with rounded corners, and a head at its end. */
import type { Point } from './Layout.js';

/** Rounds to hundredths: a screen shows no more. */
export const round = (n: number): number => Math.round(n * 100) / 100;

const RADIUS = 9;

/** The point at a distance from one point toward another, at most halfway. */
const toward = ([x, y]: Point, [toX, toY]: Point, radius: number): Point => {
  const distance = Math.hypot(toX - x, toY - y);
  const part = distance === 0 ? 0 : Math.min(radius, distance / 2) / distance;
  return [round(x + (toX - x) * part), round(y + (toY - y) * part)];
};

/** The path of a line through points, with rounded corners. */
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

/** The path of an arrow's head, whose last segment goes from one point to another, and the point where its line ends. */
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

/** The paths of an arrow's line and of its head. */
export interface Arrow {
  readonly line: string;
  readonly head: string;
}

/** Makes an arrow through points. Its line is drawn from its end, so that the dashes of lines that end together coincide. */
export const arrowThrough = (points: ReadonlyArray<Point>): Arrow => {
  const tip = points.at(-1) ?? [0, 0];
  const { head, end } = arrowAt(points.at(-2) ?? tip, tip);
  return { line: lineThrough([...points.slice(0, -1), end].reverse()), head };
};
