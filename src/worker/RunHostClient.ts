/**
 * The client of a run host: what can be asked of it, each question a `TaskEither` with its own errors.
 *
 * Laws: nothing is asked before its task is run, and running it again asks again; every answer was decoded; ops go out in the
 * order in which their tasks were run.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Task } from 'fp-ts/lib/Task.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Op } from '../journal/Step.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import type { RefusalOf } from '../run/decide.js';
import type { EventOf, EventType, RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunState } from '../run/RunState.js';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import type { Asking, ClientStats, Connection, ConnectOptions, News } from './Connection.js';
import { connect } from './Connection.js';
import type { Endpoint } from './Endpoint.js';
import { entryOf } from './entryOf.js';
import type {
  AnswerError,
  ConnectError,
  CreateError,
  Malformed,
  OpError,
  RequestError,
  RunNotFound,
} from './HostError.js';
import type { Request, RunFilter } from './Protocol.js';
import { CountsCodec, decodeWith, PageCodec } from './Protocol.js';
import type { RunPage } from './Runs.js';
import type { RunHostSnapshot } from './Snapshot.js';
import { RunHostSnapshotCodec } from './Snapshot.js';
import type { RequestOptions, Signal } from './within.js';

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
  readonly most?: number;
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
  readonly most?: number;
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

/** What a client is made on. */
export type Link = Pick<Connection, 'ask' | 'subscribe' | 'window' | 'stats' | 'gone' | 'close'>;

// ---------------------------------------------------------------------------------------------------------- defaults

const LIMIT = 100;
const MOST = 1000;
const FRAME = 16;

// ----------------------------------------------------------------------------------------------------------- decoders

const decodeRun = /* #__PURE__ */ decodeWith(RunRecordCodec);
const decodePage = /* #__PURE__ */ decodeWith(PageCodec);
const decodeCounts = /* #__PURE__ */ decodeWith(CountsCodec);
const decodeSnapshot = /* #__PURE__ */ decodeWith(RunHostSnapshotCodec);
const decodeNothing = (): E.Either<string, void> => E.right(undefined);

// -------------------------------------------------------------------------------------------------------- operations

/** A field that is given only if it has a value. */
const given = <K extends string, A>(
  key: K,
  value: A | undefined,
): Readonly<Partial<Record<K, A>>> =>
  // SAFETY: a record of the one key.
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, A>>;

/** What untyped code asks for may not even be looked at: then that is the answer. */
const untyped = <Error, A>(ask: () => TaskEither<Error, A>): TaskEither<Error | Malformed, A> =>
  pipe(
    E.tryCatch(ask, (): Malformed => ({
      _tag: 'Malformed',
      message: 'what is asked is no request',
    })),
    E.getOrElse(
      (error): TaskEither<Error | Malformed, A> =>
        () =>
          Promise.resolve(E.left(error)),
    ),
  );

const onNextFrame = (work: () => void): void => {
  if (typeof globalThis.requestAnimationFrame === 'function')
    globalThis.requestAnimationFrame(work);
  else setTimeout(work, FRAME);
};

/** Tells a listener, and that the news was taken, even if the listener throws: what it throws is its own. */
const telling =
  (tell: (news: News) => void, isFramed: boolean) =>
  (news: News, done: () => void): void => {
    const work = (): void => {
      try {
        tell(news);
      } finally {
        done();
      }
    };
    if (isFramed) onNextFrame(work);
    else work();
  };

/**
 * A client on a connection. The errors of each question are those that a host of the same chart answers it with, which is
 * what a client has been welcomed by.
 */
export const makeClient = (link: Link): RunHostClient => {
  const ask = <Error extends AnswerError, A>(
    asking: Asking<A>,
    options: RequestOptions | undefined,
  ): TaskEither<RequestError | Error, A> =>
    // SAFETY: see above.
    link.ask(asking, options) as TaskEither<RequestError | Error, A>;

  const apply = (entry: JournalEntry, options?: RequestOptions): TaskEither<OpError, RunInstance> =>
    ask({ request: { kind: 'apply', entry }, decode: decodeRun }, options);

  const subscribe = (
    request: Extract<Request, { readonly kind: 'subscribe' | 'journal' }>,
    tell: (news: News, done: () => void) => void,
    options: RequestOptions | undefined,
  ): TaskEither<RequestError, Unsubscribe> =>
    // SAFETY: see above.
    link.subscribe(request, tell, options) as TaskEither<RequestError, Unsubscribe>;

  return {
    create: (entry, options) =>
      ask({ request: { kind: 'create', entry }, decode: decodeRun }, options),
    send: <Type extends EventType>(
      runId: RunId,
      event: RunEvent,
      { commandId, ...options }: CommandOptions = {},
    ) =>
      // SAFETY: as above; the entry is refused with what its event is refused with.
      untyped(() => apply(entryOf(runId, event, commandId), options)) as TaskEither<
        RequestError | RunNotFound | RefusalOf<Type>,
        RunInstance
      >,
    apply,
    sendMany: (entries, options) => async () => {
      const answers: Array<E.Either<OpError, RunInstance>> = [];
      // In pieces, so that the queue has room for whatever else is asked.
      const size = link.window;
      // eslint-disable-next-line functional/no-loop-statements, functional/no-let -- a piece after the other
      for (let i = 0; i < entries.length; i += size) {
        const piece = entries.slice(i, i + size).map((entry) => apply(entry, options)());
        // eslint-disable-next-line functional/immutable-data -- the list that is given away
        answers.push(...(await Promise.all(piece)));
      }
      return answers;
    },
    get: (runId, options) => ask({ request: { kind: 'get', runId }, decode: decodeRun }, options),
    list: ({ state, after = 0, limit = LIMIT, ...options } = {}) =>
      ask<never, RunPage>(
        {
          request: { kind: 'list', after, limit, ...given('state', state) },
          decode: (u) =>
            pipe(
              decodePage(u),
              E.map(({ runs, next }) => ({ runs, next: O.fromNullable(next) })),
            ),
        },
        options,
      ),
    counts: (options) =>
      ask<never, Readonly<Record<RunState, number>>>(
        { request: { kind: 'counts' }, decode: decodeCounts },
        options,
      ),
    subscribe:
      (filter, { every, size, most = MOST, ...options } = {}) =>
      (listener) =>
        untyped(() =>
          subscribe(
            {
              kind: 'subscribe',
              most,
              size: size ?? 100_000,
              ...('all' in filter ? {} : filter),
              // On a frame the host gathers by itself: it tells nothing more before the last was taken.
              ...given('every', every === 'frame' || (every ?? size) === undefined ? 0 : every),
            },
            telling((news) => {
              if (news.type === 'changes')
                listener({ runs: news.runs, resync: news.resync, coalesced: news.coalesced });
            }, every === 'frame'),
            options,
          ),
        ),
    journal:
      ({ from, most = MOST, ...options } = {}) =>
      (listener) =>
        subscribe(
          { kind: 'journal', most, ...given('from', from) },
          telling((news) => {
            if (news.type === 'lines')
              listener({ first: news.first, dropped: news.dropped, lines: news.lines });
          }, false),
          options,
        ),
    snapshot: (options) =>
      ask<never, RunHostSnapshot>(
        { request: { kind: 'snapshot' }, decode: decodeSnapshot },
        options,
      ),
    restore: (snapshot, options) =>
      ask({ request: { kind: 'restore', snapshot }, decode: decodeNothing }, options),
    stats: link.stats,
    gone: () => link.gone,
    close: () => {
      link.close('the client was closed');
    },
  };
};

/**
 * Connects to the host at the other end of a port: the `Worker` that runs it, the `port` of a `SharedWorker`, a
 * `MessagePort`.
 *
 * Errors: `ProtocolMismatch` and `ChartMismatch` if the host is of another version; `RequestTimeout` if it does not answer
 * within `timeout` milliseconds; `HostGone` if it ends before it does; `RequestCancelled` if the signal is aborted.
 *
 * @example
 * ```ts
 * import { Priority, RunId, TaskId, Timestamp } from 'runchart'
 * import { connectRunHost, serveRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 *
 * const { port1, port2 } = new MessageChannel()
 * serveRunHost(port1)
 *
 * const now = Timestamp.now()
 * const runId = RunId.generate()
 * const entry = { op: 'new_ready_with_id', runId, taskId: TaskId.generate(), scheduledAt: now, createdAt: now, effectivePriority: Priority.initial } as const
 * const states = await pipe(
 *   connectRunHost(port2),
 *   TE.chainW((client) =>
 *     pipe(
 *       client.create(entry),
 *       TE.chainW(() => client.send(runId, { type: 'lease', at: now })),
 *       TE.chainFirstIOK(() => client.close),
 *     ),
 *   ),
 *   TE.map(({ state }) => state),
 * )()
 * assert.deepStrictEqual(states, E.right('Leased'))
 * port1.close()
 * ```
 */
export const connectRunHost =
  (
    endpoint: Endpoint,
    options: ConnectOptions & { readonly signal?: Signal } = {},
  ): TaskEither<ConnectError, RunHostClient> =>
  // At once, where `TaskEither`'s `map` would wait a turn: what a host says first must be heard.
  async () =>
    pipe(await connect(endpoint, options)(), E.map(makeClient));
