/**
 * Brings the schema of the store to this version: forward only, in one transaction, and safe if many start at once.
 *
 * What the chart says is applied again when the chart has changed, and checked against the rows that are there.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ChartIdentity, ChartMismatch } from '../run/ChartIdentity.js';
import { chartIdentity } from '../run/ChartIdentity.js';
import type { Connection, Database, DatabaseFailed } from './Database.js';
import type { Names } from './schema.js';
import { chartSql, structure } from './schema.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A newer version of the library made the schema.
 * @category Errors
 */
export interface SchemaTooNew {
  readonly _tag: 'SchemaTooNew';
  /** The version of the schema that was found, and the newest that this library knows. */
  readonly found: number;
  readonly known: number;
}

/**
 * The server is older than this library supports.
 * @category Errors
 */
export interface ServerTooOld {
  readonly _tag: 'ServerTooOld';
  /** The version of PostgreSQL that was found, and the oldest that works. */
  readonly found: string;
  readonly needed: number;
}

/**
 * Why a store was not opened.
 * @category Errors
 */
export type OpenError = DatabaseFailed | SchemaTooNew | ServerTooOld | ChartMismatch;

/** The oldest version of PostgreSQL that works, and that its project still supports. */
const OLDEST = 14;

// -------------------------------------------------------------------------------------------------------- operations

const parts = (version: string): ReadonlyArray<number> => version.split('.').map(Number);

/** Compares two versions of the chart, such as 1.10.0. */
const isOlder = (a: string, b: string): boolean => {
  const [x, y] = [parts(a), parts(b)];
  const i = x.findIndex((n, at) => n !== y[at]);
  return i !== -1 && (x[i] ?? 0) < (y[i] ?? 0);
};

const checkServer = (connection: Connection): TE.TaskEither<OpenError, void> =>
  pipe(
    connection.query({ text: 'SHOW server_version', repeatable: true }),
    TE.chainW(([row]) => {
      const found = row?.['server_version'] ?? '';
      return Number.parseInt(found, 10) >= OLDEST
        ? TE.right(undefined)
        : TE.left({ _tag: 'ServerTooOld' as const, found, needed: OLDEST });
    }),
  );

interface Info {
  readonly version: number;
  readonly chart: ChartIdentity | undefined;
}

const readInfo = (connection: Connection, { info }: Names): TE.TaskEither<OpenError, Info> =>
  pipe(
    connection.query({
      text: `SELECT version::text, chart_id, chart_version, chart_hash FROM ${info}`,
      repeatable: true,
    }),
    TE.map(([row]) => ({
      version: Number(row?.['version'] ?? 0),
      chart:
        row === undefined
          ? undefined
          : {
              id: row['chart_id'] ?? '',
              version: row['chart_version'] ?? '',
              hash: row['chart_hash'] ?? '',
            },
    })),
  );

/** Decides what is to be done, or why nothing can be. */
const scriptsFor = (
  names: Names,
  { version, chart }: Info,
): TE.TaskEither<OpenError, ReadonlyArray<string>> => {
  if (version > structure.length)
    return TE.left({ _tag: 'SchemaTooNew', found: version, known: structure.length });
  const isOurs = chart?.hash === chartIdentity.hash && chart.version === chartIdentity.version;
  if (
    chart !== undefined &&
    (chart.id !== chartIdentity.id || (!isOurs && !isOlder(chart.version, chartIdentity.version)))
  )
    return TE.left({ _tag: 'ChartMismatch', expected: chartIdentity, found: chart });
  const steps = structure.slice(version).map((step) => step(names));
  return TE.right([...steps, ...(isOurs && steps.length === 0 ? [] : [chartSql(names)])]);
};

/** Whether the schema is that of this version: then nothing is locked. */
const isCurrent = (connection: Connection, names: Names): TE.TaskEither<OpenError, boolean> =>
  pipe(
    connection.query({
      text: `SELECT to_regclass($1::text) IS NOT NULL AS is_there`,
      parameters: [names.info],
      repeatable: true,
    }),
    TE.chainW(([row]) =>
      row?.['is_there'] === 't'
        ? pipe(
            readInfo(connection, names),
            TE.chain((info) => scriptsFor(names, info)),
            TE.map((scripts) => scripts.length === 0),
          )
        : TE.right(false),
    ),
  );

/** Brings the schema to this version. Returns whether there was anything to do. */
export const migrate = (database: Database, names: Names): TE.TaskEither<OpenError, boolean> =>
  pipe(
    checkServer(database),
    TE.chain(() => isCurrent(database, names)),
    TE.chain((current) =>
      current
        ? TE.right(false)
        : database.transaction<OpenError, boolean>((tx) =>
            pipe(
              tx.query({
                text: `SELECT pg_advisory_xact_lock(hashtext($1::text))::text`,
                parameters: [`runchart ${names.schema}`],
              }),
              TE.chain(() =>
                tx.execute(`
CREATE SCHEMA IF NOT EXISTS ${names.schema};
CREATE TABLE IF NOT EXISTS ${names.info} (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version integer NOT NULL,
  chart_id text NOT NULL,
  chart_version text NOT NULL,
  chart_hash text NOT NULL
);`),
              ),
              TE.chainW(() => readInfo(tx, names)),
              TE.chainW((info) => scriptsFor(names, info)),
              TE.chainW((scripts) =>
                pipe(
                  scripts,
                  TE.traverseSeqArray((script) => tx.execute(script)),
                  TE.chainW(() =>
                    tx.query({
                      text: `INSERT INTO ${names.info} (version, chart_id, chart_version, chart_hash)
                        VALUES ($1::text::integer, $2::text, $3::text, $4::text)
                        ON CONFLICT (one) DO UPDATE SET version = excluded.version, chart_id = excluded.chart_id,
                          chart_version = excluded.chart_version, chart_hash = excluded.chart_hash`,
                      parameters: [
                        String(structure.length),
                        chartIdentity.id,
                        chartIdentity.version,
                        chartIdentity.hash,
                      ],
                    }),
                  ),
                  TE.map(() => scripts.length > 0),
                ),
              ),
            ),
          ),
    ),
  );
