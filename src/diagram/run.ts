/** Pictures of the run's lifecycle, from its diagram, its layouts and its tones. */
import * as R from 'fp-ts/lib/Record.js';
import type { RunState } from '../../machines/run.chart.js';
import { runChart } from '../../machines/run.chart.js';
import { runDiagram } from './Diagram.js';
import type { Direction } from './Layout.js';
import { runLayouts } from './runLayouts.js';
import { svgTree } from './svg.js';
import type { SvgOptions } from './SvgOptions.js';
import type { Tone } from './theme.js';
import type { XmlNode } from './xml.js';
import { xmlText } from './xml.js';

/**
 * The tone in which each state is shown: its tag in the chart.
 *
 * @example
 * ```ts
 * import { runTones } from 'runchart/diagram'
 *
 * assert.strictEqual(runTones.Running, 'active')
 * assert.strictEqual(runTones.RetryWait, 'waiting')
 * ```
 * @category SVG
 */
export const runTones: Readonly<Record<RunState, Tone>> = /* #__PURE__ */ R.map(
  // A state whose tag is not a tone does not compile.
  ({ tags }: { readonly tags: Tone }) => tags,
)(runChart.states);

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
