/** The times of `replay`, against SQL over the same steps. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalStep } from '../../src/index.js';
import { makeReplayer, runStates } from '../../src/index.js';
import { A, ATTEMPT, B, journal } from './journals.js';
import { ndjson, root, runchart, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);
const example = join(root, 'examples', 'journal.ndjson');

// ------------------------------------------------------------------------------------------------------------- SQL

/** A step as a row: what SQL cannot know is whether the line was accepted, and the run after it. */
const rowOf = (step: JournalStep): ReadonlyArray<unknown> => {
  const { entry, line } = step;
  const run = step._tag === 'Accepted' ? step.run : O.toUndefined(step.run);
  const own =
    'createdAt' in entry ? entry.createdAt : 'timestamp' in entry ? entry.timestamp : undefined;
  const isRestored = entry.op === 'deserialize' && step._tag === 'Accepted';
  const changed = isRestored && step.run.lastStateChangeAt > 0 ? step.run.lastStateChangeAt : null;
  const at = entry.at ?? own ?? changed;
  const error = step._tag === 'Refused' ? step.error._tag : null;
  return [
    line,
    entry.runId,
    at,
    isRestored ? changed : at,
    'timestamp' in entry ? entry.timestamp : null,
    /^(new_|deserialize)/.test(entry.op),
    error,
    run?.state ?? null,
    run !== undefined && O.isSome(run.currentAttemptId),
  ];
};

const steps: Array<JournalStep> = [];
let database: PGlite;

beforeAll(async () => {
  const replayer = makeReplayer({
    onStep: (step) => {
      if (step._tag !== 'Malformed' && !step.redelivered) steps.push(step);
    },
  });
  for (const line of readFileSync(example, 'utf8').split('\n')) replayer.line(line);
  database = await PGlite.create();
  await database.exec(`CREATE TABLE steps
    (line int, run text, at bigint, entered bigint, dates bigint, begins boolean, error text, state text, is_active boolean)`);
  await database.query(
    `INSERT INTO steps SELECT (v->>0)::int, v->>1, (v->>2)::bigint, (v->>3)::bigint, (v->>4)::bigint, (v->>5)::boolean, v->>6, v->>7,
       (v->>8)::boolean
     FROM jsonb_array_elements($1::jsonb) v`,
    [JSON.stringify(steps.map(rowOf))],
  );
}, 60_000);
afterAll(() => database.close());

const FIGURES = `count(*)::int AS count, sum(seconds)::int AS total, round(avg(seconds), 3)::float8 AS mean,
  percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds)::int AS p50,
  percentile_disc(0.9) WITHIN GROUP (ORDER BY seconds)::int AS p90,
  percentile_disc(0.99) WITHIN GROUP (ORDER BY seconds)::int AS p99,
  max(seconds)::int AS max, true AS exact`;

/**
 * The stays of runs in a value of a column: from the line where it changes to the next such line. A state is entered at another instant
 * if a later line says so.
 */
const stays = (column: string, runs: string): string => `
  WITH own AS (
    SELECT *, lag(${column}) OVER w AS before FROM steps WHERE error IS NULL AND run IN (${runs})
    WINDOW w AS (PARTITION BY run ORDER BY line)
  ),
  numbered AS (
    SELECT *, count(*) FILTER (WHERE begins OR before IS DISTINCT FROM ${column}) OVER (PARTITION BY run ORDER BY line) AS stay FROM own
  ),
  changes AS (
    SELECT run, stay, min(line) AS line, (array_agg(${column} ORDER BY line))[1] AS value, bool_or(begins) AS begins,
      (array_agg(entered ORDER BY line))[1] AS entered,
      ${column === 'state' ? '(array_agg(dates ORDER BY line DESC) FILTER (WHERE dates IS NOT NULL))[1]' : 'NULL::bigint'} AS dated
    FROM numbered GROUP BY 1, 2
  ),
  stays AS (
    SELECT run, value AS "from", lead(value) OVER w AS "to", coalesce(dated, entered) AS since,
      lead(entered) OVER w - coalesce(dated, entered) AS seconds, lead(begins) OVER w AS is_lost
    FROM changes WINDOW w AS (PARTITION BY run ORDER BY stay)
  ),
  known AS (SELECT * FROM stays WHERE "to" IS NOT NULL AND NOT is_lost AND seconds >= 0)`;

const ALL = 'SELECT run FROM steps';

const rowsOf = async (sql: string): Promise<ReadonlyArray<Record<string, unknown>>> =>
  (await database.query<Record<string, unknown>>(sql)).rows;

const inOrder = (state: unknown): number => runStates.findIndex((own) => own === state);

const timesIn = async (runs: string): Promise<object> => {
  const edges = await rowsOf(
    `${stays('state', runs)} SELECT "from", "to", ${FIGURES} FROM known GROUP BY 1, 2`,
  );
  const states = await rowsOf(
    `${stays('state', runs)} SELECT "from" AS state, ${FIGURES} FROM known GROUP BY 1`,
  );
  const [attempts] = await rowsOf(
    `${stays('is_active', runs)} SELECT ${FIGURES} FROM known WHERE "from"`,
  );
  return {
    states: states.toSorted((a, b) => inOrder(a['state']) - inOrder(b['state'])),
    edges: edges.toSorted(
      (a, b) => inOrder(a['from']) - inOrder(b['from']) || inOrder(a['to']) - inOrder(b['to']),
    ),
    attempts,
  };
};

// ----------------------------------------------------------------------------------------------------------- tests

interface Told {
  readonly times: object;
  readonly throughput: { readonly seconds: number; readonly intervals: ReadonlyArray<object> };
  readonly only?: { readonly runs: number; readonly times: object };
  readonly stuck?: { readonly as_of: number; readonly runs: ReadonlyArray<object> };
  readonly slowest: ReadonlyArray<object>;
}

const told = async (...args: ReadonlyArray<string>): Promise<Told> => {
  const { stdout } = await runchart(['replay', '--json', ...args]);
  return JSON.parse(stdout) as Told;
};

describe('times in states', () => {
  test('are those of SQL over the same steps', async () => {
    const { times } = await told(example);
    expect(times).toMatchObject(await timesIn(ALL));
  });

  test('of the runs of --only, too', async () => {
    const last = `SELECT run FROM (SELECT DISTINCT ON (run) run, state FROM steps WHERE error IS NULL ORDER BY run, line DESC) l WHERE state IN ('Failed', 'Canceled')`;
    const refused = `SELECT run FROM steps WHERE error = 'InvalidTransition'`;
    const byState = await told('--only', 'state=Failed', '--only', 'state=Canceled', example);
    expect(byState.only?.times).toMatchObject(await timesIn(last));
    const byBoth = await told(
      ...[
        '--only',
        'state=Failed',
        '--only',
        'state=Canceled',
        '--only',
        'error=InvalidTransition',
      ],
      example,
    );
    expect(byBoth.only?.times).toMatchObject(await timesIn(`${last} INTERSECT ${refused}`));
    const [{ runs } = {}] = await rowsOf(
      `SELECT count(*)::int AS runs FROM (${last} INTERSECT ${refused}) r`,
    );
    expect(byBoth.only?.runs).toBe(runs);
    expect(byBoth.times).toStrictEqual(byState.times);
  });
});

test('lines over time are those of SQL over the same steps', async () => {
  const { throughput } = await told(example);
  const { seconds } = throughput;
  expect(seconds).toBe(3600);
  const final = `state IN ('Completed', 'Failed', 'Canceled')`;
  const intervals = await rowsOf(`
    WITH own AS (
      SELECT *, at / ${String(seconds)} AS i, lag(state) OVER (PARTITION BY run, error IS NULL ORDER BY line) AS before FROM steps
    ),
    codes AS (SELECT i, error, count(*)::int AS n FROM own WHERE error IS NOT NULL GROUP BY 1, 2),
    refused AS (SELECT i, json_object_agg(error, n) AS by_code FROM codes GROUP BY 1)
    SELECT (i * ${String(seconds)})::int AS "from",
      (count(*) FILTER (WHERE error IS NULL))::int AS accepted,
      (count(*) FILTER (WHERE error IS NULL AND begins))::int AS created,
      (count(*) FILTER (WHERE error IS NULL AND ${final} AND (begins OR before <> state)))::int AS ended,
      json_build_object('total', (count(*) FILTER (WHERE error IS NOT NULL))::int, 'by_code',
        coalesce((SELECT r.by_code FROM refused r WHERE r.i = own.i), '{}')) AS refused
    FROM own WHERE at IS NOT NULL GROUP BY i ORDER BY i`);
  expect(throughput.intervals).toStrictEqual(intervals);
});

describe('--stuck', () => {
  test('lists what SQL finds, the longest first', async () => {
    const { stuck } = await told('--stuck', '2d', example);
    const expected = await rowsOf(`${stays('state', ALL)}
      SELECT run AS run_id, "from" AS state, since::int, (e.last - since)::int AS seconds
      FROM stays, (SELECT max(at) AS last FROM steps) e
      WHERE "to" IS NULL AND "from" NOT IN ('Completed', 'Failed', 'Canceled') AND e.last - since >= 2 * 86400`);
    const runs = stuck?.runs ?? [];
    expect(runs).toHaveLength(expected.length);
    expect(runs).toMatchObject(
      expected.toSorted(
        (a, b) =>
          Number(b['seconds']) - Number(a['seconds']) ||
          runs.findIndex((run) => 'run_id' in run && run.run_id === a['run_id']) -
            runs.findIndex((run) => 'run_id' in run && run.run_id === b['run_id']),
      ),
    );
  });

  const file = folder.file('journal.ndjson', journal);

  test('counts to the last instant, or to --as-of', async () => {
    const at = async (...asOf: ReadonlyArray<string>): Promise<unknown> =>
      (await told('--stuck', '1h', ...asOf, file)).stuck;
    const stood = (asOf: number): object => ({
      as_of: asOf,
      at_least_seconds: 3600,
      total: 1,
      by_state: { Scheduled: 1 },
      runs: [{ run_id: B, state: 'Scheduled', since: 100, seconds: asOf - 100, attempt_count: 0 }],
    });
    expect(await at()).toStrictEqual(stood(3900));
    expect(await at('--stuck', '0.5h30m')).toStrictEqual(stood(3900));
    expect(await at('--stuck', '1w')).toMatchObject({ at_least_seconds: 604_800, total: 0 });
    expect(await at('--as-of', '5000')).toStrictEqual(stood(5000));
    expect(await at('--as-of', '1970-01-01T02:00:00Z')).toStrictEqual(stood(7200));
    expect(await at('--as-of', '3699')).toMatchObject({ total: 0, runs: [] });
    expect(await at('--as-of', '5000000', '--time', 'ms')).toMatchObject({ as_of: 5000 });
  });

  test('says so if there is no instant', async () => {
    const timeless = folder.file('timeless.ndjson', ndjson({ op: 'promote_to_ready', run_id: A }));
    expect(await told('--stuck', '1h', timeless)).toMatchObject({
      stuck: { as_of: null, total: 0 },
    });
    expect((await runchart(['replay', '--stuck', '1h', timeless])).stdout).toContain(
      'Stuck is unknown: the journals have no instants; add --as-of',
    );
  });

  test('as text', async () => {
    const { stdout } = await runchart(['replay', '--stuck', '1h', file]);
    expect(stdout).toContain(`
Stuck for 1h and more, as of 1970-01-01T01:05:00Z: 1 run (Scheduled 1)
  run                                   state      attempts  since                   for
  ${B}  Scheduled         0  1970-01-01T00:01:40Z  1h 3m
`);
  });
});

test('--no-times tells none', async () => {
  const { stdout } = await runchart(['replay', '--json', '--no-times', example]);
  expect(Object.keys(JSON.parse(stdout) as object)).not.toContain('times');
  expect((await runchart(['replay', '--no-times', example])).stdout).not.toContain('time in state');
});

test.each([
  ...['long', '1', '1,5h', '1h-30m', '10:30', '1h 30m', '9999999w'].map(
    (text): readonly [ReadonlyArray<string>, string] => [
      ['--stuck', text],
      'Wanted: a duration with its unit, such as 90s, 1h30m or 2d.',
    ],
  ),
  [['--stuck', ''], 'Wanted: a duration with its unit, such as 90s, 1h30m or 2d.'],
  [['--as-of', 'noon'], '--as-of noon is no instant'],
  [['--as-of', '-5'], '--as-of -5 is no instant'],
  [['--only', 'state=Done'], `Wanted: one of ${runStates.join(', ')}.`],
  [['--only', 'task=7'], 'Wanted: a UUID.'],
  [['--only', 'worker=7'], 'Wanted: state=STATE, task=TASK_ID or error=TAG.'],
  [['--only', 'error=Nope'], 'InvalidTransition'],
  [['--only', 'state=Failed', '--no-times'], '--only tells times, and --no-times tells none'],
  [['--only', 'state=Failed', '-'], '--only reads the journals twice'],
])('%j is refused with its reason', async (args, message) => {
  const { code, stderr } = await runchart(['replay', ...args, example]);
  expect({ code, stderr }).toStrictEqual({
    code: 2,
    stderr: expect.stringContaining(message) as unknown,
  });
});

describe('annotations', () => {
  const noted = folder.file(
    'noted.ndjson',
    ndjson(
      { op: 'new_scheduled_with_id', run_id: A, task_id: B, scheduled_at: 5, created_at: 5 },
      { op: 'promote_to_ready', run_id: A, at: 6, worker: 'w-1', note: 'by\u0007hand' },
      {
        op: 'finish_attempt',
        run_id: A,
        attempt_id: ATTEMPT,
        at: 7,
        outcome: 'timed_out',
        error: 'no answer in 30 s',
      },
    ),
  );

  test('are told by explain', async () => {
    const { stdout } = await runchart(['explain', noted, A]);
    for (const text of [
      'worker: w-1',
      'note: by\\u0007hand',
      'outcome: timed_out',
      'error: no answer in 30 s',
    ])
      expect(stdout).toContain(text);
    const { stdout: json } = await runchart(['explain', '--json', noted, A]);
    expect(JSON.parse(json)).toMatchObject({
      steps: [
        {},
        { annotations: { worker: 'w-1', note: 'by\u0007hand' } },
        { annotations: { outcome: 'timed_out', error: 'no answer in 30 s' } },
      ],
    });
    expect(JSON.parse(json)).not.toHaveProperty('steps[0].annotations');
  });

  test('are in the lines of --refusals', async () => {
    const refusals = folder.file('refusals.ndjson', '');
    await runchart(['replay', '--refusals', refusals, noted]);
    expect(JSON.parse(readFileSync(refusals, 'utf8'))).toMatchObject({
      op: 'finish_attempt',
      outcome: 'timed_out',
      error: 'no answer in 30 s',
    });
  });
});
