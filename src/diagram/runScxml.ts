/** The run's lifecycle as SCXML, with the chart's own functions. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../../machines/run.chart.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { Priority } from '../values/Priority.js';
import { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';
import { chartScript } from './chartScript.js';
import { runDiagram } from './Diagram.js';
import { toScxml } from './scxml.js';

/** What `guard` and `update` do with the chart's functions: an update gives the fields that change, by value or function. */
const SCRIPT = `${chartScript}
function eventOf(e) { return Object.assign({}, e && e.data, { type: e && e.name }); }
function guard(name, run, e) { return chart.guards[name](run, eventOf(e)); }
function update(name, run, e) {
  var changes = chart.updates[name], event = eventOf(e), next = Object.assign({}, run);
  Object.keys(changes).forEach(function (field) {
    var change = changes[field];
    next[field] = typeof change === 'function' ? change(run[field], event) : change;
  });
  return next;
}
`;

/** Where an interpreter begins that is given no run. No constructor makes a run with nil ids, and no codec takes one. */
const nilRun: RunInstance = {
  id: RunId.nil,
  taskId: TaskId.nil,
  state: runDiagram.initial,
  currentAttemptId: O.none,
  attemptCount: AttemptCount.zero,
  createdAt: Timestamp.min,
  scheduledAt: Timestamp.min,
  lastStateChangeAt: Timestamp.min,
  effectivePriority: Priority.initial,
};

/**
 * The run's lifecycle as SCXML, with the chart's own guards and updates in it: it begins where the run stands, and runs in any
 * interpreter with the ECMAScript data model. An event is sent by its name, with its other fields as data.
 *
 * @example
 * ```ts
 * import { runScxml } from 'runchart/diagram'
 *
 * assert.ok(runScxml().includes('initial="Scheduled"'))
 * ```
 * @category Text formats
 */
export const runScxml = ({ state, ...run }: RunInstance = nilRun): string =>
  toScxml(runDiagram, { initial: state, run, script: SCRIPT });
