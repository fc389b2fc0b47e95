/**
 * Claims, and what falls due without one.
 *
 * While nothing is due, one statement leases the first runs of what is ready. Otherwise another one promotes what is due, takes back what
 * has expired, and leases the first runs of what is ready then. It sees a bounded number of timed runs at once: if there are more, it only
 * promotes them, and is sent again.
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
import { list, literal } from './Database.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';
import type { Beat, Claim, Claimed, RunStore } from './RunStore.js';
import type { Names } from './schema.js';
import { CLOCK_MS, stateIn } from './schema.js';
import { decodeErrorsText, decodeStoredRun, runColumns } from './StoredRun.js';
import type { Take } from './takes.js';
import { READY, readyTake, takeRows } from './takes.js';

// ------------------------------------------------------------------------------------------------------- statements

/** How many timed runs one statement takes. */
const TIMED_AT_ONCE = 1000;

/** The order in which runs are taken, by the columns of a table or a list. */
const inOrder = (priority: string, of: string): string =>
  `${priority} DESC, ${of}created_at, ${of}id`;

/** Whether a row may be claimed: it is not in quarantine, of a task that the worker knows, and may begin another attempt. */
const isOpen = ({ quarantine }: Names): string =>
  `r.id <> ALL (ARRAY(SELECT q.id FROM ${quarantine} q))`;
const IS_KNOWN = `($5::text IS NULL OR task_id = ANY ((SELECT tasks FROM given)::uuid[]))
      AND ($4::text = 'lease' OR attempt_count < ${AttemptCount.max})`;

/** What both statements begin with: the instant, and the list of the tasks, read once. */
const GIVEN = `clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
given AS MATERIALIZED (SELECT $5::text::uuid[] AS tasks)`;

/** Takes up to a number of runs that are ready, and locks them. */
const queuedSql = (names: Names, limit: string): string => `queued AS MATERIALIZED (
  SELECT r.* FROM ${names.runs} r
  WHERE r.state = '${READY}' AND r.current_attempt_id IS NULL AND ${isOpen(names)}
    AND ${IS_KNOWN}
  ORDER BY ${inOrder('r.effective_priority', 'r.')}
  LIMIT ${limit}
  FOR UPDATE SKIP LOCKED
)`;

const toldSql = ({ channel }: Names, text: string): string => `told AS MATERIALIZED (
  SELECT pg_notify('${channel}', ${text}) FROM taken HAVING count(*) > 0
)`;

/**
 * Takes what is ready. If anything is due, it takes nothing: that may come first.
 *
 * The parameters of both statements: worker, limit, lease in milliseconds, what to do (`lease` or `start`), tasks or null.
 */
const readySql = (names: Names, { target, events: types, begun }: Take): string => {
  const { runs, events, schedules } = names;
  return `
WITH ${GIVEN},
nexts AS MATERIALIZED (
  SELECT (SELECT r.due_at FROM ${runs} r WHERE r.due_at IS NOT NULL ORDER BY r.due_at LIMIT 1) AS next,
    (SELECT min(s.next_at) FROM ${schedules} s) AS next_schedule
),
${queuedSql(names, 'CASE WHEN (SELECT n.next <= c.ms FROM nexts n, clock c) THEN 0 ELSE $2::text::integer END')},
taken AS (
  UPDATE ${runs} r SET
    state = ${literal(target)},
    ${begun === 0 ? '' : `current_attempt_id = gen_random_uuid(), attempt_count = r.attempt_count + ${begun},`}
    last_state_change_at = clock.ms / 1000,
    promote_priority = NULL,
    version = r.version + ${types.length},
    due_at = clock.ms + $3::text::bigint,
    worker = $1::text,
    progress = NULL
  FROM clock
  -- One look into the index for each, however many the planner expects.
  WHERE r.id = ANY (ARRAY(SELECT q.id FROM queued q))
  RETURNING r.*
),
logged AS (
  INSERT INTO ${events} (at, run_id, attempt_id, version, events, worker)
  SELECT last_state_change_at, id, current_attempt_id, version, ${literal(types.join(' '))}, worker
  FROM taken
),
${toldSql(names, "'runs'")},
head AS MATERIALIZED (SELECT ARRAY[clock.ms, n.next, n.next_schedule]::text AS head FROM clock, nexts n)
SELECT h.head, ${runColumns('k')}
FROM head h LEFT JOIN told ON true LEFT JOIN taken k ON true
ORDER BY ${inOrder('k.effective_priority', 'k.')}`;
};

/**
 * Promotes what is due, takes back what has expired, and takes what is ready then. Of more than a number of timed runs it only promotes
 * the first. One parameter more has the ids of new attempts.
 */
const dueSql = (names: Names): string => {
  const { runs, events, schedules } = names;
  return `
WITH ${GIVEN},
lists AS MATERIALIZED (SELECT $6::text::uuid[] AS attempts),
timed AS MATERIALIZED (
  SELECT r.* FROM ${runs} r
  WHERE r.due_at <= (SELECT ms FROM clock) AND ${isOpen(names)}
  ORDER BY r.due_at LIMIT ${TIMED_AT_ONCE} FOR UPDATE SKIP LOCKED
),
backlog AS MATERIALIZED (SELECT count(*) >= ${TIMED_AT_ONCE} AS is_there, count(*) AS size FROM timed),
${queuedSql(names, `CASE WHEN (SELECT is_there FROM backlog) THEN 0 ELSE $2::text::integer END`)},
candidates AS (
  SELECT id, created_at, coalesce(promote_priority, effective_priority) AS priority, state, current_attempt_id IS NOT NULL AS had_attempt,
    current_attempt_id IS NOT NULL AND failures + 1 >= max_failures AS is_lost,
    ${IS_KNOWN} AS is_known
  FROM timed
  UNION ALL
  SELECT id, created_at, effective_priority, state, false, false, true FROM queued
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY is_lost OR NOT is_known ORDER BY ${inOrder('priority', '')}) AS place
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
    due_at = CASE WHEN ${stateIn(heldStates, 't.target')} THEN clock.ms + $3::text::bigint END,
    worker = CASE WHEN ${stateIn(heldStates, 't.target')} THEN $1::text END,
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
  INSERT INTO ${events} (at, run_id, attempt_id, version, priority, events, worker, outcome)
  SELECT last_state_change_at, id,
    coalesce(current_attempt_id, (SELECT b.current_attempt_id FROM timed b WHERE k.had_attempt AND b.id = k.id)), version,
    CASE WHEN promotes AND effective_priority <> 0 THEN effective_priority END, events, worker,
    CASE WHEN had_attempt THEN 'lost' END
  FROM taken k
),
nexts AS MATERIALIZED (
  SELECT (SELECT r.due_at FROM ${runs} r WHERE r.due_at > (SELECT ms FROM clock) ORDER BY r.due_at LIMIT 1) AS next,
    (SELECT min(s.next_at) FROM ${schedules} s) AS next_schedule
),
${toldSql(names, "CASE WHEN bool_or(kind = 'ready') THEN 'ready' ELSE 'runs' END")},
head AS MATERIALIZED (
  SELECT ARRAY[clock.ms, n.next, n.next_schedule, b.size, CASE WHEN b.is_there AND EXISTS (SELECT FROM taken) THEN 1 ELSE 0 END]::text AS head
  FROM clock, nexts n, backlog b
)
SELECT h.head, ${runColumns('k')}
FROM head h LEFT JOIN told ON true LEFT JOIN taken k ON k.kind = $4::text
ORDER BY k.place`;
};

/** What a statement says beside the rows, once. */
interface Head {
  readonly now: number;
  readonly next: number | undefined;
  readonly nextSchedule: number | undefined;
  /** How many timed runs it took. */
  readonly timed: number;
  /** There may be more timed runs, so nothing was leased. */
  readonly isBacklog: boolean;
}

const headOf = (row: Row | undefined): Head => {
  const [now, next, nextSchedule, timed, isBacklog] = (row?.['head'] ?? '{}')
    .slice(1, -1)
    .split(',')
    .map((text) => (text === 'NULL' || text === '' ? undefined : Number(text)));
  return {
    now: now ?? 0,
    next,
    nextSchedule,
    timed: timed ?? 0,
    isBacklog: isBacklog === 1,
  };
};

const beatSql = ({ runs }: Names): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms)
UPDATE ${runs} r SET due_at = clock.ms + $2::text::bigint, progress = coalesce(i.progress::jsonb, r.progress)
FROM clock, unnest($3::text::uuid[], $4::text::uuid[], $5::text::text[]) AS i (id, attempt_id, progress)
WHERE r.id = i.id AND r.worker = $1::text AND ${stateIn(heldStates, 'r.state')}
  AND r.current_attempt_id IS NOT DISTINCT FROM i.attempt_id
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
  const dueText = dueSql(names);
  const readyTexts = new Map(
    (['lease', 'start'] as const).flatMap((kind) => {
      const take = readyTake(kind);
      return take === undefined ? [] : [[kind, readySql(names, take)] as const];
    }),
  );
  const quarantine = quarantineRows(names, connection);
  /** How many timed runs the last claim took: if any, the next one begins with what is due. */
  // eslint-disable-next-line functional/no-let -- a guess, which only the time of a claim depends on
  let lastTimed = 0;

  const send = (
    { worker, limit, leaseSeconds, start = false, tasks }: Claim,
    name: string,
    text: string,
    ...more: ReadonlyArray<string>
  ): TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>> =>
    connection.query({
      name,
      text,
      parameters: [
        worker,
        String(limit),
        String(Math.round(1000 * leaseSeconds)),
        start ? 'start' : 'lease',
        tasks === undefined ? null : list(tasks),
        ...more,
      ],
      // What was taken without an answer comes back when its lease expires.
      repeatable: true,
    });
  const sendDue = (request: Claim): TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>> =>
    send(
      request,
      'runchart claim what is due',
      dueText,
      list(
        request.start === true
          ? Array.from({ length: request.limit }, () => AttemptId.generate())
          : [],
      ),
    );

  const claimedOf = (rows: ReadonlyArray<Row>): TE.TaskEither<DatabaseFailed, Claimed> => {
    const { now, next, nextSchedule } = headOf(rows[0]);
    const { left: quarantined, right: runs } = pipe(
      rows.filter((row) => row['id'] !== null),
      RA.partitionMap(decodeStoredRun),
    );
    const until = (instant: number | undefined): number | undefined =>
      instant === undefined ? undefined : Math.max(0, instant - now);
    return pipe(
      quarantine(
        quarantined.map(({ runId, errors }) => ({ runId, reason: decodeErrorsText(errors) })),
      ),
      TE.map(() => ({
        runs,
        quarantined,
        nextInMs: until(next),
        nextScheduleInMs: until(nextSchedule),
      })),
    );
  };

  const claimDue = (request: Claim): TE.TaskEither<DatabaseFailed, Claimed> =>
    pipe(
      sendDue(request),
      TE.chain((rows) => {
        const { isBacklog, timed } = headOf(rows[0]);
        lastTimed = timed;
        return isBacklog ? claimDue(request) : claimedOf(rows);
      }),
    );

  const claim = (request: Claim): TE.TaskEither<DatabaseFailed, Claimed> => {
    const text = readyTexts.get(request.start === true ? 'start' : 'lease');
    return text === undefined
      ? claimDue(request)
      : pipe(
          TE.fromIO(() => lastTimed > 0),
          TE.chain((isDue) =>
            isDue
              ? claimDue(request)
              : pipe(
                  send(request, 'runchart claim', text),
                  TE.chain((rows) => {
                    const { now, next } = headOf(rows[0]);
                    return next !== undefined && next <= now ? claimDue(request) : claimedOf(rows);
                  }),
                ),
          ),
        );
  };

  /** Sends claims of nothing until there is no backlog. */
  const expire = (changed: number): TE.TaskEither<DatabaseFailed, number> =>
    pipe(
      sendDue({ worker: '', limit: 0, leaseSeconds: 0 }),
      TE.chain(([row]) => {
        const { timed, isBacklog } = headOf(row);
        return isBacklog ? expire(changed + timed) : TE.right(changed + timed);
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
