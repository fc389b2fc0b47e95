/**
 * Watches the history: each command once, whatever happens to the connection.
 *
 * Rows get their numbers before their transactions are committed, so who goes by the numbers alone misses the row of a slow transaction.
 * But each of these transactions has its id before it takes a number. So all rows up to the last one that is visible are there once every
 * transaction that ran then has ended. A notification only says that it is worth looking.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Database, DatabaseFailed, Row } from './Database.js';
import { historyColumns, historyEntryOf } from './history.js';
import type { Watcher } from './RunStore.js';
import type { Names } from './schema.js';

const PAGE = 1000;

/** How often it looks when nothing tells it to, in milliseconds. */
const LOOKS_EVERY = 500;

/** How soon it looks again while transactions run, in milliseconds. */
const SETTLES_IN = 5;

/** The last row that is visible, the oldest transaction that runs, and the first that has not begun. */
const horizonSql = ({ events }: Names): string => `
SELECT (SELECT coalesce(max(e.seq), 0) FROM ${events} e WHERE e.seq >= $1::text::bigint) AS last,
  pg_snapshot_xmin(s.now)::text AS oldest, pg_snapshot_xmax(s.now)::text AS next
FROM (SELECT pg_current_snapshot() AS now) s`;

const pageSql = ({ events }: Names): string => `
SELECT ${historyColumns('e')} FROM ${events} e
WHERE e.seq > $1::text::bigint AND e.seq <= $2::text::bigint ORDER BY e.seq LIMIT ${PAGE}`;

interface Horizon {
  readonly last: bigint;
  readonly oldest: bigint;
  readonly next: bigint;
}

const bigintOf = (text: string | null | undefined): bigint =>
  typeof text === 'string' && /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;

const horizonOf = (row: Row | undefined): Horizon => ({
  last: bigintOf(row?.['last']),
  oldest: bigintOf(row?.['oldest']),
  next: bigintOf(row?.['next']),
});

/** Hears each command after a cursor; without one, each from now on. */
export const watchRuns =
  (database: Database, names: Names) =>
  (
    { onEntries, onError }: Watcher,
    given?: string,
  ): TE.TaskEither<DatabaseFailed, () => Promise<void>> => {
    const horizon = (from: bigint): TE.TaskEither<DatabaseFailed, Horizon> =>
      pipe(
        database.query({
          name: 'runchart horizon',
          text: horizonSql(names),
          parameters: [String(from)],
          repeatable: true,
        }),
        TE.map(([row]) => horizonOf(row)),
      );
    const page = (after: bigint, upTo: bigint): TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>> =>
      database.query({
        name: 'runchart watch',
        text: pageSql(names),
        parameters: [String(after), String(upTo)],
        repeatable: true,
      });

    /** The last row once all rows before it are there. */
    const now = (first: Horizon | undefined): TE.TaskEither<DatabaseFailed, bigint> =>
      pipe(
        horizon(first?.last ?? 0n),
        TE.chain((seen) => {
          if (seen.oldest === seen.next) return TE.right(seen.last);
          if (first !== undefined && seen.oldest >= first.next) return TE.right(first.last);
          return pipe(now(first ?? seen), T.delay(SETTLES_IN));
        }),
      );

    return pipe(
      given === undefined ? now(undefined) : TE.right(bigintOf(given)),
      TE.chain((start) => async () => {
        /* eslint-disable functional/no-let -- one reader at a time, which is told to look again */
        let cursor = start;
        /** A horizon that is complete when the transactions before its `next` have ended. */
        let waiting: Horizon | undefined;
        let running: Promise<void> | undefined;
        let again = false;
        let stopped = false;
        let soon: ReturnType<typeof setTimeout> | undefined;
        /* eslint-enable functional/no-let */

        const deliver = async (upTo: bigint): Promise<E.Either<DatabaseFailed, void>> => {
          if (stopped || cursor >= upTo) return E.right(undefined);
          const read = await page(cursor, upTo)();
          if (E.isLeft(read)) return read;
          const last = read.right.at(-1);
          const next =
            last === undefined || read.right.length < PAGE ? upTo : bigintOf(last['seq']);
          if (read.right.length > 0) await onEntries(read.right.map(historyEntryOf), String(next));
          cursor = next;
          return deliver(upTo);
        };
        const readOn = async (): Promise<E.Either<DatabaseFailed, void>> => {
          const seen = await horizon(cursor)();
          if (E.isLeft(seen)) return seen;
          const at = seen.right;
          const complete =
            at.oldest === at.next
              ? at.last
              : waiting !== undefined && at.oldest >= waiting.next
                ? waiting.last
                : undefined;
          if (complete === undefined) waiting ??= at;
          else waiting = at.last > complete ? at : undefined;
          if (at.last > cursor && at.last !== complete)
            soon ??= setTimeout(() => {
              soon = undefined;
              look();
            }, SETTLES_IN);
          return complete === undefined ? E.right(undefined) : deliver(complete);
        };
        const look = (): void => {
          again = true;
          running ??= (async () => {
            // eslint-disable-next-line functional/no-loop-statements -- until nobody asked again while it was reading
            while (again && !stopped) {
              again = false;
              const read = await readOn();
              if (E.isLeft(read)) onError?.(read.left);
            }
            running = undefined;
          })();
        };

        const listening = await database.listen(names.channel, {
          onNotification: look,
          onGap: look,
        })();
        if (E.isLeft(listening)) return listening;
        const timer = setInterval(look, LOOKS_EVERY);
        look();
        return E.right(async () => {
          stopped = true;
          clearInterval(timer);
          clearTimeout(soon);
          await listening.right();
          await running;
        });
      }),
    );
  };
