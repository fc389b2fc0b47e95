/**
 * The embedded database: PostgreSQL in this process, by PGlite, in memory or in a folder.
 *
 * @module runchart/store/pglite
 */
import { PGlite } from '@electric-sql/pglite';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Database, DatabaseFailed } from './Database.js';
import type { FolderInUse } from './folderLock.js';
import type { PGliteOptions } from './pgliteDatabase.js';
import { pgliteDatabase } from './pgliteDatabase.js';

export type { FolderInUse } from './folderLock.js';
export type { PGliteOptions } from './pgliteDatabase.js';

/**
 * Opens the embedded database. A folder is used by one process at a time.
 *
 * Errors: `FolderInUse` if another process has the folder open; `DatabaseFailed`.
 *
 * @example
 * ```ts
 * import { openPGlite } from 'runchart/store/pglite'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const opened = await openPGlite()()
 * if (E.isRight(opened)) {
 *   const rows = await opened.right.query({ text: 'SELECT 9007199254740993 AS n, ARRAY[1, 2] AS list' })()
 *   assert.deepStrictEqual(rows, E.right([{ n: '9007199254740993', list: '{1,2}' }]))
 *   await opened.right.close()
 * }
 * ```
 * @category Databases
 */
export const openPGlite = (
  options: PGliteOptions = {},
): TE.TaskEither<DatabaseFailed | FolderInUse, Database> => pgliteDatabase(PGlite, options);
