/** `ChartSvgOptions`: how a statechart, each of its nodes and each of its transitions is painted. */
import type { EdgePaint, StatePaint } from '../diagram/SvgOptions.js';
import type { Theme, Tone } from '../diagram/theme.js';
import type { ChartNode, ChartTransition } from '../statechart/Statechart.js';

/**
 * How one node is painted.
 * @category SVG
 */
export interface NodePaint extends StatePaint {
  /** Its colour. Defaults to that of its kind. */
  readonly tone?: Tone;
  /** A number on a badge. */
  readonly count?: number;
}

/**
 * How one transition is painted.
 * @category SVG
 */
export interface TransitionPaint extends EdgePaint {
  /** A number on a badge beside its text. */
  readonly count?: number;
}

/**
 * How a statechart is painted.
 * @category SVG
 */
export interface ChartSvgOptions {
  /** Defaults to `auto`, which follows the viewer's system. */
  readonly theme?: Theme;
  /** The ids of the active nodes: a configuration. Parents of active nodes may be among them. */
  readonly active?: Iterable<string>;
  /** The ids of transitions to highlight, such as those just taken. */
  readonly taken?: Iterable<string>;
  /** How each node is painted. */
  readonly nodes?: (node: ChartNode) => NodePaint | undefined;
  /** How each transition is painted. */
  readonly transitions?: (transition: ChartTransition) => TransitionPaint | undefined;
  /** The title of the picture. */
  readonly title?: string;
  /**
   * Prepares the picture for a page that handles pointer and keyboard: nodes and transitions can be focused and have wide targets
   * for the pointer, and screen readers find a group of buttons instead of one image.
   */
  readonly interactive?: boolean;
  /**
   * Adds a style sheet that leaves out guards, actions and descriptions where the picture is a file or an `<img>` that is too narrow to
   * show them in 9 pixels. Defaults to `true` with the theme `auto`, and to `false` with the others.
   */
  readonly responsive?: boolean;
}
