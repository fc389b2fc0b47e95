/**
 * Schedules: runs of a task at regular times.
 *
 * The id of each run is made of the schedule's name and the instant, so that no instant has two runs, however many processes fire the
 * schedule. Of the instants that passed while nobody did, only the last has a run.
 */
import { Cron } from 'croner';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { idFromText } from '../values/idFromText.js';
import { Priority } from '../values/Priority.js';
import { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { Connection, Database, DatabaseFailed, Row } from './Database.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';
import type { Inserted, InsertError, NewRun, RunStore } from './RunStore.js';
import type { BadSchedule, ScheduleState, Times } from './Schedules.js';
import type { Names } from './schema.js';
import { CLOCK_MS } from './schema.js';
import { jsonOf } from './StoredRun.js';

// ------------------------------------------------------------------------------------------------------------ times

const badSchedule = (name: string, reason: string): BadSchedule => ({
  _tag: 'BadSchedule',
  name,
  reason,
});

/**
 * The first instant of a schedule after another, in unix milliseconds.
 *
 * In spring a time that the clock leaves out comes at the next one that there is; in autumn a time that comes twice counts once, unless the
 * pattern has it every hour.
 */
export const nextTime = (
  name: string,
  times: Times,
  after: number,
): E.Either<BadSchedule, number> => {
  if ('everySeconds' in times)
    return Number.isSafeInteger(times.everySeconds) && times.everySeconds > 0
      ? E.right(after + 1000 * times.everySeconds)
      : E.left(
          badSchedule(name, `every ${times.everySeconds} seconds: expected a whole number above 0`),
        );
  return pipe(
    E.tryCatch(
      () =>
        new Cron(times.cron, { timezone: times.timeZone ?? 'UTC', paused: true })
          .nextRun(new Date(after))
          ?.getTime(),
      (thrown) => badSchedule(name, thrown instanceof Error ? thrown.message : String(thrown)),
    ),
    E.chain((next) =>
      next === undefined
        ? E.left(badSchedule(name, `the pattern ${times.cron} has no time to come`))
        : E.right(next),
    ),
  );
};

/** The last instant up to now, and the first after it. */
const lastAndNext = (
  name: string,
  times: Times,
  due: number,
  now: number,
): E.Either<BadSchedule, { readonly last: number; readonly next: number }> => {
  if ('everySeconds' in times) {
    const step = 1000 * times.everySeconds;
    const last = due + step * Math.floor((now - due) / step);
    return E.right({ last, next: last + step });
  }
  return pipe(
    nextTime(name, times, now),
    E.map((next) => {
      const previous = new Cron(times.cron, { timezone: times.timeZone ?? 'UTC', paused: true })
        .previousRuns(1, new Date(now + 1))
        .at(0)
        ?.getTime();
      return { last: Math.max(due, previous ?? due), next };
    }),
  );
};

// ------------------------------------------------------------------------------------------------------- statements

const columns =
  'name, task_id, cron, time_zone, every_seconds, next_at, priority, max_failures, payload';

const timesOf = (row: Row): Times =>
  row['cron'] === null || row['cron'] === undefined
    ? { everySeconds: Number(row['every_seconds']) }
    : {
        cron: row['cron'],
        ...(row['time_zone'] === null || row['time_zone'] === undefined
          ? {}
          : { timeZone: row['time_zone'] }),
      };

const stateOf = (row: Row): ScheduleState => ({
  name: row['name'] ?? '',
  // SAFETY: a column of ids.
  taskId: (row['task_id'] ?? '') as TaskId,
  times: timesOf(row),
  payload: jsonOf(row['payload']),
  nextAt: Number(row['next_at']),
});

const runIdOf = idFromText(RunId)('schedules.runchart');

type Inserts = (
  connection: Connection,
) => (runs: ReadonlyArray<NewRun>) => TE.TaskEither<InsertError, ReadonlyArray<Inserted>>;

const clock = (connection: Connection): TE.TaskEither<DatabaseFailed, number> =>
  pipe(
    connection.query({ text: `SELECT ${CLOCK_MS} AS now`, repeatable: true }),
    TE.map(([row]) => Number(row?.['now'] ?? 0)),
  );

/** Makes the schedules of a store. */
export const scheduleRuns = (
  { schedules, channel }: Names,
  database: Database,
  inserts: Inserts,
): Pick<RunStore, 'schedule' | 'unschedule' | 'schedules' | 'fireSchedules'> => {
  const fire = (
    tx: Connection,
    row: Row,
    now: number,
  ): TE.TaskEither<InsertError | BadSchedule, number> => {
    const { name, taskId, times, payload, nextAt } = stateOf(row);
    return pipe(
      TE.fromEither(lastAndNext(name, times, nextAt, now)),
      TE.chainW(({ last, next }) =>
        pipe(
          inserts(tx)([
            {
              id: runIdOf(`${name}@${last}`),
              taskId,
              scheduledAt: pipe(
                Timestamp.decode(Math.floor(last / 1000)),
                E.getOrElse(() => Timestamp.min),
              ),
              ...(payload === undefined ? {} : { payload }),
              ...(row['max_failures'] === null || row['max_failures'] === undefined
                ? {}
                : { maxFailures: Number(row['max_failures']) }),
              effectivePriority: pipe(
                Priority.decode(Number(row['priority'])),
                E.getOrElse(() => Priority.initial),
              ),
            },
          ]),
          TE.chainFirstW(() =>
            tx.query({
              text: `UPDATE ${schedules} SET next_at = $2::text::bigint WHERE name = $1::text`,
              parameters: [name, String(next)],
            }),
          ),
          TE.map((inserted) => inserted.filter(({ alreadyThere }) => !alreadyThere).length),
        ),
      ),
    );
  };

  return {
    schedule: (schedule) =>
      pipe(
        clock(database),
        TE.bindTo('now'),
        TE.bindW('next', ({ now }) => TE.fromEither(nextTime(schedule.name, schedule, now))),
        TE.bindW('payload', () =>
          TE.fromEither(
            schedule.payload === undefined
              ? E.right<NotStorable, string | null>(null)
              : encodeJson(schedule.payload),
          ),
        ),
        TE.chainW(({ next, payload }) =>
          database.query({
            text: `INSERT INTO ${schedules} (${columns})
              VALUES ($1::text, $2::text::uuid, $3::text, $4::text, $5::text::bigint, $6::text::bigint, $7::text::integer, $8::text::integer, $9::text::jsonb)
              ON CONFLICT (name) DO UPDATE SET task_id = excluded.task_id, cron = excluded.cron, time_zone = excluded.time_zone,
                every_seconds = excluded.every_seconds, next_at = excluded.next_at, priority = excluded.priority,
                max_failures = excluded.max_failures, payload = excluded.payload
              RETURNING pg_notify('${channel}', 'due ' || next_at)`,
            parameters: [
              schedule.name,
              schedule.taskId,
              'cron' in schedule ? schedule.cron : null,
              'cron' in schedule ? (schedule.timeZone ?? null) : null,
              'everySeconds' in schedule ? String(schedule.everySeconds) : null,
              String(next),
              String(schedule.effectivePriority ?? 0),
              schedule.maxFailures === undefined ? null : String(schedule.maxFailures),
              payload,
            ],
            repeatable: true,
          }),
        ),
        TE.map(() => undefined),
      ),
    unschedule: (name) =>
      pipe(
        database.query({
          text: `DELETE FROM ${schedules} WHERE name = $1::text RETURNING name`,
          parameters: [name],
          repeatable: true,
        }),
        TE.map((rows) => rows.length > 0),
      ),
    schedules: () =>
      pipe(
        database.query({
          text: `SELECT ${columns} FROM ${schedules} ORDER BY name`,
          repeatable: true,
        }),
        TE.map(RA.map(stateOf)),
      ),
    fireSchedules: () =>
      database.transaction<InsertError | BadSchedule, number>((tx) =>
        pipe(
          clock(tx),
          TE.bindTo('now'),
          TE.bind('due', ({ now }) =>
            tx.query({
              text: `SELECT ${columns} FROM ${schedules} WHERE next_at <= $1::text::bigint ORDER BY name FOR UPDATE SKIP LOCKED`,
              parameters: [String(now)],
            }),
          ),
          TE.chainW(({ now, due }) =>
            pipe(
              due,
              TE.traverseSeqArray((row) => fire(tx, row, now)),
            ),
          ),
          TE.map((made) => made.reduce((sum, each) => sum + each, 0)),
        ),
      ),
  };
};
