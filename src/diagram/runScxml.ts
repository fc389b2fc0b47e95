/** Writes the run's lifecycle as SCXML, with the chart's own functions. */
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

/** Defines `guard` and `update` with the chart's functions. An update has a value or a function for each field that changes. */
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

/** The default run. Its nil ids distinguish it from real runs, since no constructor makes them and no codec accepts them. */
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
 * Writes the run's lifecycle as SCXML, including the chart's own guards and updates, for any interpreter with the ECMAScript
 * data model. It starts with the state and the data of the run. Send an event by its name, with its other fields as data.
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
