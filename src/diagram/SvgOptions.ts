/** `SvgOptions`: how a chart is painted, state by state and edge by edge. */
import type { DiagramEdge } from './Diagram.js';
import type { ChartLabels } from './labels.js';
import type { Mark } from './marks.js';
import type { Theme, Tone } from './theme.js';
import type { XmlNode } from './xml.js';

/**
 * How one state is painted.
 * @category SVG
 */
export interface StatePaint {
  /** More class names for its group. */
  readonly className?: string;
  /** Fades it. */
  readonly dim?: boolean;
  /** A line for its tooltip, below what the chart says. */
  readonly title?: string | undefined;
  /** More attributes for its group. */
  readonly attributes?: XmlNode['attributes'];
}

/**
 * How one edge is painted.
 * @category SVG
 */
export interface EdgePaint extends StatePaint {
  /** How much it is used, from 0 to 1: a glow along the line. */
  readonly heat?: number;
  /** Paints it in the colour of a tone. */
  readonly tone?: Tone;
}

/**
 * How a chart is painted.
 * @category SVG
 */
export interface SvgOptions<State extends string> {
  /** Defaults to `auto`: as the reader's system prefers. */
  readonly theme?: Theme;
  /** The tone of each state. Defaults to `done` for final states and `waiting` for others. */
  readonly tones?: Readonly<Partial<Record<State, Tone>>>;
  /** The mark of each state: a glyph at its corner, and its colour instead of that of its tone. */
  readonly marks?: Readonly<Partial<Record<State, Mark | undefined>>>;
  /** The state that stands out. */
  readonly highlight?: State | undefined;
  /** A number for each state, on a badge. */
  readonly counts?: Readonly<Partial<Record<State, number>>>;
  /** How each edge is painted. */
  readonly edges?: (edge: DiagramEdge<State>) => EdgePaint | undefined;
  /** How each state is painted. */
  readonly states?: (state: State) => StatePaint | undefined;
  /** Words that are shown instead of the chart's own. A text that is too long for its place is drawn narrower. */
  readonly labels?: ChartLabels;
  /** The title of the picture. */
  readonly title?: string;
  /**
   * Prepares the picture for a page that handles pointer and keyboard: lines get wide invisible ones to aim at, tooltips are
   * left to the page, and screen readers meet a toolbar instead of one image.
   */
  readonly interactive?: boolean;
  /**
   * Adds a style sheet that leaves out guards, actions and reasons where the picture is a file or an `<img>` that is too narrow
   * to show them in 9 pixels. Defaults to `true` with the theme `auto`, which has a style sheet, and to `false` with the others.
   */
  readonly responsive?: boolean;
}
