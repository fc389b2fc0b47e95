/**
 * The `./inspector` entry: sends what happens to the runs of a program to `runchart inspect`.
 *
 * @module runchart/inspector
 */
export { connectInspector, inspectLines } from './Observer.js';
export type {
  ConnectOptions,
  InspectedEvent,
  InspectObserver,
  InspectorConnection,
} from './Observer.js';
export type { Socket } from './Connection.js';
