/** Fixtures in the shape of each format, against the runs that a reader finds in them by hand. */
import { describe, expect, test } from '@jest/globals';
import type { Imported } from './imported.js';
import { importFixture, storyOf } from './imported.js';

/** What was counted, without the examples. */
const counts = ({ report }: Imported): unknown => ({
  records: report.records,
  malformed: report.malformed.first.map(({ line, message }) => `${line}: ${message}`),
  noPlace: Object.fromEntries(
    Object.entries(report.no_place.by_kind).map(([kind, { count }]) => [kind, count]),
  ),
  assumed: Object.fromEntries(
    Object.entries(report.assumed.by_kind).map(([kind, { count }]) => [kind, count]),
  ),
});

const expectReplayed = ({ replay, lines }: Imported, runs: number): void => {
  expect({ ...replay, history: undefined, runs: replay.runs.size }).toStrictEqual({
    lines: lines.length,
    accepted: lines.length,
    begunAgain: 0,
    attemptsBegunAgain: 0,
    refused: new Map(),
    redelivered: 0,
    malformed: 0,
    anomalies: new Map(),
    runs,
    history: undefined,
  });
};

describe('temporal', () => {
  test('the workflow, and each activity', async () => {
    const imported = await importFixture('temporal', 'temporal.json');
    expectReplayed(imported, 3);
    expect(storyOf(imported, 'order order-7')).toStrictEqual([
      '08:00:00 new_scheduled_with_id',
      '08:00:05 promote_to_ready',
      '08:00:07 Leased',
      '08:00:07 Running',
      '08:00:07 start_attempt worker=1@worker-a',
      '08:01:39 finish_attempt outcome=failed error=activity StartToClose timeout',
      '08:01:39 Failed',
    ]);
    expect(storyOf(imported, 'charge charge-1 of order-7')).toStrictEqual([
      '08:00:08 new_ready_with_id priority=0',
      '08:00:40 Leased',
      '08:00:40 Running',
      '08:00:40 restore_attempt_state_for_bootstrap count=2',
      '08:00:40 start_attempt worker=2@worker-b note=after card declined',
      '08:00:42 finish_attempt outcome=succeeded worker=2@worker-b',
      '08:00:42 Completed',
    ]);
    expect(storyOf(imported, 'mail mail-2 of order-7')).toStrictEqual([
      '08:00:08 new_ready_with_id priority=0',
      '08:01:08 Leased',
      '08:01:08 Running',
      '08:01:08 start_attempt worker=1@worker-a',
      '08:01:38 finish_attempt outcome=timed_out error=activity StartToClose timeout note=RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
      '08:01:38 Failed',
    ]);
    expect(counts(imported)).toStrictEqual({
      records: 12,
      malformed: [],
      noPlace: { EVENT_TYPE_TIMER_STARTED: 1, 'workflow tasks': 1 },
      assumed: {
        'Leased on the way to Running, at the same instant': 3,
        'earlier attempts, of which only the number is known': 1,
      },
    });
  });

  test('a workflow has the id of its own run', async () => {
    const { labels } = await importFixture('temporal', 'temporal.json');
    expect(labels.get('01900000-0000-7000-8000-000000000007')).toBe('order order-7');
  });
});

describe('airflow', () => {
  test('the tries of a task instance are one run, in whichever order they come', async () => {
    const imported = await importFixture('airflow', 'airflow.json');
    expectReplayed(imported, 4);
    expect(storyOf(imported, 'etl.load manual__1')).toStrictEqual([
      '08:00:10 new_ready_with_id priority=3',
      '08:00:10 Leased',
      '08:01:00 Running',
      '08:01:00 start_attempt worker=worker-1',
      '08:02:00 finish_attempt outcome=failed',
      '08:02:00 RetryWait',
      '08:07:00 promote_to_ready',
      '08:07:00 Leased',
      '08:07:30 Running',
      '08:07:30 start_attempt worker=worker-2',
      '08:09:30 finish_attempt outcome=succeeded',
      '08:09:30 Completed',
    ]);
    expect(storyOf(imported, 'etl.extract manual__1')).toStrictEqual([
      '08:20:00 new_ready_with_id priority=5',
      '08:20:00 Leased',
      '08:20:05 Running',
      '08:20:05 restore_attempt_state_for_bootstrap count=2',
      '08:20:05 start_attempt worker=worker-1',
      '08:20:35 finish_attempt outcome=failed',
      '08:20:35 RetryWait',
    ]);
    // It has the dates of a run, and never was one.
    expect(storyOf(imported, 'etl.report manual__1')).toStrictEqual([
      '08:30:00 new_ready_with_id priority=1',
      '08:30:00 Canceled outcome=upstream_failed',
    ]);
    expect(storyOf(imported, 'etl.new manual__1')).toStrictEqual([
      '08:30:00 new_ready_with_id priority=1',
      '08:30:00 Leased',
    ]);
    expect(counts(imported)).toStrictEqual({
      records: 5,
      malformed: [],
      noPlace: { 'state sleeping': 1 },
      assumed: {
        'no instant of the creation: the first one that is known': 4,
        'Ready on the way to Leased, at the same instant': 1,
        'an end that a later try undid: the run waits for it': 1,
        'earlier attempts, of which only the number is known': 1,
      },
    });
  });

  test('rows as CSV, with quotes, line feeds, zones and none', async () => {
    const imported = await importFixture('airflow', 'airflow.csv');
    expectReplayed(imported, 2);
    expect(storyOf(imported, 'etl.transform, then load manual__1')).toStrictEqual([
      '08:00:00 new_ready_with_id priority=7',
      '08:00:30 Leased',
      '08:01:00 Running',
      '08:01:00 start_attempt worker=worker-1',
      '08:01:00 finish_attempt outcome=succeeded',
      '08:01:00 Completed',
    ]);
    expect(storyOf(imported, 'etl.check manual__1').at(-1)).toBe(
      '08:01:00 start_attempt worker=worker-1',
    );
    expect(counts(imported)).toStrictEqual({
      records: 3,
      malformed: ['3: expected 13 values, as in the line of names, found 5'],
      noPlace: {},
      assumed: { 'instants without a zone: read as UTC': 1 },
    });
  });
});

test('hadoop: a job and its tasks, a failed attempt, and a speculative one', async () => {
  const imported = await importFixture('hadoop', 'hadoop.jhist');
  expectReplayed(imported, 3);
  expect(storyOf(imported, 'count words job_1_0007')).toStrictEqual([
    '07:59:59 new_ready_with_id priority=0',
    '08:00:02 Leased',
    '08:00:02 Running',
    '08:00:02 start_attempt',
    '08:00:51 finish_attempt outcome=killed error=killed by its owner note=KILLED',
    '08:00:51 Canceled',
  ]);
  expect(storyOf(imported, 'task_1_0007_m_000000')).toStrictEqual([
    '08:00:02 new_ready_with_id priority=0',
    '08:00:10 Leased',
    '08:00:10 Running',
    '08:00:10 start_attempt worker=node1 note=NODE_LOCAL',
    '08:00:20 finish_attempt outcome=failed error=container killed on request, exit code is 143 worker=node1',
    '08:00:20 RetryWait',
    '08:00:30 promote_to_ready',
    '08:00:30 Leased',
    '08:00:30 Running',
    '08:00:30 start_attempt worker=node2 note=OFF_SWITCH',
    '08:00:40 finish_attempt outcome=succeeded worker=node2',
    '08:00:40 Completed outcome=succeeded',
  ]);
  expect(storyOf(imported, 'task_1_0007_r_000000')).toStrictEqual([
    '08:00:41 new_ready_with_id priority=0',
    '08:00:50 Canceled outcome=killed',
  ]);
  expect(counts(imported)).toMatchObject({
    records: 14,
    malformed: [],
    noPlace: {
      AM_STARTED: 1,
      'a second attempt while one is active': 1,
      'the end of an attempt that is not the active one': 1,
    },
  });
});

test('bullmq: jobs of each state, and hashes of Redis; a completed job may keep a failedReason', async () => {
  const imported = await importFixture('bullmq', 'bullmq.ndjson');
  expectReplayed(imported, 5);
  expect(storyOf(imported, 'email 1')).toStrictEqual([
    '08:00:00 new_scheduled_with_id',
    '08:01:00 promote_to_ready_with_priority priority=-2',
    '08:01:05 Leased',
    '08:01:05 Running',
    '08:01:05 start_attempt worker=worker-1',
    '08:01:10 finish_attempt outcome=succeeded',
    '08:01:10 Completed',
  ]);
  expect(storyOf(imported, 'email 2')).toStrictEqual([
    '08:00:00 new_ready_with_id priority=0',
    '08:01:40 Leased',
    '08:01:40 Running',
    '08:01:40 restore_attempt_state_for_bootstrap count=2',
    '08:01:40 start_attempt',
    '08:01:41 finish_attempt outcome=failed error=boom',
    '08:01:41 Failed',
  ]);
  expect(storyOf(imported, 'email 3')).toStrictEqual([
    '08:00:00 new_ready_with_id priority=-1',
    '08:01:40 Leased',
    '08:01:40 Running',
    '08:01:40 restore_attempt_state_for_bootstrap count=1',
    '08:01:40 start_attempt worker=worker-2',
    '08:01:41 finish_attempt outcome=succeeded',
    '08:01:41 Completed',
  ]);
  expect(storyOf(imported, 'email 4')).toStrictEqual(['08:00:00 new_scheduled_with_id']);
  expect(storyOf(imported, 'email 5').slice(-3)).toStrictEqual([
    '08:01:40 start_attempt',
    '--:--:-- finish_attempt outcome=failed error=boom',
    '--:--:-- RetryWait',
  ]);
  expect(counts(imported)).toMatchObject({
    records: 8,
    malformed: [
      '6: the record has no {queueQualifiedName|queueName|queue|$file}/{id}',
      '7: timestamp: expected an instant, found "yesterday"',
      expect.stringMatching(/^8: no JSON: /),
    ],
    assumed: {
      'a delayed job became Ready when its delay was over': 1,
      'a finished job with a failedReason and without a returnvalue failed': 1,
      'no instant of RetryWait: written without at': 1,
      'earlier attempts, of which only the number is known': 2,
    },
  });
});

test('pg-boss: both spellings of columns; a retry moves start_after', async () => {
  const imported = await importFixture('pg-boss', 'pg-boss.json');
  expectReplayed(imported, 4);
  const story = (n: number): ReadonlyArray<string> =>
    storyOf(imported, `invoice 0a000000-0000-4000-8000-00000000000${n}`);
  expect(story(1)).toStrictEqual([
    '08:00:00 new_scheduled_with_id',
    '08:10:00 promote_to_ready_with_priority priority=5',
    '08:10:03 Leased',
    '08:10:03 Running',
    '08:10:03 start_attempt',
    '08:10:09 finish_attempt outcome=succeeded',
    '08:10:09 Completed',
  ]);
  expect(story(2)).toStrictEqual([
    '08:00:00 new_ready_with_id priority=0',
    '08:05:01 Leased',
    '08:05:01 Running',
    '08:05:01 restore_attempt_state_for_bootstrap count=2',
    '08:05:01 start_attempt',
    '08:05:31 finish_attempt outcome=failed error=no such customer',
    '08:05:31 Failed',
  ]);
  expect(story(3).slice(-3)).toStrictEqual([
    '08:05:01 start_attempt',
    '--:--:-- finish_attempt outcome=failed error=job timed out',
    '--:--:-- RetryWait',
  ]);
  expect(story(4)).toStrictEqual([
    '08:00:00 new_scheduled_with_id',
    '08:01:00 Canceled outcome=canceled',
  ]);
});

test('github-actions: pages of an API; a job that was run again is one run', async () => {
  const imported = await importFixture('github-actions', 'github-actions.txt');
  expectReplayed(imported, 3);
  expect(storyOf(imported, 'test (20) https://git.example.test/jobs/101')).toStrictEqual([
    '08:00:00 new_ready_with_id priority=0',
    '08:00:20 Leased',
    '08:00:20 Running',
    '08:00:20 start_attempt worker=runner-1 note=default',
    '08:04:20 finish_attempt outcome=failed',
    '08:04:20 RetryWait',
    '09:00:00 promote_to_ready',
    '09:00:10 Leased',
    '09:00:10 Running',
    '09:00:10 start_attempt worker=runner-2 note=default',
    '09:03:10 finish_attempt outcome=succeeded',
    '09:03:10 Completed',
  ]);
  expect(storyOf(imported, 'publish 103')).toStrictEqual([
    '08:04:21 new_ready_with_id priority=0',
    '08:04:21 Canceled outcome=skipped',
  ]);
  // A queued job has a started_at.
  expect(storyOf(imported, 'lint 104')).toStrictEqual(['08:00:00 new_ready_with_id priority=0']);
});

describe('slurm', () => {
  test('sacct --parsable2', async () => {
    const imported = await importFixture('slurm', 'slurm.txt');
    expectReplayed(imported, 4);
    expect(storyOf(imported, 'train "a" 70')).toStrictEqual([
      '08:00:00 new_ready_with_id priority=2147483647',
      '08:05:00 Leased',
      '08:05:00 Running',
      '08:05:00 start_attempt worker=node1',
      '08:35:00 finish_attempt outcome=succeeded note=COMPLETED, exit code 0:0',
      '08:35:00 Completed',
    ]);
    expect(storyOf(imported, 'sweep 71')).toStrictEqual([
      '08:00:00 new_scheduled_with_id',
      '08:10:00 promote_to_ready_with_priority priority=100',
      '08:11:00 Leased',
      '08:11:00 Running',
      '08:11:00 restore_attempt_state_for_bootstrap count=1',
      '08:11:00 start_attempt worker=node[2-3]',
      '08:21:00 finish_attempt outcome=timed_out note=TIMEOUT, exit code 0:15',
      '08:21:00 Failed',
    ]);
    expect(storyOf(imported, 'sweep 72')).toStrictEqual([
      '08:00:00 new_ready_with_id priority=100',
      '08:30:00 Canceled outcome=canceled note=CANCELLED by 1000, exit code 0:0',
    ]);
    expect(storyOf(imported, 'after 73')).toStrictEqual(['08:00:00 new_scheduled_with_id']);
    expect(counts(imported)).toMatchObject({
      records: 5,
      noPlace: { 'steps of jobs': 1 },
      assumed: {
        'a priority beyond 32 bits: cut to the bound': 1,
        'instants without a zone: read as UTC': 4,
      },
    });
  });

  test('sacct --json', async () => {
    const imported = await importFixture('slurm', 'slurm.json');
    expectReplayed(imported, 2);
    expect(storyOf(imported, 'fit 80')).toStrictEqual([
      '08:00:00 new_ready_with_id priority=500',
      '08:01:00 Leased',
      '08:01:00 Running',
      '08:01:00 start_attempt worker=node7',
      '08:02:00 finish_attempt outcome=lost note=NODE_FAIL, exit code 1',
      '08:02:00 Failed',
    ]);
    expect(storyOf(imported, 'fit 81')).toStrictEqual([
      '08:00:00 new_scheduled_with_id',
      '08:01:40 promote_to_ready_with_priority priority=400',
    ]);
  });
});
