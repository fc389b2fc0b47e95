/**
 * The `./element` entry: `<run-chart>`, the lifecycle of a run in a page.
 *
 * Importing it has no side effect: `defineRunChart()` registers the element. Importing `runchart/element/define` registers it
 * too.
 *
 * @module runchart/element
 */
import type { EventChosen } from './choices.js';
import { RunChartElement } from './RunChartElement.js';

export type { EventChosen } from './choices.js';
export type { Counts, Taken } from './inputs.js';
export { RunChartElement } from './RunChartElement.js';
export type { RunChartErrorDetail } from './RunChartElement.js';

declare global {
  interface HTMLElementTagNameMap {
    'run-chart': RunChartElement;
  }
  interface GlobalEventHandlersEventMap {
    'event-chosen': CustomEvent<EventChosen>;
  }
}

/**
 * Registers the element, by default as `run-chart`. Does nothing if the name is taken, or on a server.
 *
 * @example
 * ```ts
 * import { defineRunChart } from 'runchart/element'
 *
 * // A server has no custom elements, so this does nothing.
 * assert.strictEqual(defineRunChart(), undefined)
 * ```
 * @category Element
 */
export const defineRunChart = (name = 'run-chart'): void => {
  if (typeof customElements !== 'undefined' && customElements.get(name) === undefined)
    customElements.define(name, RunChartElement);
};
