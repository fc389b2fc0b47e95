/**
 * Task instances of Airflow: the JSON of its REST API (versions 1 and 2), also of `.../tries`, and the rows of the tables task_instance
 * and task_instance_history. A record is one try of a task instance; all tries of one are a run.
 *
 * Airflow calls a task instance queued when an executor has it and no worker runs it yet: that is Leased here.
 */
import type { Mapping } from '../Mapping.js';

/** States that a task instance has only after it ran. */
const RAN = [
  'running',
  'success',
  'failed',
  'up_for_retry',
  'up_for_reschedule',
  'deferred',
  'restarting',
  'shutdown',
];

const SCHEDULED = 'scheduled_dttm|scheduled_when';
const QUEUED = 'queued_dttm|queued_when';

export const airflow: Mapping = {
  name: 'airflow',
  about: 'task instances: the JSON of the REST API, rows of task_instance as JSON or CSV',
  in: ['task_instances'],
  time: { zone: 'UTC' },
  order: 'try_number',
  rules: [
    {
      run: '{dag_id}/{dag_run_id|run_id|logical_date|execution_date}/{task_id}/{map_index|-1}',
      task: '{dag_id}.{task_id}',
      label: '{dag_id}.{task_id} {dag_run_id|run_id|logical_date|execution_date}',
      priority: { from: 'priority_weight', first: 'larger' },
      created: { at: SCHEDULED },
      steps: [
        { to: 'Ready', at: SCHEDULED, from: ['RetryWait', 'Suspended'] },
        { to: 'Leased', at: QUEUED, note: '{executor}' },
        {
          to: 'Running',
          at: 'start_date',
          when: { state: RAN },
          number: 'try_number',
          worker: '{hostname}',
        },
        // A task that skips itself ran on a worker; one that is skipped by another has its dates, too, but no host.
        {
          to: 'Running',
          at: 'start_date',
          when: { state: ['skipped', 'removed'], hostname: { present: true } },
          number: 'try_number',
          worker: '{hostname}',
        },
        {
          by: 'state',
          cases: {
            '': [],
            None: [],
            scheduled: [],
            queued: [],
            running: [],
            success: [{ to: 'Completed', at: 'end_date', outcome: 'succeeded' }],
            failed: [{ to: 'Failed', at: 'end_date', outcome: 'failed' }],
            up_for_retry: [{ to: 'RetryWait', at: 'end_date', outcome: 'failed' }],
            restarting: [{ to: 'RetryWait', at: 'end_date', outcome: 'restarted' }],
            shutdown: [{ to: 'RetryWait', at: 'end_date', outcome: 'canceled' }],
            up_for_reschedule: [{ to: 'Suspended', at: 'end_date', outcome: 'rescheduled' }],
            deferred: [{ to: 'Suspended', at: 'end_date', outcome: 'deferred' }],
            skipped: [{ to: 'Canceled', at: 'end_date', outcome: 'skipped' }],
            upstream_failed: [{ to: 'Canceled', at: 'end_date', outcome: 'upstream_failed' }],
            removed: [{ to: 'Canceled', at: 'end_date', outcome: 'removed' }],
          },
        },
      ],
    },
  ],
};
