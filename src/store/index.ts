/**
 * Runs that many workers share, in PostgreSQL: embedded (`runchart/store/pglite`) or on a server (`runchart/store/postgres`).
 *
 * @module runchart/store
 */
export { openRunStore } from './makeRunStore.js';
export type { RunStoreOptions } from './makeRunStore.js';
export type { OpenError, SchemaTooNew, ServerTooOld } from './migrate.js';
export type { StoredRun, RowNotDecodable } from './StoredRun.js';
export type { Json, NotStorable } from './Json.js';
export type * from './Database.js';
export type * from './RunStore.js';
