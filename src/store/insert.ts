/** Inserts runs, each with the row of its history. A run that is there already stays as it is. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { v7 } from 'uuid';
import { INVALID } from '../codec/FastCodec.js';
import { waitingStates } from '../engine/timedStates.js';
import { makeRun, newScheduledWithId } from '../run/RunInstance.js';
import type { ConstructionError } from '../run/RunInstanceError.js';
import type { RunState } from '../run/RunState.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { Priority } from '../values/Priority.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { Connection, DatabaseFailed, Row } from './Database.js';
import { list, literals } from './Database.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';
import type { Inserted, InsertError, NewRun, NotANewRun } from './RunStore.js';
import type { Names } from './schema.js';
import { CLOCK_MS } from './schema.js';
import type { RowNotDecodable, StoredRun } from './StoredRun.js';
import { decodeStoredRun, jsonOf, numberOf, runColumns } from './StoredRun.js';
import { READY } from './takes.js';

// -------------------------------------------------------------------------------------------------------- statement

/**
 * The parameters are lists of one value for each run: id, task, state, created, scheduled, delay, priority, failures, key, payload. A
 * state, an instant or a priority that is null is the store's to say.
 */
const insertSql = ({ runs, events, channel }: Names): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
fresh AS (
  INSERT INTO ${runs} AS r (id, task_id, state, created_at, scheduled_at, last_state_change_at, due_at, effective_priority, promote_priority,
    max_failures, unique_key, payload)
  SELECT i.id, i.task_id, s.state, d.created_at, d.scheduled_at, d.created_at,
    CASE WHEN s.state IN (${literals(waitingStates)})
      THEN CASE WHEN i.scheduled IS NULL AND i.delay > 0 THEN ms + i.delay ELSE d.scheduled_at * 1000 END END,
    CASE WHEN s.state = '${READY}' THEN i.priority ELSE 0 END,
    CASE WHEN s.state <> '${READY}' AND i.priority <> 0 THEN i.priority END,
    i.max_failures, i.unique_key, i.payload::jsonb
  FROM clock, unnest($1::text::uuid[], $2::text::uuid[], $3::text::text[], $4::text::bigint[], $5::text::bigint[], $6::text::bigint[],
    $7::text::integer[], $8::text::integer[], $9::text::text[], $10::text::text[])
    AS i (id, task_id, given, created, scheduled, delay, priority, max_failures, unique_key, payload),
  LATERAL (SELECT coalesce(i.created, ms / 1000) AS created_at,
    coalesce(i.scheduled, (ms + i.delay) / 1000 + CASE WHEN i.delay > 0 THEN 1 ELSE 0 END) AS scheduled_at) d,
  LATERAL (SELECT coalesce(i.given, CASE WHEN d.scheduled_at > d.created_at THEN 'Scheduled' ELSE '${READY}' END) AS state) s
  ON CONFLICT DO NOTHING
  RETURNING r.id, r.task_id, r.state, r.created_at, r.scheduled_at, r.due_at, r.effective_priority
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
SELECT f.id, f.state, f.created_at, f.scheduled_at, f.due_at FROM fresh f LEFT JOIN told ON true`;

/** The runs that a list of ids and keys found there already. */
const thereSql = ({ runs }: Names): string => `
SELECT i.id AS asked, ${runColumns('r')}
FROM unnest($1::text::uuid[], $2::text::text[]) AS i (id, unique_key)
JOIN ${runs} r ON r.id = i.id OR r.unique_key = i.unique_key
ORDER BY r.id = i.id`;

// -------------------------------------------------------------------------------------------------------- operations

/** A run as it is sent, and as it is when the store has said what is its to say. */
interface Prepared {
  readonly id: RunId;
  readonly taskId: TaskId;
  readonly state: RunState | null;
  readonly createdAt: Timestamp | null;
  readonly scheduledAt: Timestamp | null;
  readonly delayMs: number;
  readonly priority: Priority;
  readonly maxFailures: number;
  readonly uniqueKey: string | null;
  readonly payload: string | null;
}

type PrepareError = ConstructionError | NotANewRun | NotStorable;

const isNew = ({ run }: { readonly run: NonNullable<NewRun['run']> }): boolean =>
  run.attemptCount === 0 &&
  O.isNone(run.currentAttemptId) &&
  run.lastStateChangeAt === run.createdAt &&
  (run.state === READY
    ? run.scheduledAt <= run.createdAt
    : run.state === 'Scheduled' && run.effectivePriority === 0);

/** What two bytes hold. */
const MOST_FAILURES = 32_767;

const prepare = (
  given: NewRun,
  nextId: () => RunId,
  defaultMaxFailures: number,
): E.Either<PrepareError, Prepared> => {
  const encoded =
    given.payload === undefined
      ? E.right<NotStorable, string | null>(null)
      : encodeJson(given.payload);
  if (E.isLeft(encoded)) return encoded;
  const beside = {
    maxFailures: Math.min(MOST_FAILURES, given.maxFailures ?? defaultMaxFailures),
    uniqueKey: given.uniqueKey ?? null,
    payload: encoded.right,
  };
  if (given.run !== undefined) {
    const { run } = given;
    const { id, taskId, state, createdAt, scheduledAt, effectivePriority: priority } = run;
    return isNew({ run })
      ? E.right({ id, taskId, state, createdAt, scheduledAt, delayMs: 0, priority, ...beside })
      : E.left({ _tag: 'NotANewRun', runId: id });
  }
  const id = given.id ?? nextId();
  const { taskId, scheduledAt, delaySeconds = 0, effectivePriority = Priority.initial } = given;
  // The facade checks the ids.
  const checked = newScheduledWithId({
    ...{ id, taskId },
    ...{ scheduledAt: Timestamp.min, createdAt: Timestamp.min },
  });
  return E.isLeft(checked)
    ? checked
    : E.right({
        id,
        taskId,
        state: null,
        createdAt: null,
        scheduledAt: scheduledAt ?? null,
        delayMs: Math.round(1000 * delaySeconds),
        priority: effectivePriority,
        ...beside,
      });
};

/** The columns of what is sent, in the order of the parameters. */
const columns = [
  'id',
  'taskId',
  'state',
  'createdAt',
  'scheduledAt',
  'delayMs',
  'priority',
  'maxFailures',
  'uniqueKey',
  'payload',
] as const satisfies ReadonlyArray<keyof Prepared>;

/** The most bytes that a browser makes at once. */
const RANDOM_AT_ONCE = 65_536;
const BYTES = 16;

/** Makes ids that sort by time, in the order of the calls (UUID version 7): neighbours in time are neighbours in every index. */
const idsInOrder = (count: number): (() => RunId) => {
  const msecs = Date.now();
  const first = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const random = Array.from({ length: Math.ceil((count * BYTES) / RANDOM_AT_ONCE) }, () =>
    crypto.getRandomValues(new Uint8Array(RANDOM_AT_ONCE)),
  );
  // eslint-disable-next-line functional/no-let -- counts the calls
  let made = 0;
  return () => {
    const at = (made * BYTES) % RANDOM_AT_ONCE;
    const bytes = random[Math.floor((made * BYTES) / RANDOM_AT_ONCE)]?.subarray(at, at + BYTES);
    // Half of the range is left to count in.
    const seq = (first >>> 1) + made;
    made += 1;
    // SAFETY: uuid makes canonical UUIDs.
    return v7({ msecs, seq, ...(bytes === undefined ? {} : { random: bytes }) }) as RunId;
  };
};

const instantOf = (text: string | null | undefined): Timestamp => {
  const instant = Timestamp.tryDecode(numberOf(text));
  return instant === INVALID ? Timestamp.min : instant;
};

/** The run that was made of what was sent. */
const storedOf = (
  { id, taskId, priority, maxFailures, uniqueKey, payload }: Prepared,
  row: Row,
): StoredRun => {
  const isReady = row['state'] === READY;
  const createdAt = instantOf(row['created_at']);
  const dueAt = numberOf(row['due_at']);
  return {
    run: makeRun(
      id,
      taskId,
      isReady ? READY : 'Scheduled',
      O.none,
      AttemptCount.zero,
      createdAt,
      instantOf(row['scheduled_at']),
      createdAt,
      isReady ? priority : Priority.initial,
    ),
    version: 0,
    payload: jsonOf(payload),
    progress: undefined,
    result: undefined,
    failures: 0,
    maxFailures,
    worker: undefined,
    dueAt: typeof dueAt === 'number' ? dueAt : undefined,
    uniqueKey: uniqueKey ?? undefined,
  };
};

const decodeAll = (
  rows: ReadonlyArray<Row>,
): E.Either<RowNotDecodable, ReadonlyArray<readonly [string, Inserted['stored']]>> =>
  pipe(
    rows,
    E.traverseArray((row) =>
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
  const there = (
    others: ReadonlyArray<Prepared>,
  ): TE.TaskEither<DatabaseFailed | RowNotDecodable, ReadonlyMap<string, StoredRun>> =>
    others.length === 0
      ? TE.right(new Map())
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
          TE.map((found) => new Map(found)),
        );

  return (given: ReadonlyArray<NewRun>): TE.TaskEither<InsertError, ReadonlyArray<Inserted>> => {
    const nextId = idsInOrder(given.length);
    return pipe(
      given,
      E.traverseArray((each) => prepare(each, nextId, maxFailures)),
      TE.fromEither,
      TE.chainW((prepared) =>
        pipe(
          connection.query({
            name: 'runchart insert',
            text,
            parameters: columns.map((column) => list(prepared.map((each) => each[column]))),
            repeatable: true,
          }),
          TE.chainW((rows) => {
            const made = new Map(rows.map((row) => [row['id'], row]));
            return pipe(
              there(prepared.filter(({ id }) => !made.has(id))),
              TE.map((found) => {
                const firstPlace = new Map(
                  prepared.map(({ id }, i) => [id, i] as const).toReversed(),
                );
                return prepared.flatMap((each, i): ReadonlyArray<Inserted> => {
                  const row = made.get(each.id);
                  if (row !== undefined)
                    return [
                      {
                        stored: storedOf(prepared[firstPlace.get(each.id) ?? i] ?? each, row),
                        alreadyThere: firstPlace.get(each.id) !== i,
                      },
                    ];
                  const stored = found.get(each.id);
                  return stored === undefined ? [] : [{ stored, alreadyThere: true }];
                });
              }),
            );
          }),
        ),
      ),
    );
  };
};
