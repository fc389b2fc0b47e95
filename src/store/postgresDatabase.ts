/** A server of PostgreSQL, by `pg`. */
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Client, Pool, PoolClient, QueryResult } from 'pg';
import type { Connection, Database, DatabaseFailed, Hearing, Row, Statement } from './Database.js';
import { databaseFailed, onlyOnce, settings } from './Database.js';
import { wait } from './waits.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How to reach a server.
 * @category Databases
 */
export interface PostgresOptions {
  /** The address: `postgres://user:password@host:5432/database`. */
  readonly url: string;
  /** The most connections at once; default: 10. */
  readonly connections?: number;
  /** Whether statements are prepared once for each connection; default: yes. Say no behind a pool that shares sessions. */
  readonly prepare?: boolean;
  /** How many milliseconds a lost server is waited for; default: 30,000. */
  readonly patience?: number;
  /** More for the driver, such as `ssl`. */
  readonly driver?: Readonly<Record<string, unknown>>;
}

// ------------------------------------------------------------------------------------------------------- statements

/** Every value stays text. */
const types = { getTypeParser: () => (text: string) => text };

interface Sends {
  readonly query: (config: {
    readonly name?: string;
    readonly text: string;
    readonly values: Array<string | null>;
  }) => Promise<QueryResult<Row>>;
}

/** Names statements for a connection, which takes each name for one text: the stores of two schemas send different texts. */
const naming = (): ((name: string, text: string) => string) => {
  const names = new Map<string, string>();
  return (name, text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const fresh = `${name} ${names.size}`;
    // eslint-disable-next-line functional/immutable-data -- remembers the names that it gave
    names.set(text, fresh);
    return fresh;
  };
};

const connectionOf = (
  client: Sends,
  prepared: ReturnType<typeof naming> | undefined,
): Connection => ({
  query: ({ name, text, parameters = [] }: Statement) =>
    TE.tryCatch(
      async () =>
        (
          await client.query({
            ...(name === undefined || prepared === undefined ? {} : { name: prepared(name, text) }),
            text,
            values: [...parameters],
          })
        ).rows,
      databaseFailed,
    ),
  execute: (script) =>
    TE.tryCatch(async () => {
      // Without parameters, and so by the protocol that takes several statements.
      await client.query({ text: script, values: [] });
    }, databaseFailed),
});

// ---------------------------------------------------------------------------------------------------------- retries

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1000;

/** Tries again what may succeed, after pauses that double, each shortened by chance. */
const persist =
  <E, A>(
    patience: number,
    mayRepeat: (error: E | DatabaseFailed) => boolean,
    attempt: TE.TaskEither<E | DatabaseFailed, A>,
  ): TE.TaskEither<E | DatabaseFailed, A> =>
  () => {
    const until = Date.now() + patience;
    const go = async (pause: number): Promise<E.Either<E | DatabaseFailed, A>> => {
      const done = await attempt();
      if (E.isRight(done) || !mayRepeat(done.left) || Date.now() + pause > until) return done;
      await wait(pause * (0.5 + Math.random() / 2));
      return go(Math.min(LONGEST_PAUSE, 2 * pause));
    };
    return go(FIRST_PAUSE);
  };

const isFailure = (error: unknown): error is DatabaseFailed =>
  typeof error === 'object' && error !== null && '_tag' in error && error._tag === 'DatabaseFailed';

// ------------------------------------------------------------------------------------------------------ constructors

/** The address without its password. */
const nameOf = (url: string): string => {
  const parsed = E.tryCatch(
    () => new URL(url),
    () => undefined,
  );
  return E.isLeft(parsed)
    ? 'PostgreSQL'
    : `PostgreSQL at ${parsed.right.host}${parsed.right.pathname}`;
};

/** Hears a channel on a connection of its own, which is made again when it is lost. */
const hear = (
  connect: () => Client,
  channel: string,
  { onNotification, onGap }: Hearing,
): TE.TaskEither<DatabaseFailed, () => Promise<void>> => {
  /* eslint-disable functional/no-let -- the connection in use changes */
  let client: Client | undefined;
  let stopped = false;
  /* eslint-enable functional/no-let */

  const open = async (): Promise<void> => {
    const next = connect();
    next.on('notification', ({ payload }) => {
      onNotification(payload ?? '');
    });
    next.on('error', () => {
      // `end` follows.
    });
    next.on('end', () => {
      if (client === next && !stopped) void reopen(FIRST_PAUSE);
    });
    await next.connect();
    await next.query(`LISTEN "${channel}"`);
    client = next;
    // Ended while it was made again.
    if (stopped) await next.end();
  };
  const reopen = async (pause: number): Promise<void> => {
    await wait(pause);
    if (stopped) return;
    const opened = await TE.tryCatch(open, databaseFailed)();
    if (E.isLeft(opened)) return reopen(Math.min(LONGEST_PAUSE, 2 * pause));
    onGap();
  };

  return TE.tryCatch(async () => {
    await open();
    return async () => {
      stopped = true;
      await client?.end();
    };
  }, databaseFailed);
};

/** What is used of `pg`. */
export interface Driver {
  readonly Client: typeof Client;
  readonly Pool: typeof Pool;
}

/** Connects to a server of PostgreSQL with `pg`, wherever it was loaded from. */
export const postgresDatabase = (
  pg: Driver,
  { url, connections = 10, prepare = true, patience = 30_000, driver = {} }: PostgresOptions,
): Database => {
  const config = {
    ...driver,
    connectionString: url,
    types,
    // Behind a pool that shares sessions they would be those of others.
    ...(prepare
      ? { options: settings.map(([name, value]) => `-c ${name}=${value}`).join(' ') }
      : {}),
  };
  const pool = new pg.Pool({ ...config, max: connections });
  pool.on('error', () => {
    // An idle connection was lost: the pool makes another when it is needed.
  });
  const prepared = prepare ? naming() : undefined;
  const pooled = connectionOf(pool, prepared);

  const begin: TE.TaskEither<DatabaseFailed, PoolClient> = TE.tryCatch(
    () => pool.connect(),
    databaseFailed,
  );
  const once =
    <E, A>(
      work: (tx: Connection) => TE.TaskEither<E | DatabaseFailed, A>,
    ): TE.TaskEither<E | DatabaseFailed, A> =>
    async () => {
      const connected = await begin();
      if (E.isLeft(connected)) return connected;
      const client = connected.right;
      // The pool hears only of the losses of idle clients.
      const onLost = (): void => undefined;
      client.on('error', onLost);
      const tx = connectionOf(client, prepared);
      const done = await TE.chainW(() => work(tx))(tx.query({ text: 'BEGIN' }))();
      const ended = await tx.query({ text: E.isRight(done) ? 'COMMIT' : 'ROLLBACK' })();
      client.off('error', onLost);
      client.release(E.isLeft(ended));
      return E.isRight(done) && E.isLeft(ended) ? ended : done;
    };

  return {
    name: nameOf(url),
    query: (statement) =>
      persist<never, ReadonlyArray<Row>>(
        patience,
        ({ again }) => again === 'undone' || (again === 'unknown' && statement.repeatable === true),
        pooled.query(statement),
      ),
    execute: (script) =>
      persist(patience, ({ again }) => again === 'undone', pooled.execute(script)),
    transaction: <E, A>(work: (tx: Connection) => TE.TaskEither<E | DatabaseFailed, A>) =>
      persist<E, A>(patience, (error) => isFailure(error) && error.again === 'undone', once(work)),
    listen: (channel, hearing) => hear(() => new pg.Client(config), channel, hearing),
    close: onlyOnce(() => pool.end()),
  };
};
