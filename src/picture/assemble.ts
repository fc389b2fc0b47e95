/** Makes the layout of a chart from ELK's coordinates: heads, straight lines, regions, labels. */
import type { Box, Point } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import type { ChartNode, ChartTransition } from '../statechart/Statechart.js';
import type {
  ChartLayout,
  PlacedInitial,
  PlacedNode,
  PlacedSeparator,
  PlacedTransition,
} from './ChartLayout.js';
import type { Drawn, Plan } from './Drawn.js';
import { ancestry, elkIds, isDrawnEdge } from './Drawn.js';
import type { Wiring } from './edges.js';
import { isForked } from './edges.js';
import { framed, present } from './framed.js';
import type { Segment } from './geometry.js';
import { around, meet, segments, strikes } from './geometry.js';
import { placeLabels } from './labels.js';
import { isRow, rowBox } from './lines.js';
import type { Placed } from './placed.js';
import { plain } from './placed.js';
import { evenRegions, separatorsIn } from './regions.js';
import type { Wire } from './straighten.js';
import { straighten } from './straighten.js';

const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };

// ------------------------------------------------------------------------------------------------------------ heads

type Size = Pick<Box, 'width' | 'height'>;

/** Places the head of a compound node at its upper edge, where no line passes through its text; undefined if there is no room. */
const placeHead = (box: Box, size: Size, lines: ReadonlyArray<Segment>): Box | undefined => {
  // Half of the padding on each side of the text may have lines.
  const slack = measures.padding / 2;
  const strip: Box = { ...box, y: box.y + 1, height: size.height - 1 };
  const crossed = lines
    .map(around)
    .filter((line) => meet(strip, { ...line, width: line.width + 1, height: line.height + 1 }));
  const isFree = (x: number): boolean =>
    x >= box.x &&
    x + size.width <= box.x + box.width &&
    crossed.every((line) => line.x + line.width <= x + slack || line.x >= x + size.width - slack);
  const starts = [box.x, ...crossed.map((line) => line.x + line.width - slack)];
  const x = starts.toSorted((a, b) => a - b).find(isFree);
  return x === undefined ? undefined : { x, y: box.y, ...size };
};

/** The room that a head lacks: beside the children if it is wider than they are, before them if lines leave no gap. */
const lackOf = (box: Box, size: Size): { readonly left: number; readonly right: number } =>
  size.width > box.width
    ? { left: 0, right: size.width - box.width }
    : { left: size.width, right: 0 };

// --------------------------------------------------------------------------------------------------------- assembly

/** A layout, and the additional room that it lacks: with it, the chart has to be laid out again. */
export interface Assembled {
  readonly layout: ChartLayout;
  readonly room: Plan['room'];
}

/** Makes the layout of a chart from ELK's coordinates. */
export const assemble = (drawn: Drawn, plan: Plan, wiring: Wiring, placed: Placed): Assembled => {
  const { chart, heads, isFramed } = drawn;
  const all = [...drawn.nodes.values()];
  const nodes = all.filter((node) => isFramed || node !== chart.root);
  const leaves = nodes.filter(({ children }) => children.length === 0);
  const parents = nodes.filter(({ children }) => children.length > 0);
  const partAt = (id: string): Box => {
    const { x, y, width, height } = placed.boxes.get(id) ?? NOWHERE;
    return { x, y, width, height };
  };

  // Lines.
  const ends = wiring.edges.filter(({ id }) => isDrawnEdge(id));
  const wires = straighten(
    ends.map(({ id, source, target }): Wire => ({
      id,
      points: placed.lines.get(id) ?? [],
      source: partAt(source),
      target: partAt(target),
      isLoop: source === target,
    })),
    leaves.map(({ id }) => partAt(elkIds.node(id))),
  );
  const routes = new Map(wires.map(({ id, points }) => [id, points]));
  const routeOf = (id: string): ReadonlyArray<Point> => routes.get(id) ?? [];
  const lines = wires.flatMap(({ points }) => segments(points));

  // Regions.
  const longer = new Map(
    parents
      .filter(({ kind }) => kind === 'parallel')
      .flatMap(({ children }) => {
        const even = evenRegions(children.map(({ id }) => partAt(elkIds.node(id))));
        return children.flatMap(({ id }, i): ReadonlyArray<readonly [string, Box]> => {
          const box = even[i];
          const old = partAt(elkIds.node(id));
          if (box === undefined) return [];
          const isFree = ends.every(({ id: edge, source, target }) => {
            const touches = [source, target].includes(elkIds.node(id));
            const isOwn = [source, target].some((end) =>
              ancestry(drawn.nodes, end.slice(2)).includes(id),
            );
            const struck = (room: Box): number =>
              segments(routeOf(edge)).filter((line) => strikes(line, room)).length;
            return touches ? false : isOwn || struck(box) === struck(old);
          });
          return isFree ? [[id, box]] : [];
        });
      }),
  );
  const boxOf = ({ id }: ChartNode): Box => longer.get(id) ?? partAt(elkIds.node(id));

  // Nodes.
  const placeNode = (
    node: ChartNode,
  ): {
    readonly node: PlacedNode;
    readonly lack?: { readonly left: number; readonly right: number };
  } => {
    const { id } = node;
    const box = boxOf(node);
    const head = heads.get(id);
    if (node.children.length === 0 || head === undefined)
      return { node: { id, ...box, head: box } };
    const size = { width: head.width, height: head.height };
    const free = placeHead(box, size, lines);
    return free === undefined
      ? { node: { id, ...box, head: { x: box.x, y: box.y, ...size } }, lack: lackOf(box, size) }
      : { node: { id, ...box, head: free } };
  };
  const placements = nodes.map(placeNode);
  const byId = new Map(placements.map(({ node }) => [node.id, node]));
  const placedOf = ({ id }: ChartNode): ReadonlyArray<PlacedNode> => present(byId.get(id));

  const initials = all
    .filter(({ initial }) => (initial?.targets.length ?? 0) > 0)
    .map(({ id, initial }): PlacedInitial => {
      const dot = partAt(elkIds.initial(id));
      return {
        id,
        at: [dot.x + measures.dot, dot.y + measures.dot],
        routes: (initial?.targets ?? []).map((_, i) => routeOf(elkIds.start(id, i))),
      };
    });

  // Transitions.
  const hasJoint = (id: string): boolean => placed.boxes.has(elkIds.joint(id));
  const stemOf = ({ id }: ChartTransition): ReadonlyArray<Point> =>
    hasJoint(id) ? routeOf(elkIds.stem(id)) : [];
  const routesOf = ({ id, targets }: ChartTransition): PlacedTransition['routes'] =>
    targets.map((_, i) => routeOf(elkIds.transition(id, i)));
  /** The lines of a transition as they are drawn: through a joint where they do not fork. */
  const drawnRoutes = (transition: ChartTransition): PlacedTransition['routes'] =>
    isForked(transition)
      ? routesOf(transition)
      : routesOf(transition).map((points) => plain([...stemOf(transition), ...points]));
  const labels = placeLabels(
    all
      .flatMap(({ transitions }) => transitions)
      .filter((transition) => placed.boxes.has(elkIds.label(transition.id)))
      .map((transition) => ({
        id: transition.id,
        box: partAt(elkIds.label(transition.id)),
        routes: isForked(transition) ? [stemOf(transition)] : drawnRoutes(transition),
      })),
    {
      boxes: [
        ...leaves.flatMap(placedOf),
        ...parents.flatMap(placedOf).map(({ head }) => head),
        ...all.flatMap(({ id, transitions }) => [
          ...present(placed.boxes.get(elkIds.initial(id))),
          ...transitions.flatMap((own) => present(placed.boxes.get(elkIds.joint(own.id)))),
        ]),
      ],
      frames: parents.flatMap(placedOf),
      lines,
    },
  );
  const transitions = all.flatMap((source) =>
    source.transitions.map((transition): PlacedTransition => {
      const { id } = transition;
      const label = isRow(transition)
        ? rowBox(byId.get(source.id)?.head, heads.get(source.id), transition)
        : labels.get(id);
      return {
        id,
        ...(label === undefined ? {} : { label }),
        routes: drawnRoutes(transition),
        ...(isForked(transition)
          ? { fork: { bar: partAt(elkIds.joint(id)), stem: stemOf(transition) } }
          : {}),
      };
    }),
  );

  const separators = parents
    .filter(({ kind }) => kind === 'parallel')
    .flatMap((parent) =>
      placedOf(parent).flatMap(({ id, x, y, width, height, head }) =>
        separatorsIn(
          { x, y, width, height },
          head,
          parent.children.flatMap(placedOf),
          [...labels.values()],
          lines,
        ).map((points): PlacedSeparator => ({ id, points })),
      ),
    );

  return {
    room: new Map(
      placements.flatMap(({ node, lack }) => (lack === undefined ? [] : [[node.id, lack]])),
    ),
    layout: framed({
      direction: plan.direction,
      details: plan.details,
      textWidth: plan.textWidth,
      nodes: placements.map(({ node }) => node),
      initials,
      transitions,
      separators,
    }),
  };
};
