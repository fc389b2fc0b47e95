/** `StoredRun`: a run with what the store keeps beside it, and the codec of its row. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { DecodeError } from '../codec/DecodeError.js';
import { decodeErrors } from '../codec/DecodeError.js';
import { textOfThrown } from '../codec/untrusted.js';
import { fieldsOf } from '../codec/WireRecord.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceLenientCodec, RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { Row } from './Database.js';
import type { Json } from './Json.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A run in the store.
 * @category Stores
 */
export interface StoredRun {
  readonly run: RunInstance;
  /** How many events the run has taken. */
  readonly version: number;
  /** What the task works on; undefined if there is none. */
  readonly payload: Json | undefined;
  /** What the active attempt, or the last one, has told of its progress. */
  readonly progress: Json | undefined;
  /** What the completed run has as its result. */
  readonly result: Json | undefined;
  /** How many attempts failed or were lost. */
  readonly failures: number;
  /** How many failures the run may have before it is Failed. */
  readonly maxFailures: number;
  /** The worker that holds the run. */
  readonly worker: string | undefined;
  /** Unix milliseconds: when a waiting run falls due, or a lease expires. */
  readonly dueAt: number | undefined;
  /** While the run has not ended, no other run has this key. */
  readonly uniqueKey: string | undefined;
}

/**
 * A row of the store is not a run.
 * @category Errors
 */
export interface RowNotDecodable {
  readonly _tag: 'RowNotDecodable';
  /** The id of the row, as it is. */
  readonly runId: string;
  /** What is wrong, by column. */
  readonly errors: ReadonlyArray<DecodeError>;
}

// ------------------------------------------------------------------------------------------------------------ codec

/** The fields of a run on the wire, which are its columns. */
const runFields = /* #__PURE__ */ fieldsOf(RunRecordCodec);

/** The columns of a stored run, as an SQL list. */
export const runColumns = (of: string): string =>
  [
    ...runFields.map(({ wire }) => wire),
    'version',
    'failures',
    'max_failures',
    'worker',
    'due_at',
    'unique_key',
    'payload',
    'progress',
    'result',
  ]
    .map((column) => `${of}.${column}`)
    .join(', ');

/** The number that a text stands for, if it is one that JavaScript holds exactly; else the text, which no codec takes. */
export const numberOf = (text: string | null | undefined): unknown => {
  const number = Number(text);
  return text !== null && text !== undefined && text !== '' && Number.isSafeInteger(number)
    ? number
    : text;
};

const numberOr = (text: string | null | undefined, other: number): number => {
  const number = numberOf(text);
  return typeof number === 'number' ? number : other;
};

type JsonColumns = Pick<StoredRun, 'payload' | 'progress' | 'result'>;

/** Reads JSON that the database wrote. */
export const jsonOf = (text: string | null | undefined): Json | undefined =>
  text === null || text === undefined
    ? undefined
    : // SAFETY: a jsonb column holds JSON.
      (JSON.parse(text) as Json);

/** A run on the wire: the numbers of its row are numbers. */
const wireOf = (row: Row): unknown =>
  Object.fromEntries(
    runFields.map(({ wire, codec }) => [wire, codec.is(0) ? numberOf(row[wire]) : row[wire]]),
  );

/** Reads the columns with JSON; a view or a driver in between may give other texts. */
export const jsonIn = (row: Row): E.Either<ReadonlyArray<DecodeError>, JsonColumns> =>
  E.tryCatch(
    () => ({
      payload: jsonOf(row['payload']),
      progress: jsonOf(row['progress']),
      result: jsonOf(row['result']),
    }),
    (thrown) => [{ path: '', expected: 'JSON in its columns', found: textOfThrown(thrown) }],
  );

/** Decodes a row of {@link runColumns}. */
export const decodeStoredRun = (row: Row): E.Either<RowNotDecodable, StoredRun> =>
  pipe(
    RunInstanceLenientCodec.decode(wireOf(row)),
    E.mapLeft(decodeErrors),
    E.bindTo('run'),
    E.bind('json', () => jsonIn(row)),
    E.mapLeft((errors): RowNotDecodable => ({
      _tag: 'RowNotDecodable',
      runId: row['id'] ?? '',
      errors,
    })),
    E.map(({ run, json }) => {
      const dueAt = numberOf(row['due_at']);
      return {
        run,
        version: numberOr(row['version'], 0),
        ...json,
        failures: numberOr(row['failures'], 0),
        maxFailures: numberOr(row['max_failures'], 0),
        worker: row['worker'] ?? undefined,
        dueAt: typeof dueAt === 'number' ? dueAt : undefined,
        uniqueKey: row['unique_key'] ?? undefined,
      };
    }),
  );

/** The errors of a row in one line. */
export const decodeErrorsText = (errors: ReadonlyArray<DecodeError>): string =>
  errors
    .map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`)
    .join('; ');
