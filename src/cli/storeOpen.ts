/**
 * Opens the store that the flags name: a folder with PGlite, or a server.
 *
 * PGlite and `pg` are optional peers, and too large to be part of the command: they are loaded from the project in whose folder the
 * command runs, or from beside this package.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { printable } from '../codec/printable.js';
import { isRecord } from '../codec/untrusted.js';
import type { Database } from '../store/Database.js';
import { openRunStore } from '../store/makeRunStore.js';
import { pgliteDatabase } from '../store/pgliteDatabase.js';
import type { Driver } from '../store/postgresDatabase.js';
import { postgresDatabase } from '../store/postgresDatabase.js';
import type { RunStore } from '../store/RunStore.js';
import { storeErrorMessage } from '../store/StoreError.js';
import type { ExitCode } from './exit.js';
import { exitAtEnd, UNUSABLE } from './exit.js';
import type { Outputs } from './output.js';
import { report } from './report.js';
import { shellWord } from './shellWord.js';

/** The flags that name a store. */
export interface StoreFlags {
  readonly url?: string;
  readonly folder?: string;
  readonly schema?: string;
}

/** A store, and where it is. */
export interface OpenedStore {
  readonly store: RunStore;
  /** For people. */
  readonly name: string;
  readonly schema: string;
  /** It was made now. */
  readonly isNew: boolean;
  readonly close: () => Promise<void>;
}

/** The variable that names a server for every command. */
export const URL_VARIABLE = 'RUNCHART_STORE_URL';

/** The folder without a flag. */
export const DEFAULT_FOLDER = 'runchart-data';

/** How long a server that is away is waited for, in milliseconds: somebody sits before the terminal. */
const PATIENCE = 2000;

const PGLITE = '@electric-sql/pglite';
const PG = 'pg';

/** Loads a package from the project in this folder, or from beside this package. */
const loadPeer = (
  name: string,
  use: string,
): E.Either<string, Readonly<Record<string, unknown>>> => {
  const from = [path.join(process.cwd(), 'package.json'), import.meta.url];
  const tries = from.map((place) =>
    E.tryCatch((): unknown => createRequire(place)(name), E.toError),
  );
  const found = tries.find(E.isRight);
  if (found !== undefined && isRecord(found.right)) return E.right(found.right);
  const other = tries.find(
    (each) => E.isLeft(each) && !('code' in each.left && each.left.code === 'MODULE_NOT_FOUND'),
  );
  return E.left(
    other !== undefined && E.isLeft(other)
      ? `cannot load ${name}: ${other.left.message.split('\n', 1).join('')}`
      : `${use} needs the package ${name}, which is not installed here: npm install ${name}`,
  );
};

const withPGlite = (folder: string): TE.TaskEither<string, Database> =>
  pipe(
    TE.fromEither(loadPeer(PGLITE, 'a store in a folder')),
    TE.chain(({ PGlite }) =>
      typeof PGlite === 'function'
        ? pipe(
            // SAFETY: the class that the package exports by this name.
            pgliteDatabase(PGlite as unknown as Parameters<typeof pgliteDatabase>[0], { folder }),
            TE.mapLeft(storeErrorMessage),
          )
        : TE.left(`${PGLITE} exports no PGlite: install another version`),
    ),
  );

const withServer = (url: string): TE.TaskEither<string, Database> =>
  pipe(
    TE.fromEither(loadPeer(PG, 'a store on a server')),
    // It leaves the socket open where it has no password to send.
    TE.chainFirstIOK(() => exitAtEnd),
    TE.chain((pg) =>
      typeof pg['Client'] === 'function' && typeof pg['Pool'] === 'function'
        ? // SAFETY: the classes that the package exports by these names.
          TE.right(postgresDatabase(pg as unknown as Driver, { url, patience: PATIENCE }))
        : TE.left(`${PG} exports no Client and Pool: install another version`),
    ),
  );

/** Whether a text is the address of a server. */
export const isUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text);

/** The server or the folder that the flags name: the flags before the variable. */
export const placeOf = ({ url, folder }: StoreFlags): { url: string } | { folder: string } => {
  const variable = process.env[URL_VARIABLE] ?? '';
  if (url !== undefined) return { url };
  if (folder !== undefined) return { folder };
  return variable === '' ? { folder: DEFAULT_FOLDER } : { url: variable };
};

/** The schema without a flag. */
const DEFAULT_SCHEMA = 'runchart';

/** Whether the database has a store. */
const hasStore = (database: Database, schema: string): TE.TaskEither<string, boolean> =>
  pipe(
    database.query({
      text: 'SELECT to_regclass($1::text) IS NOT NULL AS is_there',
      parameters: [`${schema}.info`],
      repeatable: true,
    }),
    TE.bimap(
      (error) => `${database.name}: ${storeErrorMessage(error)}`,
      ([row]) => row?.['is_there'] === 't',
    ),
  );

/** The flags as words of a command line. */
const wordsOf = ({ url, folder, schema }: StoreFlags): string =>
  [
    ...(url === undefined ? [] : [' --url URL']),
    ...(folder === undefined ? [] : [` --folder ${shellWord(folder)}`]),
    ...(schema === undefined ? [] : [` --schema ${shellWord(schema)}`]),
  ].join('');

/** Opens the store. The error is a line. Unless `makes` is true there must be one. */
export const openStore = (
  flags: StoreFlags,
  { makes = false }: { readonly makes?: boolean } = {},
): TE.TaskEither<string, OpenedStore> => {
  const place = placeOf(flags);
  const { schema = DEFAULT_SCHEMA } = flags;
  const absent = (where: string): string =>
    `there is no store in ${where}: runchart store init${wordsOf(flags)} makes one`;
  if ('folder' in place && !makes && !existsSync(path.join(place.folder, 'PG_VERSION')))
    return TE.left(absent(place.folder));
  const database =
    'folder' in place
      ? withPGlite(place.folder)
      : isUrl(place.url)
        ? withServer(place.url)
        : TE.left<string, Database>('the address of a server begins with postgres://');
  return pipe(
    database,
    TE.chain((opened) =>
      pipe(
        hasStore(opened, schema),
        TE.filterOrElse(
          (isThere) => isThere || makes,
          () => absent(`the schema ${schema} of ${opened.name}`),
        ),
        TE.chain((isThere) =>
          pipe(
            openRunStore({ schema })(opened),
            TE.bimap(
              (error) => `${opened.name}: ${storeErrorMessage(error)}`,
              (store): OpenedStore => ({
                store,
                schema,
                name: opened.name,
                isNew: !isThere,
                close: () => store.close(),
              }),
            ),
          ),
        ),
        TE.orElse((message) => async () => {
          await opened.close();
          return E.left(message);
        }),
      ),
    ),
  );
};

/** Opens the store, works with it, and closes it. */
export const withStore = async (
  flags: StoreFlags,
  outputs: Outputs,
  work: (opened: OpenedStore) => Promise<ExitCode>,
  options?: { readonly makes?: boolean },
): Promise<ExitCode> => {
  const opened = await openStore(flags, options)();
  if (E.isLeft(opened)) {
    await report(outputs, printable(opened.left));
    return UNUSABLE;
  }
  const code = await work(opened.right);
  await opened.right.close();
  return code;
};
