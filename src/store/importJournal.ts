/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- one fold over the lines */
/**
 * Imports a journal: folds its lines as a replay does, and inserts each run with its whole history.
 *
 * The last line may be of the first run, so nothing is written before all is read: the commands are held in memory until then.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { heldStates, waitingStates } from '../engine/timedStates.js';
import { makeEntryDecoder } from '../journal/entryDecoder.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { RunSlot } from '../journal/RunFold.js';
import { makeRunFold } from '../journal/RunFold.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunId } from '../values/RunId.js';
import { attemptStates } from './chartMoves.js';
import type { Connection, DatabaseFailed, Row } from './Database.js';
import { list, literals } from './Database.js';
import type { DataRow } from './dataRow.js';
import { dataFields, dataRowOf, lengthOf } from './dataRow.js';
import type { Told } from './importRow.js';
import { importRowOf } from './importRow.js';
import type { Imported, ImportLine, ImportOptions, JournalUnreadable } from './Journals.js';
import { notStorableMessage } from './Json.js';
import type { RunData } from './RunData.js';
import type { Names } from './schema.js';
import { CLOCK_MS } from './schema.js';
import { READY } from './takes.js';

// -------------------------------------------------------------------------------------------------------- statement

const runFields = [
  ['id', 'uuid'],
  ['task_id', 'uuid'],
  ['state', 'text'],
  ['current_attempt_id', 'uuid'],
  ['attempt_count', 'bigint'],
  ['created_at', 'bigint'],
  ['scheduled_at', 'bigint'],
  ['last_state_change_at', 'bigint'],
  ['effective_priority', 'integer'],
  ['version', 'integer'],
] as const;

const rowFields = [
  ['run_id', 'uuid'],
  ['at', 'bigint'],
  ['scheduled_at', 'bigint'],
  ['task_id', 'uuid'],
  ['attempt_id', 'uuid'],
  ['command_id', 'uuid'],
  ['version', 'integer'],
  ['priority', 'integer'],
  ['events', 'text'],
  ['refusal', 'text'],
  ['worker', 'text'],
  ['note', 'text'],
  ['outcome', 'text'],
  ['entry', 'text'],
] as const;

type Field = readonly [name: string, type: string];

const namesOf = (fields: ReadonlyArray<Field>): string => fields.map(([name]) => name).join(', ');

const unnested = (fields: ReadonlyArray<Field>, first: number): string =>
  `unnest(${fields.map(([, type], i) => `$${first + i}::text::${type}[]`).join(', ')})`;

/**
 * Inserts runs that are not there, each with its history. A run that waits falls due when its data says, or when it was scheduled; one
 * that a worker held stays held for a while.
 */
const importSql = ({ runs, events, channel }: Names): string => `
WITH clock AS MATERIALIZED (SELECT ${CLOCK_MS} AS ms),
fresh AS (
  INSERT INTO ${runs} (${namesOf([...runFields, ...dataFields])})
  SELECT ${runFields.map(([name]) => `i.${name}`).join(', ')}, i.payload, i.progress, i.result,
    coalesce(i.failures, 0), coalesce(i.max_failures, $2::text::integer), i.unique_key, i.promote_priority,
    CASE WHEN i.state IN (${literals(waitingStates)}) THEN coalesce(i.due_at, i.scheduled_at * 1000)
      WHEN i.state IN (${literals(heldStates)}) THEN clock.ms + $1::text::bigint END
  FROM ${unnested([...runFields, ...dataFields], 3)} AS i (${namesOf([...runFields, ...dataFields])}), clock
  ON CONFLICT DO NOTHING
  RETURNING id, state
),
told AS MATERIALIZED (
  SELECT pg_notify('${channel}', CASE WHEN bool_or(state = '${READY}') THEN 'ready' ELSE 'runs' END) FROM fresh HAVING count(*) > 0
),
logged AS (
  INSERT INTO ${events} (${namesOf(rowFields)})
  SELECT ${rowFields.map(([name]) => (name === 'entry' ? 'i.entry::jsonb' : `i.${name}`)).join(', ')}
  FROM ${unnested(rowFields, 3 + runFields.length + dataFields.length)} WITH ORDINALITY AS i (${namesOf(rowFields)}, place)
  JOIN fresh f ON f.id = i.run_id
  ORDER BY i.place
)
SELECT f.id FROM fresh f LEFT JOIN told ON true`;

// ------------------------------------------------------------------------------------------------------------- fold

interface Slot extends RunSlot {
  readonly firstLine: number;
  readonly told: Array<Told>;
}

/** A run to insert, with the rows of its history. */
interface Whole {
  readonly run: RunInstance;
  readonly version: number;
  readonly rows: ReadonlyArray<Row>;
  readonly data: DataRow;
}

const counts = (): {
  -readonly [K in keyof Imported]: number;
} => ({
  lines: 0,
  malformed: 0,
  refused: 0,
  redelivered: 0,
  runs: 0,
  alreadyThere: 0,
  neverCreated: 0,
  notStorable: 0,
});

/** The run of a slot with its history, or why the store cannot hold it: `restore_attempt_state_for_bootstrap` checks nothing. */
const wholeOf = (
  { told }: Slot,
  run: RunInstance,
  data: RunData | undefined,
): E.Either<string, Whole> =>
  O.isNone(run.currentAttemptId) || attemptStates.includes(run.state)
    ? pipe(
        told,
        RA.traverse(E.Applicative)(importRowOf),
        E.bindTo('rows'),
        E.bind('data', () => dataRowOf(run, data)),
        E.bimap(notStorableMessage, (whole) => ({
          ...whole,
          run,
          version: told.at(-1)?.version ?? 0,
        })),
      )
    : E.left(`it ends in ${run.state} with an active attempt`);

const itemsOf = (given: ImportLine | ReadonlyArray<ImportLine>): ReadonlyArray<ImportLine> =>
  typeof given === 'string' || 'op' in given || 'malformed' in given ? [given] : given;

// -------------------------------------------------------------------------------------------------------- operations

/** One statement has at least as many rows, but for the last; so much JSON counts as a row. */
const ROWS_AT_ONCE = 1000;
const LENGTH_OF_A_ROW = 1000;

const sizeOf = ({ rows, data }: Whole): number => rows.length + lengthOf(data) / LENGTH_OF_A_ROW;

const LEASE_SECONDS = 30;

/** How many lines are read between two calls of `onProgress`. */
const TELLS_EVERY = 1000;

const runValues = ({ run, version }: Whole): ReadonlyArray<string | number | null> => [
  run.id,
  run.taskId,
  run.state,
  O.toNullable(run.currentAttemptId),
  run.attemptCount,
  run.createdAt,
  run.scheduledAt,
  run.lastStateChangeAt,
  run.effectivePriority,
  version,
];

/** Imports a journal. */
export const importJournal =
  (connection: Connection, names: Names, maxFailures: number) =>
  (
    lines: AsyncIterable<ImportLine | ReadonlyArray<ImportLine>>,
    {
      strict = false,
      leaseSeconds = LEASE_SECONDS,
      dataOf = () => undefined,
      onProblem = () => undefined,
      onProgress = () => undefined,
      ...format
    }: ImportOptions = {},
  ): TE.TaskEither<DatabaseFailed | JournalUnreadable, Imported> =>
  async () => {
    const text = importSql(names);
    const decode = makeEntryDecoder(undefined, format);
    const done = counts();
    let line = 0;
    const fold = makeRunFold<Slot>({
      makeSlot: (id) => ({ id, run: undefined, outcomes: undefined, firstLine: line, told: [] }),
      // However late a command comes again.
      remember: Infinity,
    });

    const take = (entry: JournalEntry): void => {
      const before = fold.find(entry.runId)?.run;
      const { slot, outcome, redelivered } = fold.apply(entry);
      if (redelivered) {
        done.redelivered += 1;
        return;
      }
      const version = slot.told.at(-1)?.version ?? 0;
      const isBirth =
        before === undefined &&
        (entry.op === 'new_ready_with_id' || entry.op === 'new_scheduled_with_id');
      slot.told.push({
        entry,
        before,
        after: slot.run,
        refusal: E.isLeft(outcome) ? outcome.left._tag : undefined,
        version: E.isLeft(outcome) || isBirth ? version : version + 1,
      });
    };
    const takeLine = (given: ImportLine): void => {
      line += 1;
      if (typeof given === 'string' && given.trim() === '') return;
      done.lines += 1;
      const entry =
        typeof given === 'string'
          ? decode(given)
          : 'malformed' in given
            ? E.left(given.malformed)
            : E.right(given);
      if (E.isRight(entry)) take(entry.right);
      else {
        done.malformed += 1;
        onProblem({ line, message: entry.left });
      }
    };
    const tell = (): void => {
      onProgress({
        lines: done.lines,
        written: done.runs + done.alreadyThere + done.neverCreated + done.notStorable,
        runs: fold.slots.size,
      });
    };

    const read = await TE.tryCatch(
      async () => {
        for await (const given of lines)
          for (const each of itemsOf(given)) {
            takeLine(each);
            if (line % TELLS_EVERY === 0) tell();
          }
      },
      (thrown): JournalUnreadable => ({
        _tag: 'JournalUnreadable',
        lines: line,
        message: thrown instanceof Error ? thrown.message : String(thrown),
      }),
    )();
    if (E.isLeft(read)) return read;
    if (strict && done.malformed > 0) return E.right(done);

    const leaveOut = (runId: RunId, why: string): void => {
      done.notStorable += 1;
      const line = fold.find(runId)?.firstLine ?? 0;
      onProblem({ line, runId, message: `run ${runId} is left out: ${why}` });
    };
    /** Of runs that were not inserted, those that are not there: another run has their key. */
    const blockedBy = (
      left: ReadonlyArray<Whole>,
    ): TE.TaskEither<DatabaseFailed, ReadonlyArray<Whole>> => {
      const keyed = left.filter(({ data }) => data.unique_key !== null);
      return keyed.length === 0
        ? TE.right([])
        : pipe(
            connection.query({
              text: `SELECT id FROM ${names.runs} WHERE id = ANY ($1::text::uuid[])`,
              parameters: [list(keyed.map(({ run }) => run.id))],
              repeatable: true,
            }),
            TE.map((rows) => {
              const there = new Set(rows.map((row) => row['id']));
              return keyed.filter(({ run }) => !there.has(run.id));
            }),
          );
    };

    let batch: Array<Whole> = [];
    let size = 0;
    const write = async (): Promise<E.Either<DatabaseFailed, void>> => {
      const wholes = batch;
      const rows = wholes.flatMap((whole) => whole.rows);
      batch = [];
      size = 0;
      if (wholes.length === 0) return E.right(undefined);
      const values = wholes.map(runValues);
      const written = await connection.query({
        name: 'runchart import',
        text,
        parameters: [
          String(Math.round(1000 * leaseSeconds)),
          String(maxFailures),
          ...runFields.map((_, i) => list(values.map((value) => value[i] ?? null))),
          ...dataFields.map(([name]) => list(wholes.map(({ data }) => data[name]))),
          ...rowFields.map(([name]) => list(rows.map((row) => row[name] ?? null))),
        ],
      })();
      if (E.isLeft(written)) return written;
      const fresh = new Set(written.right.map((row) => row['id']));
      const inserted = wholes.filter(({ run }) => fresh.has(run.id));
      const blocked = await blockedBy(wholes.filter(({ run }) => !fresh.has(run.id)))();
      if (E.isLeft(blocked)) return blocked;
      done.runs += inserted.length;
      done.alreadyThere += wholes.length - inserted.length - blocked.right.length;
      for (const { run, data } of blocked.right)
        leaveOut(run.id, `another run has its key ${JSON.stringify(data.unique_key)}`);
      done.refused += inserted
        .flatMap((whole) => whole.rows)
        .filter((row) => row['refusal'] !== null).length;
      tell();
      return E.right(undefined);
    };

    for (const slot of fold.slots.values()) {
      if (slot.run === undefined) {
        done.neverCreated += 1;
        onProblem({
          line: slot.firstLine,
          runId: slot.id,
          message: `no line creates run ${slot.id}: it is left out`,
        });
        continue;
      }
      const whole = wholeOf(slot, slot.run, dataOf(slot.id));
      if (E.isLeft(whole)) {
        leaveOut(slot.id, whole.left);
        continue;
      }
      batch.push(whole.right);
      size += sizeOf(whole.right);
      if (size < ROWS_AT_ONCE) continue;
      const written = await write();
      if (E.isLeft(written)) return written;
    }
    const written = await write();
    return E.isLeft(written) ? written : E.right(done);
  };
