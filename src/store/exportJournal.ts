/* eslint-disable functional/immutable-data, functional/no-loop-statements, functional/no-let -- one page after the other */
/**
 * Exports the history as a journal, page by page, in the order of its rows.
 *
 * A row that depends on the run as it was before is rare: it tells of a run that was taken from a dead worker, or of several events that
 * were refused as one. For these alone the history of their runs is folded.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Database, DatabaseFailed, Row } from './Database.js';
import { dependsOnBefore, historyEntryOf, journalEntriesOf, unborn } from './history.js';
import type { Fold, HistoryPage } from './historyPages.js';
import { foldHistories, PAGE, readHistory, readHistoryOf } from './historyPages.js';
import { bigintOf, settled } from './horizon.js';
import type { ExportOptions, HistoryBroken, JournalPage } from './Journals.js';
import type { Names } from './schema.js';

// -------------------------------------------------------------------------------------------------------- operations

const linesOf = (
  row: Row,
  before: Fold | undefined,
): E.Either<HistoryBroken, ReadonlyArray<JournalEntry>> => {
  const { runId, seq } = historyEntryOf(row);
  return pipe(
    before ?? E.right(unborn),
    E.chain(({ run }) =>
      pipe(
        journalEntriesOf(row, run),
        E.mapLeft((reason): HistoryBroken => ({ _tag: 'HistoryBroken', runId, seq, reason })),
      ),
    ),
  );
};

/** Exports the history of the runs. */
export const exportJournal = (database: Database, names: Names) => {
  const readAll = readHistory(database, names);
  const readRun = readHistoryOf(database, names);

  const pageOf = ({
    rows,
    next,
  }: HistoryPage): TE.TaskEither<DatabaseFailed, Omit<JournalPage, 'last'>> => {
    const dependent = rows.filter(dependsOnBefore);
    const numbers = new Set(dependent.map((row) => row['seq'] ?? ''));
    const before = new Map<string, Fold>();
    return pipe(
      foldHistories(
        database,
        names,
        [...new Set(dependent.map((row) => row['run_id'] ?? ''))],
        (row, fold) => {
          if (numbers.has(row['seq'] ?? '')) before.set(row['seq'] ?? '', fold);
        },
        bigintOf(dependent.at(-1)?.['seq']),
      ),
      TE.map(() => {
        const lines = rows.map((row) => linesOf(row, before.get(row['seq'] ?? '')));
        return {
          entries: lines.flatMap((line) => (E.isRight(line) ? line.right : [])),
          broken: lines.flatMap((line) => (E.isLeft(line) ? [line.left] : [])),
          cursor: String(next),
        };
      }),
    );
  };

  /** The index of numbers is of use only once it has summarized the rows, which no server in the background does for PGlite. */
  const summarize = database.query({
    text: `SELECT brin_summarize_new_values('${names.schema}.run_events_seq')`,
    repeatable: true,
  });

  return async function* ({ runId, after = '0', upTo }: ExportOptions = {}): AsyncGenerator<
    E.Either<DatabaseFailed, JournalPage>,
    void
  > {
    // Somebody who may only read exports too, if more slowly.
    if (upTo === undefined && runId === undefined) await summarize();
    const end = await (
      upTo === undefined
        ? settled(database, names)
        : TE.right<DatabaseFailed, bigint>(bigintOf(upTo))
    )();
    if (E.isLeft(end)) {
      yield end;
      return;
    }
    const last = end.right;
    const read = (
      from: bigint,
      row: Row | undefined,
    ): TE.TaskEither<DatabaseFailed, HistoryPage> =>
      runId === undefined
        ? readAll(from, last)
        : pipe(
            readRun([runId], row ?? { run_id: runId, seq: String(from) }, last),
            TE.map((rows) => ({
              rows,
              next: rows.length < PAGE ? last : bigintOf(rows.at(-1)?.['seq']),
            })),
          );
    let cursor = bigintOf(after);
    let row: Row | undefined;
    while (cursor < last) {
      const history = await read(cursor, row)();
      const page = E.isLeft(history) ? history : await pageOf(history.right)();
      if (E.isLeft(page)) {
        yield page;
        return;
      }
      if (E.isRight(history)) {
        cursor = history.right.next;
        row = history.right.rows.at(-1);
      }
      yield E.right({ ...page.right, last: String(last) });
    }
  };
};
