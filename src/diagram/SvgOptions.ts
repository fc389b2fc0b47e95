/** `SvgOptions`: how a chart, each of its states and each of its edges is painted. */
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
  /** Additional class names of its group. */
  readonly className?: string;
  /** Whether it is faded. */
  readonly dim?: boolean;
  /** An additional last line of its tooltip. */
  readonly title?: string | undefined;
  /** Additional attributes of its group. */
  readonly attributes?: XmlNode['attributes'];
}

/**
 * How one edge is painted.
 * @category SVG
 */
export interface EdgePaint extends StatePaint {
  /** How often the edge is taken, from 0 to 1: shown as a glow along its line. */
  readonly heat?: number;
  /** The tone in whose colour the edge is painted. */
  readonly tone?: Tone;
}

/**
 * How a chart is painted.
 * @category SVG
 */
export interface SvgOptions<State extends string> {
  /** Defaults to `auto`, which follows the viewer's system. */
  readonly theme?: Theme;
  /** The tone of each state. Defaults to `done` for final states and `waiting` for others. */
  readonly tones?: Readonly<Partial<Record<State, Tone>>>;
  /** The mark of each state: a glyph at its corner, and its colour instead of that of its tone. */
  readonly marks?: Readonly<Partial<Record<State, Mark | undefined>>>;
  /** The state to highlight. */
  readonly highlight?: State | undefined;
  /** A number for each state, shown on a badge. */
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
   * Prepares the picture for a page that handles pointer and keyboard: lines get wide invisible targets for the pointer, the
   * page shows the tooltips, and screen readers find a toolbar instead of one image.
   */
  readonly interactive?: boolean;
  /** Gives edges wide invisible targets for the pointer. Defaults to `interactive`. */
  readonly targets?: boolean;
  /**
   * Adds a style sheet that leaves out guards, actions and reasons where the picture is a file or an `<img>` that is too narrow
   * to show them in 9 pixels. Defaults to `true` with the theme `auto`, which has a style sheet, and to `false` with the others.
   */
  readonly responsive?: boolean;
}
