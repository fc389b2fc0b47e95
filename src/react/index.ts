/** The `./react` entry: a run in a React component. */
export { useRun } from './useRun.js';
export type { LiveRun } from './useRun.js';
