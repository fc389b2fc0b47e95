/**
 * `RunStore`: the port through which workers, schedulers and pages share runs.
 *
 * The facade decides every event; the store writes what it decided, if the run is still the one that it was decided on. Each command,
 * accepted or refused, is a row of the history.
 */
import type { Either } from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { CommandIdReused } from '../journal/Command.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { ConstructionError, RefusalError } from '../run/RunInstanceError.js';
import type { RunState } from '../run/RunState.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { CommandId } from '../values/CommandId.js';
import type { Priority } from '../values/Priority.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Database, DatabaseFailed } from './Database.js';
import type { DoctorOptions, DoctorPage } from './Finding.js';
import type {
  DataPage,
  ExportOptions,
  Imported,
  ImportLine,
  ImportOptions,
  JournalPage,
  JournalUnreadable,
} from './Journals.js';
import type { NotStorable } from './Json.js';
import type { BadSchedule, Schedule, ScheduleError, ScheduleState } from './Schedules.js';
import type { RowNotDecodable, StoredRun } from './StoredRun.js';

// ----------------------------------------------------------------------------------------------------------- errors

/**
 * The store has no run of this id.
 * @category Errors
 */
export interface RunNotInStore {
  readonly _tag: 'RunNotInStore';
  readonly runId: RunId;
}

/**
 * The run is not at the version that the command was meant for. Nothing was done, and nothing recorded.
 * @category Errors
 */
export interface VersionConflict {
  readonly _tag: 'VersionConflict';
  readonly runId: RunId;
  readonly expectedVersion: number;
  readonly actualVersion: number;
}

/**
 * Others changed the run each time that the command was decided. Nothing was done; it may be sent again.
 * @category Errors
 */
export interface TooManyConflicts {
  readonly _tag: 'TooManyConflicts';
  readonly runId: RunId;
  readonly tries: number;
}

/**
 * The command has no event, or more than one change of a run may make.
 * @category Errors
 */
export interface NotACommand {
  readonly _tag: 'NotACommand';
  readonly runId: RunId;
  readonly events: number;
  /** The most events of a command. */
  readonly max: number;
}

/**
 * The run to insert has had events.
 * @category Errors
 */
export interface NotANewRun {
  readonly _tag: 'NotANewRun';
  readonly runId: RunId;
}

/**
 * Why a run was not inserted.
 * @category Errors
 */
export type InsertError =
  DatabaseFailed | ConstructionError | NotANewRun | NotStorable | RowNotDecodable;

/**
 * Why a command was not carried out.
 * @category Errors
 */
export type MutateError =
  | DatabaseFailed
  | RefusalError
  | RunNotInStore
  | VersionConflict
  | TooManyConflicts
  | CommandIdReused
  | NotACommand
  | NotStorable
  | RowNotDecodable;

// --------------------------------------------------------------------------------------------------------- requests

/** What the store keeps beside a new run. */
interface Beside {
  /** What the task works on. */
  readonly payload?: unknown;
  /** While a run with this key has not ended, another with it is not inserted. */
  readonly uniqueKey?: string;
  /** After how many failures the run is Failed; default: that of the store. */
  readonly maxFailures?: number;
}

/**
 * A run to insert: a new run of the facade, or its parts. Then it is Scheduled if `scheduledAt` is to come, and Ready if not.
 * @category Stores
 */
export type NewRun = Beside &
  (
    | { readonly run: RunInstance }
    | {
        readonly run?: never;
        readonly taskId: TaskId;
        /** Default: one that sorts by time (UUID version 7). */
        readonly id?: RunId;
        /** When the run falls due; default: at once. */
        readonly scheduledAt?: Timestamp;
        /** Seconds from now until the run falls due, on the database's clock; instead of `scheduledAt`. */
        readonly delaySeconds?: number;
        /**
         * The priority of a run that is Ready at once; default: 0. A Scheduled run has priority 0, and this one from the claim on that
         * promotes it. A `promote` by `mutate` leaves 0, unless the event has a priority.
         */
        readonly effectivePriority?: Priority;
      }
  );

/**
 * What became of a run to insert.
 * @category Stores
 */
export interface Inserted {
  readonly stored: StoredRun;
  /** A run with this id or this key is there already; `stored` is that run, as it is. */
  readonly alreadyThere: boolean;
}

/**
 * A command: one event, or several that happen as one.
 * @category Stores
 */
export interface Mutation {
  readonly id: RunId;
  /** Events without `at` happen at the database's now. Several share one instant: the last that is given. */
  readonly event: RunEvent | ReadonlyArray<RunEvent>;
  /** A command that comes again with this id gets its first outcome, however late. */
  readonly commandId?: CommandId;
  /** The version that the run must have. */
  readonly expectedVersion?: number;
  /** The run as it was read last. It spares another reading, if it is still so. */
  readonly known?: StoredRun;
  /** The result that is stored with the run. */
  readonly result?: unknown;
  /** Milliseconds until a run that waits for its retry falls due; default: 0. */
  readonly delayMs?: number;
  /** Whether this counts as a failure of the run. */
  readonly failed?: boolean;
  /** Who sends it, for the history. */
  readonly worker?: string;
  /** Why, for the history: the message of an error, say. At most 500 characters are kept. */
  readonly note?: string;
  /** How the attempt ended that the command ends, for the history: `failed`, say. One that completes its run succeeded anyway. */
  readonly outcome?: string;
}

/**
 * What became of a command that was accepted.
 * @category Stores
 */
export interface Mutated {
  /** The run after the command; after a redelivery, as it was after the first delivery. */
  readonly run: RunInstance;
  readonly version: number;
  /** The command had come before. */
  readonly redelivered: boolean;
}

/**
 * A worker's claim.
 * @category Stores
 */
export interface Claim {
  /** The worker, whose name no other process has. */
  readonly worker: string;
  /** The most runs to take. */
  readonly limit: number;
  /** How long the worker holds them, unless it says that it is alive. */
  readonly leaseSeconds: number;
  /** Also starts each run, and an attempt of it: one change of the row instead of three. Default: no. */
  readonly start?: boolean;
  /** The tasks that the worker knows; default: all. */
  readonly tasks?: ReadonlyArray<TaskId>;
}

/**
 * What a claim took.
 * @category Stores
 */
export interface Claimed {
  /** The runs in their order: priority descending, creation ascending, id ascending. */
  readonly runs: ReadonlyArray<StoredRun>;
  /** The rows that are no runs. They are in quarantine now. */
  readonly quarantined: ReadonlyArray<RowNotDecodable>;
  /**
   * Milliseconds until there is something to do again: a run falls due, a lease expires, but for those of this claim. Undefined if nothing is
   * timed.
   */
  readonly nextInMs: number | undefined;
  /** Milliseconds until a schedule makes its next run; 0 if one should have. Undefined if there are none. */
  readonly nextScheduleInMs: number | undefined;
}

/**
 * A sign of life for a run.
 * @category Stores
 */
export interface Beat {
  readonly id: RunId;
  /** The attempt that is active, if the run has started. */
  readonly attemptId?: AttemptId;
  /** What the attempt tells of its progress. */
  readonly progress?: unknown;
}

/**
 * One command in the history of a run.
 * @category Stores
 */
export interface HistoryEntry {
  /** The place among all commands. A larger number is later, for one run; numbers may be left out. */
  readonly seq: number;
  readonly runId: RunId;
  readonly at: Timestamp;
  /** The version of the run after the command. */
  readonly version: number;
  /** The events, or the op that created or overwrote the run. */
  readonly events: ReadonlyArray<string>;
  /** The tag of the error with which the command was refused. */
  readonly refusal: string | undefined;
  readonly attemptId: AttemptId | undefined;
  readonly commandId: CommandId | undefined;
  readonly worker: string | undefined;
  readonly note: string | undefined;
  /** How the attempt ended that the command ends: `succeeded`, `failed`, `lost` if its worker was, or any other word. */
  readonly outcome: string | undefined;
}

/**
 * A page of a list.
 * @category Stores
 */
export interface Page {
  readonly runs: ReadonlyArray<StoredRun>;
  readonly undecodable: ReadonlyArray<RowNotDecodable>;
  /** Where the next page begins; undefined after the last. */
  readonly next: RunId | undefined;
}

/**
 * What hears of changes.
 * @category Stores
 */
export interface Watcher {
  /** Each command once, those of a run in their order. The next call waits for the promise of this one. */
  readonly onEntries: (
    entries: ReadonlyArray<HistoryEntry>,
    /** Where to go on after a restart. */
    cursor: string,
  ) => void | Promise<void>;
  readonly onError?: (error: DatabaseFailed) => void;
}

// ------------------------------------------------------------------------------------------------------------- port

/**
 * A store of runs.
 * @category Stores
 */
export interface RunStore {
  readonly database: Database;
  /** The channel on which it says that something is ready or due, or that a run changed. */
  readonly channel: string;
  readonly insert: (run: NewRun) => TE.TaskEither<InsertError, Inserted>;
  readonly insertMany: (
    runs: ReadonlyArray<NewRun>,
  ) => TE.TaskEither<InsertError, ReadonlyArray<Inserted>>;
  readonly load: (
    id: RunId,
  ) => TE.TaskEither<DatabaseFailed | RunNotInStore | RowNotDecodable, StoredRun>;
  readonly mutate: (
    id: RunId,
    event: Mutation['event'],
    options?: Omit<Mutation, 'id' | 'event'>,
  ) => TE.TaskEither<MutateError, Mutated>;
  /** Each with its own outcome, in the order given. Several commands on one run are carried out one after the other. */
  readonly mutateMany: (
    mutations: ReadonlyArray<Mutation>,
  ) => TE.TaskEither<DatabaseFailed, ReadonlyArray<Either<MutateError, Mutated>>>;
  /**
   * Takes runs for a worker: promotes what is due, takes back what has expired, and leases the first of what is ready, in one statement.
   * Runs that another claim is taking are passed over.
   */
  readonly claim: (claim: Claim) => TE.TaskEither<DatabaseFailed, Claimed>;
  /** Renews the leases that the worker still holds, and returns their runs. */
  readonly heartbeat: (
    worker: string,
    leaseSeconds: number,
    beats: ReadonlyArray<Beat>,
  ) => TE.TaskEither<DatabaseFailed | NotStorable, ReadonlyArray<RunId>>;
  /** Promotes what is due, and takes back what has expired, as a claim does. Returns how many runs changed. */
  readonly expireLeases: () => TE.TaskEither<DatabaseFailed, number>;
  /** Makes runs of a task at regular times, from now on; replaces the schedule of the same name. */
  readonly schedule: (schedule: Schedule) => TE.TaskEither<ScheduleError, void>;
  /** Ends a schedule. Returns whether there was one. Its runs stay. */
  readonly unschedule: (name: string) => TE.TaskEither<DatabaseFailed, boolean>;
  readonly schedules: () => TE.TaskEither<DatabaseFailed, ReadonlyArray<ScheduleState>>;
  /** Makes the runs of the schedules that are due, each once however many processes do so. `runWorker` does. Returns how many. */
  readonly fireSchedules: () => TE.TaskEither<InsertError | BadSchedule, number>;
  readonly history: (
    id: RunId,
  ) => TE.TaskEither<DatabaseFailed | RunNotInStore, ReadonlyArray<HistoryEntry>>;
  readonly list: (options?: {
    readonly states?: ReadonlyArray<RunState>;
    readonly after?: RunId;
    readonly limit?: number;
  }) => TE.TaskEither<DatabaseFailed, Page>;
  readonly counts: () => TE.TaskEither<DatabaseFailed, Readonly<Record<RunState, number>>>;
  /** Hears each command after a cursor; without one, each from now on. Returns the function that ends it. */
  readonly watch: (
    watcher: Watcher,
    cursor?: string,
  ) => TE.TaskEither<DatabaseFailed, () => Promise<void>>;
  /**
   * Exports the history as a journal, in pages. A replay of it makes the same runs and refuses the same ops. What the store keeps beside
   * the history (payload, progress, result, failures, keys) is no part of a journal: `exportData` has it.
   */
  readonly export: (
    options?: ExportOptions,
  ) => AsyncGenerator<Either<DatabaseFailed, JournalPage>, void>;
  /** Exports what the store keeps of its runs, or of one, beside their history, in pages: the option `dataOf` of `import` takes it. */
  readonly exportData: (options?: {
    readonly runId?: RunId;
  }) => AsyncGenerator<Either<DatabaseFailed, DataPage>, void>;
  /**
   * Imports a journal: each run with its whole history, in batches, each batch in one transaction. A run whose id is there is left
   * alone, so an import that was cut off can be begun again. The lines are in memory until all are read.
   */
  readonly import: (
    lines: AsyncIterable<ImportLine | ReadonlyArray<ImportLine>>,
    options?: ImportOptions,
  ) => TE.TaskEither<DatabaseFailed | JournalUnreadable, Imported>;
  /**
   * Reads every row back, folds the history of each run again, and tells in pages what does not fit. With `fix` it puts runs that do not
   * fit into quarantine, where no worker claims them.
   */
  readonly doctor: (
    options?: DoctorOptions,
  ) => AsyncGenerator<Either<DatabaseFailed, DoctorPage>, void>;
  /** Deletes runs that ended before an instant, with their history: at most `limit`, the oldest ids first. Returns how many. */
  readonly prune: (options: {
    readonly endedBefore: Timestamp;
    readonly limit?: number;
  }) => TE.TaskEither<DatabaseFailed, number>;
  /** Closes the database. Closed already, it stays so. */
  readonly close: () => Promise<void>;
}
