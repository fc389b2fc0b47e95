/**
 * `RunHostClient`: the requests that a client can make of a run host, each a `TaskEither` with its own errors.
 *
 * Laws: nothing is sent before a task is run, and running it again sends it again; every answer is decoded; ops are sent in the
 * order in which their tasks are run.
 */
import type * as E from 'fp-ts/lib/Either.js';
import type { Task } from 'fp-ts/lib/Task.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CommandIdReused } from '../journal/Command.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Op } from '../journal/Step.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import type { RefusalOf } from '../run/decide.js';
import type { EventOf, EventType } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import type { ClientStats } from './Connection.js';
import type { CreateError, OpError, RequestError, RunNotFound } from './HostError.js';
import type { RunFilter } from './Protocol.js';
import type { RunPage } from './Runs.js';
import type { RunHostSnapshot } from './Snapshot.js';
import type { RequestOptions } from './timeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A journal entry that creates a run.
 * @category Clients
 */
export type CreateEntry = Extract<
  JournalEntry,
  { readonly op: Extract<Op, 'new_scheduled_with_id' | 'new_ready_with_id'> }
>;

/**
 * Options of a request that may be delivered twice but must be applied only once.
 * @category Clients
 */
export interface CommandOptions extends RequestOptions {
  /** The id of this command alone. The host answers a redelivery with the first outcome, and another command with `CommandIdReused`. */
  readonly commandId?: CommandId;
}

/**
 * Which runs are listed.
 * @category Clients
 */
export interface ListOptions extends RequestOptions {
  /** Lists only runs in this state. */
  readonly state?: RunState;
  /** Where the page begins: the `next` of the page before. */
  readonly after?: number;
  /** The largest number of runs in a page, 1 to 100,000. Defaults to 100. */
  readonly limit?: number;
}

/**
 * A batch of changed runs.
 * @category Clients
 */
export interface RunChanges {
  /** The runs that changed, each in its latest version. A subscription to a state also gets the runs that left it. */
  readonly runs: ReadonlyArray<RunInstance>;
  /** Whether to forget earlier batches, because all runs follow in this batch and the next. True for the first batch. */
  readonly resync: boolean;
  /** How many changes are not in the batch, because a later change of the same run is. */
  readonly coalesced: number;
}

/**
 * How changes are batched.
 * @category Clients
 */
export interface SubscribeOptions extends RequestOptions {
  /**
   * How long a batch collects changes: milliseconds, or until the next animation frame (16 ms where there are none). Defaults to 0, or
   * to no limit if `size` is given; 0 sends a batch as soon as the host has handled its current message.
   */
  readonly every?: number | 'frame';
  /** The number of changed runs at which a batch is sent, 1 to 100,000. */
  readonly size?: number;
  /** The largest number of runs in a batch, 1 to 100,000. Defaults to 1,000. */
  readonly max?: number;
}

/**
 * A batch of journal lines.
 * @category Journals
 */
export interface JournalLines {
  /** The number of the first line, counted from 1. */
  readonly first: number;
  /** How many lines before it are missing, because the client fell behind further than the host's `tail`. */
  readonly dropped: number;
  /** Lines of NDJSON without line ends, of accepted and refused ops, as `replay` reads them. */
  readonly lines: ReadonlyArray<string>;
}

/**
 * Which journal lines are sent, and how.
 * @category Journals
 */
export interface JournalOptions extends RequestOptions {
  /** The number of the first line. Defaults to the next op. */
  readonly from?: number;
  /** The largest number of lines in a batch, 1 to 100,000. Defaults to 1,000. */
  readonly max?: number;
}

/**
 * Ends a subscription.
 * @category Clients
 */
export type Unsubscribe = () => void;

/**
 * The client of a run host.
 * @category Clients
 */
export interface RunHostClient {
  /** Creates a run. Errors: those of the constructors, `RunExists`. */
  readonly create: (
    entry: CreateEntry,
    options?: RequestOptions,
  ) => TaskEither<CreateError, RunInstance>;
  /** Sends an event to a run. Errors: `RunNotFound`, `CommandIdReused`, and the refusals of that event. */
  readonly send: <Type extends EventType>(
    runId: RunId,
    event: { readonly type: Type } & EventOf<Type>,
    options?: CommandOptions,
  ) => TaskEither<RequestError | RunNotFound | CommandIdReused | RefusalOf<Type>, RunInstance>;
  /** Applies a journal entry as a replay does: one that creates a run replaces a run of the same id. */
  readonly apply: (
    entry: JournalEntry,
    options?: RequestOptions,
  ) => TaskEither<OpError, RunInstance>;
  /** Applies many journal entries in order, pipelined within the window. Resolves with an answer for each. */
  readonly sendMany: (
    entries: ReadonlyArray<JournalEntry>,
    options?: RequestOptions,
  ) => Task<ReadonlyArray<E.Either<OpError, RunInstance>>>;
  /** Gets one run. Errors: `RunNotFound`. */
  readonly get: (
    runId: RunId,
    options?: RequestOptions,
  ) => TaskEither<RequestError | RunNotFound, RunInstance>;
  /** Lists a page of runs, in the order in which they were created. */
  readonly list: (options?: ListOptions) => TaskEither<RequestError, RunPage>;
  /** Counts the runs in each state. */
  readonly counts: (
    options?: RequestOptions,
  ) => TaskEither<RequestError, Readonly<Record<RunState, number>>>;
  /** Subscribes to runs: all of them first, then each that changes. Shape: `subscribe(filter, options)(listener)`. */
  readonly subscribe: (
    filter: RunFilter,
    options?: SubscribeOptions,
  ) => (listener: (changes: RunChanges) => void) => TaskEither<RequestError, Unsubscribe>;
  /** Subscribes to the journal: a line for every op, accepted or refused, in order. */
  readonly journal: (
    options?: JournalOptions,
  ) => (listener: (lines: JournalLines) => void) => TaskEither<RequestError, Unsubscribe>;
  /** Gets everything that the host holds. */
  readonly snapshot: (options?: RequestOptions) => TaskEither<RequestError, RunHostSnapshot>;
  /** Replaces everything that the host holds by a snapshot. Errors: `ChartMismatch`. */
  readonly restore: (
    snapshot: RunHostSnapshot,
    options?: RequestOptions,
  ) => TaskEither<RequestError | ChartMismatch, void>;
  /** Returns the client's counters. */
  readonly stats: () => ClientStats;
  /** Resolves with the reason once the host is gone or the client is closed. */
  readonly gone: Task<string>;
  /** Ends the session and stops listening to the port, without closing it. Unanswered requests fail with `HostGone`. */
  readonly close: () => void;
}
