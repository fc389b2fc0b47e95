/**
 * The answer to an op that was accepted, as a row: the id of the request, the number of the op in the journal (`null` if it was not
 * recorded), and the fields of the run in the order of its codec. The id of the run is left out, because the request has it.
 *
 * The fields are named, and not taken from the codec: a loop over them takes twenty times as long, on both sides of every request.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunInstanceWire } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import type { Row } from './OpRow.js';

/** Makes the answer to an op. */
export const runRow = (id: number, sequence: number | undefined, run: RunInstance): Row => [
  id,
  sequence ?? null,
  run.taskId,
  run.state,
  O.isSome(run.currentAttemptId) ? run.currentAttemptId.value : null,
  run.attemptCount,
  run.createdAt,
  run.scheduledAt,
  run.effectivePriority,
  run.lastStateChangeAt,
];

/** The run in an answer, as a record that is not decoded yet. */
export const recordOfRunRow = (
  runId: RunId,
  row: Row,
): Readonly<Record<keyof RunInstanceWire, unknown>> => ({
  id: runId,
  task_id: row[2],
  state: row[3],
  current_attempt_id: row[4],
  attempt_count: row[5],
  created_at: row[6],
  scheduled_at: row[7],
  effective_priority: row[8],
  last_state_change_at: row[9],
});
