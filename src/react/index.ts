/**
 * A hook for a run in a React component.
 *
 * @module runchart/react
 */
export { useRun } from './useRun.js';
export type { LiveRun } from './useRun.js';
