/**
 * `RunHostClient`: the requests that a client can make of a run host, each a `TaskEither` with its own errors.
 *
 * Laws: nothing is sent before a task is run, and running it again sends it again; every answer is decoded; ops are sent in the
 * order in which their tasks are run.
 */
import type * as E from 'fp-ts/lib/Either.js';
import type { Task } from 'fp-ts/lib/Task.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
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

/** A journal's op that makes a new run. */
export type CreateEntry = Extract<
  JournalEntry,
  { readonly op: Extract<Op, 'new_scheduled_with_id' | 'new_ready_with_id'> }
>;

/** A request for an op that may come twice and must act once. */
export interface CommandOptions extends RequestOptions {
  /** The command's id: the host answers a redelivery with the first outcome. */
  readonly commandId?: CommandId;
}

/** Which part of the runs is listed. */
export interface ListOptions extends RequestOptions {
  /** Only runs in this state. */
  readonly state?: RunState;
  /** Where to go on: the `next` of the page before. */
  readonly after?: number;
  /** How many runs a page has at most: 1 to 100,000, 100 if not given. */
  readonly limit?: number;
}

/** Changes of runs, gathered. */
export interface RunChanges {
  /** The runs that changed, each as it is now; of a state's subscription also those that have left it. */
  readonly runs: ReadonlyArray<RunInstance>;
  /** Forget what was told before: all runs follow, in this and the next messages. So does every subscription begin. */
  readonly resync: boolean;
  /** How many changes are not told one by one, because a later one of the same run is. */
  readonly coalesced: number;
}

/** How changes are gathered. */
export interface SubscribeOptions extends RequestOptions {
  /**
   * How long they are gathered: milliseconds, or until the next animation frame (16 ms where there are none). 0 if neither
   * this nor `size` is given: as soon as the host is through with what it does.
   */
  readonly every?: number | 'frame';
  /** They are told once so many runs have changed: 1 to 100,000. */
  readonly size?: number;
  /** How many runs are told at once, at most: 1 to 100,000, 1,000 if not given. */
  readonly max?: number;
}

/** A part of a host's journal. */
export interface JournalLines {
  /** The number of the first line; they are counted from 1. */
  readonly first: number;
  /** How many lines before it are missing, because this client fell behind further than the host remembers. */
  readonly dropped: number;
  /** Lines of NDJSON, without line ends: accepted and refused ops alike, as `replay` reads them. */
  readonly lines: ReadonlyArray<string>;
}

/** Where the journal is taken up. */
export interface JournalOptions extends RequestOptions {
  /** The number of the first line that is wanted; what comes from now on, if not given. */
  readonly from?: number;
  /** How many lines are told at once, at most: 1 to 100,000, 1,000 if not given. */
  readonly max?: number;
}

/** Ends a subscription. */
export type Unsubscribe = () => void;

/** The client of a run host. */
export interface RunHostClient {
  /** Makes a run. Errors: those of the constructors, `RunExists`. */
  readonly create: (
    entry: CreateEntry,
    options?: RequestOptions,
  ) => TaskEither<CreateError, RunInstance>;
  /** Sends an event to a run. Errors: `RunNotFound`, and what the event can be refused with. */
  readonly send: <Type extends EventType>(
    runId: RunId,
    event: { readonly type: Type } & EventOf<Type>,
    options?: CommandOptions,
  ) => TaskEither<RequestError | RunNotFound | RefusalOf<Type>, RunInstance>;
  /** Does a journal's op, as a replay would: one that makes a run takes the place of the one there is. */
  readonly apply: (
    entry: JournalEntry,
    options?: RequestOptions,
  ) => TaskEither<OpError, RunInstance>;
  /** Does many ops in order, as fast as the window allows, and gives an answer for each. */
  readonly sendMany: (
    entries: ReadonlyArray<JournalEntry>,
    options?: RequestOptions,
  ) => Task<ReadonlyArray<E.Either<OpError, RunInstance>>>;
  /** One run. Errors: `RunNotFound`. */
  readonly get: (
    runId: RunId,
    options?: RequestOptions,
  ) => TaskEither<RequestError | RunNotFound, RunInstance>;
  /** A page of runs, in the order in which they came to be. */
  readonly list: (options?: ListOptions) => TaskEither<RequestError, RunPage>;
  /** How many runs are in each state. */
  readonly counts: (
    options?: RequestOptions,
  ) => TaskEither<RequestError, Readonly<Record<RunState, number>>>;
  /** Hears of changes: first how all the runs are, then each that changed. Shape: `subscribe(filter, options)(listener)`. */
  readonly subscribe: (
    filter: RunFilter,
    options?: SubscribeOptions,
  ) => (listener: (changes: RunChanges) => void) => TaskEither<RequestError, Unsubscribe>;
  /** Hears of every op that acted, accepted or refused, as journal lines in their order. */
  readonly journal: (
    options?: JournalOptions,
  ) => (listener: (lines: JournalLines) => void) => TaskEither<RequestError, Unsubscribe>;
  /** Everything that the host holds. */
  readonly snapshot: (options?: RequestOptions) => TaskEither<RequestError, RunHostSnapshot>;
  /** Puts a snapshot in the place of everything that the host holds. Errors: `ChartMismatch`. */
  readonly restore: (
    snapshot: RunHostSnapshot,
    options?: RequestOptions,
  ) => TaskEither<RequestError | ChartMismatch, void>;
  /** What the client has seen so far. */
  readonly stats: () => ClientStats;
  /** Answers, once the host is gone or the client was closed, with the reason. */
  readonly gone: Task<string>;
  /** Says goodbye and lets go of the port, which stays as it is. Whatever is under way is answered `HostGone`. */
  readonly close: () => void;
}
