/** The plans of the statements that come with every run, made while the tables are small: they must fit large ones. */
import { expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { Database } from '../../src/store/index.js';
import { openRunStore, taskNamed } from '../../src/store/index.js';
import { right } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';

describeStores(({ open }) => {
  it('go by indexes', async () => {
    const { store, schema } = await open();
    const plans: Array<string> = [];
    const explaining: Database = {
      ...store.database,
      query: (statement) => async () => {
        if (statement.name !== undefined) {
          const rows = await store.database.query({
            text: `EXPLAIN ${statement.text}`,
            parameters: statement.parameters ?? [],
          })();
          plans.push(
            `${statement.name}\n${right(rows)
              .map((row) => row['QUERY PLAN'])
              .join('\n')}`,
          );
        }
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
    for (const { run } of runs) right(await explained.history(run.id)());
    expect(plans.length).toBeGreaterThanOrEqual(4);
    expect(plans.filter((plan) => /Seq Scan on (runs|run_events)/.test(plan))).toStrictEqual([]);
  });
});
