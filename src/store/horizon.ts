/**
 * The horizon of the history: the row up to which none is missing.
 *
 * Rows get their numbers before their transactions are committed, so who goes by the numbers alone misses the row of a slow transaction.
 * But each of these transactions has its id before it takes a number. So all rows up to the last one that is visible are there once every
 * transaction that ran then has ended.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Database, DatabaseFailed } from './Database.js';
import type { Names } from './schema.js';

/** How soon it looks again while transactions run, in milliseconds. */
export const SETTLES_IN = 5;

/** The last row that is visible, the oldest transaction that runs, and the first that has not begun. */
export interface Horizon {
  readonly last: bigint;
  readonly oldest: bigint;
  readonly next: bigint;
}

/** Reads a number of 64 bits; one that is none counts as 0. */
export const bigintOf = (text: string | null | undefined): bigint =>
  typeof text === 'string' && /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;

/** Reads the horizon of the rows from one on. */
export const horizonOf =
  (database: Database, { events }: Names) =>
  (from: bigint): TE.TaskEither<DatabaseFailed, Horizon> =>
    pipe(
      database.query({
        name: 'runchart horizon',
        text: `
SELECT (SELECT coalesce(max(e.seq), 0) FROM ${events} e WHERE e.seq >= $1::text::bigint) AS last,
  pg_snapshot_xmin(s.now)::text AS oldest, pg_snapshot_xmax(s.now)::text AS next
FROM (SELECT pg_current_snapshot() AS now) s`,
        parameters: [String(from)],
        repeatable: true,
      }),
      TE.map(([row]) => ({
        last: bigintOf(row?.['last']),
        oldest: bigintOf(row?.['oldest']),
        next: bigintOf(row?.['next']),
      })),
    );

/** The last row of now, once all rows before it are there. */
export const settled = (
  database: Database,
  names: Names,
  first?: Horizon,
): TE.TaskEither<DatabaseFailed, bigint> =>
  pipe(
    horizonOf(database, names)(first?.last ?? 0n),
    TE.chain((seen) => {
      if (seen.oldest === seen.next) return TE.right(seen.last);
      if (first !== undefined && seen.oldest >= first.next) return TE.right(first.last);
      return pipe(settled(database, names, first ?? seen), T.delay(SETTLES_IN));
    }),
  );
