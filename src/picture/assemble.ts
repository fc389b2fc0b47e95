/** Makes the layout of a chart from ELK's coordinates: heads, labels, regions, separators. */
import type { Box, Point } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import type { ChartNode } from '../statechart/Statechart.js';
import type { ChartLayout, PlacedInitial, PlacedNode, PlacedTransition } from './ChartLayout.js';
import type { Drawn, Plan } from './elkGraph.js';
import { elkIds } from './elkGraph.js';
import type { Segment } from './geometry.js';
import { around, meet, segments } from './geometry.js';
import type { LabelTask } from './labels.js';
import { placeLabels } from './labels.js';
import { isRow } from './lines.js';
import type { Placed } from './placed.js';

/** The space around a picture. */
const MARGIN = 14;

// ------------------------------------------------------------------------------------------------------------ heads

/** Places the head of a compound node at its upper edge, where no line passes through its text; undefined if there is no room. */
const placeHead = (
  box: Box,
  size: { readonly width: number; readonly height: number },
  lines: ReadonlyArray<Segment>,
): Box | undefined => {
  // Half of the padding on each side of the text may have lines.
  const slack = measures.padding / 2;
  const strip: Box = { ...box, height: size.height };
  const crossed = lines
    .map(around)
    .filter((line) => meet(strip, line) || meet(strip, { ...line, width: 1, height: 1 }));
  const isFree = (x: number): boolean =>
    x >= box.x &&
    x + size.width <= box.x + box.width &&
    crossed.every((line) => line.x + line.width <= x + slack || line.x >= x + size.width - slack);
  const starts = [box.x, ...crossed.map((line) => line.x + line.width - slack)];
  const x = starts.toSorted((a, b) => a - b).find(isFree);
  return x === undefined ? undefined : { x, y: box.y, ...size };
};

// ---------------------------------------------------------------------------------------------------------- regions

/** The dashed lines between regions that stand in a row or in a column. */
const separatorsOf = (
  parent: PlacedNode,
  regions: ReadonlyArray<Box>,
): ChartLayout['separators'] => {
  const top = parent.y + parent.head.height;
  const bottom = parent.y + parent.height;
  const right = parent.x + parent.width;
  const inRow = regions.toSorted((a, b) => a.x - b.x);
  const gapsX = inRow.slice(1).flatMap((region, i) => {
    const before = inRow[i];
    return before === undefined ? [] : [[before.x + before.width, region.x] as const];
  });
  if (gapsX.every(([from, to]) => from < to))
    return gapsX.map(([from, to]) => {
      const x = Math.round((from + to) / 2);
      return [
        [x, top],
        [x, bottom],
      ];
    });
  const inColumn = regions.toSorted((a, b) => a.y - b.y);
  const gapsY = inColumn.slice(1).flatMap((region, i) => {
    const before = inColumn[i];
    return before === undefined ? [] : [[before.y + before.height, region.y] as const];
  });
  if (gapsY.every(([from, to]) => from < to))
    return gapsY.map(([from, to]) => {
      const y = Math.round((from + to) / 2);
      return [
        [parent.x, y],
        [right, y],
      ];
    });
  return [];
};

// --------------------------------------------------------------------------------------------------------- assembly

/** A layout, and the additional room that it lacks: with it, the chart has to be laid out again. */
export interface Assembled {
  readonly layout: ChartLayout;
  readonly room: Plan['room'];
}

const shifted = <A>(by: Point, value: A): A => {
  // SAFETY: the result has the shape of the argument: boxes and points are moved, all else is kept.
  const move = (u: unknown): unknown => {
    if (Array.isArray(u))
      return u.length === 2 && typeof u[0] === 'number' && typeof u[1] === 'number'
        ? [u[0] + by[0], u[1] + by[1]]
        : u.map(move);
    if (typeof u !== 'object' || u === null) return u;
    return Object.fromEntries(
      Object.entries(u).map(([key, field]): [string, unknown] =>
        key === 'x' && typeof field === 'number'
          ? [key, field + by[0]]
          : key === 'y' && typeof field === 'number'
            ? [key, field + by[1]]
            : [key, move(field)],
      ),
    );
  };
  return move(value) as A;
};

/** Makes the layout of a chart from ELK's coordinates. */
export const assemble = (drawn: Drawn, plan: Plan, placed: Placed): Assembled => {
  const { chart, heads, isFramed } = drawn;
  const nodes = [...drawn.nodes.values()].filter((node) => isFramed || node !== chart.root);
  const boxAt = (id: string): Box => placed.boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  const routeOf = (id: string): ReadonlyArray<Point> => placed.lines.get(id) ?? [];
  const allLines = [...placed.lines]
    .filter(([id]) => !id.startsWith(elkIds.order('')))
    .flatMap(([, points]) => segments(points));

  const room = new Map<string, { readonly left: number; readonly right: number }>();
  const placeNode = (node: ChartNode): PlacedNode => {
    const { width, height, x, y } = boxAt(elkIds.node(node.id));
    const box = { x, y, width, height };
    const head = heads.get(node.id);
    if (node.children.length === 0 || head === undefined) return { id: node.id, ...box, head: box };
    const size = { width: head.width, height: head.height };
    const free = placeHead(box, size, allLines);
    if (free !== undefined) return { id: node.id, ...box, head: free };
    if (size.width > width) room.set(node.id, { left: 0, right: size.width - width });
    else room.set(node.id, { left: size.width, right: 0 });
    return { id: node.id, ...box, head: { x, y, ...size } };
  };
  const placedNodes = nodes.map(placeNode);
  const byId = new Map(placedNodes.map((node) => [node.id, node]));

  const initials = [...drawn.nodes.values()].flatMap((node): ReadonlyArray<PlacedInitial> => {
    const targets = node.initial?.targets ?? [];
    if (targets.length === 0) return [];
    const dot = boxAt(elkIds.initial(node.id));
    return [
      {
        id: node.id,
        at: [dot.x + measures.dot, dot.y + measures.dot],
        routes: targets.map((_, i) => routeOf(elkIds.start(node.id, i))),
      },
    ];
  });

  const leaving = [...drawn.nodes.values()].flatMap(({ transitions }) =>
    transitions.filter((transition) => !isRow(transition)),
  );
  const routesOf = ({
    id,
    targets,
  }: (typeof leaving)[number]): ReadonlyArray<ReadonlyArray<Point>> =>
    targets.map((_, i) => routeOf(elkIds.transition(id, i)));
  const hasFork = (id: string): boolean => placed.boxes.has(elkIds.fork(id));
  const leaves = nodes.filter(({ children }) => children.length === 0);
  const parents = nodes.filter(({ children }) => children.length > 0);
  const boxOfNode = ({ id }: ChartNode): PlacedNode | undefined => byId.get(id);
  const tasks = leaving.flatMap((transition): ReadonlyArray<LabelTask> => {
    const box = placed.boxes.get(elkIds.label(transition.id));
    if (box === undefined) return [];
    const routes = hasFork(transition.id)
      ? [routeOf(elkIds.stem(transition.id))]
      : routesOf(transition);
    return [
      {
        id: transition.id,
        box: { x: box.x, y: box.y, width: box.width, height: box.height },
        routes,
      },
    ];
  });
  const present = <A>(value: A | undefined): ReadonlyArray<A> =>
    value === undefined ? [] : [value];
  const labels = placeLabels(tasks, {
    boxes: [
      ...leaves.flatMap((node) => present(boxOfNode(node))),
      ...parents.flatMap((node) => present(boxOfNode(node)?.head)),
      ...[...placed.boxes].filter(([id]) => /^[if]:/.test(id)).map(([, box]) => box),
    ],
    frames: parents.flatMap((node) => present(boxOfNode(node))),
    lines: allLines,
    picture: { x: 0, y: 0, width: placed.width + MARGIN, height: placed.height + MARGIN },
  });

  const transitions = [...drawn.nodes.values()].flatMap((source) =>
    source.transitions.map((transition): PlacedTransition => {
      const { id } = transition;
      if (isRow(transition)) {
        const head = byId.get(source.id)?.head;
        const row = heads.get(source.id)?.rows.find((other) => other.transition === transition);
        return {
          id,
          routes: [],
          ...(head === undefined || row === undefined
            ? {}
            : {
                label: {
                  x: head.x + measures.padding,
                  y: head.y + row.y,
                  width: head.width - 2 * measures.padding,
                  height: row.height,
                },
              }),
        };
      }
      const label = labels.get(id);
      return {
        id,
        routes: routesOf(transition),
        ...(label === undefined ? {} : { label }),
        ...(hasFork(id)
          ? { fork: { bar: boxAt(elkIds.fork(id)), stem: routeOf(elkIds.stem(id)) } }
          : {}),
      };
    }),
  );

  const separators = parents
    .filter(({ kind }) => kind === 'parallel')
    .flatMap((parent) => {
      const frame = byId.get(parent.id);
      return frame === undefined
        ? []
        : separatorsOf(
            frame,
            parent.children.flatMap((child) => present(byId.get(child.id))),
          );
    });

  const boxes: ReadonlyArray<Box> = [...placedNodes, ...labels.values()];
  const points = [...allLines.flat(), ...initials.map(({ at }) => at)];
  const left = Math.min(...boxes.map(({ x }) => x), ...points.map(([x]) => x));
  const top = Math.min(...boxes.map(({ y }) => y), ...points.map(([, y]) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width), ...points.map(([x]) => x));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height), ...points.map(([, y]) => y));
  const by: Point = [MARGIN - left, MARGIN - top];
  return {
    room,
    layout: {
      direction: plan.direction,
      details: plan.details,
      textWidth: plan.textWidth,
      width: right - left + 2 * MARGIN,
      height: bottom - top + 2 * MARGIN,
      ...shifted(by, { nodes: placedNodes, initials, transitions, separators }),
    },
  };
};
