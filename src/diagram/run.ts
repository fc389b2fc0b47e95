/** The run's lifecycle: the chart, where its parts stand, and what their colours mean. */
import type { RunState } from '../../machines/run.chart.js';
import { runDiagram } from './Diagram.js';
import type { Direction } from './Layout.js';
import { runMarks, runTones } from './marks.js';
import { runLayouts } from './runLayouts.js';
import { svgTree } from './svg.js';
import type { SvgOptions } from './SvgOptions.js';
import type { XmlNode } from './xml.js';
import { xmlText } from './xml.js';

/**
 * How a run's lifecycle is painted.
 * @category SVG
 */
export interface RunSvgOptions extends SvgOptions<RunState> {
  /** Defaults to `down`. */
  readonly direction?: Direction;
}

/**
 * Paints the run's lifecycle as a tree of elements, for code that makes DOM nodes rather than text.
 *
 * @example
 * ```ts
 * import { runSvgTree } from 'runchart/diagram'
 *
 * assert.strictEqual(runSvgTree({ direction: 'right' }).attributes['data-direction'], 'right')
 * ```
 * @category SVG
 */
export const runSvgTree = ({ direction = 'down', ...options }: RunSvgOptions = {}): XmlNode =>
  svgTree(runDiagram, runLayouts[direction], {
    tones: runTones,
    marks: runMarks,
    title: 'The lifecycle of a run',
    ...options,
  });

/**
 * Paints the run's lifecycle as SVG text.
 *
 * @example
 * ```ts
 * import { runSvg } from 'runchart/diagram'
 *
 * const svg = runSvg({
 *   theme: 'dark',
 *   highlight: 'Running',
 *   counts: { Running: 12 },
 *   edges: ({ event }) => (event === 'complete' ? { heat: 0.8, title: '80 % of all runs' } : undefined),
 * })
 * assert.ok(svg.includes('data-edge="Running complete"'))
 * assert.ok(svg.includes('80 % of all runs'))
 * ```
 * @category SVG
 */
export const runSvg = (options: RunSvgOptions = {}): string => xmlText(runSvgTree(options));
