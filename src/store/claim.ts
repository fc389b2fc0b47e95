/**
 * Claims, and what falls due without one.
 *
 * One statement promotes what is due, takes back what has expired, and leases the first runs of what is ready then. It sees a bounded
 * number of timed runs at once: if there are more, it only promotes them, and is sent again.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { heldStates } from '../engine/timedStates.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { AttemptId } from '../values/AttemptId.js';
import type { RunId } from '../values/RunId.js';
import type { Connection, DatabaseFailed, Row } from './Database.js';
import { list, literals } from './Database.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';
import type { Beat, Claim, Claimed, RunStore } from './RunStore.js';
import type { Names } from './schema.js';
import { CLOCK_MS } from './schema.js';
import { decodeErrorsText, decodeStoredRun, runColumns } from './StoredRun.js';
import { READY, takeRows } from './takes.js';

// ------------------------------------------------------------------------------------------------------- statements

/** How many timed runs one statement takes. */
const TIMED_AT_ONCE = 1000;

/** The parameters: worker, limit, lease in milliseconds, what to do (`lease` or `start`), ids of new attempts, tasks or null. */
const claimSql = ({ runs, events, schedules, quarantine, channel }: Names): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
-- Read once: a text that is cast beside a column is cast for each row.
lists AS MATERIALIZED (SELECT $5::text::uuid[] AS attempts, $6::text::uuid[] AS tasks),
timed AS MATERIALIZED (
  SELECT r.* FROM ${runs} r WHERE r.due_at <= (SELECT ms FROM clock) AND r.id <> ALL (ARRAY(SELECT q.id FROM ${quarantine} q)) ORDER BY r.due_at LIMIT ${TIMED_AT_ONCE} FOR UPDATE SKIP LOCKED
),
backlog AS MATERIALIZED (SELECT count(*) >= ${TIMED_AT_ONCE} AS is_there, count(*) AS size FROM timed),
queued AS MATERIALIZED (
  SELECT r.* FROM ${runs} r
  WHERE r.state = '${READY}' AND r.current_attempt_id IS NULL AND r.id <> ALL (ARRAY(SELECT q.id FROM ${quarantine} q)) AND ($6::text IS NULL OR r.task_id = ANY ((SELECT tasks FROM lists)::uuid[]))
    AND ($4::text = 'lease' OR r.attempt_count < ${AttemptCount.max})
  ORDER BY r.effective_priority DESC, r.created_at, r.id
  LIMIT CASE WHEN (SELECT is_there FROM backlog) THEN 0 ELSE $2::text::integer END
  FOR UPDATE SKIP LOCKED
),
candidates AS (
  SELECT id, created_at, coalesce(promote_priority, effective_priority) AS priority, state, current_attempt_id IS NOT NULL AS had_attempt,
    current_attempt_id IS NOT NULL AND failures + 1 >= max_failures AS is_lost,
    -- Of a task that the worker knows, and with another attempt to begin.
    ($6::text IS NULL OR task_id = ANY ((SELECT tasks FROM lists)::uuid[])) AND ($4::text = 'lease' OR attempt_count < ${AttemptCount.max}) AS is_known
  FROM timed
  UNION ALL
  SELECT id, created_at, effective_priority, state, false, false, true FROM queued
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY is_lost OR NOT is_known ORDER BY priority DESC, created_at, id) AS place
  FROM candidates
),
planned AS (
  SELECT c.id, c.place, c.state, c.had_attempt,
    CASE WHEN c.is_lost THEN 'fail'
      WHEN c.is_known AND c.place <= $2::text::integer AND NOT b.is_there THEN $4::text
      ELSE 'ready' END AS kind
  FROM ranked c, backlog b
),
taken AS (
  UPDATE ${runs} r SET
    state = t.target,
    current_attempt_id = CASE WHEN t.begun > 0 THEN l.attempts[p.place] END,
    attempt_count = r.attempt_count + t.begun,
    last_state_change_at = clock.ms / 1000,
    effective_priority = CASE WHEN t.promotes THEN coalesce(r.promote_priority, r.effective_priority) ELSE r.effective_priority END,
    promote_priority = CASE WHEN t.promotes THEN NULL ELSE r.promote_priority END,
    version = r.version + t.steps,
    due_at = CASE WHEN t.target IN (${literals(heldStates)}) THEN clock.ms + $3::text::bigint END,
    worker = CASE WHEN t.target IN (${literals(heldStates)}) THEN $1::text END,
    failures = least(r.failures + CASE WHEN p.had_attempt THEN 1 ELSE 0 END, 32767),
    progress = NULL
  FROM clock, lists l, planned p
  JOIN (VALUES
    ${takeRows}
  ) AS t (source, had_attempt, kind, target, events, steps, begun, promotes)
    ON t.source = p.state AND t.had_attempt = p.had_attempt AND t.kind = p.kind AND t.steps > 0
  WHERE r.id = p.id
  RETURNING r.*, p.place, t.kind, t.events, t.promotes, t.had_attempt
),
logged AS (
  INSERT INTO ${events} (at, run_id, attempt_id, version, priority, events, worker)
  SELECT last_state_change_at, id, coalesce(current_attempt_id, (SELECT b.current_attempt_id FROM timed b WHERE k.had_attempt AND b.id = k.id)), version,
    CASE WHEN promotes AND effective_priority <> 0 THEN effective_priority END, events, worker
  FROM taken k
),
nexts AS MATERIALIZED (
  SELECT (SELECT r.due_at FROM ${runs} r WHERE r.due_at > (SELECT ms FROM clock) ORDER BY r.due_at LIMIT 1) AS next,
    (SELECT min(s.next_at) FROM ${schedules} s) AS next_schedule
),
told AS MATERIALIZED (
  SELECT pg_notify('${channel}', CASE WHEN bool_or(kind = 'ready') THEN 'ready' ELSE 'runs' END) FROM taken HAVING count(*) > 0
)
SELECT b.is_there AND EXISTS (SELECT FROM taken) AS backlog, b.size AS timed, clock.ms AS now, n.*, k.place, ${runColumns('k')}
FROM clock CROSS JOIN backlog b CROSS JOIN nexts n LEFT JOIN told ON true LEFT JOIN taken k ON k.kind = $4::text
ORDER BY k.place`;

const beatSql = ({ runs }: Names): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms)
UPDATE ${runs} r SET due_at = clock.ms + $2::text::bigint, progress = coalesce(i.progress::jsonb, r.progress)
FROM clock, unnest($3::text::uuid[], $4::text::uuid[], $5::text::text[]) AS i (id, attempt_id, progress)
WHERE r.id = i.id AND r.worker = $1::text AND r.state IN (${literals(heldStates)}) AND r.current_attempt_id IS NOT DISTINCT FROM i.attempt_id
RETURNING r.id`;

/** Puts a row aside: nothing takes it any more. */
const quarantineSql = ({ runs, quarantine }: Names): string => `
WITH aside AS (
  INSERT INTO ${quarantine} (id, reason, row_as_found)
  SELECT r.id, $2::text, to_jsonb(r) FROM ${runs} r WHERE r.id = $1::text::uuid
  ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, row_as_found = excluded.row_as_found
  RETURNING id
)
UPDATE ${runs} r SET due_at = NULL FROM aside WHERE r.id = aside.id`;

// -------------------------------------------------------------------------------------------------------- operations

/** Puts rows into quarantine, each with the reason. */
export const quarantineRows =
  (names: Names, connection: Connection) =>
  (
    rows: ReadonlyArray<{ readonly runId: string; readonly reason: string }>,
  ): TE.TaskEither<DatabaseFailed, ReadonlyArray<unknown>> =>
    pipe(
      rows,
      TE.traverseSeqArray(({ runId, reason }) =>
        connection.query({ text: quarantineSql(names), parameters: [runId, reason] }),
      ),
    );

/** Makes the claims of a store. */
export const claimRuns = (
  names: Names,
  connection: Connection,
): Pick<RunStore, 'claim' | 'expireLeases'> => {
  const text = claimSql(names);
  const quarantine = quarantineRows(names, connection);

  const send = ({
    worker,
    limit,
    leaseSeconds,
    start = false,
    tasks,
  }: Claim): TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>> =>
    connection.query({
      name: 'runchart claim',
      text,
      parameters: [
        worker,
        String(limit),
        String(Math.round(1000 * leaseSeconds)),
        start ? 'start' : 'lease',
        start ? list(Array.from({ length: limit }, () => AttemptId.generate())) : '{}',
        tasks === undefined ? null : list(tasks),
      ],
      // What was taken without an answer comes back when its lease expires.
      repeatable: true,
    });

  const claim = (request: Claim): TE.TaskEither<DatabaseFailed, Claimed> =>
    pipe(
      send(request),
      TE.chain((rows) => {
        const [first] = rows;
        if (first?.['backlog'] === 't') return claim(request);
        const { left: quarantined, right: runs } = pipe(
          rows.filter((row) => row['id'] !== null),
          RA.partitionMap(decodeStoredRun),
        );
        const now = Number(first?.['now'] ?? 0);
        const untilNext = (text: string | null | undefined): number | undefined =>
          text === null || text === undefined ? undefined : Math.max(0, Number(text) - now);
        return pipe(
          quarantine(
            quarantined.map(({ runId, errors }) => ({ runId, reason: decodeErrorsText(errors) })),
          ),
          TE.map(() => ({
            runs,
            quarantined,
            nextInMs: untilNext(first?.['next']),
            nextScheduleInMs: untilNext(first?.['next_schedule']),
          })),
        );
      }),
    );

  /** Sends claims of nothing until there is no backlog. */
  const expire = (changed: number): TE.TaskEither<DatabaseFailed, number> =>
    pipe(
      send({ worker: '', limit: 0, leaseSeconds: 0 }),
      TE.chain(([row]) => {
        const all = changed + Number(row?.['timed'] ?? 0);
        return row?.['backlog'] === 't' ? expire(all) : TE.right(all);
      }),
    );
  return { claim, expireLeases: () => expire(0) };
};

/** Makes the heartbeats of a store. */
export const beatRuns =
  (names: Names, connection: Connection) =>
  (
    worker: string,
    leaseSeconds: number,
    beats: ReadonlyArray<Beat>,
  ): TE.TaskEither<DatabaseFailed | NotStorable, ReadonlyArray<RunId>> =>
    pipe(
      beats,
      E.traverseArray(({ progress }) =>
        progress === undefined ? E.right<NotStorable, string | null>(null) : encodeJson(progress),
      ),
      TE.fromEither,
      TE.chainW((progress) =>
        connection.query({
          name: 'runchart heartbeat',
          text: beatSql(names),
          parameters: [
            worker,
            String(Math.round(1000 * leaseSeconds)),
            list(beats.map(({ id }) => id)),
            list(beats.map(({ attemptId }) => attemptId ?? null)),
            list(progress),
          ],
          repeatable: true,
        }),
      ),
      // SAFETY: a column of ids.
      TE.map((rows) => rows.map((row) => row['id'] as RunId)),
    );
