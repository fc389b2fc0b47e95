/**
 * Job histories of Hadoop MapReduce (`.jhist`), as Avro-Json or Avro-Binary. The jobs are runs, and so are their tasks.
 *
 * A speculative attempt runs beside another one of its task; a run here has one active attempt, so the second has no place.
 */
import type { Mapping } from '../Mapping.js';

const KINDS = ['MAP', 'REDUCE', 'SETUP', 'CLEANUP'];
const attempts = (what: string): ReadonlyArray<string> =>
  KINDS.map((kind) => `${kind}_ATTEMPT_${what}`);

const JOB = { kind: 'job', run: '{event.*.jobid}' };
const TASK = { kind: 'task', run: '{event.*.taskid}' };
/** A member that may be absent is wrapped in its type. */
const optional = (name: string): string => `{event.*.${name}.string|event.*.${name}}`;

export const hadoop: Mapping = {
  name: 'hadoop',
  about: 'job histories (.jhist) of MapReduce, Avro-Json or Avro-Binary',
  time: { unit: 'ms', none: [-1, 0] },
  by: 'type',
  rules: [
    {
      of: ['JOB_SUBMITTED'],
      ...JOB,
      task: '{event.*.jobName}',
      label: '{event.*.jobName} {event.*.jobid}',
      created: { at: 'event.*.submitTime' },
    },
    { of: ['JOB_INITED'], ...JOB, steps: [{ to: 'Running', at: 'event.*.launchTime' }] },
    {
      of: ['JOB_FINISHED'],
      ...JOB,
      steps: [{ to: 'Completed', at: 'event.*.finishTime', outcome: 'succeeded' }],
    },
    {
      of: ['JOB_FAILED', 'JOB_ERROR'],
      ...JOB,
      steps: [
        {
          to: 'Failed',
          at: 'event.*.finishTime',
          outcome: 'failed',
          error: optional('diagnostics'),
          note: '{event.*.jobStatus}',
        },
      ],
    },
    {
      of: ['JOB_KILLED'],
      ...JOB,
      steps: [
        {
          to: 'Canceled',
          at: 'event.*.finishTime',
          outcome: 'killed',
          error: optional('diagnostics'),
          note: '{event.*.jobStatus}',
        },
      ],
    },
    {
      of: ['TASK_STARTED'],
      ...TASK,
      task: '{event.*.taskType}',
      label: '{event.*.taskid}',
      created: { at: 'event.*.startTime' },
    },
    {
      of: attempts('STARTED'),
      ...TASK,
      steps: [
        {
          to: 'Running',
          at: 'event.*.startTime',
          attempt: '{event.*.attemptId}',
          worker: '{event.*.trackerName}',
          note: optional('locality'),
        },
      ],
    },
    {
      of: attempts('FINISHED'),
      ...TASK,
      steps: [
        {
          ends: true,
          at: 'event.*.finishTime',
          attempt: '{event.*.attemptId}',
          outcome: 'succeeded',
          worker: '{event.*.hostname}',
        },
      ],
    },
    ...(['FAILED', 'KILLED'] as const).map((what) => ({
      of: attempts(what),
      ...TASK,
      steps: [
        {
          to: 'RetryWait' as const,
          at: 'event.*.finishTime',
          attempt: '{event.*.attemptId}',
          outcome: what.toLowerCase(),
          error: '{event.*.error}',
          worker: '{event.*.hostname}',
        },
      ],
    })),
    {
      of: ['TASK_FINISHED'],
      ...TASK,
      steps: [{ to: 'Completed', at: 'event.*.finishTime', outcome: 'succeeded' }],
    },
    {
      of: ['TASK_FAILED'],
      when: { 'event.*.status': 'KILLED' },
      ...TASK,
      steps: [
        {
          to: 'Canceled',
          at: 'event.*.finishTime',
          outcome: 'killed',
          error: '{event.*.error}',
        },
      ],
    },
    {
      of: ['TASK_FAILED'],
      ...TASK,
      steps: [
        { to: 'Failed', at: 'event.*.finishTime', outcome: 'failed', error: '{event.*.error}' },
      ],
    },
  ],
};
