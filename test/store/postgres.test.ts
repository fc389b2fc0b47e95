/** The connections to a server: what is sent again, and what is not. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Client } from 'pg';
import { CommandId, TaskId } from '../../src/index.js';
import type { DatabaseFailed } from '../../src/store/index.js';
import { left, priority, right } from '../support/arbitraries.js';
import { describeServer, serverUrl } from '../support/stores.js';
import { until } from '../support/until.js';

it('is tested if RUNCHART_PG_URL is an address of a server', () => {
  expect(serverUrl ?? 'postgres://').toMatch(/^postgres(ql)?:\/\//);
});

describeServer(({ open, another }, url) => {
  const cutAll = async (sql: (text: string) => Promise<unknown>, like: string): Promise<unknown> =>
    sql(
      `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity WHERE query LIKE '%${like}%' AND pid <> pg_backend_pid()`,
    );

  it('sends a statement again that may be repeated, when its connection was cut', async () => {
    const { sql } = await open();
    const database = await another();
    const marked = `/* cut ${TaskId.generate()} */`;
    let times = 0;
    const answer = database.query({
      text: `SELECT pg_sleep(0.2), 'done' AS said ${marked}`,
      repeatable: true,
    })();
    await until('it runs', async () => {
      const cut = await cutAll(sql, marked.slice(3, -3));
      times = Array.isArray(cut) ? cut.length : 0;
      return times > 0;
    });
    expect(right(await answer)[0]?.['said']).toBe('done');
  });

  it('does not send one again that may not, and says that it is not known what became of it', async () => {
    const { sql } = await open();
    const database = await another();
    const marked = `/* cut ${TaskId.generate()} */`;
    const answer = database.query({ text: `SELECT pg_sleep(20) ${marked}` })();
    await until('it is cut', async () => {
      const cut = await cutAll(sql, marked.slice(3, -3));
      return Array.isArray(cut) && cut.length > 0;
    });
    expect(left(await answer)).toMatchObject({ _tag: 'DatabaseFailed', again: 'unknown' });
    expect(right(await database.query({ text: 'SELECT 1 AS one' })())).toStrictEqual([
      { one: '1' },
    ]);
  });

  describe('a transaction', () => {
    it('is sent again as a whole after a conflict, and has its effect once', async () => {
      const { sql, schema } = await open();
      const database = await another();
      await sql('CREATE TABLE @.counter (n integer)');
      await sql('INSERT INTO @.counter VALUES (0)');
      let tries = 0;
      const add = database.transaction<never, unknown>((tx) => {
        tries += 1;
        return TE.Monad.chain(
          tx.query({ text: 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE' }),
          () =>
            TE.Monad.chain(tx.query({ text: `SELECT n FROM ${schema}.counter` }), ([row]) =>
              TE.map(() => undefined)(
                tx.query({
                  text: `UPDATE ${schema}.counter SET n = $1::text::integer`,
                  parameters: [String(Number(row?.['n']) + 1)],
                }),
              ),
            ),
        );
      });
      const done = await Promise.all(Array.from({ length: 6 }, () => add()));
      done.forEach((each) => {
        right(each);
      });
      expect(await sql('SELECT n FROM @.counter')).toStrictEqual([{ n: '6' }]);
      expect(tries).toBeGreaterThan(6);
    });

    it('is rolled back by a left, and its connection serves on', async () => {
      const { sql, schema } = await open();
      const database = await another({ connections: 1 });
      await sql('CREATE TABLE @.counter (n integer)');
      const refused = await database.transaction<string, never>((tx) =>
        TE.Monad.chain<DatabaseFailed | string, unknown, never>(
          tx.query({ text: `INSERT INTO ${schema}.counter VALUES (1)` }),
          () => TE.left('no'),
        ),
      )();
      expect(left(refused)).toBe('no');
      expect(
        right(await database.query({ text: `SELECT n FROM ${schema}.counter` })()),
      ).toStrictEqual([]);
    });
  });

  it('loses no command while connections are cut', async () => {
    const { store, schema, sql } = await open();
    const killer = new Client({ connectionString: url });
    await killer.connect();
    try {
      const { id } = right(await store.insert({ taskId: TaskId.generate() })()).stored.run;
      const going = new Set(['going']);
      const cutting = (async () => {
        while (going.size > 0) {
          await killer.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%${schema}%' AND pid <> pg_backend_pid()`,
          );
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })();
      /** Sends a command until it is carried out: it may come too late again and again. */
      const send = async (n: number, commandId: CommandId): Promise<void> => {
        const outcome = await store.mutate(
          id,
          { type: 'priority.set', effectivePriority: priority(n) },
          { commandId },
        )();
        if (E.isLeft(outcome) && outcome.left._tag === 'TooManyConflicts') await send(n, commandId);
        else right(outcome);
      };
      const sent = await Promise.allSettled(
        Array.from({ length: 40 }, (_, n) => send(n, CommandId.generate())),
      );
      going.clear();
      await cutting;
      expect(sent.filter(({ status }) => status === 'rejected')).toStrictEqual([]);
      expect(right(await store.load(id)()).version).toBe(40);
      expect(
        await sql('SELECT count(DISTINCT command_id) AS n, count(*) AS rows FROM @.run_events'),
      ).toStrictEqual([{ n: '40', rows: '41' }]);
    } finally {
      await killer.end();
    }
  });
});
