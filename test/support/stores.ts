/**
 * The stores that tests run on: PGlite in memory, and a PostgreSQL server if `RUNCHART_PG_URL` names one.
 *
 * A test file has one database of each kind, because a new PGlite takes seconds. Each store has a schema of its own in it.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, describe, jest } from '@jest/globals';
import type { Database, Row, RunStore, RunStoreOptions } from '../../src/store/index.js';
import { openRunStore } from '../../src/store/index.js';
import { pgliteDatabase } from '../../src/store/pgliteDatabase.js';
import type { PostgresOptions } from '../../src/store/postgres.js';
import { openPostgres } from '../../src/store/postgres.js';
import { PGlite } from './preparedPGlite.mjs';
import { right } from './right.js';

// A new PGlite takes seconds on a busy machine.
jest.setTimeout(60_000);

/** The address of the server, if there is one to test on. */
const url = process.env['RUNCHART_PG_URL'] ?? '';
export const serverUrl = url === '' ? undefined : url;

/** A store with what tests look at beside the port. */
export interface TestStore {
  readonly store: RunStore;
  readonly schema: string;
  /** Sends a statement of plain SQL, in which `@` is the schema. */
  readonly sql: (
    text: string,
    parameters?: ReadonlyArray<string | null>,
  ) => Promise<ReadonlyArray<Row>>;
  /** The same, and returns the message of the error, or `accepted`. */
  readonly attempt: (text: string, parameters?: ReadonlyArray<string | null>) => Promise<string>;
}

/** Where stores are made. */
export interface StorePlace {
  readonly name: string;
  /** The database that all stores of the test file share. */
  readonly database: () => Promise<Database>;
  /** Another connection of its own to a server; on PGlite the shared one, as it has only one. */
  readonly another: (options?: Partial<PostgresOptions>) => Promise<Database>;
  /** A store in a new schema. */
  readonly open: (options?: RunStoreOptions) => Promise<TestStore>;
}

/** The name of a schema that no other test has. */
export const freshSchema = (): string => `test_${randomBytes(8).toString('hex')}`;

/** A store of a database, for tests. */
const testStore = async (
  database: Database,
  options: RunStoreOptions & { readonly schema: string },
): Promise<TestStore> => {
  const { schema } = options;
  const within = (text: string): string => text.replaceAll('@', schema);
  return {
    store: right(await openRunStore(options)(database)()),
    schema,
    sql: async (text, parameters = []) =>
      right(await database.query({ text: within(text), parameters })()),
    attempt: async (text, parameters = []) => {
      const done = await database.query({ text: within(text), parameters })();
      return done._tag === 'Right' ? 'accepted' : done.left.message;
    },
  };
};

const placeOf = (
  name: string,
  make: () => Promise<Database>,
  another?: (options: Partial<PostgresOptions>) => Database,
): StorePlace => {
  let shared: Promise<Database> | undefined;
  const schemas: Array<string> = [];
  const others: Array<Database> = [];
  const database = (): Promise<Database> => (shared ??= make());
  afterAll(async () => {
    if (shared === undefined) return;
    const opened = await shared;
    await Promise.all(others.map((other) => other.close()));
    // PGlite in memory is gone when it is closed.
    if (another !== undefined)
      for (const schema of schemas)
        right(await opened.execute(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)());
    await opened.close();
  });
  return {
    name,
    database,
    another: async (options = {}) => {
      if (another === undefined) return database();
      const other = another(options);
      others.push(other);
      return other;
    },
    open: async (options = {}) => {
      const schema = options.schema ?? freshSchema();
      schemas.push(schema);
      return testStore(await database(), { ...options, schema });
    },
  };
};

/** Declares tests for each store that there is. */
export const describeStores = (declare: (place: StorePlace) => void): void => {
  describe('PGlite', () => {
    declare(placeOf('PGlite', async () => right(await pgliteDatabase(PGlite)())));
  });
  if (serverUrl !== undefined) describeServer(declare);
};

/** Declares tests that only a server can pass or fail: those with several connections. */
export const describeServer = (declare: (place: StorePlace, url: string) => void): void => {
  if (serverUrl === undefined) return;
  describe('PostgreSQL', () => {
    declare(
      placeOf(
        'PostgreSQL',
        () => Promise.resolve(openPostgres({ url })),
        (options) => openPostgres({ url, ...options }),
      ),
      url,
    );
  });
};
