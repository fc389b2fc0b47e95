/** Inserts runs, each with the row of its history. A run that is there already stays as it is. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { v4 } from 'uuid';
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
import { parameterRows, textsOf } from './ParameterRows.js';
import { MOST_FAILURES } from './RunData.js';
import type { Inserted, InsertError, NewRun, NotANewRun } from './RunStore.js';
import type { Names } from './schema.js';
import { CLOCK_MS } from './schema.js';
import type { RowNotDecodable, StoredRun } from './StoredRun.js';
import { decodeStoredRun, jsonOf, numberOf, runColumns } from './StoredRun.js';
import { READY } from './takes.js';

// -------------------------------------------------------------------------------------------------------- statement

/** A column of the runs to insert: its name in the statement, its type, and the field that it comes from. */
type Field = readonly [name: string, type: string, field: keyof Prepared];

/** The columns, in the groups in which they are sent. A state, an instant or a priority that is null is the store's to say. */
const fields: ReadonlyArray<ReadonlyArray<Field>> = [
  [['id', 'uuid', 'id']],
  [['task_id', 'uuid', 'taskId']],
  [
    ['given', 'text', 'state'],
    ['created', 'bigint', 'createdAt'],
    ['scheduled', 'bigint', 'scheduledAt'],
    ['delay', 'bigint', 'delayMs'],
  ],
  [['priority', 'integer', 'priority']],
  [
    ['max_failures', 'integer', 'maxFailures'],
    ['unique_key', 'text', 'uniqueKey'],
  ],
  [['payload', 'jsonb', 'payload']],
];

/**
 * Inserts rows, and returns what the store said of them: one row for those that were made alike, with their ids unless it is all of them.
 * The first parameter is how many there are. A row that may be there already takes longer to insert.
 */
const insertSql = ({ runs, events, channel }: Names, rows: string, mayBeThere: boolean): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
fresh AS (
  INSERT INTO ${runs} AS r (id, task_id, state, created_at, scheduled_at, last_state_change_at, due_at, effective_priority, promote_priority,
    max_failures, unique_key, payload)
  SELECT i.id, i.task_id, s.state, d.created_at, d.scheduled_at, d.created_at,
    CASE WHEN s.state IN (${literals(waitingStates)})
      THEN CASE WHEN i.scheduled IS NULL AND i.delay > 0 THEN ms + i.delay ELSE d.scheduled_at * 1000 END END,
    CASE WHEN s.state = '${READY}' THEN i.priority ELSE 0 END,
    CASE WHEN s.state <> '${READY}' AND i.priority <> 0 THEN i.priority END,
    i.max_failures, i.unique_key, i.payload
  FROM clock, (${rows}) AS i,
  LATERAL (SELECT coalesce(i.created, ms / 1000) AS created_at,
    coalesce(i.scheduled, (ms + i.delay) / 1000 + CASE WHEN i.delay > 0 THEN 1 ELSE 0 END) AS scheduled_at) d,
  LATERAL (SELECT coalesce(i.given, CASE WHEN d.scheduled_at > d.created_at THEN 'Scheduled' ELSE '${READY}' END) AS state) s
  ${mayBeThere ? 'ON CONFLICT DO NOTHING' : ''}
  RETURNING r.id, r.task_id, r.state, r.created_at, r.scheduled_at, r.due_at, r.effective_priority
),
logged AS (
  INSERT INTO ${events} (at, scheduled_at, run_id, task_id, priority, events)
  SELECT created_at, nullif(scheduled_at, created_at), id, task_id, nullif(effective_priority, 0),
    CASE WHEN state = '${READY}' THEN 'new_ready_with_id' ELSE 'new_scheduled_with_id' END
  FROM fresh
),
told AS MATERIALIZED (
  SELECT pg_notify('${channel}', CASE WHEN bool_or(state = '${READY}') THEN 'ready' ELSE 'due ' || min(due_at) END) FROM fresh HAVING count(*) > 0
)
SELECT f.*, CASE WHEN f.size < $1::text::bigint THEN f.list::text END AS ids
FROM (SELECT state, created_at, scheduled_at, due_at, count(*) AS size, array_agg(id) AS list FROM fresh GROUP BY state, created_at, scheduled_at, due_at) f
LEFT JOIN told ON true`;

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

const prepare = (
  given: NewRun,
  nextId: () => RunId,
  defaultMaxFailures: number,
  goodTasks: Set<TaskId>,
): E.Either<PrepareError, Prepared> => {
  const encoded =
    given.payload === undefined
      ? E.right<NotStorable, string | null>(null)
      : encodeJson(given.payload);
  if (E.isLeft(encoded)) return encoded;
  const maxFailures = Math.min(MOST_FAILURES, given.maxFailures ?? defaultMaxFailures);
  const uniqueKey = given.uniqueKey ?? null;
  const payload = encoded.right;
  if (given.run !== undefined) {
    const { run } = given;
    const { id, taskId, state, createdAt, scheduledAt, effectivePriority: priority } = run;
    const when = { state, createdAt, scheduledAt, delayMs: 0 };
    return isNew({ run })
      ? E.right({ id, taskId, ...when, priority, maxFailures, uniqueKey, payload })
      : E.left({ _tag: 'NotANewRun', runId: id });
  }
  const id = given.id ?? nextId();
  const { taskId, scheduledAt, delaySeconds = 0, effectivePriority = Priority.initial } = given;
  if (given.id !== undefined || !goodTasks.has(taskId)) {
    // The facade checks the ids.
    const checked = newScheduledWithId({
      ...{ id, taskId },
      ...{ scheduledAt: Timestamp.min, createdAt: Timestamp.min },
    });
    if (E.isLeft(checked)) return checked;
    // eslint-disable-next-line functional/immutable-data -- spares the same task another check
    goodTasks.add(taskId);
  }
  return E.right({
    id,
    taskId,
    state: null,
    createdAt: null,
    scheduledAt: scheduledAt ?? null,
    delayMs: Math.round(1000 * delaySeconds),
    priority: effectivePriority,
    maxFailures,
    uniqueKey,
    payload,
  });
};

/** How many ids have one instant, which is that of the next millisecond for those after them. */
const IDS_A_MILLISECOND = 0x1000;

/** Makes ids that sort by time, in the order of the calls (UUID version 7): neighbours in time are neighbours in every index. */
const idsInOrder = (): (() => RunId) => {
  const from = Date.now();
  // eslint-disable-next-line functional/no-let -- counts the calls
  let made = 0;
  return () => {
    const instant = (from + Math.floor(made / IDS_A_MILLISECOND)).toString(16).padStart(12, '0');
    const place = (made % IDS_A_MILLISECOND).toString(16).padStart(3, '0');
    made += 1;
    // SAFETY: a canonical UUID: its last 62 bits by chance, with the variant before them.
    return `${instant.slice(0, 8)}-${instant.slice(8)}-7${place}${v4().slice(18)}` as RunId;
  };
};

const instantOf = (text: string | null | undefined): Timestamp => {
  const instant = Timestamp.tryDecode(numberOf(text));
  return instant === INVALID ? Timestamp.min : instant;
};

/** What the store said of runs. */
interface Said {
  readonly isReady: boolean;
  readonly createdAt: Timestamp;
  readonly scheduledAt: Timestamp;
  readonly dueAt: number | undefined;
}

const saidIn = (row: Row): Said => {
  const dueAt = numberOf(row['due_at']);
  return {
    isReady: row['state'] === READY,
    createdAt: instantOf(row['created_at']),
    scheduledAt: instantOf(row['scheduled_at']),
    dueAt: typeof dueAt === 'number' ? dueAt : undefined,
  };
};

/** The run that was made of what was sent. */
const storedOf = (
  { id, taskId, priority, maxFailures, uniqueKey, payload }: Prepared,
  { isReady, createdAt, scheduledAt, dueAt }: Said,
): StoredRun => ({
  run: makeRun(
    id,
    taskId,
    isReady ? READY : 'Scheduled',
    O.none,
    AttemptCount.zero,
    createdAt,
    scheduledAt,
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
  dueAt,
  uniqueKey: uniqueKey ?? undefined,
});

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

const UNIQUE_VIOLATION = '23505';

/** The ids in an array as the database writes it. */
const idsIn = (text: string): ReadonlyArray<string> => text.slice(1, -1).split(',');

/** Inserts runs with one statement, and with another reads those that were there already. */
export const insertRuns = (names: Names, maxFailures: number) => (connection: Connection) => {
  const thereText = thereSql(names);
  const newText = textsOf((rows) => insertSql(names, rows, false));
  const anyText = textsOf((rows) => insertSql(names, rows, true));
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

  const send = (
    prepared: ReadonlyArray<Prepared>,
    mayBeThere: boolean,
  ): TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>> => {
    const { text, parameters } = parameterRows(
      fields.map((group) =>
        group.map(([name, type, field]) => ({
          name,
          type,
          values: prepared.map((each) => each[field]),
        })),
      ),
      2,
    );
    return pipe(
      connection.query({
        name: 'runchart insert',
        text: (mayBeThere ? anyText : newText)(text),
        parameters: [String(prepared.length), ...parameters],
        repeatable: true,
      }),
      // The answer to an insertion was lost, and it was sent again.
      TE.orElse((error) =>
        !mayBeThere && error.code === UNIQUE_VIOLATION ? send(prepared, true) : TE.left(error),
      ),
    );
  };

  /** What became of runs of which some were there. The first of those with one id is the one that was made. */
  const sortOut = (
    prepared: ReadonlyArray<Prepared>,
    made: ReadonlyMap<string, Said>,
    found: ReadonlyMap<string, StoredRun>,
  ): ReadonlyArray<Inserted> => {
    const first = new Map(prepared.toReversed().map((each) => [each.id, each] as const));
    return prepared.flatMap((each): ReadonlyArray<Inserted> => {
      const said = made.get(each.id);
      const one = first.get(each.id) ?? each;
      if (said !== undefined) return [{ stored: storedOf(one, said), alreadyThere: one !== each }];
      const stored = found.get(each.id);
      return stored === undefined ? [] : [{ stored, alreadyThere: true }];
    });
  };

  return (given: ReadonlyArray<NewRun>): TE.TaskEither<InsertError, ReadonlyArray<Inserted>> => {
    if (given.length === 0) return TE.right([]);
    const nextId = idsInOrder();
    const goodTasks = new Set<TaskId>();
    // Nobody else has an id that is made here.
    const mayBeThere = given.some(
      (each) => each.run !== undefined || each.id !== undefined || each.uniqueKey !== undefined,
    );
    return pipe(
      given,
      E.traverseArray((each) => prepare(each, nextId, maxFailures, goodTasks)),
      TE.fromEither,
      TE.chainW((prepared) =>
        pipe(
          send(prepared, mayBeThere),
          TE.chainW((rows): TE.TaskEither<InsertError, ReadonlyArray<Inserted>> => {
            const groups = rows.map((row) => ({ said: saidIn(row), ids: row['ids'] }));
            const [all] = groups;
            if (all !== undefined && typeof all.ids !== 'string')
              return TE.right(
                prepared.map((each) => ({ stored: storedOf(each, all.said), alreadyThere: false })),
              );
            const made = new Map(
              groups.flatMap(({ said, ids }) => idsIn(ids ?? '').map((id) => [id, said] as const)),
            );
            return pipe(
              there(prepared.filter(({ id }) => !made.has(id))),
              TE.map((found) => sortOut(prepared, made, found)),
            );
          }),
        ),
      ),
    );
  };
};
