/**
 * The `./diagram` entry: the chart as a picture, and for other tools.
 *
 * @module runchart/diagram
 */
export type { ChartConfig } from '../run/ChartTable.js';
export { diagramOf, runDiagram } from './Diagram.js';
export type { Diagram, DiagramEdge, DiagramState } from './Diagram.js';
export { toDot } from './dot.js';
export type { DotOptions } from './dot.js';
export { toJson } from './json.js';
export type { ChartLabels } from './labels.js';
export { labelSize, stateSize } from './Layout.js';
export type { Box, Direction, Layout, Point, Route } from './Layout.js';
export { marks, runMarks, runTones } from './marks.js';
export type { Mark, MarkLook } from './marks.js';
export { toMermaid } from './mermaid.js';
export type { DrawnChart, MermaidOptions } from './mermaid.js';
export { runSvg, runSvgTree } from './run.js';
export type { RunSvgOptions } from './run.js';
export { runLayouts } from './runLayouts.js';
export { runScxml } from './runScxml.js';
export { toScxml } from './scxml.js';
export type { ScxmlOptions } from './scxml.js';
export { svgTree, toSvg } from './svg.js';
export type { EdgePaint, StatePaint, SvgOptions } from './SvgOptions.js';
export { themeCss } from './theme.js';
export type { Hue, Theme, Tone } from './theme.js';
export { edgeText } from './description.js';
export type { XmlNode } from './xml.js';
