/**
 * Claims of a store that holds many finished runs.
 *
 *   node claims.js URL FINISHED
 *
 * Prints as JSON the nanoseconds of a claimed run, and the plan by which claims find the next ones.
 */
import * as E from 'fp-ts/lib/Either.js';
import { openRunStore, taskNamed } from 'runchart/store';
import { openPostgres } from 'runchart/store/postgres';

const [url = '', finished = '0'] = process.argv.slice(2);

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

const LIMIT = 100;
const CLAIMS = 50;

const store = right(await openRunStore()(openPostgres({ url }))());
const { database } = store;
right(
  await database.query({
    text: `INSERT INTO runchart.runs (id, task_id, state, created_at, scheduled_at, last_state_change_at, attempt_count, version, max_failures)
      SELECT gen_random_uuid(), $1::text::uuid, 'Completed', n, n, n, 1, 5, 5 FROM generate_series(1, $2::text::integer) n`,
    parameters: [taskNamed('noop'), finished],
  })(),
);
right(await database.query({ text: 'VACUUM ANALYZE runchart.runs' })());
for (let i = 0; i < (CLAIMS * LIMIT) / 1000 + 1; i += 1)
  right(
    await store.insertMany(Array.from({ length: 1000 }, () => ({ taskId: taskNamed('noop') })))(),
  );

const claim = async (): Promise<number> => {
  const start = process.hrtime.bigint();
  const { runs } = right(
    await store.claim({ worker: 'a', limit: LIMIT, leaseSeconds: 600, start: true })(),
  );
  return Number(process.hrtime.bigint() - start) / runs.length;
};

const times: Array<number> = [];
for (let i = 0; i < CLAIMS; i += 1) times.push(await claim());
const plan = right(
  await database.query({
    text: `EXPLAIN SELECT id FROM runchart.runs WHERE state = 'Ready' ORDER BY effective_priority DESC, created_at, id LIMIT 100`,
  })(),
).map((row) => row['QUERY PLAN'] ?? '');
const nanoseconds = times.toSorted((a, b) => a - b)[Math.floor(CLAIMS / 2)];
process.stdout.write(JSON.stringify({ nanoseconds, plan }));
await store.close();
