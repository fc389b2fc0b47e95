/**
 * The plans of the statements that come with every run, made while the tables are small: they must fit large ones. A server keeps the plan
 * of a prepared statement for any parameters, so these are looked at.
 */
import { expect, it } from '@jest/globals';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { literal } from '../../src/store/Database.js';
import type { Connection, Database, DatabaseFailed, Statement } from '../../src/store/index.js';
import { openRunStore, taskNamed } from '../../src/store/index.js';
import { right } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';

/** The plan of a statement for any parameters. */
const planOf = (
  database: Database,
  { text, parameters = [] }: Statement,
): TE.TaskEither<DatabaseFailed, string> =>
  database.transaction((connection: Connection) => {
    const values = parameters.map((value) => (value === null ? 'NULL' : literal(value)));
    const given = values.length === 0 ? '' : `(${values.join(', ')})`;
    return pipe(
      connection.query({ text: 'SET LOCAL plan_cache_mode = force_generic_plan' }),
      TE.chain(() => connection.query({ text: `PREPARE explained AS ${text}` })),
      TE.chain(() => connection.query({ text: `EXPLAIN EXECUTE explained${given}` })),
      TE.chainFirst(() => connection.query({ text: 'DEALLOCATE explained' })),
      TE.map((rows) => rows.map((row) => row['QUERY PLAN']).join('\n')),
    );
  });

describeStores(({ open }) => {
  it('go by indexes', async () => {
    const { store, schema } = await open();
    const plans = new Map<string, string>();
    const explaining: Database = {
      ...store.database,
      query: (statement) => async () => {
        const { name } = statement;
        if (name !== undefined) plans.set(name, right(await planOf(store.database, statement)()));
        return store.database.query(statement)();
      },
    };
    const explained = right(await openRunStore({ schema })(explaining)());
    right(await explained.insertMany([{ taskId: taskNamed('a') }, { taskId: taskNamed('b') }])());
    const { runs } = right(
      await explained.claim({ worker: 'a', limit: 2, leaseSeconds: 60, start: true })(),
    );
    const beats = runs.map(({ run }) => ({ id: run.id }));
    right(await explained.heartbeat('a', 60, beats)());
    right(
      await explained.mutateMany(
        runs.flatMap((known) =>
          O.isNone(known.run.currentAttemptId)
            ? []
            : [
                {
                  id: known.run.id,
                  known,
                  event: [
                    {
                      type: 'attempt.finish',
                      attemptId: known.run.currentAttemptId.value,
                    } as const,
                    { type: 'complete' } as const,
                  ],
                },
              ],
        ),
      )(),
    );
    for (const { run } of runs) {
      right(await explained.history(run.id)());
      right(await explained.load(run.id)());
      for await (const page of explained.exportData({ runId: run.id })) right(page);
    }
    const [first] = runs;
    right(await explained.list(first === undefined ? {} : { after: first.run.id })());
    for await (const page of explained.exportData()) right(page);
    for await (const page of explained.export()) right(page);
    expect(plans.size).toBeGreaterThanOrEqual(10);
    const scans = [...plans].filter(([, plan]) => /Seq Scan on (runs|run_events)/.test(plan));
    expect(scans).toStrictEqual([]);
    // A page begins where the last one ended, and not at the first run.
    for (const page of ['runchart list', 'runchart data'])
      expect(plans.get(page)).toMatch(/Index Cond: \(id > /);
  });
});
