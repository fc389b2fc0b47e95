/**
 * Carries out commands: loads the runs, lets the facade decide, and writes what it decided if the runs are still at the same version.
 * Otherwise it begins again, a number of times.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { heldStates, timedStates } from '../engine/timedStates.js';
import { commandIdReused } from '../journal/Command.js';
import { decideAll } from '../run/decideAll.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Connection, DatabaseFailed, Row } from './Database.js';
import { list } from './Database.js';
import type { Decided, Pending } from './decideCommand.js';
import {
  attemptIn,
  cameBefore,
  columnsOf,
  decide,
  endedBy,
  outcomeAt,
  prepare,
  priorityIn,
  typesOf,
} from './decideCommand.js';
import { foldRow, historyColumns, unborn } from './history.js';
import { parameterRows, textsOf } from './ParameterRows.js';
import type { Mutated, MutateError, Mutation } from './RunStore.js';
import type { Names } from './schema.js';
import { CLOCK_MS, finalStates, stateIn } from './schema.js';
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

/** Refuses commands on runs that are still at their version: they are recorded, and change nothing. */
const refusedSql = ({ runs }: Names): string => `refused AS (
  SELECT i.*, r.version AS after FROM input i JOIN ${runs} r ON r.id = i.id AND r.version = i.version WHERE i.refusal IS NOT NULL FOR UPDATE OF r
),
`;

/**
 * Writes decided commands on runs that are still at their version. Returns the instant at which it did, and the places of those that were
 * written, unless it is all of them. The first parameter is how many there are.
 */
const writeSql = (names: Names, rows: string, isRefused: boolean): string => {
  const { runs, events, channel } = names;
  return `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
input AS MATERIALIZED (
  ${rows}
),
written AS (
  UPDATE ${runs} r SET
    state = i.state, current_attempt_id = i.current_attempt_id, attempt_count = i.attempt_count,
    last_state_change_at = CASE WHEN i.dated THEN coalesce(i.at, clock.ms / 1000) ELSE r.last_state_change_at END,
    effective_priority = i.priority,
    promote_priority = CASE WHEN i.state = r.state THEN r.promote_priority END,
    version = i.version + i.steps, failures = least(r.failures + i.failed, 32767),
    due_at = CASE WHEN ${stateIn(timedStates, 'i.state')} THEN coalesce(clock.ms + i.delay, r.due_at) END,
    worker = CASE WHEN ${stateIn(heldStates, 'i.state')} THEN r.worker END,
    unique_key = CASE WHEN NOT (${stateIn(finalStates, 'i.state')}) THEN r.unique_key END,
    result = coalesce(i.result, r.result)
  FROM input i, clock
  WHERE r.id = i.id AND r.version = i.version AND i.refusal IS NULL
  RETURNING i.*, r.version AS after
),
${isRefused ? refusedSql(names) : ''}done AS MATERIALIZED (SELECT * FROM written${isRefused ? ' UNION ALL SELECT * FROM refused' : ''}),
logged AS (
  INSERT INTO ${events} (at, run_id, attempt_id, command_id, version, priority, events, refusal, worker, note, outcome)
  SELECT coalesce(d.at, clock.ms / 1000), d.id, d.attempt_id, d.command_id, d.after, d.given_priority, d.events, d.refusal, d.sender, d.note, d.outcome
  FROM done d, clock
),
told AS MATERIALIZED (
  SELECT pg_notify('${channel}', CASE WHEN count(*) = 1 THEN 'run ' || (array_agg(d.id))[1] ELSE 'runs' END) FROM done d HAVING count(*) > 0
)
SELECT clock.ms / 1000 AS now, count(d.place) AS size, CASE WHEN count(d.place) < $1::text::bigint THEN array_agg(d.place)::text END AS places
FROM clock LEFT JOIN told ON true LEFT JOIN done d ON true GROUP BY clock.ms`;
};

// -------------------------------------------------------------------------------------------------------- operations

/** The numbers in an array as the database writes it. */
const numbersIn = (text: string): ReadonlyArray<number> =>
  text === '{NULL}' ? [] : text.slice(1, -1).split(',').map(Number);

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
  const acceptedText = textsOf((rows) => writeSql(names, rows, false));
  const mixedText = textsOf((rows) => writeSql(names, rows, true));
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
  ): TE.TaskEither<DatabaseFailed, ReadonlyMap<number, Timestamp>> => {
    const { text, parameters } = parameterRows(columnsOf(decided), 2);
    return pipe(
      connection.query({
        name: 'runchart write commands',
        text: (decided.some(({ outcome }) => E.isLeft(outcome)) ? mixedText : acceptedText)(text),
        parameters: [String(decided.length), ...parameters],
        // Sent again, a command that was written is found in the history.
        repeatable: decided.every(
          ({ pending }) => pending.mutation.commandId !== undefined || endedBy(pending) !== null,
        ),
      }),
      TE.map(([row]) => {
        // SAFETY: the database's clock.
        const now = numberOf(row?.['now']) as Timestamp;
        const places = row?.['places'];
        const written =
          typeof places === 'string'
            ? numbersIn(places).map((place) => place - 1)
            : decided.slice(0, Number(row?.['size'] ?? 0)).map((_, place) => place);
        return new Map(written.map((place) => [place, now]));
      }),
      // A command with the same id was written at the same time: it is found when the runs are read again.
      TE.orElse((error) =>
        error.code === UNIQUE_VIOLATION ? TE.right(new Map()) : TE.left(error),
      ),
    );
  };

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
          ordered.length === 0
            ? TE.right<DatabaseFailed, ReadonlyMap<number, Timestamp>>(new Map())
            : write(ordered),
          TE.chain((instants) => {
            const written = ordered.flatMap((each, place) => {
              const now = instants.get(place);
              return now === undefined ? [] : [[each.pending.index, outcomeAt(each, now)] as const];
            });
            const left = ordered.filter((_, place) => !instants.has(place));
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
