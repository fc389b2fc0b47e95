/**
 * Carries out commands: loads the runs, lets the facade decide, and writes what it decided if the runs are still at the same version.
 * Otherwise it begins again, a number of times.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { commandIdReused } from '../journal/Command.js';
import { decideAll } from '../run/decideAll.js';
import { recordStateChangeAt } from '../run/RunInstance.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Connection, DatabaseFailed, Row } from './Database.js';
import { list } from './Database.js';
import type { Decided, Pending } from './decideCommand.js';
import {
  attemptIn,
  cameBefore,
  decide,
  endedBy,
  prepare,
  priorityIn,
  typesOf,
  VALUES,
  valuesOf,
} from './decideCommand.js';
import { foldRow, historyColumns, unborn } from './history.js';
import type { Mutated, MutateError, Mutation } from './RunStore.js';
import type { Names } from './schema.js';
import { CLOCK_MS } from './schema.js';
import type { StoredRun } from './StoredRun.js';
import { decodeStoredRun, numberOf, runColumns } from './StoredRun.js';

// ------------------------------------------------------------------------------------------------------- statements

/** Reads runs, each with the command of the id that is asked for, if it came before. */
const loadSql = ({ runs, events }: Names): string => `
SELECT i.place, ${runColumns('r')}, e.seq AS first_seq, e.events AS first_events, e.attempt_id AS first_attempt, e.priority AS first_priority,
  e.worker AS first_worker
FROM unnest($1::text::uuid[], $2::text::uuid[], $3::text::uuid[]) WITH ORDINALITY AS i (id, command_id, attempt_id, place)
JOIN ${runs} r ON r.id = i.id
LEFT JOIN LATERAL (
  SELECT * FROM ${events} e
  WHERE e.run_id = i.id AND (e.command_id = i.command_id OR (e.attempt_id = i.attempt_id AND e.events LIKE 'attempt.finish%' AND e.refusal IS NULL))
  ORDER BY e.seq LIMIT 1
) e ON i.command_id IS NOT NULL OR i.attempt_id IS NOT NULL`;

/** Writes decided commands on runs that are still at their version. Returns the places of those that were written. */
const writeSql = ({ runs, events, channel }: Names): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
input AS MATERIALIZED (
  SELECT * FROM unnest($1::text::uuid[], $2::text::integer[], $3::text::integer[], $4::text::text[], $5::text::uuid[], $6::text::bigint[],
    $7::text::bigint[], $8::text::boolean[], $9::text::integer[], $10::text::bigint[], $11::text::integer[], $12::text::text[], $13::text::text[],
    $14::text::uuid[], $15::text::uuid[], $16::text::text[], $17::text::text[], $18::text::integer[], $19::text::text[]) WITH ORDINALITY
    AS i (id, version, steps, state, current_attempt_id, attempt_count, at, dated, priority, delay, failed, result, events, attempt_id,
      command_id, refusal, worker, given_priority, note, place)
),
written AS (
  UPDATE ${runs} r SET
    state = i.state, current_attempt_id = i.current_attempt_id, attempt_count = i.attempt_count,
    last_state_change_at = CASE WHEN i.dated THEN coalesce(i.at, clock.ms / 1000) ELSE r.last_state_change_at END,
    effective_priority = i.priority, version = i.version + i.steps, failures = least(r.failures + i.failed, 32767),
    due_at = CASE WHEN i.delay IS NULL THEN r.due_at ELSE clock.ms + i.delay END,
    result = coalesce(i.result::jsonb, r.result)
  FROM input i, clock
  WHERE r.id = i.id AND r.version = i.version AND i.refusal IS NULL
  RETURNING i.place, r.version, r.last_state_change_at
),
refused AS (
  SELECT i.place, r.version, r.last_state_change_at FROM ${runs} r JOIN input i ON r.id = i.id
  WHERE r.version = i.version AND i.refusal IS NOT NULL FOR UPDATE OF r
),
done AS MATERIALIZED (SELECT * FROM written UNION ALL SELECT * FROM refused),
logged AS (
  INSERT INTO ${events} (at, run_id, attempt_id, command_id, version, priority, events, refusal, worker, note)
  SELECT coalesce(i.at, clock.ms / 1000), i.id, i.attempt_id, i.command_id, d.version, i.given_priority, i.events, i.refusal, i.worker, i.note
  FROM done d JOIN input i ON i.place = d.place, clock
  ORDER BY i.place
),
told AS MATERIALIZED (
  SELECT pg_notify('${channel}', CASE WHEN count(*) = 1 THEN 'run ' || min(i.id::text) ELSE 'runs' END) FROM done d JOIN input i ON i.place = d.place HAVING count(*) > 0
)
SELECT d.* FROM done d LEFT JOIN told ON true`;

// -------------------------------------------------------------------------------------------------------- operations

const UNIQUE_VIOLATION = '23505';

/** How often a command is decided before it gives up. */
const TRIES = 20;

/** The longest pause after a conflict, in milliseconds. */
const LONGEST_PAUSE = 100;

/** A pause by chance, longer with each conflict but the first: else of many commands on one run some would always come too late. */
const pauseAfter = (conflicts: number): number =>
  conflicts < 2 ? 0 : Math.random() * Math.min(LONGEST_PAUSE, 2 ** conflicts);

type Outcomes = ReadonlyMap<number, E.Either<MutateError, Mutated>>;

/** Carries out commands, of which no two are on one run. */
const mutateDistinct = (names: Names, connection: Connection) => {
  const loadText = loadSql(names);
  const writeText = writeSql(names);
  const historyText = `SELECT ${historyColumns('e')} FROM ${names.events} e WHERE e.run_id = $1::text::uuid AND e.seq <= $2::text::bigint ORDER BY e.seq`;

  /** The first outcome of a command that came before, from the history up to it. */
  const firstOutcome = (
    pending: Pending,
    row: Row,
  ): TE.TaskEither<DatabaseFailed, E.Either<MutateError, Mutated>> => {
    const { id, commandId } = pending.mutation;
    const textOf = (events: string, attempt: string | null, priority: string | null): string =>
      [events, attempt, priority].filter((part) => part !== null).join(' ');
    const first = textOf(
      row['first_events'] ?? '',
      row['first_attempt'] ?? null,
      row['first_priority'] ?? null,
    );
    const priority = priorityIn(pending.events);
    const now = textOf(
      typesOf(pending.events),
      attemptIn(pending.events),
      priority === null ? null : String(priority),
    );
    if (commandId !== undefined && first !== now)
      return TE.right(E.left(commandIdReused(id, commandId, first, now)));
    return pipe(
      connection.query({
        text: historyText,
        parameters: [id, row['first_seq'] ?? null],
        repeatable: true,
      }),
      TE.map((rows) => {
        const last = rows.at(-1);
        const folded = rows.reduce<E.Either<unknown, typeof unborn>>(
          (run, each) => pipe(run, E.chainW(foldRow(each))),
          E.right(unborn),
        );
        if (E.isLeft(folded) || folded.right.run === undefined || last === undefined)
          return E.left({ _tag: 'RunNotInStore', runId: id });
        const { run, version } = folded.right;
        if (last['refusal'] === null) return E.right({ run, version, redelivered: true });
        const again = decideAll(pending.events)(run);
        return E.isLeft(again)
          ? E.left(again.left.error)
          : E.right({ run, version, redelivered: true });
      }),
    );
  };

  const load = (
    pendings: ReadonlyArray<Pending>,
    again: boolean,
  ): TE.TaskEither<DatabaseFailed, ReadonlyMap<number, Row>> =>
    pipe(
      connection.query({
        name: 'runchart load for commands',
        text: loadText,
        parameters: [
          list(pendings.map(({ mutation }) => mutation.id)),
          list(pendings.map(({ mutation }) => mutation.commandId ?? null)),
          list(pendings.map((pending) => (again ? endedBy(pending) : null))),
        ],
        repeatable: true,
      }),
      TE.map((rows) => new Map(rows.map((row) => [Number(row['place']) - 1, row]))),
    );

  /** Decides on runs that were read, or answers what needs no decision. */
  const settle = (
    pending: Pending,
    row: Row | undefined,
  ): TE.TaskEither<DatabaseFailed, E.Either<E.Either<MutateError, Mutated>, Decided>> => {
    const { id, expectedVersion } = pending.mutation;
    const answer = (error: MutateError): E.Either<E.Either<MutateError, Mutated>, Decided> =>
      E.left(E.left(error));
    if (row === undefined) return TE.right(answer({ _tag: 'RunNotInStore', runId: id }));
    if (cameBefore(pending, row))
      return pipe(
        firstOutcome(pending, row),
        TE.map((first) => E.left(first)),
      );
    const stored = decodeStoredRun(row);
    if (E.isLeft(stored)) return TE.right(answer(stored.left));
    const { version } = stored.right;
    return TE.right(
      expectedVersion !== undefined && version !== expectedVersion
        ? answer({ _tag: 'VersionConflict', runId: id, expectedVersion, actualVersion: version })
        : E.right(decide(pending, stored.right)),
    );
  };

  const write = (
    decided: ReadonlyArray<Decided>,
  ): TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>> => {
    const values = decided.map(valuesOf);
    return pipe(
      connection.query({
        name: 'runchart write commands',
        text: writeText,
        parameters: Array.from({ length: VALUES }, (_, i) =>
          list(values.map((each) => each[i] ?? null)),
        ),
        // Sent again, a command that was written is found in the history.
        repeatable: decided.every(
          ({ pending }) => pending.mutation.commandId !== undefined || endedBy(pending) !== null,
        ),
      }),
      // A command with the same id was written at the same time: it is found when the runs are read again.
      TE.orElse((error) => (error.code === UNIQUE_VIOLATION ? TE.right([]) : TE.left(error))),
    );
  };

  const outcomeOf = ({ outcome }: Decided, row: Row): E.Either<MutateError, Mutated> =>
    pipe(
      outcome,
      E.bimap(
        ({ error }) => error,
        (run) => ({
          // SAFETY: a checked column.
          run: recordStateChangeAt(numberOf(row['last_state_change_at']) as Timestamp)(run),
          version: Number(row['version']),
          redelivered: false,
        }),
      ),
    );

  const go = (
    pendings: ReadonlyArray<Pending>,
    tries: number,
    done: Outcomes,
  ): TE.TaskEither<DatabaseFailed, Outcomes> => {
    if (pendings.length === 0) return TE.right(done);
    if (tries === TRIES)
      return TE.right(
        new Map<number, E.Either<MutateError, Mutated>>([
          ...done,
          ...pendings.map(
            ({ index, mutation: { id } }) =>
              [index, E.left<MutateError>({ _tag: 'TooManyConflicts', runId: id, tries })] as const,
          ),
        ]),
      );
    const known = (pending: Pending): StoredRun | undefined =>
      tries === 0 &&
      pending.mutation.commandId === undefined &&
      pending.mutation.expectedVersion === undefined
        ? pending.mutation.known
        : undefined;
    const unknown = pendings.filter((pending) => known(pending) === undefined);
    return pipe(
      unknown.length === 0 ? TE.right(new Map<number, Row>()) : load(unknown, tries > 0),
      TE.chain((rows) =>
        pipe(
          pendings,
          TE.traverseArray((pending) => {
            const stored = known(pending);
            return pipe(
              stored === undefined
                ? settle(pending, rows.get(unknown.indexOf(pending)))
                : TE.right(E.right(decide(pending, stored))),
              TE.map((each) => ({ pending, each })),
            );
          }),
        ),
      ),
      TE.chain((settled) => {
        const answered = settled.flatMap(({ pending, each }) =>
          E.isLeft(each) ? [[pending.index, each.left] as const] : [],
        );
        const decided = settled.flatMap(({ each }) => (E.isRight(each) ? [each.right] : []));
        // In the order of their ids, so that two lists of commands seldom wait for one another.
        const ordered = decided.toSorted((a, b) =>
          a.pending.mutation.id < b.pending.mutation.id ? -1 : 1,
        );
        return pipe(
          ordered.length === 0 ? TE.right<DatabaseFailed, ReadonlyArray<Row>>([]) : write(ordered),
          TE.chain((rows) => {
            const byPlace = new Map(rows.map((row) => [Number(row['place']) - 1, row]));
            const written = ordered.flatMap((each, place) => {
              const row = byPlace.get(place);
              return row === undefined ? [] : [[each.pending.index, outcomeOf(each, row)] as const];
            });
            const left = ordered.filter((_, place) => !byPlace.has(place));
            const all = new Map([...done, ...answered, ...written]);
            if (left.length === 0) return TE.right(all);
            const next = go(
              left.map(({ pending }) => pending),
              tries + 1,
              all,
            );
            const pause = pauseAfter(tries + 1);
            return pause === 0 ? next : T.delay(pause)(next);
          }),
        );
      }),
    );
  };
  return (pendings: ReadonlyArray<Pending>): TE.TaskEither<DatabaseFailed, Outcomes> =>
    go(pendings, 0, new Map());
};

/** Splits commands into rounds in which no two are on one run. */
const roundsOf = (pendings: ReadonlyArray<Pending>): ReadonlyArray<ReadonlyArray<Pending>> => {
  /* eslint-disable functional/immutable-data -- fills lists that nobody else has */
  const counts = new Map<string, number>();
  const rounds: Array<Array<Pending>> = [];
  pendings.forEach((pending) => {
    const { id } = pending.mutation;
    const round = counts.get(id) ?? 0;
    counts.set(id, round + 1);
    (rounds[round] ??= []).push(pending);
  });
  /* eslint-enable functional/immutable-data */
  return rounds;
};

/** Carries out commands, each with its own outcome. */
export const mutateRuns = (names: Names) => (connection: Connection) => {
  const distinct = mutateDistinct(names, connection);
  return (
    mutations: ReadonlyArray<Mutation>,
  ): TE.TaskEither<DatabaseFailed, ReadonlyArray<E.Either<MutateError, Mutated>>> => {
    const prepared = mutations.map(prepare);
    const pendings = prepared.flatMap((each) => (E.isRight(each) ? [each.right] : []));
    return pipe(
      roundsOf(pendings),
      TE.traverseSeqArray(distinct),
      TE.map((rounds) => {
        const outcomes = new Map(rounds.flatMap((round) => [...round]));
        return prepared.map((each, index): E.Either<MutateError, Mutated> =>
          E.isLeft(each)
            ? each
            : (outcomes.get(index) ??
              E.left({ _tag: 'RunNotInStore', runId: each.right.mutation.id })),
        );
      }),
    );
  };
};
