/** Laws that hold whatever the records are. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { formats } from '../../src/imports/formats/index.js';
import { makeIds } from '../../src/imports/ids.js';
import { instantReader } from '../../src/imports/instants.js';
import { idFromText, JournalEntryCodec, RunId } from '../../src/index.js';
import { timestampIn } from '../../src/values/TimeUnit.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import type { Imported } from './imported.js';
import { importParts, importRecords, mappingOf } from './imported.js';

// ---------------------------------------------------------------------------------------------------------- records

const seconds = fc.integer({ min: 1_700_000_000, max: 1_700_000_400 });
const maybe = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | null | undefined> =>
  fc.oneof({ weight: 4, arbitrary }, fc.constantFrom(null, undefined));
const iso = seconds.map((at) => new Date(at * 1000).toISOString());
const local = iso.map((text) => text.slice(0, 19).replace('T', ' '));
const ms = seconds.map((at) => at * 1000 + 123);
const few = fc.integer({ min: 0, max: 4 });
const word = (...words: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, fc.string());

const event = (type: string, members: Readonly<Record<string, unknown>>): object => ({
  type,
  event: { 'x.Event': members },
});

const records: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  temporal: fc
    .record({
      type: word(
        'WORKFLOW_EXECUTION_STARTED',
        'WORKFLOW_TASK_SCHEDULED',
        'WORKFLOW_TASK_STARTED',
        'WORKFLOW_EXECUTION_COMPLETED',
        'WORKFLOW_EXECUTION_TERMINATED',
        'ACTIVITY_TASK_SCHEDULED',
        'ACTIVITY_TASK_STARTED',
        'ACTIVITY_TASK_COMPLETED',
        'ACTIVITY_TASK_TIMED_OUT',
        'ACTIVITY_TASK_CANCELED',
        'START_CHILD_WORKFLOW_EXECUTION_INITIATED',
        'CHILD_WORKFLOW_EXECUTION_STARTED',
        'CHILD_WORKFLOW_EXECUTION_FAILED',
      ),
      eventTime: maybe(iso),
      eventId: few.map(String),
      attributes: fc.record({
        scheduledEventId: few.map(String),
        initiatedEventId: few.map(String),
        attempt: maybe(few),
        identity: fc.string(),
      }),
    })
    .map(({ type, attributes, ...rest }) => ({
      ...rest,
      eventType: `EVENT_TYPE_${type}`,
      [`${type.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}EventAttributes`]:
        attributes,
    })),
  airflow: fc.record({
    dag_id: fc.constant('etl'),
    run_id: fc.constantFrom('a', 'b'),
    task_id: fc.constantFrom('x', 'y'),
    map_index: maybe(few),
    try_number: maybe(few),
    state: maybe(
      word(
        'success',
        'failed',
        'up_for_retry',
        'running',
        'queued',
        'deferred',
        'skipped',
        'removed',
      ),
    ),
    scheduled_dttm: maybe(local),
    queued_dttm: maybe(iso),
    start_date: maybe(iso),
    end_date: maybe(iso),
    priority_weight: maybe(fc.oneof(fc.integer(), fc.double())),
    hostname: fc.string(),
  }),
  hadoop: fc
    .record({
      type: word(
        'JOB_SUBMITTED',
        'JOB_INITED',
        'JOB_FINISHED',
        'JOB_KILLED',
        'TASK_STARTED',
        'MAP_ATTEMPT_STARTED',
        'MAP_ATTEMPT_FINISHED',
        'MAP_ATTEMPT_FAILED',
        'TASK_FINISHED',
        'TASK_FAILED',
      ),
      jobid: fc.constantFrom('job_1', 'job_2'),
      taskid: fc.constantFrom('task_1', 'task_2'),
      attemptId: fc.constantFrom('attempt_1', 'attempt_2', 'attempt_3'),
      at: maybe(ms),
      status: word('FAILED', 'KILLED'),
    })
    .map(({ type, at, ...rest }) =>
      event(type, { ...rest, submitTime: at, launchTime: at, startTime: at, finishTime: at }),
    ),
  bullmq: fc.record({
    id: few.map(String),
    name: fc.string(),
    opts: fc.record({ delay: maybe(few), priority: maybe(fc.integer()) }),
    timestamp: maybe(ms),
    processedOn: maybe(ms),
    finishedOn: maybe(ms),
    attemptsMade: few,
    failedReason: maybe(fc.string()),
    returnvalue: fc.jsonValue(),
    state: maybe(word('completed', 'failed', 'delayed', 'wait')),
  }),
  'pg-boss': fc.record({
    id: fc.oneof(fc.uuid(), few),
    name: fc.string(),
    state: word('created', 'retry', 'active', 'completed', 'cancelled', 'failed', 'expired'),
    priority: fc.integer(),
    retry_count: maybe(few),
    start_after: maybe(iso),
    created_on: maybe(local),
    started_on: maybe(iso),
    completed_on: maybe(iso),
    output: fc.jsonValue(),
  }),
  'github-actions': fc.record({
    run_id: fc.constantFrom(1, 2),
    run_attempt: few,
    name: fc.constantFrom('a', 'b'),
    status: word('queued', 'in_progress', 'completed', 'waiting'),
    conclusion: maybe(
      word('success', 'failure', 'cancelled', 'skipped', 'timed_out', 'action_required'),
    ),
    created_at: maybe(iso),
    started_at: maybe(iso),
    completed_at: maybe(iso),
    runner_name: maybe(fc.string()),
  }),
  slurm: fc.record({
    JobID: fc.constantFrom('1', '2', '2.batch'),
    JobName: fc.string(),
    Submit: maybe(local),
    Eligible: fc.oneof(local, fc.constantFrom('Unknown')),
    Start: fc.oneof(local, fc.constantFrom('Unknown', 'None')),
    End: fc.oneof(local, fc.constantFrom('Unknown')),
    State: word(
      'COMPLETED',
      'CANCELLED by 1',
      'FAILED',
      'PENDING',
      'RUNNING',
      'SUSPENDED',
      'REQUEUED',
    ),
    Restarts: maybe(few.map(String)),
    NodeList: fc.constantFrom('node1', 'None assigned'),
    Priority: fc.nat(2 ** 31 - 1).map((n) => String(n * 2)),
  }),
};

/** As a file has them: without what JSON leaves out. */
const throughJson = (values: ReadonlyArray<unknown>): ReadonlyArray<unknown> =>
  JSON.parse(JSON.stringify(values)) as ReadonlyArray<unknown>;

// ------------------------------------------------------------------------------------------------------------- laws

const assertSound = ({ lines, report, replay }: Imported, records: number): void => {
  expect(replay.refused).toStrictEqual(new Map());
  expect(replay).toMatchObject({
    malformed: 0,
    begunAgain: 0,
    redelivered: 0,
    accepted: lines.length,
  });
  expect(report).toMatchObject({ records, lines: lines.length, runs: replay.runs.size });
  // The law of the writer of lines.
  for (const line of lines)
    expect(
      JSON.stringify(JournalEntryCodec.encode(right(JournalEntryCodec.decode(JSON.parse(line))))),
    ).toBe(line);
};

test('there are records for each format', () => {
  expect(Object.keys(records).sort()).toStrictEqual([...formats.keys()].sort());
});

describe.each([...formats.keys()])('%s', (name) => {
  const mapping = mappingOf(name);
  const arbitrary = records[name] ?? fc.constant({});

  test('a replay refuses no line of an import, and knows every instant of it from the records', () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 30 }), (values) => {
        const read = throughJson(values);
        const imported = importRecords(mapping, read.map(E.right));
        assertSound(imported, read.length);
        const again = importRecords(mapping, read.map(E.right));
        expect(again.lines).toStrictEqual(imported.lines);
        for (const { createdAt, lastStateChangeAt } of imported.replay.runs.values())
          for (const at of [createdAt, lastStateChangeAt])
            expect(at).toBeGreaterThanOrEqual(1_700_000_000);
      }),
      tries(30),
    );
  });

  test('parts that are joined are what one importer makes of all records', () => {
    let joined = 0;
    fc.assert(
      fc.property(
        fc.array(arbitrary, { minLength: 2, maxLength: 12 }),
        fc.array(fc.nat(12), { maxLength: 4 }),
        (values, cuts) => {
          const read = throughJson(values);
          const parts = importParts(mapping, read, cuts);
          if (parts === undefined) return;
          joined += 1;
          const { lines, labels, report } = importRecords(mapping, read.map(E.right));
          expect(parts.lines).toStrictEqual(lines);
          expect([...parts.labels]).toStrictEqual([...labels]);
          expect(parts.report).toStrictEqual(report);
        },
      ),
      tries(100),
    );
    expect(joined).toBeGreaterThan(10);
  });

  test('hostile values are reported, and never thrown', () => {
    const hostile = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        Infinity,
        -0,
        -1,
        1.5,
        1e20,
        2 ** 53,
        'NaN',
        '1e999',
        '\u0000',
        '\ud800',
        '9999-99-99T99:99:99Z',
        '2026-02-30T00:00:00Z',
        '1969-12-31T23:59:59Z',
        '999999999999999999999',
        '00000000-0000-0000-0000-000000000000',
        '__proto__',
        { constructor: 1, __proto__: null },
        [[[]]],
        'x'.repeat(5000),
      ),
    );
    const spoiled = fc
      .tuple(arbitrary, fc.dictionary(fc.constantFrom(...keysOf(arbitrary)), hostile))
      .map(([record, members]) => ({ ...(record as object), ...members }));
    fc.assert(
      fc.property(fc.array(fc.oneof(spoiled, hostile), { maxLength: 20 }), (values) => {
        assertSound(importRecords(mapping, values.map(E.right)), values.length);
      }),
      tries(30),
    );
  });
});

/** The members that some records have. */
function keysOf(arbitrary: fc.Arbitrary<unknown>): ReadonlyArray<string> {
  const samples = fc.sample(arbitrary, { numRuns: 20, seed: 1 });
  return [...new Set(samples.flatMap((sample) => Object.keys(sample as object)))];
}

test('an id is that of idFromText', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.uuid(),
        fc.string({ minLength: 300, maxLength: 700 }),
      ),
      fc.oneof(fc.string({ minLength: 1 }), fc.uuid()),
      (text, namespace) => {
        expect(makeIds(namespace)(text)).toBe(idFromText(RunId)(namespace)(text));
      },
    ),
    tries(300),
  );
});

describe('an instant', () => {
  const read = instantReader({}, () => undefined);

  test('in the form of RFC 3339 is that of the codec', () => {
    const rfc3339 = timestampIn('iso');
    const two = (max: number): fc.Arbitrary<string> =>
      fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
    const text = fc
      .tuple(
        fc.integer({ min: 1960, max: 2110 }),
        two(13),
        two(32),
        two(24),
        two(60),
        two(61),
        fc.constantFrom('', '.5', '.123456789', '.', '.x'),
        fc.constantFrom('Z', 'z', '+00:00', '-05:30', '+24:00', ''),
      )
      .map(
        ([y, mo, d, h, mi, s, fraction, zone]) =>
          `${y}-${mo}-${d}T${h}:${mi}:${s}${fraction}${zone}`,
      );
    fc.assert(
      fc.property(text, (written) => {
        expect(read(written)).toStrictEqual(rfc3339.tryDecode(written));
      }),
      tries(1000),
    );
  });

  test.each<readonly [unknown, number | undefined]>([
    ['2026-03-02 08:00:00.25+00', 1_772_438_400],
    ['2026-03-02 08:00:00+0130', 1_772_433_000],
    ['2026-03-02T08:00:00,5 Z', 1_772_438_400],
    ['1772438400', 1_772_438_400],
    ['1772438400.9', 1_772_438_400],
    [1_772_438_400.9, 1_772_438_400],
    ['', undefined],
    [null, undefined],
  ])('%j', (value, at) => {
    expect(read(value)).toBe(at);
  });

  test.each(['2026-03-02 08:00:00', 'soon', -1, Infinity, true, {}, '-5'])(
    '%j is none',
    (value) => {
      expect(typeof read(value)).toBe('symbol');
    },
  );

  test('without a zone is in that of the mapping, and told', () => {
    let told = 0;
    const readIn = (zone: string) =>
      instantReader({ zone, none: ['Unknown', 0] }, () => {
        told += 1;
      });
    expect(readIn('UTC')('2026-03-02T08:00:00')).toBe(1_772_438_400);
    expect(readIn('+01:00')('2026-03-02T08:00:00')).toBe(1_772_434_800);
    expect(readIn('+01:00')('2026-03-02T08:00:00Z')).toBe(1_772_438_400);
    expect(readIn('UTC')('Unknown')).toBeUndefined();
    expect(readIn('UTC')(0)).toBeUndefined();
    expect(told).toBe(2);
  });
});
