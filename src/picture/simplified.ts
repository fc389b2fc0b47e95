/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- fills rows, and marks what it has seen */
/**
 * Lays out a chart without a layout engine: states in rows, the nearer to the initial state the sooner, and curved lines under them.
 *
 * A chart of two hundred states with lines from everywhere to everywhere takes an engine minutes, and its lines take hundreds of
 * screens. This takes milliseconds, and a screen or two.
 */
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Box, Direction, Point } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import type { ChartNode, ChartTransition, Statechart } from '../statechart/Statechart.js';
import { transitionsOf } from '../statechart/Statechart.js';
import type {
  ChartLayout,
  LayoutError,
  LayoutOptions,
  PlacedInitial,
  PlacedNode,
  PlacedTransition,
} from './ChartLayout.js';
import type { Drawn, Plan } from './Drawn.js';
import { ancestry, drawnOf } from './Drawn.js';
import { inOrder, wiringOf } from './edges.js';
import { framed, MARGIN } from './framed.js';
import { layOut, planOf } from './layOut.js';
import { isRow, linesSize, rowBox, sizes, transitionLines } from './lines.js';

// ----------------------------------------------------------------------------------------------------------- tangle

/**
 * A layered layout takes time with the number of lines, times the number of layers that they pass: so many take more than a minute, and
 * make a picture of a dozen screens. Chains, trees and grids pass none.
 */
const TANGLED = 4_500_000;

/** Whether a chart has so many lines across so many layers that an engine does not lay it out in a minute. */
const isTangled = (chart: Statechart, options: LayoutOptions): boolean => {
  const plan = planOf(chart, options);
  const { edges, back } = wiringOf(drawnOf(chart, plan), plan);
  const lines = edges
    .filter(({ source, target }) => source !== target)
    .map(({ id, source, target }) =>
      back.has(id) ? { from: target, to: source } : { from: source, to: target },
    );
  // Few lines need no count of layers: none is longer than there are lines.
  if (lines.length ** 3 <= TANGLED) return false;
  const leaving = new Map<string, Array<string>>();
  lines.forEach(({ from, to }) => {
    const known = leaving.get(from);
    if (known === undefined) leaving.set(from, [to]);
    else known.push(to);
  });
  const layers = new Map<string, number>();
  const layerOf = (place: string): number => {
    const known = layers.get(place);
    if (known !== undefined) return known;
    // Whoever comes back to it before it is known has found a cycle between levels.
    layers.set(place, 0);
    const below = (leaving.get(place) ?? []).map((to) => layerOf(to) + 1);
    const layer = below.reduce((a, b) => Math.max(a, b), 0);
    layers.set(place, layer);
    return layer;
  };
  const passed = lines.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.abs(layerOf(from) - layerOf(to)) - 1),
    0,
  );
  return passed * lines.length > TANGLED;
};

// ------------------------------------------------------------------------------------------------------------ order

/** How soon each node is reached from the initial state; what none leads to is missing. */
const reached = ({ chart, nodes }: Drawn): ReadonlyMap<string, number> => {
  const order = new Map<string, number>();
  const queue: Array<string> = [];
  const reach = (id: string): void => {
    ancestry(nodes, id).forEach((place) => {
      if (order.has(place)) return;
      order.set(place, order.size);
      queue.push(place);
    });
  };
  reach(chart.root.id);
  for (const id of queue) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    (node.initial?.targets ?? []).forEach(reach);
    if (node.kind === 'parallel')
      node.children.forEach((child) => {
        reach(child.id);
      });
    node.transitions.forEach(({ targets }) => {
      targets.forEach(reach);
    });
  }
  return order;
};

// ------------------------------------------------------------------------------------------------------------ boxes

/** The space between states, through which lines are seen. */
const GAP = { x: 56, y: 48 } as const;

/** How many times as wide as high a chart is. */
const ASPECT: Readonly<Record<Direction, number>> = { down: 1.2, right: 2.4 };

/** Boxes that move together. */
interface Block {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyArray<PlacedNode>;
  readonly dots: ReadonlyArray<{ readonly id: string; readonly at: Point }>;
}

const moved = ({ nodes, dots }: Block, dx: number, dy: number): Pick<Block, 'nodes' | 'dots'> => ({
  nodes: nodes.map((node) => ({
    ...node,
    x: node.x + dx,
    y: node.y + dy,
    head: { ...node.head, x: node.head.x + dx, y: node.head.y + dy },
  })),
  dots: dots.map(({ id, at: [x, y] }) => ({ id, at: [x + dx, y + dy] })),
});

/** Sets blocks in rows, as words are set in lines. */
const inRows = (blocks: ReadonlyArray<Block>, aspect: number, widest: number): Block => {
  const area = blocks.reduce(
    (sum, { width, height }) => sum + (width + GAP.x) * (height + GAP.y),
    0,
  );
  const room = Math.min(widest, Math.sqrt(area * aspect));
  const rows: Array<{ readonly blocks: Array<Block>; width: number; height: number }> = [];
  blocks.forEach((block) => {
    const last = rows.at(-1);
    if (last === undefined || last.width + GAP.x + block.width > room)
      rows.push({ blocks: [block], width: block.width, height: block.height });
    else {
      last.blocks.push(block);
      last.width += GAP.x + block.width;
      last.height = Math.max(last.height, block.height);
    }
  });
  const width = Math.max(...rows.map((row) => row.width));
  let y = 0;
  const parts = rows.map((row) => {
    // Rows stand in the middle, so that few states stand exactly below others, where lines would run together.
    let x = Math.round((width - row.width) / 2);
    const top = y;
    y += row.height + GAP.y;
    return row.blocks.map((block) => {
      const left = x;
      x += block.width + GAP.x;
      return moved(block, left, top + Math.round((row.height - block.height) / 2));
    });
  });
  return {
    width,
    height: y - GAP.y,
    nodes: parts.flat().flatMap(({ nodes }) => nodes),
    dots: parts.flat().flatMap(({ dots }) => dots),
  };
};

const blockOf = (
  drawn: Drawn,
  plan: Plan,
  order: ReadonlyMap<string, number>,
  widest: number,
): ((node: ChartNode) => Block) => {
  const { chart, nodes, heads, isFramed } = drawn;
  const placeOf = ({ id }: ChartNode): number => order.get(id) ?? order.size;
  const make = (node: ChartNode): Block => {
    const { id } = node;
    const { width = 0, height = 0 } = heads.get(id) ?? {};
    const head = { x: 0, y: 0, width, height };
    if (node.children.length === 0)
      return { width, height, nodes: [{ id, ...head, head }], dots: [] };
    const children = inOrder(nodes, node).toSorted((a, b) => placeOf(a) - placeOf(b));
    const hasDot = (node.initial?.targets.length ?? 0) > 0;
    const room = hasDot ? 2 * measures.dot + 34 : 0;
    const content = inRows(children.map(make), ASPECT[plan.direction], widest - room);
    const [first] = content.nodes;
    const own = moved(content, room, 0);
    const dots = [
      ...(hasDot && first !== undefined
        ? [{ id, at: [first.x + room - 34, first.y + Math.round(first.head.height / 2)] as const }]
        : []),
      ...own.dots,
    ];
    if (node === chart.root && !isFramed)
      return { ...content, width: content.width + room, nodes: own.nodes, dots };
    const { inner } = sizes;
    const outer = {
      width: Math.max(width, content.width + room + 2 * inner),
      height: height + content.height + 2 * inner,
    };
    const inside = moved({ ...content, nodes: own.nodes, dots }, inner, height + inner);
    return {
      ...outer,
      nodes: [{ id, x: 0, y: 0, ...outer, head }, ...inside.nodes],
      dots: inside.dots,
    };
  };
  return make;
};

// ------------------------------------------------------------------------------------------------------------ lines

const middleOf = ({ x, y, width, height }: Box): Point => [x + width / 2, y + height / 2];

const rounded = ([x, y]: Point): Point => [Math.round(x), Math.round(y)];

/** Where the line from the middle of a box to a point leaves the box. */
const borderToward = (box: Box, [toX, toY]: Point): Point => {
  const [x, y] = middleOf(box);
  const [dx, dy] = [toX - x, toY - y];
  const part = Math.min(
    dx === 0 ? Infinity : box.width / 2 / Math.abs(dx),
    dy === 0 ? Infinity : box.height / 2 / Math.abs(dy),
  );
  return Number.isFinite(part) ? [x + dx * part, y + dy * part] : [x, y];
};

/** How far a line bends, as a part of its length: the lines back and forth between two states stand apart. */
const BEND = { first: 0.1, further: 0.07 } as const;

/** How far lines bend beyond the states at the border of a picture. */
const BEYOND = 48;

/** A curve from box to box: its ends, and between them the point that it bends toward. */
const curve = (from: Box, to: Box, nth: number, within: Block): ReadonlyArray<Point> => {
  const [[x1, y1], [x2, y2]] = [middleOf(from), middleOf(to)];
  if (from === to) {
    const right = from.x + from.width;
    const by = Math.min(8, from.height / 4);
    return [
      [right, y1 - by],
      [right + 36 + 12 * nth, y1],
      [right, y1 + by],
    ].map(([x = 0, y = 0]) => rounded([x, y]));
  }
  const bend = BEND.first + BEND.further * nth;
  const inside = (n: number, length: number): number =>
    Math.min(length + BEYOND, Math.max(-BEYOND, n));
  const control: Point = [
    inside((x1 + x2) / 2 + (y2 - y1) * bend, within.width),
    inside((y1 + y2) / 2 - (x2 - x1) * bend, within.height),
  ];
  return [borderToward(from, control), control, borderToward(to, control)].map(rounded);
};

/** The box of a text in the middle of a curve. */
const onCurve = (points: ReadonlyArray<Point>, size: Pick<Box, 'width' | 'height'>): Box => {
  const [[x1, y1] = [0, 0], [cx, cy] = [0, 0], [x2, y2] = [0, 0]] = points;
  return {
    x: Math.round((x1 + 2 * cx + x2) / 4 - size.width / 2),
    y: Math.round((y1 + 2 * cy + y2) / 4 - size.height / 2),
    ...size,
  };
};

// -------------------------------------------------------------------------------------------------------- operations

/** Lays out a chart without a layout engine. */
export const layOutSimply = (chart: Statechart, options: LayoutOptions = {}): ChartLayout => {
  const { maxWidth = Infinity } = options;
  const plan = planOf(chart, options);
  const drawn = drawnOf(chart, plan);
  const { nodes, heads } = drawn;
  const block = blockOf(drawn, plan, reached(drawn), maxWidth - 2 * (BEYOND + MARGIN))(chart.root);
  const boxes = new Map(block.nodes.map((node) => [node.id, node]));
  /** Where the lines of a node begin and end: at its head, if they lead to what is in it. */
  const anchor = (id: string, other: string): Box | undefined => {
    const box = boxes.get(id);
    return id !== other && ancestry(nodes, other).includes(id) ? box?.head : box;
  };
  const counts = new Map<string, number>();
  const route = ({ source }: ChartTransition, target: string): ReadonlyArray<Point> => {
    const key = JSON.stringify([source, target]);
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    const [from, to] = [anchor(source, target), anchor(target, source)];
    return from === undefined || to === undefined ? [] : curve(from, to, nth, block);
  };
  const placed = (transition: ChartTransition): PlacedTransition => {
    const { id, source, targets } = transition;
    const node = nodes.get(source) ?? chart.root;
    const routes = targets.map((target) => route(transition, target));
    const [first] = routes;
    const lines = transitionLines(transition, node, plan);
    const label = isRow(transition)
      ? rowBox(boxes.get(source)?.head, heads.get(source), transition)
      : first === undefined || lines.length === 0
        ? undefined
        : onCurve(first, linesSize(lines));
    return { id, routes, ...(label === undefined ? {} : { label }) };
  };
  const dots = new Map(block.dots.map(({ id, at }) => [id, at]));
  const initials = [...nodes.values()].flatMap(({ id, initial }): ReadonlyArray<PlacedInitial> => {
    const at = dots.get(id);
    if (at === undefined || initial === undefined) return [];
    const dot = { x: at[0], y: at[1], width: 0, height: 0 };
    return [
      {
        id,
        at,
        routes: initial.targets.map((target) => {
          const box = boxes.get(target);
          return box === undefined ? [] : [at, rounded(borderToward(box, middleOf(dot)))];
        }),
      },
    ];
  });
  return framed({
    direction: plan.direction,
    details: plan.details,
    textWidth: plan.textWidth,
    isSimplified: true,
    nodes: block.nodes,
    initials,
    transitions: transitionsOf(chart.root).map(placed),
    separators: [],
  });
};

/** Lays out a chart with an engine, unless it is too tangled for one. */
export const layOutOrSimplify = (
  chart: Statechart,
  options: LayoutOptions = {},
): TE.TaskEither<LayoutError, ChartLayout> =>
  isTangled(chart, options) ? TE.right(layOutSimply(chart, options)) : layOut(chart, options);
