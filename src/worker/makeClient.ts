/** `makeClient`: a typed client on a connection. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { RefusalOf } from '../run/decide.js';
import type { EventType, RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunState } from '../run/RunState.js';
import type { RunId } from '../values/RunId.js';
import type { ClientRequest, Connection, SubscriptionMessage } from './Connection.js';
import type { AnswerError, Malformed, OpError, RequestError, RunNotFound } from './HostError.js';
import { journalEntryOf } from './journalEntryOf.js';
import type { Request } from './Protocol.js';
import { CountsCodec, decodeWith, PageCodec } from './Protocol.js';
import type { CommandOptions, RunHostClient, Unsubscribe } from './RunHostClient.js';
import type { RunPage } from './Runs.js';
import type { RunHostSnapshot } from './Snapshot.js';
import { RunHostSnapshotCodec } from './Snapshot.js';
import type { RequestOptions } from './timeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The part of a connection that a client uses. */
export type Link = Pick<Connection, 'ask' | 'subscribe' | 'window' | 'stats' | 'gone' | 'close'>;

// ---------------------------------------------------------------------------------------------------------- defaults

const LIMIT = 100;
const MAX = 1000;
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
  (tell: (news: SubscriptionMessage) => void, isFramed: boolean) =>
  (news: SubscriptionMessage, done: () => void): void => {
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
    asking: ClientRequest<A>,
    options: RequestOptions | undefined,
  ): TaskEither<RequestError | Error, A> =>
    // SAFETY: see above.
    link.ask(asking, options) as TaskEither<RequestError | Error, A>;

  const apply = (entry: JournalEntry, options?: RequestOptions): TaskEither<OpError, RunInstance> =>
    ask({ request: { kind: 'apply', entry }, decode: decodeRun }, options);

  const subscribe = (
    request: Extract<Request, { readonly kind: 'subscribe' | 'journal' }>,
    tell: (news: SubscriptionMessage, done: () => void) => void,
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
      untyped(() => apply(journalEntryOf(runId, event, commandId), options)) as TaskEither<
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
      (filter, { every, size, max = MAX, ...options } = {}) =>
      (listener) =>
        untyped(() =>
          subscribe(
            {
              kind: 'subscribe',
              max,
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
      ({ from, max = MAX, ...options } = {}) =>
      (listener) =>
        subscribe(
          { kind: 'journal', max, ...given('from', from) },
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
