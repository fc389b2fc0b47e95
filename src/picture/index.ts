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
export { chartDot } from './formats/dot.js';
export type { ChartDotOptions } from './formats/dot.js';
export { chartHtml } from './formats/html.js';
export type { ChartHtmlOptions } from './formats/html.js';
export { chartJson } from './formats/json.js';
export { chartMermaid } from './formats/mermaid.js';
export type { ChartMermaidOptions } from './formats/mermaid.js';
export { chartScxml } from './formats/scxml.js';
export type { ChartScxmlOptions } from './formats/scxml.js';
export { scxmlEvent } from './formats/scxmlNames.js';
export { elkEngine } from './engine.js';
export { layOut } from './layOut.js';
export { chartSvg, chartSvgTree } from './svg.js';
