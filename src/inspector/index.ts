/**
 * The `./inspector` entry: what a program needs to be seen by `runchart inspect`.
 *
 * @module runchart/inspector
 */
export { connectInspector, inspectLines } from './Observer.js';
export type {
  ConnectOptions,
  InspectedEvent,
  InspectObserver,
  InspectorConnection,
  Socket,
} from './Observer.js';
