/** The laws of layouts. Each function lists what breaks one. */
import type { Box, Point } from '../../src/diagram/Layout.js';
import type { ChartLayout, PlacedNode, PlacedTransition } from '../../src/picture/index.js';
import type { ChartNode, Statechart } from '../../src/statechart/index.js';
import { nodesOf, transitionsOf } from '../../src/statechart/index.js';

type Faults = ReadonlyArray<string>;

/** How far two boxes reach into one another. */
const depth = (a: Box, b: Box): number =>
  Math.min(a.x + a.width - b.x, b.x + b.width - a.x, a.y + a.height - b.y, b.y + b.height - a.y);

const around = ([x1, y1]: Point, [x2, y2]: Point): Box => ({
  x: Math.min(x1, x2),
  y: Math.min(y1, y2),
  width: Math.abs(x1 - x2),
  height: Math.abs(y1 - y2),
});

const segmentsOf = (points: ReadonlyArray<Point>): ReadonlyArray<readonly [Point, Point]> =>
  points.slice(1).flatMap((end, i) => {
    const start = points[i];
    return start === undefined ? [] : [[start, end] as const];
  });

const isOnBorder = ([px, py]: Point, { x, y, width, height }: Box): boolean =>
  px >= x - 1 &&
  px <= x + width + 1 &&
  py >= y - 1 &&
  py <= y + height + 1 &&
  (Math.min(Math.abs(px - x), Math.abs(px - x - width)) <= 1 ||
    Math.min(Math.abs(py - y), Math.abs(py - y - height)) <= 1);

const linesOf = ({ routes, fork }: PlacedTransition): ReadonlyArray<ReadonlyArray<Point>> =>
  fork === undefined ? routes : [fork.stem, ...routes];

interface Picture {
  readonly chart: Statechart;
  readonly layout: ChartLayout;
  readonly nodes: ReadonlyArray<ChartNode>;
  readonly placed: ReadonlyMap<string, PlacedNode>;
}

const doubles = (ids: ReadonlyArray<string>): Faults =>
  ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id} twice`);

/** Every node and every transition occurs once. */
const isWhole = ({ chart, layout, nodes, placed }: Picture): Faults => {
  const transitions = layout.transitions.map(({ id }) => id);
  return [
    ...doubles(layout.nodes.map(({ id }) => id)),
    ...doubles(transitions),
    ...nodes
      .filter(({ id, parent }) => parent !== undefined && !placed.has(id))
      .map(({ id }) => `${id} is missing`),
    ...transitionsOf(chart.root)
      .filter(({ id }) => !transitions.includes(id))
      .map(({ id }) => `${id} is missing`),
    ...transitionsOf(chart.root).flatMap(({ id, targets }) => {
      const routes = layout.transitions.find((other) => other.id === id)?.routes ?? [];
      return routes.length === targets.length ? [] : [`${id} has ${routes.length} lines`];
    }),
    ...nodes
      .filter(
        ({ id, initial }) =>
          (layout.initials.find((dot) => dot.id === id)?.routes.length ?? 0) !==
          (initial?.targets.length ?? 0),
      )
      .map(({ id }) => `${id} lacks its initial dot`),
  ];
};

const PADDING = 8;

/** Children stand inside their parents, below the head, and apart from one another. */
const isNested = ({ nodes, placed }: Picture): Faults =>
  nodes.flatMap(({ id, children }) => {
    const boxes = children.flatMap((child) => placed.get(child.id) ?? []);
    const parent = placed.get(id);
    return [
      ...(parent === undefined
        ? []
        : boxes
            .filter(
              ({ x, y, width, height }) =>
                x < parent.x + PADDING ||
                y < parent.y + parent.head.height ||
                x + width > parent.x + parent.width - PADDING ||
                y + height > parent.y + parent.height - PADDING,
            )
            .map((box) => `${box.id} leaves ${id}`)),
      ...boxes.flatMap((a, i) =>
        boxes.slice(i + 1).flatMap((b) => (depth(a, b) > -4 ? [`${a.id} and ${b.id} touch`] : [])),
      ),
    ];
  });

/** Every coordinate lies within the picture. */
const isWithin = ({ layout }: Picture): Faults => {
  const boxes: ReadonlyArray<Box> = [
    ...layout.nodes,
    ...layout.nodes.map(({ head }) => head),
    ...layout.transitions.flatMap(({ label, fork }) => [label ?? [], fork?.bar ?? []].flat()),
  ];
  const points: ReadonlyArray<Point> = [
    ...boxes.flatMap(({ x, y, width, height }): ReadonlyArray<Point> => [
      [x, y],
      [x + width, y + height],
    ]),
    ...layout.transitions.flatMap(linesOf).flat(),
    ...layout.initials.flatMap(({ at, routes }) => [at, ...routes.flat()]),
    ...layout.separators.flatMap((separator) => separator.points),
  ];
  return points
    .filter(
      ([x, y]) =>
        !Number.isInteger(x) ||
        !Number.isInteger(y) ||
        x < 0 ||
        y < 0 ||
        x > layout.width ||
        y > layout.height,
    )
    .map((point) => `${point.join(' ')} is not in the picture`);
};

/** Lines are orthogonal, and lead from border to border. */
const isConnected = ({ chart, layout, placed }: Picture): Faults =>
  transitionsOf(chart.root).flatMap((transition) => {
    const own = layout.transitions.find(({ id }) => id === transition.id);
    if (own === undefined || own.routes.length === 0) return [];
    const source = placed.get(transition.source);
    const [first] = own.fork === undefined ? own.routes : [own.fork.stem];
    const start = first?.[0];
    return [
      ...(source !== undefined && start !== undefined && isOnBorder(start, source)
        ? []
        : [`${transition.id} does not begin at its source`]),
      ...own.routes.flatMap((points, i) => {
        const target = placed.get(transition.targets[i] ?? '');
        const end = points.at(-1);
        return target !== undefined && end !== undefined && isOnBorder(end, target)
          ? []
          : [`${transition.id} does not end at its target`];
      }),
      ...linesOf(own)
        .flatMap(segmentsOf)
        .filter(([[x1, y1], [x2, y2]]) => x1 !== x2 && y1 !== y2)
        .map((segment) => `${transition.id} is oblique: ${segment.join(' to ')}`),
    ];
  });

/** The labels beside lines, and what they must not cover: names, rows, states without children, dots. */
const isLegible = ({ layout, nodes, placed }: Picture): Faults => {
  const labels = layout.transitions.flatMap(({ id, label, routes }) =>
    label === undefined || routes.length === 0 ? [] : [{ id, ...label }],
  );
  const solid = nodes.flatMap(({ id, children }) => {
    const box = placed.get(id);
    return box === undefined ? [] : [{ id, ...(children.length === 0 ? box : box.head) }];
  });
  const dots = layout.initials.map(({ id, at: [x, y] }) => ({
    id: `the dot of ${id}`,
    x: x - 7,
    y: y - 7,
    width: 14,
    height: 14,
  }));
  return labels.flatMap((label, i) =>
    [...labels.slice(i + 1), ...solid, ...dots]
      .filter((other) => depth(label, other) > 0.5)
      .map((other) => `the label of ${label.id} covers ${other.id}`),
  );
};

/** No line passes through a state without children. */
const isClear = ({ layout, nodes, placed }: Picture): Faults => {
  const leaves = nodes
    .filter(({ children }) => children.length === 0)
    .flatMap(({ id }) => placed.get(id) ?? []);
  return layout.transitions.flatMap((transition) =>
    linesOf(transition)
      .flatMap(segmentsOf)
      .flatMap(([a, b]) => {
        const line = around(a, b);
        return leaves
          .filter(
            (leaf) =>
              depth(line, leaf) > 1 ||
              (line.width === 0 &&
                line.x > leaf.x + 1 &&
                line.x < leaf.x + leaf.width - 1 &&
                line.y < leaf.y + leaf.height - 1 &&
                line.y + line.height > leaf.y + 1) ||
              (line.height === 0 &&
                line.y > leaf.y + 1 &&
                line.y < leaf.y + leaf.height - 1 &&
                line.x < leaf.x + leaf.width - 1 &&
                line.x + line.width > leaf.x + 1),
          )
          .map(({ id }) => `${transition.id} passes through ${id}`);
      }),
  );
};

/** The laws that hold for every layout. */
export const faultsOf = (chart: Statechart, layout: ChartLayout): Faults => {
  const picture = {
    chart,
    layout,
    nodes: nodesOf(chart.root),
    placed: new Map(layout.nodes.map((node) => [node.id, node])),
  };
  return [isWhole, isNested, isWithin, isConnected, isLegible, isClear].flatMap((law) =>
    law(picture),
  );
};

/** The labels through which a line passes: a layout avoids it where it finds a way. */
export const struckLabels = (layout: ChartLayout): Faults => {
  const lines = [
    ...layout.transitions.flatMap(linesOf),
    ...layout.initials.flatMap(({ routes }) => routes),
  ]
    .flatMap(segmentsOf)
    .map(([a, b]) => around(a, b));
  return layout.transitions.flatMap(({ id, label, routes }) =>
    label !== undefined &&
    routes.length > 0 &&
    lines.some(
      (line) =>
        line.x < label.x + label.width &&
        label.x < line.x + line.width &&
        line.y < label.y + label.height &&
        label.y < line.y + line.height,
    )
      ? [id]
      : [],
  );
};
