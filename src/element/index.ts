/**
 * The `./element` entry: `<run-chart>`, the lifecycle of a run in a page.
 *
 * Importing it changes nothing: `defineRunChart()` gives the element its name, and `runchart/element/define` does so by being
 * imported.
 *
 * @module runchart/element
 */
import type { EventChosen } from './choices.js';
import { RunChartElement } from './RunChartElement.js';

export type { EventChosen } from './choices.js';
export type { Counts, Taken } from './inputs.js';
export type { RunChartLabels } from './labels.js';
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
 * Gives the element its name, `run-chart` if none is given. Does nothing where it has that name already, or on a server.
 *
 * @example
 * ```ts
 * import { defineRunChart } from 'runchart/element'
 *
 * // On a server there are no elements, and nothing happens.
 * assert.strictEqual(defineRunChart(), undefined)
 * ```
 * @category Element
 */
export const defineRunChart = (name = 'run-chart'): void => {
  if (typeof customElements !== 'undefined' && customElements.get(name) === undefined)
    customElements.define(name, RunChartElement);
};
