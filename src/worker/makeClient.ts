/** `makeClient`: a typed client on a connection. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CommandIdReused } from '../journal/Command.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { journalEntryOf } from '../journal/journalEntryOf.js';
import type { RefusalOf } from '../run/decide.js';
import type { EventType, RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunState } from '../run/RunState.js';
import type { RunId } from '../values/RunId.js';
import type { ClientRequest, Connection, SubscriptionMessage } from './Connection.js';
import type { AnswerError, Malformed, OpError, RequestError, RunNotFound } from './HostError.js';
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

/** A record with the field, or an empty one if there is no value. */
const given = <K extends string, A>(
  key: K,
  value: A | undefined,
): Readonly<Partial<Record<K, A>>> =>
  // SAFETY: a record of the one key.
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, A>>;

const unencodable = (): Malformed => ({
  _tag: 'Malformed',
  message: 'the request cannot be encoded',
});

/** Answers `Malformed` if making the request throws, which arguments of untyped code can cause. */
const untyped = <Error, A>(ask: () => TaskEither<Error, A>): TaskEither<Error | Malformed, A> => {
  const asked = E.tryCatch(ask, unencodable);
  return E.isRight(asked) ? asked.right : () => Promise.resolve(asked);
};

const onNextFrame = (work: () => void): void => {
  if (typeof globalThis.requestAnimationFrame === 'function')
    globalThis.requestAnimationFrame(work);
  else setTimeout(work, FRAME);
};

/** Calls a listener, on the next frame if asked to, and acknowledges the message even if the listener throws. */
const delivering =
  (listener: (message: SubscriptionMessage) => void, isFramed: boolean) =>
  (message: SubscriptionMessage, done: () => void): void => {
    const work = (): void => {
      try {
        listener(message);
      } finally {
        done();
      }
    };
    if (isFramed) onNextFrame(work);
    else work();
  };

/**
 * Makes a client on a connection. A host that welcomed the client has the same chart, so it answers each request only with the
 * errors in the request's type.
 */
export const makeClient = (link: Link): RunHostClient => {
  const ask = <Error extends AnswerError, A>(
    asking: ClientRequest<A>,
    options: RequestOptions | undefined,
  ): TaskEither<RequestError | Error, A> =>
    // SAFETY: a host of the same chart answers with no other error.
    link.ask(asking, options) as TaskEither<RequestError | Error, A>;

  const apply = (entry: JournalEntry, options?: RequestOptions): TaskEither<OpError, RunInstance> =>
    ask({ request: { kind: 'apply', entry }, decode: decodeRun }, options);

  const subscribe = (
    request: Extract<Request, { readonly kind: 'subscribe' | 'journal' }>,
    listener: (message: SubscriptionMessage, done: () => void) => void,
    options: RequestOptions | undefined,
  ): TaskEither<RequestError, Unsubscribe> =>
    // SAFETY: a host of the same chart answers with no other error.
    link.subscribe(request, listener, options) as TaskEither<RequestError, Unsubscribe>;

  return {
    create: (entry, options) =>
      ask({ request: { kind: 'create', entry }, decode: decodeRun }, options),
    send: <Type extends EventType>(runId: RunId, event: RunEvent, options?: CommandOptions) =>
      // SAFETY: the entry is refused with the errors of its event.
      untyped(() => apply(journalEntryOf(runId, event, options?.commandId), options)) as TaskEither<
        RequestError | RunNotFound | CommandIdReused | RefusalOf<Type>,
        RunInstance
      >,
    apply,
    sendMany: (entries, options) => async () => {
      const answers: Array<E.Either<OpError, RunInstance>> = [];
      // A window at a time, so that other requests find room in between.
      const size = link.window;
      // eslint-disable-next-line functional/no-loop-statements, functional/no-let -- one window after the other
      for (let i = 0; i < entries.length; i += size) {
        const piece = entries.slice(i, i + size).map((entry) => apply(entry, options)());
        // eslint-disable-next-line functional/immutable-data -- a list of its own
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
              // With frames the host sends at once; the acknowledgements, at most one for each frame, set the pace.
              ...given('every', every === 'frame' || (every ?? size) === undefined ? 0 : every),
            },
            delivering((message) => {
              if (message.type === 'changes')
                listener({
                  runs: message.runs,
                  resync: message.resync,
                  coalesced: message.coalesced,
                });
            }, every === 'frame'),
            options,
          ),
        ),
    journal:
      ({ from, max = MAX, ...options } = {}) =>
      (listener) =>
        subscribe(
          { kind: 'journal', max, ...given('from', from) },
          delivering((message) => {
            if (message.type === 'lines')
              listener({ first: message.first, dropped: message.dropped, lines: message.lines });
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
