/** Makes a `RunStore` of a database. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal, runStates } from '../run/RunState.js';
import { RunId } from '../values/RunId.js';
import { beatRuns, claimRuns } from './claim.js';
import type { Database } from './Database.js';
import { list, literals } from './Database.js';
import { examineStore } from './doctor.js';
import { exportData } from './exportData.js';
import { exportJournal } from './exportJournal.js';
import { historyColumns, historyEntryOf } from './history.js';
import { importJournal } from './importJournal.js';
import { insertRuns } from './insert.js';
import type { OpenError } from './migrate.js';
import { migrate } from './migrate.js';
import { mutateRuns } from './mutate.js';
import type { MutateError, RunNotInStore, RunStore } from './RunStore.js';
import { scheduleRuns } from './schedule.js';
import { namesIn } from './schema.js';
import type { RowNotDecodable, StoredRun } from './StoredRun.js';
import { decodeStoredRun, runColumns } from './StoredRun.js';
import { watchRuns } from './watch.js';

/**
 * The options of a store.
 * @category Stores
 */
export interface RunStoreOptions {
  /** The schema that holds its tables: lower-case letters, digits and underscores; default: `runchart`. */
  readonly schema?: string;
  /** After how many failures a run is Failed, unless it says so itself; default: 5. */
  readonly maxFailures?: number;
}

const SCHEMA = 'runchart';
const MAX_FAILURES = 5;
const runNotInStore = (runId: RunId): RunNotInStore => ({ _tag: 'RunNotInStore', runId });

const PAGE = 100;
const PRUNED_AT_ONCE = 10_000;

/**
 * Opens the store of a database: makes its tables, or brings them to this version.
 *
 * Errors: `SchemaTooNew` if a newer version of the library made the tables, `ChartMismatch` if they are those of another chart,
 * `ServerTooOld`, `DatabaseFailed`.
 *
 * @example
 * ```ts
 * import { AttemptId, TaskId } from 'runchart'
 * import { openRunStore } from 'runchart/store'
 * import { openPGlite } from 'runchart/store/pglite'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 *
 * const opened = await pipe(openPGlite(), TE.chainW(openRunStore()))()
 * if (E.isLeft(opened)) throw new Error(opened.left._tag)
 * const store = opened.right
 *
 * await store.insert({ taskId: TaskId.generate(), payload: { to: 'Ada' } })()
 * const claimed = await store.claim({ worker: 'a', limit: 10, leaseSeconds: 30 })()
 * assert.deepStrictEqual(E.isRight(claimed) && claimed.right.runs.map(({ run, payload }) => [run.state, payload]), [
 *   ['Leased', { to: 'Ada' }],
 * ])
 *
 * const [taken] = E.isRight(claimed) ? claimed.right.runs : []
 * if (taken !== undefined) {
 *   const refused = await store.mutate(taken.run.id, { type: 'attempt.start', attemptId: AttemptId.generate() })()
 *   assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'AttemptStartRequiresRunning')
 * }
 * await store.close()
 * ```
 * @category Stores
 */
export const openRunStore =
  ({ schema = SCHEMA, maxFailures = MAX_FAILURES }: RunStoreOptions = {}) =>
  (database: Database): TE.TaskEither<OpenError, RunStore> => {
    const names = namesIn(schema);
    const { runs, events } = names;
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
      return TE.left({
        _tag: 'DatabaseFailed',
        message: `the schema ${JSON.stringify(schema)} is no name of lower-case letters, digits and underscores`,
        code: undefined,
        again: 'never',
      });
    return pipe(
      migrate(database, names),
      TE.map((): RunStore => {
        const insertMany = insertRuns(names, maxFailures)(database);
        const mutateMany = mutateRuns(names)(database);
        const historyText = `SELECT ${historyColumns('e')} FROM ${events} e WHERE e.run_id = $1::text::uuid ORDER BY e.seq`;
        const listText = `SELECT ${runColumns('r')} FROM ${runs} r
          WHERE r.id > $1::text::uuid AND ($2::text IS NULL OR r.state = ANY ($2::text::text[]))
          ORDER BY r.id LIMIT $3::text::integer`;
        return {
          database,
          channel: names.channel,
          insertMany,
          insert: (run) =>
            pipe(
              insertMany([run]),
              TE.chainW(([inserted]) =>
                inserted === undefined
                  ? // Between the two statements the run that was there was deleted.
                    TE.left({
                      _tag: 'DatabaseFailed' as const,
                      message: 'the run that was there is gone; insert it again',
                      code: undefined,
                      again: 'undone' as const,
                    })
                  : TE.right(inserted),
              ),
            ),
          load: (id) =>
            pipe(
              database.query({
                name: 'runchart load',
                text: `SELECT ${runColumns('r')} FROM ${runs} r WHERE r.id = $1::text::uuid`,
                parameters: [id],
                repeatable: true,
              }),
              TE.chainEitherKW(([row]) =>
                row === undefined
                  ? E.left<RunNotInStore | RowNotDecodable, StoredRun>(runNotInStore(id))
                  : decodeStoredRun(row),
              ),
            ),
          mutateMany,
          mutate: (id, event, options = {}) =>
            pipe(
              mutateMany([{ ...options, id, event }]),
              TE.chainW(([outcome]) =>
                outcome === undefined
                  ? TE.left<MutateError>(runNotInStore(id))
                  : TE.fromEither(outcome),
              ),
            ),
          ...claimRuns(names, database),
          heartbeat: beatRuns(names, database),
          ...scheduleRuns(names, database, insertRuns(names, maxFailures)),
          history: (id) =>
            pipe(
              database.query({
                name: 'runchart history',
                text: historyText,
                parameters: [id],
                repeatable: true,
              }),
              TE.chainW((rows) =>
                rows.length === 0 ? TE.left(runNotInStore(id)) : TE.right(rows.map(historyEntryOf)),
              ),
            ),
          list: ({ states, after, limit = PAGE } = {}) =>
            pipe(
              database.query({
                name: 'runchart list',
                text: listText,
                parameters: [
                  // No stored run has it, and the first page begins after it: a plan for any page goes by the index.
                  after ?? RunId.nil,
                  states === undefined ? null : list(states),
                  String(limit),
                ],
                repeatable: true,
              }),
              TE.map((rows) => {
                const { left: undecodable, right } = pipe(rows, RA.partitionMap(decodeStoredRun));
                const last = rows.length < limit ? undefined : rows.at(-1)?.['id'];
                return {
                  runs: right,
                  undecodable,
                  // SAFETY: a column of ids.
                  next: last === undefined || last === null ? undefined : (last as RunId),
                };
              }),
            ),
          counts: () =>
            pipe(
              database.query({
                text: `SELECT state, count(*) AS size FROM ${runs} GROUP BY state`,
                repeatable: true,
              }),
              TE.map((rows) => {
                const found = new Map(rows.map((row) => [row['state'], Number(row['size'])]));
                // SAFETY: an entry for each state.
                return Object.fromEntries(
                  runStates.map((state) => [state, found.get(state) ?? 0]),
                ) as Record<RunState, number>;
              }),
            ),
          watch: watchRuns(database, names),
          export: exportJournal(database, names),
          exportData: exportData(database, names),
          import: importJournal(database, names, maxFailures),
          doctor: examineStore(database, names),
          prune: ({ endedBefore, limit = PRUNED_AT_ONCE }) =>
            database.transaction((tx) =>
              pipe(
                tx.query({ text: "SELECT set_config('runchart.pruning', 'on', true)" }),
                TE.chain(() =>
                  tx.query({
                    text: `WITH gone AS (
                        SELECT id FROM ${runs} WHERE state IN (${literals(runStates.filter(isTerminal))}) AND last_state_change_at < $1::text::bigint
                        ORDER BY id LIMIT $2::text::integer FOR UPDATE SKIP LOCKED
                      ), history AS (DELETE FROM ${events} WHERE run_id IN (SELECT id FROM gone)),
                      deleted AS (DELETE FROM ${runs} WHERE id IN (SELECT id FROM gone) RETURNING 1)
                      SELECT count(*) AS size FROM deleted`,
                    parameters: [String(endedBefore), String(limit)],
                  }),
                ),
                TE.map(([row]) => Number(row?.['size'] ?? 0)),
              ),
            ),
          close: () => database.close(),
        };
      }),
    );
  };
