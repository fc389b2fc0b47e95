/** The run's chart, compiled: what the facade decides by. */
import { guards, runChart, updates } from '../machines/run.chart.js';
import type { RunEvent, RunInstance } from '../machines/run.chart.js';
import { compile } from './ChartTable.js';

/** The run's chart, compiled. */
export const runTable = /* #__PURE__ */ compile<
  RunInstance,
  RunEvent,
  keyof typeof guards,
  keyof typeof updates
>(runChart, { guards, updates });
