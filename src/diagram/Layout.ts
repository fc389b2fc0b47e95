/**
 * `Layout`: precomputed coordinates of every part of a chart, so that painting needs no layout engine; and the sizes of states
 * and labels, which a layout engine needs.
 */
import type { Diagram, DiagramEdge } from './Diagram.js';
import type { Weight } from './metrics.js';
import { textWidth } from './metrics.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The direction in which the lifecycle runs.
 * @category Layouts
 */
export type Direction = 'down' | 'right';

/**
 * A point, in SVG user units from the upper left corner.
 * @category Layouts
 */
export type Point = readonly [x: number, y: number];

/**
 * A rectangle.
 * @category Layouts
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The line and the label of an edge that leaves its state. The line is straight between its points.
 * @category Layouts
 */
export interface Route<State extends string> {
  readonly source: State;
  readonly event: string;
  /** Whether the edge is drawn faintly and labelled with its event only, as is an event that every non-final state has. */
  readonly quiet: boolean;
  readonly points: ReadonlyArray<Point>;
  readonly label: Box;
}

/**
 * The coordinates of every part of a chart.
 * @category Layouts
 */
export interface Layout<State extends string> {
  readonly direction: Direction;
  readonly width: number;
  readonly height: number;
  readonly states: Readonly<Record<State, Box>>;
  /** The center of the dot that marks the start. */
  readonly start: Point;
  /** The line from the dot to the initial state. */
  readonly startRoute: ReadonlyArray<Point>;
  readonly routes: ReadonlyArray<Route<State>>;
}

/** The role of a piece of text. */
export type TextRole = 'name' | 'event' | 'action' | 'guard' | 'reason';

/** A piece of text. */
export interface Span {
  readonly role: TextRole;
  readonly text: string;
}

// ------------------------------------------------------------------------------------------------------------ sizes

const fonts: Readonly<Record<TextRole, { readonly size: number; readonly weight: Weight }>> = {
  name: { size: 15, weight: 'bold' },
  event: { size: 12.5, weight: 'bold' },
  action: { size: 11.5, weight: 'regular' },
  guard: { size: 11.5, weight: 'regular' },
  reason: { size: 12, weight: 'regular' },
};

/** The size and weight of a text. */
export const fontOf = (role: TextRole): { readonly size: number; readonly weight: Weight } =>
  fonts[role];

/** The width of a piece of text. */
export const spanWidth = ({ role, text }: Span): number =>
  textWidth(text, fonts[role].size, fonts[role].weight);

/** The measures of a picture, in SVG user units. */
export const measures = {
  /** The distance between two lines of text. */
  line: 16,
  /** The distance from the upper edge of a line of text to its baseline. */
  baseline: 12,
  /** The height of the row with a state's name. */
  head: 40,
  /** The space to the left and to the right of the text in a state. */
  padding: 16,
  /** The space above, below and between the rows in a state. */
  gap: 9,
  narrowest: 104,
  /** The radius of the dot that marks the start. */
  dot: 7,
} as const;

/** The lines of text of an edge: its event and actions, its guards if any, its reason if any. */
export const edgeLines = (
  { event, actions, guards, description }: Omit<DiagramEdge<string>, 'source' | 'target'>,
  { quiet, inside }: { readonly quiet: boolean; readonly inside: boolean },
): ReadonlyArray<ReadonlyArray<Span>> => {
  const name: Span = { role: 'event', text: event };
  if (quiet) return [[name]];
  return [
    [
      name,
      ...(actions.length === 0
        ? []
        : [{ role: 'action', text: ` / ${actions.join(', ')}` } as const]),
    ],
    ...(guards.length === 0 ? [] : [[{ role: 'guard', text: `[${guards.join(', ')}]` } as const]]),
    // A row inside a state has no room for the reason; its tooltip has it.
    ...(description === '' || inside ? [] : [[{ role: 'reason', text: description } as const]]),
  ];
};

const widthOf = (lines: ReadonlyArray<ReadonlyArray<Span>>): number =>
  Math.max(0, ...lines.map((line) => line.reduce((width, span) => width + spanWidth(span), 0)));

type Size = Pick<Box, 'width' | 'height'>;

/**
 * Computes the size of an edge's label, for a layout engine.
 *
 * @example
 * ```ts
 * import { labelSize, runDiagram } from 'runchart/diagram'
 *
 * const [promote] = runDiagram.edges
 * assert.deepStrictEqual(promote && labelSize(promote, true).height, 16)
 * ```
 * @category Layouts
 */
export const labelSize = (edge: DiagramEdge<string>, quiet: boolean): Size => {
  const lines = edgeLines(edge, { quiet, inside: false });
  return { width: Math.ceil(widthOf(lines)), height: lines.length * measures.line };
};

/** Lists the edges that stay inside a state, with the position of each. */
export const rowsOf = <State extends string>(
  diagram: Diagram<State>,
  state: State,
): ReadonlyArray<{
  readonly edge: DiagramEdge<State>;
  readonly lines: ReadonlyArray<ReadonlyArray<Span>>;
  /** The distance from the upper edge of the state to that of the text. */
  readonly y: number;
  readonly height: number;
}> => {
  const edges = diagram.edges.filter(({ source, target }) => source === state && target === state);
  const rows = edges.map((edge) => ({
    edge,
    lines: edgeLines(edge, { quiet: false, inside: true }),
  }));
  return rows.map((row, i) => ({
    ...row,
    y: rows
      .slice(0, i)
      .reduce(
        (y, { lines }) => y + lines.length * measures.line + measures.gap,
        measures.head + measures.gap,
      ),
    height: row.lines.length * measures.line,
  }));
};

/**
 * Computes the size of a state, for a layout engine: its name, and below it the edges that stay inside.
 *
 * @example
 * ```ts
 * import { runDiagram, stateSize } from 'runchart/diagram'
 *
 * assert.deepStrictEqual(stateSize(runDiagram, 'Leased'), { width: 104, height: 40 })
 * ```
 * @category Layouts
 */
export const stateSize = <State extends string>(diagram: Diagram<State>, state: State): Size => {
  const rows = rowsOf(diagram, state);
  const last = rows.at(-1);
  const text = Math.max(
    spanWidth({ role: 'name', text: state }),
    ...rows.map(({ lines }) => widthOf(lines)),
  );
  return {
    width: Math.max(measures.narrowest, Math.ceil(text) + 2 * measures.padding),
    height: last === undefined ? measures.head : last.y + last.height + measures.gap,
  };
};
