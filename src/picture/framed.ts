/** Moves a layout so that it begins at its margin, and measures it. */
import type { Box, Point } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import type { ChartLayout } from './ChartLayout.js';

/** The space around a picture. */
export const MARGIN = 14;

/** A value, if there is one, as a list. */
export const present = <A>(value: A | undefined): ReadonlyArray<A> =>
  value === undefined ? [] : [value];

const moveBox = <A extends Box>(box: A, [dx, dy]: Point): A => ({
  ...box,
  x: box.x + dx,
  y: box.y + dy,
});

const movePoints = (points: ReadonlyArray<Point>, [dx, dy]: Point): ReadonlyArray<Point> =>
  points.map(([x, y]): Point => [x + dx, y + dy]);

/** Moves a layout so that it begins at its margin, and measures it. */
export const framed = (layout: Omit<ChartLayout, 'width' | 'height'>): ChartLayout => {
  const { nodes, transitions, initials, separators } = layout;
  const points = [
    ...nodes.flatMap(cornersOf),
    ...transitions.flatMap(({ label, routes, fork }) => [
      ...present(label).flatMap(cornersOf),
      ...routes.flat(),
      ...present(fork).flatMap(({ bar, stem }) => [...cornersOf(bar), ...stem]),
    ]),
    ...initials.flatMap(({ at: [x, y], routes }) => [
      ...cornersOf({
        x: x - measures.dot,
        y: y - measures.dot,
        width: 2 * measures.dot,
        height: 2 * measures.dot,
      }),
      ...routes.flat(),
    ]),
  ];
  const [left, top] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis] ?? 0)));
  const [right, bottom] = [0, 1].map((axis) =>
    Math.max(...points.map((point) => point[axis] ?? 0)),
  );
  const by: Point = [MARGIN - (left ?? 0), MARGIN - (top ?? 0)];
  return {
    ...layout,
    width: (right ?? 0) - (left ?? 0) + 2 * MARGIN,
    height: (bottom ?? 0) - (top ?? 0) + 2 * MARGIN,
    nodes: nodes.map((node) => ({ ...moveBox(node, by), head: moveBox(node.head, by) })),
    initials: initials.map(({ id, at: [x, y], routes }) => ({
      id,
      at: [x + by[0], y + by[1]],
      routes: routes.map((points) => movePoints(points, by)),
    })),
    transitions: transitions.map(({ id, label, routes, fork }) => ({
      id,
      ...(label === undefined ? {} : { label: moveBox(label, by) }),
      routes: routes.map((points) => movePoints(points, by)),
      ...(fork === undefined
        ? {}
        : { fork: { bar: moveBox(fork.bar, by), stem: movePoints(fork.stem, by) } }),
    })),
    separators: separators.map(({ id, points }) => ({ id, points: movePoints(points, by) })),
  };
};

const cornersOf = ({ x, y, width, height }: Box): ReadonlyArray<Point> => [
  [x, y],
  [x + width, y + height],
];
