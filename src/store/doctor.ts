/* eslint-disable functional/no-loop-statements, functional/no-let -- one page after the other */
/**
 * The doctor: reads every row back, folds the history of each run again, and tells what does not fit.
 *
 * A page of runs is read with its history in one transaction that sees one state of the database, so that workers may go on.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { timedStates } from '../engine/timedStates.js';
import { RunInstanceLenientCodec } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import { quarantineRows } from './claim.js';
import type { Connection, Database, DatabaseFailed, Row } from './Database.js';
import { list, literals } from './Database.js';
import type { DoctorOptions, DoctorPage, Finding } from './Finding.js';
import { findingMessage } from './Finding.js';
import { historyEntryOf } from './history.js';
import type { Fold } from './historyPages.js';
import { foldHistories } from './historyPages.js';
import type { HistoryBroken } from './Journals.js';
import type { Names } from './schema.js';
import { chartSql, CLOCK_MS, moveRows } from './schema.js';
import { decodeStoredRun, runColumns } from './StoredRun.js';

// ----------------------------------------------------------------------------------------------------------- checks

/** What the schema should have, read from the script that makes it. */
const checksIn = (script: string): ReadonlyArray<readonly [what: string, body: string]> => [
  ...[...script.matchAll(/ADD CONSTRAINT (\w+)/g)].map(
    ([, name = '']) => [`constraint ${name}`, ''] as const,
  ),
  ...[...script.matchAll(/CREATE OR REPLACE TRIGGER (\w+)/g)].map(
    ([, name = '']) => [`trigger ${name}`, ''] as const,
  ),
  ...[
    ...script.matchAll(/CREATE OR REPLACE FUNCTION \w+\.(\w+)\(\)[^$]*\$(\w+)\$([\s\S]*?)\$\2\$/g),
  ].map(([, name = '', , body = '']) => [`function ${name}`, body] as const),
];

const readChecks = (
  connection: Connection,
  names: Names,
): TE.TaskEither<DatabaseFailed, ReadonlyArray<Finding>> =>
  pipe(
    connection.query({
      text: `
SELECT 'constraint ' || conname AS what, '' AS body FROM pg_constraint WHERE conrelid IN ('${names.runs}'::regclass, '${names.events}'::regclass)
UNION ALL
SELECT 'trigger ' || tgname, '' FROM pg_trigger
WHERE tgrelid IN ('${names.runs}'::regclass, '${names.events}'::regclass) AND tgenabled <> 'D'
UNION ALL
SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = '${names.schema}'::regnamespace`,
    }),
    TE.map((rows) => {
      const found = new Map(rows.map((row) => [row['what'], row['body']]));
      return checksIn(chartSql(names)).flatMap(([what, body]): ReadonlyArray<Finding> =>
        found.get(what) === body ? [] : [{ _tag: 'CheckMissing', what }],
      );
    }),
  );

const readMoves = (
  connection: Connection,
  { moves }: Names,
): TE.TaskEither<DatabaseFailed, ReadonlyArray<Finding>> =>
  pipe(
    connection.query({
      text: `
WITH chart AS MATERIALIZED (VALUES ${moveRows()})
SELECT count(*) AS size FROM (
  (SELECT steps, source, had_attempt, target, attempt, begun, dates, prioritizes, events FROM ${moves} EXCEPT SELECT * FROM chart)
  UNION ALL
  (SELECT * FROM chart EXCEPT SELECT steps, source, had_attempt, target, attempt, begun, dates, prioritizes, events FROM ${moves})
) d`,
    }),
    TE.map(([row]) => {
      const rows = Number(row?.['size'] ?? 0);
      return rows === 0 ? [] : [{ _tag: 'MovesDiffer', rows }];
    }),
  );

const CHECK_VIOLATION = '23514';

/** Makes the checks again. Rows in quarantine may violate them; then they hold for what is written from now on. */
const makeChecks = (database: Database, names: Names): TE.TaskEither<DatabaseFailed, unknown> =>
  pipe(
    database.transaction((tx) => tx.execute(chartSql(names))),
    TE.orElse((error) =>
      error.code === CHECK_VIOLATION
        ? database.transaction((tx) => tx.execute(chartSql(names, false)))
        : TE.left(error),
    ),
  );

// ------------------------------------------------------------------------------------------------------------- runs

type Values = Readonly<Record<string, string | number | null | undefined>>;

const shown = (value: Values[string]): string =>
  value === null || value === undefined ? 'none' : String(value);

const differences = (
  stored: Values,
  history: Values,
): Extract<Finding, { readonly _tag: 'RunDiffers' }>['fields'] =>
  Object.keys(stored)
    .filter((field) => stored[field] !== history[field])
    .map((field) => ({
      field,
      stored: shown(stored[field]),
      history: shown(history[field]),
    }));

const creations = new Set(['new_ready_with_id', 'new_scheduled_with_id']);

/** The version after a row that was not refused. */
const versionAfter = (
  { right: before }: E.Right<{ run: unknown; version: number }>,
  row: Row,
): number => {
  const { events } = historyEntryOf(row);
  return before.run === undefined && creations.has(events[0] ?? '')
    ? 0
    : before.version + events.length;
};

const examine = (row: Row, fold: Fold | undefined): ReadonlyArray<Finding> => {
  const decoded = decodeStoredRun(row);
  if (E.isLeft(decoded)) return [decoded.left];
  const { run, version } = decoded.right;
  const notDue: ReadonlyArray<Finding> =
    row['due_at'] === null && timedStates.includes(run.state)
      ? [{ _tag: 'RunNotDue', runId: run.id, state: run.state }]
      : [];
  if (fold === undefined) return [{ _tag: 'RunWithoutHistory', runId: run.id }];
  if (E.isLeft(fold)) return [fold.left];
  const { run: made } = fold.right;
  if (made === undefined) return [{ _tag: 'RunWithoutHistory', runId: run.id }];
  const fields = differences(
    { ...RunInstanceLenientCodec.encode(run), version },
    { ...RunInstanceLenientCodec.encode(made), version: fold.right.version },
  );
  return fields.length === 0 ? notDue : [{ _tag: 'RunDiffers', runId: run.id, fields }];
};

/** How many runs are read at once. */
const RUNS = 500;

interface Examined {
  readonly findings: ReadonlyArray<Finding>;
  readonly read: number;
  readonly last: string | undefined;
}

/** Reads the runs after one, with their history. */
const examineRuns = (
  connection: Connection,
  names: Names,
  after: string | undefined,
): TE.TaskEither<DatabaseFailed, Examined> => {
  const breaks = new Map<RunId, HistoryBroken>();
  const checkVersion = (row: Row, fold: Fold): void => {
    const { runId, seq, refusal, version } = historyEntryOf(row);
    if (refusal !== undefined || E.isLeft(fold) || breaks.has(runId)) return;
    const expected = versionAfter(fold, row);
    if (version !== expected)
      // eslint-disable-next-line functional/immutable-data -- a map that nobody else has yet
      breaks.set(runId, {
        _tag: 'HistoryBroken',
        runId,
        seq,
        reason: `it makes version ${version}, and ${expected} is next: rows are missing, or twice there`,
      });
  };
  return pipe(
    connection.query({
      text: `SELECT ${runColumns('r')} FROM ${names.runs} r
        WHERE ($1::text IS NULL OR r.id > $1::text::uuid) ORDER BY r.id LIMIT ${RUNS}`,
      parameters: [after ?? null],
    }),
    TE.bindTo('rows'),
    TE.bind('aside', ({ rows }) =>
      connection.query({
        text: `SELECT id FROM ${names.quarantine} WHERE id = ANY ($1::text::uuid[])`,
        parameters: [list(rows.map((row) => row['id'] ?? null))],
      }),
    ),
    TE.bind('folds', ({ rows }) =>
      foldHistories(
        connection,
        names,
        rows.map((row) => row['id'] ?? ''),
        checkVersion,
      ),
    ),
    TE.map(({ rows, aside, folds }) => {
      const quarantined = new Set(aside.map((row) => row['id']));
      return {
        findings: rows
          .filter((row) => !quarantined.has(row['id'] ?? null))
          .flatMap((row) => {
            // SAFETY: a column of ids.
            const id = row['id'] as RunId;
            const broken = breaks.get(id);
            return broken === undefined ? examine(row, folds.get(id)) : [broken];
          }),
        read: rows.length,
        last: rows.length < RUNS ? undefined : (rows.at(-1)?.['id'] ?? undefined),
      };
    }),
  );
};

const readOrphans = (
  connection: Connection,
  { runs, events }: Names,
  after: string | undefined,
): TE.TaskEither<DatabaseFailed, ReadonlyArray<RunId>> =>
  pipe(
    connection.query({
      text: `SELECT DISTINCT e.run_id FROM ${events} e
        WHERE ($1::text IS NULL OR e.run_id > $1::text::uuid) AND NOT EXISTS (SELECT 1 FROM ${runs} r WHERE r.id = e.run_id)
        ORDER BY e.run_id LIMIT ${RUNS}`,
      parameters: [after ?? null],
    }),
    // SAFETY: a column of ids.
    TE.map((rows) => rows.map((row) => row['run_id'] as RunId)),
  );

const mend = (
  connection: Connection,
  names: Names,
  findings: ReadonlyArray<Finding>,
): TE.TaskEither<DatabaseFailed, unknown> => {
  const misfits = findings.flatMap((finding) => {
    switch (finding._tag) {
      case 'RowNotDecodable':
      case 'HistoryBroken':
      case 'RunDiffers':
      case 'RunWithoutHistory':
        return [{ runId: finding.runId, reason: findingMessage(finding) }];
      case 'HistoryWithoutRun':
      case 'RunNotDue':
      case 'CheckMissing':
      case 'MovesDiffer':
        return [];
    }
  });
  const notDue = findings.flatMap((finding) =>
    finding._tag === 'RunNotDue' ? [finding.runId] : [],
  );
  return pipe(
    quarantineRows(names, connection)(misfits),
    TE.chain(() =>
      notDue.length === 0
        ? TE.right([])
        : connection.query({
            text: `UPDATE ${names.runs} SET due_at = ${CLOCK_MS}
              WHERE id = ANY ($1::text::uuid[]) AND due_at IS NULL AND state IN (${literals(timedStates)})`,
            parameters: [list(notDue)],
          }),
    ),
  );
};

// ----------------------------------------------------------------------------------------------------------- doctor

/** Examines a store. */
export const examineStore = (database: Database, names: Names) =>
  async function* ({ fix = false }: DoctorOptions = {}): AsyncGenerator<
    E.Either<DatabaseFailed, DoctorPage>,
    void
  > {
    const sizes = await database.query({
      text: `SELECT (SELECT count(*) FROM ${names.runs}) AS runs, (SELECT count(*) FROM ${names.quarantine}) AS aside`,
      repeatable: true,
    })();
    const schema = await pipe(
      readMoves(database, names),
      TE.chain((moves) =>
        pipe(
          readChecks(database, names),
          TE.map((checks) => [...moves, ...checks]),
        ),
      ),
    )();
    if (E.isLeft(sizes)) {
      yield sizes;
      return;
    }
    if (E.isLeft(schema)) {
      yield schema;
      return;
    }
    const of = Number(sizes.right[0]?.['runs'] ?? 0);
    const quarantined = Number(sizes.right[0]?.['aside'] ?? 0);
    let checked = 0;
    yield E.right({ findings: schema.right, checked, of, quarantined });

    let last: string | undefined;
    do {
      const examined = await database.transaction<never, Examined>((tx) =>
        pipe(
          tx.query({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ' }),
          TE.chain(() => examineRuns(tx, names, last)),
          TE.chainFirst(({ findings }) => (fix ? mend(tx, names, findings) : TE.right(undefined))),
        ),
      )();
      if (E.isLeft(examined)) {
        yield examined;
        return;
      }
      const { findings, read } = examined.right;
      ({ last } = examined.right);
      checked += read;
      yield E.right({ findings, checked, of: Math.max(of, checked), quarantined });
    } while (last !== undefined);

    let orphan: string | undefined;
    do {
      const orphans = await readOrphans(database, names, orphan)();
      if (E.isLeft(orphans)) {
        yield orphans;
        return;
      }
      orphan = orphans.right.length < RUNS ? undefined : orphans.right.at(-1);
      yield E.right({
        findings: orphans.right.map((runId) => ({ _tag: 'HistoryWithoutRun', runId })),
        checked,
        of: checked,
        quarantined,
      });
    } while (orphan !== undefined);

    if (!fix || schema.right.length === 0) return;
    const made = await makeChecks(database, names)();
    if (E.isLeft(made)) yield made;
  };
