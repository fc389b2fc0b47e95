/** The compiled chart of a run, by which the facade decides. */
import type { RunEvent, RunInstance, RunState } from '../../machines/run.chart.js';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import type { Rebuild } from './ChartTable.js';
import { compile } from './ChartTable.js';
import { movesOf } from './moves.js';

type Guard = keyof typeof guards;
type Update = keyof typeof updates;

/**
 * One object literal gives all runs the same hidden class. The repeated expressions are not one function, because V8 inlines the
 * call of each separately.
 */
const rebuild: Rebuild<RunInstance, RunEvent> = (run, state, patch, event) => ({
  id:
    patch.id === undefined
      ? run.id
      : typeof patch.id === 'function'
        ? patch.id(run.id, event)
        : patch.id,
  taskId:
    patch.taskId === undefined
      ? run.taskId
      : typeof patch.taskId === 'function'
        ? patch.taskId(run.taskId, event)
        : patch.taskId,
  state,
  currentAttemptId:
    patch.currentAttemptId === undefined
      ? run.currentAttemptId
      : typeof patch.currentAttemptId === 'function'
        ? patch.currentAttemptId(run.currentAttemptId, event)
        : patch.currentAttemptId,
  attemptCount:
    patch.attemptCount === undefined
      ? run.attemptCount
      : typeof patch.attemptCount === 'function'
        ? patch.attemptCount(run.attemptCount, event)
        : patch.attemptCount,
  createdAt:
    patch.createdAt === undefined
      ? run.createdAt
      : typeof patch.createdAt === 'function'
        ? patch.createdAt(run.createdAt, event)
        : patch.createdAt,
  scheduledAt:
    patch.scheduledAt === undefined
      ? run.scheduledAt
      : typeof patch.scheduledAt === 'function'
        ? patch.scheduledAt(run.scheduledAt, event)
        : patch.scheduledAt,
  lastStateChangeAt:
    patch.lastStateChangeAt === undefined
      ? run.lastStateChangeAt
      : typeof patch.lastStateChangeAt === 'function'
        ? patch.lastStateChangeAt(run.lastStateChangeAt, event)
        : patch.lastStateChangeAt,
  effectivePriority:
    patch.effectivePriority === undefined
      ? run.effectivePriority
      : typeof patch.effectivePriority === 'function'
        ? patch.effectivePriority(run.effectivePriority, event)
        : patch.effectivePriority,
});

/** The compiled chart of a run. */
export const runTable = /* #__PURE__ */ compile<RunInstance, RunEvent, Guard, Update>(runChart, {
  guards,
  updates,
  rebuild,
});

/** The moves of the run's chart. */
export const runMoves = /* #__PURE__ */ movesOf<RunState, RunEvent['type']>(runTable.edges);
