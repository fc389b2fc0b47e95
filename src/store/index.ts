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
export type { Connection, Database, DatabaseFailed, Hearing, Row, Statement } from './Database.js';
export type * from './RunStore.js';
export { findingMessage } from './Finding.js';
export type { DoctorOptions, DoctorPage, Finding } from './Finding.js';
export type * from './Journals.js';
export type { RunData } from './RunData.js';
export { storeErrorMessage } from './StoreError.js';
export type { StoreError } from './StoreError.js';
export type { BadSchedule, Schedule, ScheduleError, ScheduleState, Times } from './Schedules.js';
export { exponentialBackoff } from './backoff.js';
export type { Backoff } from './backoff.js';
export { runWorker } from './runWorker.js';
export type { Handler, Handlers, Work, Worker, WorkerEvent, WorkerOptions } from './Worker.js';
export { taskNamed } from './taskNamed.js';
export type { Attributes, Meter, Span, Telemetry, Tracer } from './Telemetry.js';
export { complete, continueLater, fail, retry, suspend } from './WorkResult.js';
export type { Complete, Fail, RetryLater, Suspend, WorkResult } from './WorkResult.js';
