/** Inserts runs, each with the row of its history. A run that is there already stays as it is. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { v7 } from 'uuid';
import { newScheduledWithId } from '../run/RunInstance.js';
import type { ConstructionError } from '../run/RunInstanceError.js';
import type { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { Connection, DatabaseFailed, Row } from './Database.js';
import { list } from './Database.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';
import type { Inserted, InsertError, NewRun, NotANewRun } from './RunStore.js';
import type { Names } from './schema.js';
import { CLOCK_MS, literals, READY, waitingStates } from './schema.js';
import type { RowNotDecodable } from './StoredRun.js';
import { decodeStoredRun, runColumns } from './StoredRun.js';

// -------------------------------------------------------------------------------------------------------- statement

/**
 * The parameters are lists of one value for each run: id, task, state, created, scheduled, delay, priority, failures, key, payload. A
 * state, an instant or a priority that is null is the store's to say.
 */
const insertSql = ({ runs, events, channel }: Names): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
input AS MATERIALIZED (
  SELECT i.*, coalesce(i.created, ms / 1000) AS created_at,
    coalesce(i.scheduled, (ms + i.delay) / 1000 + CASE WHEN i.delay > 0 THEN 1 ELSE 0 END) AS scheduled_at,
    CASE WHEN i.scheduled IS NULL AND i.delay > 0 THEN ms + i.delay END AS due
  FROM clock, unnest($1::text::uuid[], $2::text::uuid[], $3::text::text[], $4::text::bigint[], $5::text::bigint[], $6::text::bigint[],
    $7::text::integer[], $8::text::integer[], $9::text::text[], $10::text::text[])
    AS i (id, task_id, given, created, scheduled, delay, priority, max_failures, unique_key, payload)
),
stated AS MATERIALIZED (
  SELECT *, coalesce(given, CASE WHEN scheduled_at > created_at THEN 'Scheduled' ELSE '${READY}' END) AS state FROM input
),
fresh AS (
  INSERT INTO ${runs} AS r (id, task_id, state, created_at, scheduled_at, last_state_change_at, due_at, effective_priority, promote_priority,
    max_failures, unique_key, payload)
  SELECT id, task_id, state, created_at, scheduled_at, created_at,
    CASE WHEN state IN (${literals(waitingStates)}) THEN coalesce(due, scheduled_at * 1000) END,
    CASE WHEN state = '${READY}' THEN priority ELSE 0 END,
    CASE WHEN state <> '${READY}' AND priority <> 0 THEN priority END,
    max_failures, unique_key, payload::jsonb
  FROM stated
  ON CONFLICT DO NOTHING
  RETURNING r.*
),
logged AS (
  INSERT INTO ${events} (at, scheduled_at, run_id, task_id, version, priority, events)
  SELECT created_at, nullif(scheduled_at, created_at), id, task_id, 0, nullif(effective_priority, 0),
    CASE WHEN state = '${READY}' THEN 'new_ready_with_id' ELSE 'new_scheduled_with_id' END
  FROM fresh
),
told AS MATERIALIZED (
  SELECT pg_notify('${channel}', CASE WHEN bool_or(state = '${READY}') THEN 'ready' ELSE 'due ' || min(due_at) END) FROM fresh HAVING count(*) > 0
)
SELECT ${runColumns('f')} FROM fresh f LEFT JOIN told ON true`;

/** The runs that a list of ids and keys found there already. */
const thereSql = ({ runs }: Names): string => `
SELECT i.id AS asked, ${runColumns('r')}
FROM unnest($1::text::uuid[], $2::text::text[]) AS i (id, unique_key)
JOIN ${runs} r ON r.id = i.id OR r.unique_key = i.unique_key
ORDER BY r.id = i.id`;

// -------------------------------------------------------------------------------------------------------- operations

interface Prepared {
  readonly id: RunId;
  readonly values: ReadonlyArray<string | number | null>;
  readonly uniqueKey: string | null;
}

type PrepareError = ConstructionError | NotANewRun | NotStorable;

const isNew = ({ run }: { readonly run: NonNullable<NewRun['run']> }): boolean =>
  run.attemptCount === 0 &&
  O.isNone(run.currentAttemptId) &&
  run.lastStateChangeAt === run.createdAt &&
  (run.state === READY
    ? run.scheduledAt <= run.createdAt
    : run.state === 'Scheduled' && run.effectivePriority === 0);

const prepare =
  (maxFailures: number) =>
  (given: NewRun): E.Either<PrepareError, Prepared> => {
    const uniqueKey = given.uniqueKey ?? null;
    const rest = (payload: string | null): ReadonlyArray<string | number | null> => [
      given.maxFailures ?? maxFailures,
      uniqueKey,
      payload,
    ];
    return pipe(
      given.payload === undefined
        ? E.right<NotStorable, string | null>(null)
        : encodeJson(given.payload),
      E.chainW((payload): E.Either<PrepareError, Prepared> => {
        if (given.run !== undefined) {
          const { run } = given;
          return isNew({ run })
            ? E.right({
                id: run.id,
                uniqueKey,
                values: [
                  run.id,
                  run.taskId,
                  run.state,
                  run.createdAt,
                  run.scheduledAt,
                  0,
                  run.effectivePriority,
                  ...rest(payload),
                ],
              })
            : E.left({ _tag: 'NotANewRun', runId: run.id });
        }
        // SAFETY: uuid makes canonical UUIDs.
        const id = given.id ?? (v7() as RunId);
        const { taskId, scheduledAt, delaySeconds = 0, effectivePriority = 0 } = given;
        return pipe(
          // The facade checks the ids.
          newScheduledWithId({ id, taskId, scheduledAt: Timestamp.min, createdAt: Timestamp.min }),
          E.map(() => ({
            id,
            uniqueKey,
            values: [
              id,
              taskId,
              null,
              null,
              scheduledAt ?? null,
              Math.round(1000 * delaySeconds),
              effectivePriority,
              ...rest(payload),
            ],
          })),
        );
      }),
    );
  };

const column = (prepared: ReadonlyArray<Prepared>, i: number): string =>
  list(prepared.map(({ values }) => values[i] ?? null));

const COLUMNS = 10;

const decodeAll = (
  rows: ReadonlyArray<Row>,
): E.Either<RowNotDecodable, ReadonlyArray<readonly [string, Inserted['stored']]>> =>
  pipe(
    rows,
    RA.traverse(E.Applicative)((row) =>
      pipe(
        decodeStoredRun(row),
        E.map((stored) => [row['asked'] ?? stored.run.id, stored] as const),
      ),
    ),
  );

/** Inserts runs with one statement, and with another reads those that were there already. */
export const insertRuns = (names: Names, maxFailures: number) => (connection: Connection) => {
  const text = insertSql(names);
  const thereText = thereSql(names);
  return (given: ReadonlyArray<NewRun>): TE.TaskEither<InsertError, ReadonlyArray<Inserted>> =>
    pipe(
      given,
      RA.traverse(E.Applicative)(prepare(maxFailures)),
      TE.fromEither,
      TE.chainW((prepared) =>
        pipe(
          connection.query({
            name: 'runchart insert',
            text,
            parameters: Array.from({ length: COLUMNS }, (_, i) => column(prepared, i)),
            repeatable: true,
          }),
          TE.chainEitherKW(decodeAll),
          TE.bindTo('fresh'),
          TE.bindW('there', ({ fresh }) => {
            const made = new Set(fresh.map(([id]) => id));
            const others = prepared.filter(({ id }) => !made.has(id));
            return others.length === 0
              ? TE.right<
                  DatabaseFailed | RowNotDecodable,
                  ReadonlyArray<readonly [string, Inserted['stored']]>
                >([])
              : pipe(
                  connection.query({
                    text: thereText,
                    parameters: [
                      list(others.map(({ id }) => id)),
                      list(others.map(({ uniqueKey }) => uniqueKey)),
                    ],
                    repeatable: true,
                  }),
                  TE.chainEitherKW(decodeAll),
                );
          }),
          TE.map(({ fresh, there }) => {
            const made = new Map(fresh);
            const found = new Map(there);
            const firstPlace = new Map(prepared.map(({ id }, i) => [id, i] as const).toReversed());
            return prepared.flatMap(({ id }, i): ReadonlyArray<Inserted> => {
              const stored = made.get(id) ?? found.get(id);
              const alreadyThere = !made.has(id) || firstPlace.get(id) !== i;
              return stored === undefined ? [] : [{ stored, alreadyThere }];
            });
          }),
        ),
      ),
    );
};
