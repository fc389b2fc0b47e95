/**
 * The `./statechart` entry: any machine of XState as plain data.
 *
 * @module runchart/statechart
 */
export { statechartOf } from './fromMachine.js';
export { guardText, nodesOf, transitionsOf, triggerText } from './Statechart.js';
export type {
  ChartAction,
  ChartGuard,
  ChartNode,
  ChartTransition,
  Invocation,
  Statechart,
  StateKind,
  Trigger,
} from './Statechart.js';
