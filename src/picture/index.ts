/**
 * The `./picture` entry: any statechart as a picture. elkjs, an optional peer, lays out; painting needs no package.
 *
 * @module runchart/picture
 */
export type {
  ChartLayout,
  Details,
  ElkGraph,
  ElkGraphEdge,
  LayoutEngine,
  LayoutError,
  LayoutOptions,
  PlacedInitial,
  PlacedNode,
  PlacedSeparator,
  PlacedTransition,
} from './ChartLayout.js';
export type { ChartSvgOptions, NodePaint, TransitionPaint } from './ChartSvgOptions.js';
export { elkEngine } from './engine.js';
export { layOut } from './layOut.js';
export { chartSvg, chartSvgTree } from './svg.js';
