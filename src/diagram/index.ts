/** The chart as a picture. */
export { toMermaid } from './mermaid.js';
export type { DrawnChart } from './mermaid.js';
