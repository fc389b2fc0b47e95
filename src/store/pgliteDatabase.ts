/** The embedded database: PostgreSQL in this process, by PGlite, in memory or in a folder. */
import type { ParserOptions, PGlite as PGliteClass } from '@electric-sql/pglite';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Connection, Database, DatabaseFailed, Row, Statement } from './Database.js';
import { databaseFailed, onlyOnce, settings } from './Database.js';
import type { FolderInUse } from './folderLock.js';
import { lockFolder } from './folderLock.js';

/** What PGlite and its transactions have in common. */
interface Queries {
  readonly query: PGliteClass['query'];
  readonly exec: PGliteClass['exec'];
}

const asText = (value: string): string => value;

/** Parsers that leave every value text, of all types that PGlite would parse: those that it knows, and the arrays that it found. */
const textParsersOf = ({ parsers }: PGliteClass): ParserOptions =>
  Object.fromEntries(Object.keys(parsers).map((oid) => [oid, asText]));

const connection = (db: Queries, parsers: ParserOptions): Connection => ({
  query: ({ text, parameters = [] }: Statement) =>
    TE.tryCatch(
      async () => (await db.query<Row>(text, [...parameters], { parsers })).rows,
      databaseFailed,
    ),
  execute: (script) =>
    TE.tryCatch(async () => {
      await db.exec(script);
    }, databaseFailed),
});

/** Carries a left out of a transaction, which PGlite rolls back if its function rejects. */
interface RolledBack<E> {
  readonly left: E;
}

const isRolledBack = <E>(thrown: unknown): thrown is RolledBack<E> =>
  typeof thrown === 'object' && thrown !== null && Object.hasOwn(thrown, 'left');

const databaseOf = (
  db: PGliteClass,
  parsers: ParserOptions,
  name: string,
  release: () => Promise<void>,
): Database => ({
  ...connection(db, parsers),
  name,
  transaction: <E, A>(work: (tx: Connection) => TE.TaskEither<E | DatabaseFailed, A>) =>
    TE.tryCatch(
      () =>
        db.transaction(async (tx) => {
          const done = await work(connection(tx, parsers))();
          if (E.isRight(done)) return done.right;
          const back: RolledBack<E | DatabaseFailed> = { left: done.left };
          // eslint-disable-next-line functional/no-throw-statements, @typescript-eslint/only-throw-error -- PGlite rolls back a function that rejects
          throw back;
        }),
      (thrown) => (isRolledBack<E | DatabaseFailed>(thrown) ? thrown.left : databaseFailed(thrown)),
    ),
  // One process has one session, which loses nothing.
  listen: (channel, { onNotification }) =>
    TE.tryCatch(async () => {
      const unlisten = await db.listen(channel, onNotification);
      return () => unlisten();
    }, databaseFailed),
  close: onlyOnce(async () => {
    await db.close();
    await release();
  }),
});

/**
 * Where PGlite keeps its data.
 * @category Databases
 */
export interface PGliteOptions {
  /** A folder, made if there is none, or in a browser `idb://NAME`; default: in memory. */
  readonly folder?: string;
}

/** Opens the embedded database with PGlite, wherever it was loaded from. */
export const pgliteDatabase = (
  PGlite: Pick<typeof PGliteClass, 'create'>,
  { folder }: PGliteOptions = {},
): TE.TaskEither<DatabaseFailed | FolderInUse, Database> =>
  pipe(
    folder === undefined || folder.includes('://')
      ? TE.right(() => Promise.resolve())
      : lockFolder(folder),
    TE.chainW((release) =>
      TE.tryCatch(async () => {
        const db = await PGlite.create({
          ...(folder === undefined ? {} : { dataDir: folder }),
        }).catch(async (thrown: unknown) => {
          await release();
          // eslint-disable-next-line functional/no-throw-statements -- becomes a left below
          throw thrown;
        });
        await db.exec(settings.map(([key, value]) => `SET ${key} = ${value};`).join(' '));
        return databaseOf(
          db,
          textParsersOf(db),
          folder === undefined ? 'PGlite in memory' : `PGlite in ${folder}`,
          release,
        );
      }, databaseFailed),
    ),
  );
