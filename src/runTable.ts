/** The run's chart, compiled: what the facade decides by. */
import { guards, runChart, updates } from '../machines/run.chart.js';
import type { RunEvent, RunInstance } from '../machines/run.chart.js';
import { compile } from './ChartTable.js';
import type { Rebuild } from './ChartTable.js';

type Guard = keyof typeof guards;
type Update = keyof typeof updates;

/** Always the same literal, so that all runs have one shape, whatever made them. */
const rebuild: Rebuild<RunInstance, RunEvent> = (run, state, patch, event) =>
  Object.freeze({
    id: patch.id === undefined ? run.id : patch.id(run.id, event),
    taskId: patch.taskId === undefined ? run.taskId : patch.taskId(run.taskId, event),
    state,
    currentAttemptId:
      patch.currentAttemptId === undefined
        ? run.currentAttemptId
        : patch.currentAttemptId(run.currentAttemptId, event),
    attemptCount:
      patch.attemptCount === undefined
        ? run.attemptCount
        : patch.attemptCount(run.attemptCount, event),
    createdAt:
      patch.createdAt === undefined ? run.createdAt : patch.createdAt(run.createdAt, event),
    scheduledAt:
      patch.scheduledAt === undefined ? run.scheduledAt : patch.scheduledAt(run.scheduledAt, event),
    lastStateChangeAt:
      patch.lastStateChangeAt === undefined
        ? run.lastStateChangeAt
        : patch.lastStateChangeAt(run.lastStateChangeAt, event),
    effectivePriority:
      patch.effectivePriority === undefined
        ? run.effectivePriority
        : patch.effectivePriority(run.effectivePriority, event),
  });

/** The run's chart, compiled. */
export const runTable = /* #__PURE__ */ compile<RunInstance, RunEvent, Guard, Update>(runChart, {
  guards,
  updates,
  rebuild,
});
