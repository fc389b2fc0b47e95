/* eslint-disable functional/immutable-data -- runs are changed in place before anyone sees them */
/** The compiled chart of a run, by which the facade decides. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance, RunState } from '../../machines/run.chart.js';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import type { Edge } from './ChartTable.js';
import { compile } from './ChartTable.js';
import type { InPlace, Mutable, Patch } from './InPlace.js';
import { movesOf } from './moves.js';

type Guard = keyof typeof guards;
type Update = keyof typeof updates;

/** The fields that updates change. */
type Updated = { [U in Update]: keyof (typeof updates)[U] }[Update];

/** Applies the change of one field. */
type ApplyField = (run: Mutable<RunInstance>, patch: RunPatch, event: RunEvent) => void;
type RunPatch = Patch<RunInstance, RunEvent>;

/** Each field has code of its own, because V8 inlines only what one place always calls. */
const applyField: Readonly<Record<Updated, ApplyField>> = {
  currentAttemptId: (run, { currentAttemptId: change }, event) => {
    if (change !== undefined)
      run.currentAttemptId =
        typeof change === 'function' ? change(run.currentAttemptId, event) : change;
  },
  attemptCount: (run, { attemptCount: change }, event) => {
    if (change !== undefined)
      run.attemptCount = typeof change === 'function' ? change(run.attemptCount, event) : change;
  },
  lastStateChangeAt: (run, { lastStateChangeAt: change }, event) => {
    if (change !== undefined)
      run.lastStateChangeAt =
        typeof change === 'function' ? change(run.lastStateChangeAt, event) : change;
  },
  effectivePriority: (run, { effectivePriority: change }, event) => {
    if (change !== undefined)
      run.effectivePriority =
        typeof change === 'function' ? change(run.effectivePriority, event) : change;
  },
};

const inPlace: InPlace<RunInstance, RunEvent> = {
  // One literal gives all runs the same hidden class.
  copy: (run) => ({
    id: run.id,
    taskId: run.taskId,
    state: run.state,
    currentAttemptId: run.currentAttemptId,
    attemptCount: run.attemptCount,
    createdAt: run.createdAt,
    scheduledAt: run.scheduledAt,
    lastStateChangeAt: run.lastStateChangeAt,
    effectivePriority: run.effectivePriority,
  }),
  apply: (run, patch, event) => {
    applyField.currentAttemptId(run, patch, event);
    applyField.attemptCount(run, patch, event);
    applyField.lastStateChangeAt(run, patch, event);
    applyField.effectivePriority(run, patch, event);
  },
  seal: (run) => {
    if (O.isSome(run.currentAttemptId)) Object.freeze(run.currentAttemptId);
    return Object.freeze(run);
  },
};

/** An edge of the run's chart. */
export type RunEdge = Edge<RunInstance, RunEvent>;

/** The compiled chart of a run. */
export const runTable = /* #__PURE__ */ compile<RunInstance, RunEvent, Guard, Update>(runChart, {
  guards,
  updates,
  inPlace,
});

/** The moves of the run's chart. */
export const runMoves = /* #__PURE__ */ movesOf<RunState, RunEvent['type'], RunEdge>(
  runTable.edges,
);
