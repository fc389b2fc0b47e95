/**
 * Jobs of BullMQ: the JSON of a `Job`, or its hash in Redis, whose values are texts. A job keeps the instants of its last attempt alone.
 *
 * A completed job keeps the `failedReason` of an attempt that failed before. In Redis it has a `returnvalue`, and a failed one has none; the
 * JSON of a job has null in both cases, unless its handler returned something. A `state` beside it decides.
 * A smaller priority goes first, and 0, the default, before 1.
 */
import type { Mapping } from '../Mapping.js';

const FINISHED = 'finishedOn';

export const bullmq: Mapping = {
  name: 'bullmq',
  about: 'jobs, as JSON.stringify(job) writes them, or as HGETALL has them',
  time: { unit: 'ms' },
  rules: [
    {
      run: '{queueQualifiedName|queueName|queue|$file}/{id}',
      task: '{name}',
      label: '{name} {id}',
      priority: { from: 'opts.priority|priority', first: 'smaller' },
      created: { at: 'timestamp', scheduled: 'timestamp + opts.delay|timestamp' },
      steps: [
        {
          to: 'Ready',
          at: 'timestamp + opts.delay',
          when: { processedOn: { present: true } },
          from: ['Scheduled'],
          assume: 'a delayed job became Ready when its delay was over',
        },
        {
          to: 'Running',
          at: 'processedOn',
          number: 'attemptsStarted|ats|attemptsMade|atm',
          worker: '{processedBy|pb}',
        },
        { to: 'Completed', at: FINISHED, when: { state: 'completed' }, outcome: 'succeeded' },
        {
          to: 'Completed',
          at: FINISHED,
          when: { state: { present: false }, failedReason: { present: false } },
          outcome: 'succeeded',
        },
        {
          to: 'Completed',
          at: FINISHED,
          when: {
            state: { present: false },
            failedReason: { present: true },
            returnvalue: { present: true },
          },
          outcome: 'succeeded',
        },
        {
          to: 'Failed',
          at: FINISHED,
          when: { state: 'failed' },
          outcome: 'failed',
          error: '{failedReason}',
        },
        {
          to: 'Failed',
          at: FINISHED,
          when: {
            state: { present: false },
            failedReason: { present: true },
            returnvalue: { present: false },
          },
          assume: 'a finished job with a failedReason and without a returnvalue failed',
          outcome: 'failed',
          error: '{failedReason}',
        },
        {
          to: 'RetryWait',
          when: {
            state: ['delayed', 'wait', 'waiting', 'prioritized', 'paused'],
            processedOn: { present: true },
            finishedOn: { present: false },
          },
          outcome: 'failed',
          error: '{failedReason}',
        },
      ],
    },
  ],
};
