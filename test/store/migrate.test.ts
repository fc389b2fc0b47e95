/** Openings: the schema is made once, brought forward, or refused in one clear line. */
import { describe, expect, it } from '@jest/globals';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { chartIdentity } from '../../src/index.js';
import type { Database, OpenError, Row, Statement } from '../../src/store/index.js';
import { openRunStore } from '../../src/store/index.js';
import { openPGlite } from '../../src/store/pglite.js';
import { openPostgres } from '../../src/store/postgres.js';
import { left, right } from '../support/arbitraries.js';
import { describeServer, describeStores, freshSchema } from '../support/stores.js';

const one = <A extends { readonly message: string }>(error: A): A => {
  expect(error.message).not.toContain('\n');
  return error;
};

const objects = `
SELECT c.relname AS name, c.relkind AS kind FROM pg_class c WHERE c.relnamespace = '@'::regnamespace
UNION ALL SELECT t.tgname, 'trigger' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = '@'::regnamespace
UNION ALL SELECT n.conname, 'constraint' FROM pg_constraint n WHERE n.connamespace = '@'::regnamespace
ORDER BY 1, 2`;

describeStores(({ open, database, another }) => {
  describe('an opening', () => {
    it('of one schema by eight at once makes it once', async () => {
      const schema = freshSchema();
      const stores = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const own = await another();
          return right(await openRunStore({ schema })(own)());
        }),
      );
      const { sql } = await open({ schema });
      expect(stores).toHaveLength(8);
      expect(await sql('SELECT version FROM @.info')).toStrictEqual([{ version: '1' }]);
      expect((await sql(objects)).length).toBeGreaterThan(20);
    });

    it('of a schema that is there changes nothing', async () => {
      const { schema, sql, store } = await open();
      const moves = 'SELECT xmin::text AS xmin, m.* FROM @.run_moves m ORDER BY m';
      const before = [
        await sql(objects),
        await sql(moves),
        await sql('SELECT xmin::text FROM @.info'),
      ];
      right(await openRunStore({ schema })(store.database)());
      expect([
        await sql(objects),
        await sql(moves),
        await sql('SELECT xmin::text FROM @.info'),
      ]).toStrictEqual(before);
    });

    it('applies the chart again where an older one was', async () => {
      const { schema, sql, store, attempt } = await open();
      const before = [await sql(objects), await sql('SELECT * FROM @.run_moves m ORDER BY m')];
      await sql("UPDATE @.info SET chart_version = '0.9.0', chart_hash = 'old'");
      await sql('DELETE FROM @.run_moves');
      await sql('ALTER TABLE @.runs DROP CONSTRAINT state_is_known');
      await sql('DROP TRIGGER check_run ON @.runs');
      right(await openRunStore({ schema })(store.database)());
      expect([
        await sql(objects),
        await sql('SELECT * FROM @.run_moves m ORDER BY m'),
      ]).toStrictEqual(before);
      expect(await sql('SELECT chart_id, chart_version, chart_hash FROM @.info')).toStrictEqual([
        {
          chart_id: chartIdentity.id,
          chart_version: chartIdentity.version,
          chart_hash: chartIdentity.hash,
        },
      ]);
      expect(await attempt("UPDATE @.runs SET state = 'Ready'")).toBe('accepted');
    });

    it.each<[string, string, (schema: string) => OpenError]>([
      [
        'whose schema a newer version made',
        'UPDATE @.info SET version = 99',
        () => ({ _tag: 'SchemaTooNew', found: 99, known: 1 }),
      ],
      [
        'of a newer chart',
        "UPDATE @.info SET chart_version = '1.10.0', chart_hash = 'new'",
        () => ({
          _tag: 'ChartMismatch',
          expected: chartIdentity,
          found: { ...chartIdentity, version: '1.10.0', hash: 'new' },
        }),
      ],
      [
        'of another chart with the same version',
        "UPDATE @.info SET chart_hash = 'another'",
        () => ({
          _tag: 'ChartMismatch',
          expected: chartIdentity,
          found: { ...chartIdentity, hash: 'another' },
        }),
      ],
      [
        'of a chart with another id, however old',
        "UPDATE @.info SET chart_id = 'order', chart_version = '0.1.0', chart_hash = 'another'",
        () => ({
          _tag: 'ChartMismatch',
          expected: chartIdentity,
          found: { id: 'order', version: '0.1.0', hash: 'another' },
        }),
      ],
    ])('%s is refused, and nothing is changed', async (_, change, expected) => {
      const { schema, sql, store } = await open();
      await sql(change);
      const before = [await sql(objects), await sql('SELECT * FROM @.info')];
      expect(left(await openRunStore({ schema })(store.database)())).toStrictEqual(
        expected(schema),
      );
      expect([await sql(objects), await sql('SELECT * FROM @.info')]).toStrictEqual(before);
    });

    it.each(['Upper', 'a-b', '1a', '', 'a'.repeat(64), 'a; DROP TABLE runs'])(
      'of the schema %j is refused by its name',
      async (schema) => {
        const refused = left(await openRunStore({ schema })(await database())());
        expect(refused).toMatchObject({ _tag: 'DatabaseFailed', again: 'never' });
        if (refused._tag === 'DatabaseFailed')
          expect(one(refused).message).toContain(JSON.stringify(schema));
      },
    );
  });
});

describe('a server that is too old', () => {
  const saying = (version: string): Database => ({
    name: 'old',
    query: ({ text }: Statement): TE.TaskEither<never, ReadonlyArray<Row>> =>
      text === 'SHOW server_version'
        ? TE.right([{ server_version: version }])
        : TE.fromIO(() => {
            throw new Error(`was asked ${text}`);
          }),
    execute: () => TE.right(undefined),
    transaction: () =>
      TE.left({ _tag: 'DatabaseFailed', message: '', code: undefined, again: 'never' }),
    listen: () => TE.right(() => Promise.resolve()),
    close: () => Promise.resolve(),
  });
  it.each(['12.19 (Debian 12.19-1)', '13.99', '9.6.24'])('is refused: %s', async (found) => {
    expect(left(await openRunStore()(saying(found))())).toStrictEqual({
      _tag: 'ServerTooOld',
      found,
      needed: 14,
    });
  });
});

describe('a server that is away', () => {
  it('is told in one line', async () => {
    const database = openPostgres({ url: 'postgres://app@127.0.0.1:1/none', patience: 0 });
    const refused = left(await openRunStore()(database)());
    await database.close();
    expect(refused).toStrictEqual({
      _tag: 'DatabaseFailed',
      message: 'connect ECONNREFUSED 127.0.0.1:1: is the server running, and is its address right?',
      code: 'ECONNREFUSED',
      again: 'undone',
    });
  });

  it('by its name is told too', async () => {
    const database = openPostgres({ url: 'postgres://app@nowhere.invalid/none', patience: 0 });
    const refused = left(await openRunStore()(database)());
    await database.close();
    if (refused._tag !== 'DatabaseFailed') throw new Error(refused._tag);
    expect(one(refused).message).toMatch(
      /nowhere\.invalid.*: is the server running, and is its address right\?$/,
    );
  });
});

describe('a folder that is a file', () => {
  it('is told in one line', async () => {
    const refused = left(await openPGlite({ folder: new URL(import.meta.url).pathname })());
    if (refused._tag !== 'DatabaseFailed') throw new Error(refused._tag);
    expect(one(refused).message).toContain('EEXIST');
  });
});

describeServer(({ open, database }, url) => {
  const opening = async (change: (address: URL) => void, schema = freshSchema()) => {
    const address = new URL(url);
    change(address);
    const own = openPostgres({ url: address.href, patience: 0 });
    const refused = left(await openRunStore({ schema })(own)());
    await own.close();
    if (refused._tag !== 'DatabaseFailed') throw new Error(refused._tag);
    return one(refused);
  };

  it('tells of a database that is not there', async () => {
    expect(
      await opening((address) => {
        address.pathname = '/nowhere';
      }),
    ).toMatchObject({
      code: '3D000',
      message: 'database "nowhere" does not exist: create the database, or correct its name',
    });
  });

  it('tells of a user who is not let in', async () => {
    expect(
      await opening((address) => {
        address.username = 'nobody_of_this_name';
      }),
    ).toMatchObject({
      code: '28000',
      message: 'role "nobody_of_this_name" does not exist: check the user and the password',
    });
  });

  it('tells of a user who may not write', async () => {
    const { schema, sql } = await open();
    const role = `${schema}_reader`;
    await sql(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    try {
      const refused = await opening((address) => {
        address.username = role;
        address.password = 'x';
      }, schema);
      expect(refused).toMatchObject({ code: '42501' });
      expect(refused.message).toContain('permission denied');
      expect(refused.message).toContain('the user may not write there');
    } finally {
      await sql(`DROP ROLE ${role}`);
    }
    await database();
  });
});
