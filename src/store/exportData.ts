/* eslint-disable functional/no-let, functional/no-loop-statements -- one page after the other */
/** Reads what the store keeps of its runs beside their history, page by page, in the order of their ids. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import { decodeErrors } from '../codec/DecodeError.js';
import { waitingStates } from '../engine/timedStates.js';
import { RunId } from '../values/RunId.js';
import type { Database, DatabaseFailed, Row } from './Database.js';
import { literals } from './Database.js';
import type { DataPage } from './Journals.js';
import type { RunData } from './RunData.js';
import { RunDataCodec } from './RunData.js';
import type { Names } from './schema.js';
import type { RowNotDecodable } from './StoredRun.js';
import { jsonIn, numberOf } from './StoredRun.js';

/** The most runs of a page: their payloads are in memory together. */
const PAGE = 200;

/** The instant of a lease is its worker's, and says nothing in another store. */
const dataSql = ({ runs }: Names, which: string): string => `
SELECT id, payload, progress, result, failures, max_failures, unique_key, promote_priority,
  CASE WHEN state IN (${literals(waitingStates)}) THEN due_at END AS due_at
FROM ${runs}
WHERE id ${which} $1::text::uuid
ORDER BY id LIMIT ${PAGE}`;

/** A column that is null is a field that is absent. */
const presentIn = (row: Row, column: string): string | undefined => row[column] ?? undefined;

const decodeRow = (row: Row): E.Either<RowNotDecodable, RunData> =>
  pipe(
    jsonIn(row),
    E.chain((json) =>
      pipe(
        RunDataCodec.decode({
          ...json,
          run_id: row['id'],
          failures: numberOf(row['failures']),
          max_failures: numberOf(row['max_failures']),
          unique_key: presentIn(row, 'unique_key'),
          due_at: numberOf(presentIn(row, 'due_at')),
          promote_priority: numberOf(presentIn(row, 'promote_priority')),
        }),
        E.mapLeft(decodeErrors),
      ),
    ),
    E.mapLeft((errors): RowNotDecodable => ({
      _tag: 'RowNotDecodable',
      runId: row['id'] ?? '',
      errors,
    })),
  );

/** Exports the data of all runs, or of one. */
export const exportData = (database: Database, names: Names) => {
  const one = dataSql(names, '=');
  const after = dataSql(names, '>');
  return async function* ({ runId }: { readonly runId?: RunId } = {}): AsyncGenerator<
    E.Either<DatabaseFailed, DataPage>,
    void
  > {
    // No stored run has the nil UUID, after which the first page begins.
    let last: string = RunId.nil;
    for (;;) {
      const rows: E.Either<DatabaseFailed, ReadonlyArray<Row>> = await database.query({
        name: runId === undefined ? 'runchart data' : 'runchart data of a run',
        text: runId === undefined ? after : one,
        parameters: [runId ?? last],
        repeatable: true,
      })();
      if (E.isLeft(rows)) {
        yield rows;
        return;
      }
      const { left: undecodable, right: data } = pipe(rows.right, RA.partitionMap(decodeRow));
      yield E.right({ data, undecodable });
      const next = rows.right.length < PAGE ? undefined : rows.right.at(-1)?.['id'];
      if (next === undefined || next === null) return;
      last = next;
    }
  };
};
