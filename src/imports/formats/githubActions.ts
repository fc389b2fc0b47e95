/**
 * Jobs of GitHub Actions: the JSON of the REST API (`.../runs/ID/jobs?filter=all`, also pages of `gh api --paginate`), and the payload
 * of the event workflow_job. The jobs of one name in the attempts of a workflow run are one run.
 *
 * A job that waits has a `started_at`, too: it is the instant of its creation.
 */
import type { Mapping } from '../Mapping.js';

const STARTED = 'started_at|startedAt';
const COMPLETED = 'completed_at|completedAt';

const begin = {
  to: 'Running',
  at: STARTED,
  number: 'run_attempt',
  worker: '{runner_name}',
  note: '{runner_group_name}',
} as const;

export const githubActions: Mapping = {
  name: 'github-actions',
  about: 'workflow jobs: the JSON of the REST API, or payloads of the event workflow_job',
  in: ['jobs', 'workflow_job'],
  time: { none: ['0001-01-01T00:00:00Z'] },
  order: 'run_attempt',
  rules: [
    {
      run: '{run_id|$file}/{name}',
      task: '{name}',
      label: '{name} {html_url|url|id|databaseId}',
      created: { at: 'created_at|createdAt' },
      steps: [
        { to: 'Ready', at: 'created_at|createdAt', from: ['RetryWait'] },
        { ...begin, when: { status: 'in_progress' } },
        { ...begin, when: { conclusion: { not: ['', 'skipped', 'cancelled', 'stale'] } } },
        // A job that was canceled in the queue has no runner.
        { ...begin, when: { conclusion: 'cancelled', runner_name: { present: true } } },
        {
          by: 'conclusion',
          cases: {
            '': [],
            success: [{ to: 'Completed', at: COMPLETED, outcome: 'succeeded' }],
            neutral: [{ to: 'Completed', at: COMPLETED, outcome: 'neutral' }],
            failure: [{ to: 'Failed', at: COMPLETED, outcome: 'failed' }],
            startup_failure: [{ to: 'Failed', at: COMPLETED, outcome: 'crashed' }],
            timed_out: [{ to: 'Failed', at: COMPLETED, outcome: 'timed_out' }],
            cancelled: [{ to: 'Canceled', at: COMPLETED, outcome: 'canceled' }],
            skipped: [{ to: 'Canceled', at: COMPLETED, outcome: 'skipped' }],
            stale: [{ to: 'Canceled', at: COMPLETED, outcome: 'stale' }],
            action_required: [{ to: 'Suspended', at: COMPLETED, outcome: 'action_required' }],
          },
        },
      ],
    },
  ],
};
