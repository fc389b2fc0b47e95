/** Reads the history in pages, so that no more of it is in memory. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunId } from '../values/RunId.js';
import type { Connection, DatabaseFailed, Row } from './Database.js';
import { list } from './Database.js';
import type { Folded } from './history.js';
import { foldRow, historyColumns, historyEntryOf, unborn } from './history.js';
import { bigintOf } from './horizon.js';
import type { HistoryBroken } from './Journals.js';
import type { Names } from './schema.js';

/** The most rows of a page. */
export const PAGE = 1000;

/** How much farther it looks after it found nothing: numbers are left out where runs were pruned. */
const FARTHER = 8n;

/** A page of the history. */
export interface HistoryPage {
  readonly rows: ReadonlyArray<Row>;
  /** The row, read or left out, after which the next page begins. */
  readonly next: bigint;
}

/**
 * Reads the first rows after one, up to another. It looks at a range of numbers, because the index of numbers knows ranges, and has no
 * order.
 */
export const readHistory =
  (connection: Connection, { events }: Names) =>
  (after: bigint, upTo: bigint): TE.TaskEither<DatabaseFailed, HistoryPage> => {
    const look = (from: bigint, range: bigint): TE.TaskEither<DatabaseFailed, HistoryPage> => {
      const end = from + range < upTo ? from + range : upTo;
      return pipe(
        connection.query({
          name: 'runchart history page',
          text: `SELECT ${historyColumns('e')} FROM ${events} e
            WHERE e.seq > $1::text::bigint AND e.seq <= $2::text::bigint ORDER BY e.seq LIMIT ${PAGE}`,
          parameters: [String(from), String(end)],
          repeatable: true,
        }),
        TE.chain((rows) => {
          const next = rows.length < PAGE ? end : bigintOf(rows.at(-1)?.['seq']);
          return rows.length === 0 && next < upTo
            ? look(next, FARTHER * range)
            : TE.right({ rows, next });
        }),
      );
    };
    return look(after, BigInt(PAGE));
  };

/** Reads the first rows of some runs after one, run by run. */
export const readHistoryOf =
  (connection: Connection, { events }: Names) =>
  (
    ids: ReadonlyArray<string>,
    after: Row | undefined,
    upTo?: bigint,
  ): TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>> =>
    connection.query({
      text: `SELECT ${historyColumns('e')} FROM ${events} e
        WHERE e.run_id = ANY ($1::text::uuid[]) AND ($4::text IS NULL OR e.seq <= $4::text::bigint)
          AND ($2::text IS NULL OR (e.run_id, e.seq) > ($2::text::uuid, $3::text::bigint))
        ORDER BY e.run_id, e.seq LIMIT ${PAGE}`,
      parameters: [
        list(ids),
        after?.['run_id'] ?? null,
        after?.['seq'] ?? null,
        upTo === undefined ? null : String(upTo),
      ],
      repeatable: true,
    });

/** What the history makes of a run so far, or where it breaks. */
export type Fold = E.Either<HistoryBroken, Folded>;

/** Folds the histories of some runs, up to a row. `before` sees what each row finds. */
export const foldHistories = (
  connection: Connection,
  names: Names,
  ids: ReadonlyArray<string>,
  before: (row: Row, fold: Fold) => void,
  upTo?: bigint,
): TE.TaskEither<DatabaseFailed, ReadonlyMap<RunId, Fold>> => {
  const read = readHistoryOf(connection, names);
  const folds = new Map<RunId, Fold>();
  const take = (row: Row): void => {
    const { runId } = historyEntryOf(row);
    const fold = folds.get(runId) ?? E.right(unborn);
    before(row, fold);
    // eslint-disable-next-line functional/immutable-data -- a map that nobody else has yet
    folds.set(runId, pipe(fold, E.chain(foldRow(row))));
  };
  const go = (after: Row | undefined): TE.TaskEither<DatabaseFailed, ReadonlyMap<RunId, Fold>> =>
    pipe(
      read(ids, after, upTo),
      TE.chain((rows) => {
        rows.forEach(take);
        return rows.length < PAGE ? TE.right(folds) : go(rows.at(-1));
      }),
    );
  return ids.length === 0 ? TE.right(folds) : go(undefined);
};
