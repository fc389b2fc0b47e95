/**
 * Jobs of SLURM: `sacct --parsable2` with a line of names, or `sacct --json`. With `--duplicates`, a job that was requeued has a row for
 * each time; they are tries of one run.
 *
 * The table has local time without a zone: `TZ=UTC sacct ...` or `SLURM_TIME_FORMAT=%s` avoids the assumption.
 */
import type { Mapping, Move, Rule } from '../Mapping.js';

const STATE = 'State|state.current.0|state.current';
const NODES = 'NodeList|nodes';
const SUBMIT = 'Submit|time.submission';
const ELIGIBLE = 'Eligible|time.eligible';
const END = 'End|time.end';

const begin: Move = {
  to: 'Running',
  at: 'Start|time.start',
  number: 'Restarts + 1|restart_cnt + 1',
  worker: `{${NODES}}`,
};

const ended = (to: 'Completed' | 'Failed' | 'Canceled' | 'RetryWait', outcome: string): Move => ({
  to,
  at: END,
  outcome,
  note: `{${STATE}}, exit code {ExitCode|exit_code.return_code.number|exit_code.return_code|0}`,
});

const rule: Rule = {
  run: '{JobID|job_id}',
  task: '{JobName|name}',
  label: '{JobName|name} {JobID|job_id}',
  priority: { from: 'Priority|priority.number|priority', first: 'larger' },
  steps: [
    { to: 'Ready', at: ELIGIBLE, from: ['Scheduled', 'RetryWait'] },
    { ...begin, when: { [NODES]: { not: ['', 'None', 'None assigned'] } } },
    {
      by: STATE,
      cases: {
        PENDING: [],
        CONFIGURING: [],
        RUNNING: [],
        COMPLETING: [],
        RESIZING: [],
        SUSPENDED: [{ to: 'Suspended', outcome: 'suspended' }],
        REQUEUED: [ended('RetryWait', 'requeued')],
        COMPLETED: [ended('Completed', 'succeeded')],
        FAILED: [ended('Failed', 'failed')],
        TIMEOUT: [ended('Failed', 'timed_out')],
        DEADLINE: [ended('Failed', 'timed_out')],
        OUT_OF_MEMORY: [ended('Failed', 'crashed')],
        NODE_FAIL: [ended('Failed', 'lost')],
        BOOT_FAIL: [ended('Failed', 'lost')],
        CANCELLED: [ended('Canceled', 'canceled')],
        PREEMPTED: [ended('Canceled', 'preempted')],
        REVOKED: [ended('Canceled', 'revoked')],
      },
    },
  ],
};

export const slurm: Mapping = {
  name: 'slurm',
  about: 'jobs, as sacct --parsable2 or sacct --json write them',
  in: ['jobs'],
  time: { zone: 'UTC', none: ['Unknown', 'None', 'N/A', 0] },
  order: SUBMIT,
  rules: [
    { when: { JobID: { contains: '.' } }, ignore: 'steps of jobs' },
    // A job that waits for another one is not eligible yet.
    {
      ...rule,
      when: { [ELIGIBLE]: ['Unknown', 0] },
      created: { at: SUBMIT, in: 'Scheduled' },
    },
    { ...rule, created: { at: SUBMIT, scheduled: ELIGIBLE } },
  ],
};
