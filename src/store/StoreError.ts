/** `StoreError`: every way in which the store says no, and its text. */
import type { CommandIdReused } from '../journal/Command.js';
import { commandIdReusedText } from '../journal/Command.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import type { RunInstanceError } from '../run/RunInstanceError.js';
import { errorMessage } from '../run/RunInstanceError.js';
import type { DatabaseFailed } from './Database.js';
import type { FolderInUse } from './folderLock.js';
import type { JournalUnreadable } from './Journals.js';
import type { NotStorable } from './Json.js';
import { notStorableMessage } from './Json.js';
import type { SchemaTooNew, ServerTooOld } from './migrate.js';
import type {
  NotACommand,
  NotANewRun,
  RunNotInStore,
  TooManyConflicts,
  VersionConflict,
} from './RunStore.js';
import type { BadSchedule } from './Schedules.js';
import type { RowNotDecodable } from './StoredRun.js';
import { decodeErrorsText } from './StoredRun.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * Why a store was not opened, or did not do what it was asked.
 * @category Errors
 */
export type StoreError =
  | DatabaseFailed
  | FolderInUse
  | SchemaTooNew
  | ServerTooOld
  | ChartMismatch
  | RunNotInStore
  | VersionConflict
  | TooManyConflicts
  | NotACommand
  | NotANewRun
  | NotStorable
  | RowNotDecodable
  | BadSchedule
  | JournalUnreadable
  | CommandIdReused
  | RunInstanceError;

// ------------------------------------------------------------------------------------------------------- destructors

/**
 * Returns the text of an error, one line that says what to do where there is something to do. The errors of the facade have the
 * texts of `errorMessage`.
 *
 * @example
 * ```ts
 * import { storeErrorMessage } from 'runchart/store'
 *
 * assert.strictEqual(
 *   storeErrorMessage({ _tag: 'SchemaTooNew', found: 3, known: 1 }),
 *   'a newer version of runchart made the schema (version 3; this one knows version 1): update runchart',
 * )
 * ```
 * @category Errors
 */
export const storeErrorMessage = (error: StoreError): string => {
  switch (error._tag) {
    case 'DatabaseFailed':
      return error.message;
    case 'FolderInUse':
      return `process ${error.process} on ${error.host} has the folder ${error.folder} open, and one process at a time can use it; if that process is gone, remove ${error.file}`;
    case 'SchemaTooNew':
      return `a newer version of runchart made the schema (version ${error.found}; this one knows version ${error.known}): update runchart`;
    case 'ServerTooOld':
      return `the server is PostgreSQL ${error.found}, and the oldest that works is ${error.needed}`;
    case 'ChartMismatch':
      return `the runs of the store are of the chart ${error.found.id} ${error.found.version} (${error.found.hash}), and this version of runchart has ${error.expected.id} ${error.expected.version} (${error.expected.hash})`;
    case 'RunNotInStore':
      return `there is no run ${error.runId} in the store`;
    case 'VersionConflict':
      return `run ${error.runId} is at version ${error.actualVersion}, not ${error.expectedVersion}`;
    case 'TooManyConflicts':
      return `run ${error.runId} was changed by others each of ${error.tries} times: send the command again`;
    case 'NotACommand':
      return `a command for ${error.runId} has ${error.events} events, and a command has 1 to ${error.max}`;
    case 'NotANewRun':
      return `run ${error.runId} has had events, and only a new run can be inserted`;
    case 'NotStorable':
      return notStorableMessage(error);
    case 'RowNotDecodable':
      return `the row of run ${error.runId} is no run: ${decodeErrorsText(error.errors)}`;
    case 'BadSchedule':
      return `the schedule ${error.name}: ${error.reason}`;
    case 'JournalUnreadable':
      return `the journal ended in an error after ${error.lines} lines, and nothing was imported: ${error.message}`;
    case 'CommandIdReused':
      return commandIdReusedText(error);
    case 'InvalidRunId':
    case 'InvalidTaskId':
    case 'ReadyScheduledAtAfterCreatedAt':
    case 'InvalidTransition':
    case 'AttemptInProgress':
    case 'AttemptStartRequiresRunning':
    case 'AttemptFinishRequiresRunning':
    case 'AttemptAlreadyActive':
    case 'AttemptOwnershipMismatch':
    case 'NoActiveAttempt':
    case 'AttemptCountOverflow':
    case 'PriorityMutationRequiresReady':
      return errorMessage(error);
  }
};
