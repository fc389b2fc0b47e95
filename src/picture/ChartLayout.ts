/**
 * `ChartLayout`: the coordinates of every part of a statechart's picture, as plain data. One process lays out, another paints.
 *
 * Laws: children stand inside their parents; boxes of siblings do not overlap; every node and every transition of the chart occurs
 * once; every coordinate lies within the picture.
 */
import type { Box, Direction, Point } from '../diagram/Layout.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How much of a chart a picture shows: everything, or the names of states and events alone.
 * @category Layouts
 */
export type Details = 'all' | 'names';

/**
 * A node in a picture.
 * @category Layouts
 */
export interface PlacedNode extends Box {
  /** The id of the node. */
  readonly id: string;
  /** Where the name, and the rows below it, stand: inside the box, at its upper edge. */
  readonly head: Box;
}

/**
 * The dot that marks the initial state of a compound node, with its arrows.
 * @category Layouts
 */
export interface PlacedInitial {
  /** The id of the compound node. */
  readonly id: string;
  /** The centre of the dot. */
  readonly at: Point;
  /** One arrow for each initial target. */
  readonly routes: ReadonlyArray<ReadonlyArray<Point>>;
}

/**
 * A transition in a picture.
 * @category Layouts
 */
export interface PlacedTransition {
  /** The id of the transition. */
  readonly id: string;
  /** The box of its text: beside a line, or a row in the box of its source if it has no target. */
  readonly label?: Box;
  /** One line for each target, through its points; none for a row. */
  readonly routes: ReadonlyArray<ReadonlyArray<Point>>;
  /** The bar at which the line of a transition with several targets forks, with the line from the source to it. */
  readonly fork?: { readonly bar: Box; readonly stem: ReadonlyArray<Point> };
}

/**
 * A dashed line between two regions of a parallel node.
 * @category Layouts
 */
export interface PlacedSeparator {
  /** The id of the parallel node. */
  readonly id: string;
  readonly points: ReadonlyArray<Point>;
}

/**
 * The coordinates of a statechart's picture. It holds no function, so it survives JSON.
 * @category Layouts
 */
export interface ChartLayout {
  readonly direction: Direction;
  readonly details: Details;
  /** The width at which texts are broken into lines. */
  readonly textWidth: number;
  /**
   * Whether it is that of a chart which is too tangled for a layout engine: lines are curves of three points, the second of which they
   * bend toward, and a picture shows the texts of few of them at once.
   */
  readonly isSimplified?: true;
  readonly width: number;
  readonly height: number;
  /** Parents first. The root is among them only if it is drawn as a frame. */
  readonly nodes: ReadonlyArray<PlacedNode>;
  readonly initials: ReadonlyArray<PlacedInitial>;
  readonly transitions: ReadonlyArray<PlacedTransition>;
  /** Regions that stand in a row or in a column have lines between them. */
  readonly separators: ReadonlyArray<PlacedSeparator>;
}

// ---------------------------------------------------------------------------------------------------------- options

/**
 * A layout engine: what takes a graph in ELK's JSON format and returns it with coordinates, such as `layout` of an instance of
 * elkjs.
 * @category Layouts
 */
export type LayoutEngine = (graph: ElkGraph) => Promise<unknown>;

/**
 * How a chart is laid out.
 * @category Layouts
 */
export interface LayoutOptions {
  /** The direction in which transitions run. Defaults to `down`, or to either if a `maxWidth` asks for it. */
  readonly direction?: Direction;
  /** Defaults to `all`. */
  readonly details?: Details;
  /**
   * The width that the picture should not exceed, in pixels: texts are broken sooner, regions stacked, and the direction is
   * changed if none is given. A chart that needs more gets the narrowest picture that was found.
   */
  readonly maxWidth?: number;
  /** Defaults to elkjs, which is loaded when it is needed. */
  readonly engine?: LayoutEngine;
}

/**
 * Why a chart has no layout.
 * @category Layouts
 */
export type LayoutError =
  /** elkjs is not installed, or does not load. */
  | { readonly _tag: 'NoLayoutEngine'; readonly message: string }
  /** The engine failed, also on a simpler form of the chart. */
  | { readonly _tag: 'LayoutFailed'; readonly chart: string; readonly message: string };

// -------------------------------------------------------------------------------------------------------------- ELK

type ElkOptions = Readonly<Record<string, string>>;

/**
 * A graph in ELK's JSON format, as far as it is used.
 * @category Layouts
 */
export interface ElkGraph {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly layoutOptions?: ElkOptions;
  readonly children?: ReadonlyArray<ElkGraph>;
  readonly edges?: ReadonlyArray<ElkGraphEdge>;
}

/**
 * An edge in ELK's JSON format.
 * @category Layouts
 */
export interface ElkGraphEdge {
  readonly id: string;
  readonly sources: ReadonlyArray<string>;
  readonly targets: ReadonlyArray<string>;
  readonly labels?: ReadonlyArray<{
    readonly id: string;
    readonly text: string;
    readonly width: number;
    readonly height: number;
    readonly layoutOptions?: ElkOptions;
  }>;
  readonly layoutOptions?: ElkOptions;
}
