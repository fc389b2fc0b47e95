/**
 * Rows of the tables job and archive of pg-boss, as JSON or CSV; versions 5 to 9 name a column `startedon`, later ones `started_on`,
 * and the API `startedOn`. A job keeps the instants of its last attempt alone, and a retry moves its start_after.
 */
import type { Mapping, Rule } from '../Mapping.js';

const column = (...words: ReadonlyArray<string>): string =>
  [
    words.join('_'),
    words.join(''),
    words
      .map((word, i) => (i === 0 ? word : word.replace(/^./, (letter) => letter.toUpperCase())))
      .join(''),
  ].join('|');

const CREATED = column('created', 'on');
const STARTED = column('started', 'on');
const COMPLETED = column('completed', 'on');
const START_AFTER = column('start', 'after');
const RETRIES = column('retry', 'count');
const OUTPUT = '{output.message|output.value.message|output}';

const steps: NonNullable<Rule['steps']> = [
  {
    to: 'Ready',
    at: START_AFTER,
    when: { [STARTED]: { present: true } },
    from: ['Scheduled'],
    assume: 'a job became Ready at its start_after',
  },
  {
    to: 'Running',
    at: STARTED,
    number: RETRIES.split('|')
      .map((name) => `${name} + 1`)
      .join('|'),
  },
  {
    by: 'state',
    cases: {
      created: [],
      active: [],
      blocked: [],
      retry: [{ to: 'RetryWait', at: COMPLETED, outcome: 'failed', error: OUTPUT }],
      completed: [{ to: 'Completed', at: COMPLETED, outcome: 'succeeded' }],
      cancelled: [{ to: 'Canceled', at: COMPLETED, outcome: 'canceled' }],
      expired: [{ to: 'Failed', at: COMPLETED, outcome: 'timed_out' }],
      failed: [{ to: 'Failed', at: COMPLETED, outcome: 'failed', error: OUTPUT }],
    },
  },
];

const rule: Rule = {
  run: '{id}',
  task: '{name}',
  label: '{name} {id}',
  priority: { from: 'priority', first: 'larger' },
  steps,
};

export const pgBoss: Mapping = {
  name: 'pg-boss',
  about: 'rows of pgboss.job and pgboss.archive, as JSON or CSV',
  time: { zone: 'UTC' },
  rules: [
    {
      ...rule,
      when: { [RETRIES]: { not: ['', '0'] } },
      created: { at: CREATED },
    },
    { ...rule, created: { at: CREATED, scheduled: START_AFTER } },
  ],
};
