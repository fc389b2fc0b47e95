/**
 * The `./statechart` entry: any machine of XState as plain data.
 *
 * @module runchart/statechart
 */
export { statechartOf } from './fromMachine.js';
export { machineOfJson, readConfig, readDefinition } from './readConfig.js';
export type { ReadError, ReadProblem } from './ReadError.js';
export { readErrorText } from './ReadError.js';
export { guardText, nodesOf, transitionsOf, triggerText } from './Statechart.js';
export type {
  ChartAction,
  ChartGuard,
  ChartNode,
  ChartTransition,
  Invocation,
  Omission,
  Statechart,
  StateKind,
  Trigger,
} from './Statechart.js';
