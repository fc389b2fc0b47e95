/** A small journal with its expected outcomes. */
import type { RunState } from '../../src/index.js';
import { states } from '../expectations.js';
import { ndjson } from './runchart.js';

export const A = 'aaaaaaaa-0000-4000-8000-000000000001';
export const B = 'bbbbbbbb-0000-4000-8000-000000000002';
const NIL = '00000000-0000-0000-0000-000000000000';
const TASK = 'eeeeeeee-0000-4000-8000-000000000001';
export const ATTEMPT = 'cccccccc-0000-4000-8000-000000000001';
const OTHER = 'cccccccc-0000-4000-8000-000000000002';
export const COMMAND = 'dddddddd-0000-4000-8000-000000000001';

/**
 * Two runs. A is scheduled, promoted, leased, started, tried twice and completed; one of its commands is redelivered, and four of
 * its ops are refused. B stays Scheduled. A nil run is refused.
 */
export const lines: ReadonlyArray<object> = [
  { op: 'new_scheduled_with_id', run_id: A, task_id: TASK, scheduled_at: 200, created_at: 100 },
  { op: 'new_scheduled_with_id', run_id: B, task_id: TASK, scheduled_at: 200, created_at: 100 },
  { op: 'new_scheduled_with_id', run_id: NIL, task_id: TASK, scheduled_at: 200, created_at: 100 },
  { op: 'transition_to', run_id: A, to: 'Leased', at: 150 },
  { op: 'promote_to_ready', run_id: A, at: 200, command_id: COMMAND },
  { op: 'promote_to_ready', run_id: A, at: 201, command_id: COMMAND },
  { op: 'transition_to', run_id: A, to: 'Leased', at: 210 },
  { op: 'transition_to', run_id: A, to: 'Running', at: 220 },
  { op: 'start_attempt', run_id: A, attempt_id: ATTEMPT },
  { op: 'transition_to', run_id: A, to: 'Completed', at: 230 },
  { op: 'finish_attempt', run_id: A, attempt_id: OTHER },
  { op: 'finish_attempt', run_id: A, attempt_id: ATTEMPT },
  { op: 'start_attempt', run_id: A, attempt_id: OTHER },
  { op: 'finish_attempt', run_id: A, attempt_id: OTHER },
  { op: 'transition_to', run_id: A, to: 'Completed', at: 3800 },
  { op: 'transition_to', run_id: A, to: 'Ready', at: 3900 },
];

export const journal = ndjson(...lines);

/** A line that makes run A in Ready. */
export const ready = {
  op: 'new_ready_with_id',
  run_id: A,
  task_id: TASK,
  scheduled_at: 100,
  created_at: 100,
  effective_priority: 0,
};

/** The final runs on the wire. */
export const runA = {
  id: A,
  task_id: TASK,
  state: 'Completed',
  current_attempt_id: null,
  attempt_count: 2,
  created_at: 100,
  scheduled_at: 200,
  effective_priority: 0,
  last_state_change_at: 3800,
};
export const runB = {
  id: B,
  task_id: TASK,
  state: 'Scheduled',
  current_attempt_id: null,
  attempt_count: 0,
  created_at: 100,
  scheduled_at: 200,
  effective_priority: 0,
  last_state_change_at: 100,
};

/** The refused lines, with their errors on the wire. */
export const refusals = [
  {
    line: 3,
    run_id: NIL,
    op: 'new_scheduled_with_id',
    err: {
      code: 'InvalidRunId',
      run_id: NIL,
      message: `invalid run_id for run construction: ${NIL}`,
    },
  },
  {
    line: 4,
    run_id: A,
    op: 'transition_to',
    err: {
      code: 'InvalidTransition',
      run_id: A,
      from: 'Scheduled',
      to: 'Leased',
      message: `invalid run transition for ${A}: Scheduled -> Leased`,
    },
  },
  {
    line: 10,
    run_id: A,
    op: 'transition_to',
    err: {
      code: 'AttemptInProgress',
      run_id: A,
      active_attempt_id: ATTEMPT,
      message: `run ${A} cannot leave Running while attempt ${ATTEMPT} is active`,
    },
  },
  {
    line: 11,
    run_id: A,
    op: 'finish_attempt',
    err: {
      code: 'AttemptOwnershipMismatch',
      run_id: A,
      expected_attempt_id: ATTEMPT,
      actual_attempt_id: OTHER,
      message: `run ${A} attempt mismatch: expected ${ATTEMPT}, got ${OTHER}`,
    },
  },
  {
    line: 16,
    run_id: A,
    op: 'transition_to',
    err: {
      code: 'InvalidTransition',
      run_id: A,
      from: 'Completed',
      to: 'Ready',
      message: `invalid run transition for ${A}: Completed -> Ready`,
    },
  },
];

/** How many of the final runs are in a state. */
export const runsIn = (state: RunState): number =>
  [runA, runB].filter((run) => run.state === state).length;

/** The `--json` summary of the journal, without files and times. */
export const facts = {
  lines: 16,
  accepted: 10,
  begun_again: 0,
  attempts_begun_again: 0,
  refused: {
    total: 5,
    by_code: {
      AttemptInProgress: 1,
      AttemptOwnershipMismatch: 1,
      InvalidRunId: 1,
      InvalidTransition: 2,
    },
  },
  redelivered: 1,
  malformed: 0,
  runs: {
    total: 2,
    by_state: Object.fromEntries(states.map((state) => [state, runsIn(state)])),
  },
  anomalies: { total: 0, by_code: {}, units: {}, first: [] },
  slowest: [
    // It is not over: it counts to the last instant.
    { run_id: B, state: 'Scheduled', attempt_count: 0, seconds: 3800 },
    { run_id: A, state: 'Completed', attempt_count: 2, seconds: 3700 },
  ],
  most_retried: [{ run_id: A, state: 'Completed', attempt_count: 2, seconds: 3700 }],
};
