/**
 * A server of PostgreSQL, by `pg`.
 *
 * @module runchart/store/postgres
 */
import { Client, Pool } from 'pg';
import type { Database } from './Database.js';
import type { PostgresOptions } from './postgresDatabase.js';
import { postgresDatabase } from './postgresDatabase.js';

export type { PostgresOptions } from './postgresDatabase.js';

/**
 * Connects to a server of PostgreSQL, version 14 or newer. Connections are made as they are needed, so a server that is away is told by
 * the first statement.
 *
 * Statements that failed without an effect are sent again for as long as `patience` says; after a lost connection those that may be
 * repeated are.
 *
 * @example
 * ```ts
 * import { openPostgres } from 'runchart/store/postgres'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const database = openPostgres({ url: 'postgres://nobody:secret@127.0.0.1:1/none', patience: 0 })
 * assert.strictEqual(database.name, 'PostgreSQL at 127.0.0.1:1/none')
 *
 * const refused = await database.query({ text: 'SELECT 1' })()
 * assert.strictEqual(E.isLeft(refused) && refused.left.code, 'ECONNREFUSED')
 * await database.close()
 * ```
 * @category Databases
 */
export const openPostgres = (options: PostgresOptions): Database =>
  postgresDatabase({ Client, Pool }, options);
