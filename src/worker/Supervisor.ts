/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a worker that is replaced, and what its successor must be told */
/**
 * A host that outlives its worker: when the worker ends, another one is started from the last snapshot and the journal of what
 * was acknowledged since.
 *
 * Laws: what was acknowledged is there after a restart, in its order and once; what was not acknowledged is answered
 * `HostGone`, and done by no worker that lives; only a request with a command id is sent again, as its redelivery acts once.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Asking, Connection, ConnectOptions, News } from './Connection.js';
import { connect } from './Connection.js';
import type { Endpoint } from './Endpoint.js';
import { terminate, textOf } from './Endpoint.js';
import type { AnswerError, ConnectError, HostGone, RequestError } from './HostError.js';
import type { Request } from './Protocol.js';
import { decodeWith } from './Protocol.js';
import type { Link, RunHostClient } from './RunHostClient.js';
import { makeClient } from './RunHostClient.js';
import type { RunHostSnapshot } from './Snapshot.js';
import { RunHostSnapshotCodec } from './Snapshot.js';
import type { RequestOptions, Signal } from './within.js';
import { within } from './within.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How a host is kept alive. */
export interface SupervisorOptions extends ConnectOptions {
  /** Starts a worker. Called again whenever the one before has ended. */
  readonly spawn: () => Endpoint | Promise<Endpoint>;
  /** What the first worker begins with. */
  readonly snapshot?: RunHostSnapshot;
  /** After how many acknowledged ops a snapshot is taken; 10,000 if not given. So many, and a window, are held here. */
  readonly snapshotEvery?: number;
  /** How many restarts may fail, or bring nothing done, in a row; 5 if not given. Then the host is gone for good. */
  readonly mostRestarts?: number;
  /** Milliseconds before the first restart; twice as many before each in a row. 50 if not given. */
  readonly restartDelay?: number;
  /** Told of each restart that was made, and why. */
  readonly onRestart?: (reason: string) => void;
}

/** What a supervised host holds outside its worker. */
export interface SupervisorStats {
  /** How often the worker was replaced. */
  readonly restarts: number;
  /** How many acknowledged ops came after the last snapshot. */
  readonly journal: number;
}

/** The client of a host that outlives its worker. */
export interface SupervisedRunHost extends RunHostClient {
  /** How often the worker was replaced, and what is held for its successor. */
  readonly supervision: () => SupervisorStats;
}

interface Subscription {
  readonly request: Extract<Request, { readonly kind: 'subscribe' | 'journal' }>;
  readonly listener: (news: News, done: () => void) => void;
  /** Of a journal's: the number of the next line. */
  next: number | undefined;
  unsubscribe: () => void;
}

/** An op that was acknowledged, and its place in the host's journal. */
interface Acknowledged {
  readonly entry: JournalEntry;
  readonly sequence: number;
}

// ---------------------------------------------------------------------------------------------------------- defaults

const DEFAULTS = {
  snapshotEvery: 10_000,
  mostRestarts: 5,
  restartDelay: 50,
  onRestart: () => undefined,
};

const TIMEOUT = 30_000;

const decodeSnapshot = /* #__PURE__ */ decodeWith(RunHostSnapshotCodec);

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const lost = (reason: string): HostGone => ({ _tag: 'HostGone', reason, sent: false });

// -------------------------------------------------------------------------------------------------------- operations

const supervise = (
  {
    spawn,
    snapshot,
    snapshotEvery,
    mostRestarts,
    restartDelay,
    onRestart,
    ...options
  }: Required<Pick<SupervisorOptions, keyof typeof DEFAULTS>> & SupervisorOptions,
  signal: Signal | undefined,
): {
  readonly start: () => Promise<E.Either<ConnectError, SupervisedRunHost>>;
} => {
  let base = snapshot;
  let journal: Array<Acknowledged> = [];
  let isTaking = false;
  let current: { readonly connection: Connection; readonly endpoint: Endpoint } | undefined;
  let end: string | undefined;
  let restarts = 0;
  let failures = 0;
  let waiting: Array<() => void> = [];
  const subscriptions = new Set<Subscription>();
  let tellGone: (reason: string) => void = () => undefined;
  const gone = new Promise<string>((resolve) => {
    tellGone = resolve;
  });

  const wakeAll = (): void => {
    const woken = waiting;
    waiting = [];
    woken.forEach((wake) => {
      wake();
    });
  };

  const finish = (reason: string): void => {
    if (end !== undefined) return;
    end = reason;
    const last = current;
    current = undefined;
    last?.connection.close(reason);
    if (last !== undefined) terminate(last.endpoint);
    wakeAll();
    tellGone(reason);
  };

  const takeSnapshot = (connection: Connection): void => {
    isTaking = true;
    void connection
      .ask(noting({ request: { kind: 'snapshot' }, decode: decodeSnapshot }), {
        timeout: Infinity,
      })()
      .then(() => {
        isTaking = false;
      });
  };

  /** Notes what the host acknowledges, in the order in which it does, also what comes too late for whoever asked. */
  const noting = <A>(asking: Asking<A>): Asking<A> => ({
    ...asking,
    heard: (outcome, sequence) => {
      const { request } = asking;
      failures = 0;
      if ((request.kind === 'apply' || request.kind === 'create') && sequence !== undefined) {
        journal.push({ entry: request.entry, sequence });
        if (journal.length >= snapshotEvery && !isTaking && current !== undefined)
          takeSnapshot(current.connection);
      }
      if (E.isRight(outcome) && (request.kind === 'snapshot' || request.kind === 'restore')) {
        // SAFETY: what a snapshot request answers was decoded as a snapshot.
        base = request.kind === 'restore' ? request.snapshot : (outcome.right as RunHostSnapshot);
        journal = [];
      }
      asking.heard?.(outcome, sequence);
    },
  });

  /** Does again what was acknowledged; each op must come to the place that it had. */
  const catchUp = async (connection: Connection): Promise<E.Either<ConnectError, void>> => {
    if (base !== undefined) {
      const restored = await connection.ask({
        request: { kind: 'restore', snapshot: base },
        decode: () => E.right(undefined),
      })();
      // SAFETY: a restore fails as every request may, or with a `ChartMismatch`.
      if (E.isLeft(restored)) return E.left(restored.left as ConnectError);
    }
    const places: Array<number | undefined> = [];
    const done = await Promise.all(
      journal.map(({ entry }) =>
        connection.ask(
          {
            request: { kind: 'apply', entry },
            decode: () => E.right(undefined),
            heard: (_, sequence) => places.push(sequence),
          },
          { timeout: Infinity },
        )(),
      ),
    );
    const failed = done.find((outcome) => E.isLeft(outcome) && outcome.left._tag === 'HostGone');
    if (failed !== undefined) return E.left(lost('the worker ended while it caught up'));
    return journal.every(({ sequence }, i) => sequence === places[i])
      ? E.right(undefined)
      : E.left({ _tag: 'Malformed', message: 'the journal came out otherwise than before' });
  };

  const openSubscription = async (
    connection: Connection,
    subscription: Subscription,
    its: RequestOptions = {},
  ): Promise<E.Either<RequestError | AnswerError, void>> => {
    const { request, listener, next } = subscription;
    const outcome = await connection.subscribe(
      request.kind === 'journal' && next !== undefined ? { ...request, from: next } : request,
      (news, done) => {
        if (news.type === 'lines') subscription.next = news.first + news.lines.length;
        listener(news, done);
      },
      its,
    )();
    if (E.isLeft(outcome)) return outcome;
    subscription.unsubscribe = outcome.right;
    // It may have been ended meanwhile.
    if (!subscriptions.has(subscription)) outcome.right();
    return E.right(undefined);
  };

  const begin = async (): Promise<E.Either<ConnectError, void>> => {
    const spawned = await E.toUnion(
      E.tryCatch(
        () => Promise.resolve(spawn()).then(E.right, (e: unknown) => E.left(textOf(e))),
        (e) => Promise.resolve(E.left(textOf(e))),
      ),
    );
    if (E.isLeft(spawned)) return E.left(lost(`no worker could be started: ${spawned.left}`));
    const endpoint = spawned.right;
    const connected = await connect(endpoint, {
      ...options,
      ...(signal === undefined ? {} : { signal }),
      mostWaiting: Infinity,
    })();
    const caught = E.isLeft(connected) ? connected : await catchUp(connected.right);
    if (E.isLeft(connected) || E.isLeft(caught) || end !== undefined) {
      if (E.isRight(connected)) connected.right.close('it could not catch up');
      terminate(endpoint);
      return E.isLeft(caught) ? caught : E.left(lost(end ?? 'it was closed'));
    }
    const connection = connected.right;
    current = { connection, endpoint };
    isTaking = false;
    void connection.gone.then((reason) => {
      if (end !== undefined || current?.connection !== connection) return;
      current = undefined;
      terminate(endpoint);
      void restart(reason);
    });
    subscriptions.forEach((subscription) => void openSubscription(connection, subscription));
    wakeAll();
    return E.right(undefined);
  };

  const restart = async (reason: string): Promise<void> => {
    while (end === undefined) {
      failures += 1;
      if (failures > mostRestarts) {
        finish(`${reason}; it was restarted ${String(mostRestarts)} times in a row`);
        return;
      }
      await wait(restartDelay * 2 ** (failures - 1));
      const begun = await begin();
      if (E.isRight(begun)) {
        restarts += 1;
        onRestart(reason);
        return;
      }
    }
  };

  /** The connection, unless it has ended, which is known here a turn later. */
  const live = (): Connection | undefined =>
    current?.connection.isOpen() === true ? current.connection : undefined;

  const { timeout: usual = TIMEOUT, mostWaiting = 100_000 } = options;

  /** The connection, now or after the restart that is under way. */
  const whenConnected = (its: RequestOptions): Promise<E.Either<RequestError, Connection>> =>
    within<RequestError, Connection>({ timeout: usual, ...its }, (settle) => {
      const wake = (): void => {
        const connection = live();
        settle(
          connection === undefined ? E.left(lost(end ?? 'it ended again')) : E.right(connection),
        );
      };
      if (live() !== undefined || end !== undefined) wake();
      else if (waiting.length >= mostWaiting)
        settle(E.left({ _tag: 'Overloaded', limit: mostWaiting }));
      else waiting.push(wake);
      return {
        abandon: () => {
          waiting = waiting.filter((other) => other !== wake);
          return false;
        },
      };
    });

  const overloaded = (): boolean => (current?.connection.stats().waiting ?? 0) >= mostWaiting;

  const mayComeAgain = (request: Request): boolean =>
    (request.kind === 'apply' || request.kind === 'create') &&
    request.entry.commandId !== undefined;

  const ask: Connection['ask'] =
    <A>(asking: Asking<A>, its: RequestOptions = {}) =>
    async (): Promise<E.Either<RequestError | AnswerError, A>> => {
      const startedAt = performance.now();
      const remaining = (): RequestOptions => ({
        ...its,
        timeout: Math.max(0, (its.timeout ?? usual) - (performance.now() - startedAt)),
      });
      if (overloaded()) return E.left({ _tag: 'Overloaded', limit: mostWaiting });
      // Without a pause while there is a connection, so that requests keep their order.
      const connection = live();
      const first = connection === undefined ? await whenConnected(its) : E.right(connection);
      if (E.isLeft(first)) return first;
      const outcome = await first.right.ask(noting(asking), remaining())();
      if (E.isRight(outcome) || outcome.left._tag !== 'HostGone' || !mayComeAgain(asking.request))
        return outcome;
      const second = await whenConnected(remaining());
      return E.isLeft(second)
        ? E.left(second.left._tag === 'HostGone' ? { ...second.left, sent: true } : second.left)
        : second.right.ask(noting(asking), remaining())();
    };

  const subscribe: Connection['subscribe'] =
    (request, listener, its = {}) =>
    async () => {
      const connection = await whenConnected(its);
      if (E.isLeft(connection)) return connection;
      const subscription: Subscription = {
        request,
        listener,
        next: request.kind === 'journal' ? request.from : undefined,
        unsubscribe: () => undefined,
      };
      subscriptions.add(subscription);
      const opened = await openSubscription(connection.right, subscription, its);
      if (E.isLeft(opened)) {
        subscriptions.delete(subscription);
        return opened;
      }
      return E.right(() => {
        subscriptions.delete(subscription);
        subscription.unsubscribe();
      });
    };

  const link: Link = {
    ask,
    subscribe,
    get window() {
      return current?.connection.window ?? 1;
    },
    stats: () => {
      const {
        underWay,
        waiting: queued,
        malformed,
      } = current?.connection.stats() ?? {
        underWay: 0,
        waiting: 0,
        malformed: 0,
      };
      return { underWay, waiting: queued + waiting.length, malformed };
    },
    gone,
    close: finish,
  };

  return {
    start: async () => {
      const begun = await begin();
      return E.isLeft(begun)
        ? begun
        : E.right({
            ...makeClient(link),
            supervision: () => ({ restarts, journal: journal.length }),
          });
    },
  };
};

/**
 * Starts a worker that runs a host, connects to it, and replaces it whenever it ends. Only this client may change the host's
 * runs: what others change is not in its journal.
 *
 * Errors: as `connectRunHost`, for the first worker; what becomes of the later ones is told by `onRestart` and `gone`.
 *
 * @example
 * ```ts
 * import { makeSupervisedHost, serveRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const spawn = () => {
 *   const { port1, port2 } = new MessageChannel()
 *   serveRunHost(port1)
 *   return port2
 * }
 * const started = await makeSupervisedHost({ spawn })()
 * assert.deepStrictEqual(E.isRight(started) && started.right.supervision(), { restarts: 0, journal: 0 })
 * if (E.isRight(started)) started.right.close()
 * ```
 */
export const makeSupervisedHost =
  ({
    signal,
    ...options
  }: SupervisorOptions & { readonly signal?: Signal }): TaskEither<
    ConnectError,
    SupervisedRunHost
  > =>
  () =>
    supervise({ ...DEFAULTS, ...options }, signal).start();
