/**
 * Stores and restores runs, each marked with the identity of its chart.
 *
 * A run that was persisted under another chart is refused, unless registered migrations convert it. The result is decoded like
 * any untrusted data.
 *
 * Laws: the result of `persistRun` survives JSON; `restoreRun()(persistRun(run))` is `right(run)` for every run that
 * the library can write; nothing throws, whatever the input and whatever a migration does.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import type { DecodeError } from '../codec/DecodeError.js';
import { decodeErrors, describeDecodeErrors } from '../codec/DecodeError.js';
import { printable } from '../codec/printable.js';
import { isRecord, readField } from '../codec/untrusted.js';
import { oneOf, snakeCase } from '../codec/WireRecord.js';
import type { ChartIdentity, ChartMismatch } from './ChartIdentity.js';
import { chartIdentity, ChartIdentityCodec, chartIdentityEq } from './ChartIdentity.js';
import type { Migration, MigrationFailed, WireData } from './Migration.js';
import { findChain, migrationFailed, runMigration } from './Migration.js';
import type { RunInstance } from './RunInstance.js';
import type { RunInstanceWire } from './RunInstanceCodec.js';
import { RunInstanceLenientCodec } from './RunInstanceCodec.js';
import { isTerminal } from './RunState.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A run on the wire, with the identity of its chart.
 * @category Persistence
 */
export interface PersistedRun {
  readonly chart: ChartIdentity;
  readonly run: RunInstanceWire;
}

/**
 * Options of `restoreRun`.
 * @category Persistence
 */
export interface RestoreOptions {
  /** Migrations in any order; they are chained as needed. */
  readonly migrations?: ReadonlyArray<Migration>;
  /** The chart of data without a mark, such as a snapshot that plain XState persisted. */
  readonly unmarked?: ChartIdentity;
}

/**
 * The input is not a persisted run.
 * @category Persistence
 */
export interface SnapshotNotDecodable {
  readonly _tag: 'SnapshotNotDecodable';
  readonly errors: ReadonlyArray<DecodeError>;
}

/**
 * Why a run could not be restored.
 * @category Persistence
 */
export type RestoreError = SnapshotNotDecodable | ChartMismatch | MigrationFailed;

// ------------------------------------------------------------------------------------------------------ constructors

/**
 * Converts a run to JSON-safe data for storage, marked with the identity of the chart.
 *
 * @example
 * ```ts
 * import { chartIdentity, newScheduled, persistRun, restoreRun, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const stored = pipe(run, E.map(persistRun), E.map((persisted) => JSON.stringify(persisted)))
 * assert.deepStrictEqual(pipe(stored, E.chainW((text) => restoreRun()(JSON.parse(text)))), run)
 *
 * const other = restoreRun()({ chart: { ...chartIdentity, version: '0.9.0' }, run: {} })
 * assert.strictEqual(E.isLeft(other) && other.left._tag, 'ChartMismatch')
 * ```
 * @category Persistence
 */
export const persistRun = (run: RunInstance): PersistedRun => ({
  chart: chartIdentity,
  run: RunInstanceLenientCodec.encode(run),
});

// -------------------------------------------------------------------------------------------------------- operations

const notDecodable = (errors: ReadonlyArray<DecodeError>): SnapshotNotDecodable => ({
  _tag: 'SnapshotNotDecodable',
  errors,
});

/** A run's record inside persisted data, and the paths of its fields there. */
interface Located {
  readonly data: unknown;
  /** Converts the JSON Pointer of a wire field to its path in the persisted data. */
  readonly at: (path: string) => string;
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Converts an Option to its wire form; leaves anything else unchanged. */
const unwrapOption = (u: unknown): unknown => {
  if (!isRecord(u)) return u;
  const tag = readField(u, '_tag');
  return tag === 'None' ? null : tag === 'Some' ? readField(u, 'value') : u;
};

/** Converts a snapshot that XState persisted: the state is its `value`, the other fields are its `context`, in camelCase. */
const fromXState = (u: Readonly<Record<string, unknown>>): Located => {
  const context = readField(u, 'context');
  const data = E.tryCatch(
    () => ({
      ...Object.fromEntries(
        Object.entries(context as object).map(([key, value]) => [
          snakeCase(key),
          unwrapOption(value),
        ]),
      ),
      state: readField(u, 'value'),
    }),
    () => context,
  );
  return {
    data: E.toUnion(data),
    at: (path) => (path === '/state' ? '/value' : `/context${camelCase(path)}`),
  };
};

const isSnapshot = (u: Readonly<Record<string, unknown>>): boolean =>
  readField(u, 'run') === undefined && readField(u, 'context') !== undefined;

const locate = (u: Readonly<Record<string, unknown>>): Located =>
  isSnapshot(u) ? fromXState(u) : { data: readField(u, 'run'), at: (path) => `/run${path}` };

/** The statuses of a snapshot whose run can go on, or has ended. XState has one more, for an actor that died: `error`. */
const Status = /* #__PURE__ */ oneOf('active, done or stopped', ['active', 'done', 'stopped']);

/** Checks the status of a snapshot that XState persisted: an actor that died stands for no run. */
const checkStatus = (
  u: Readonly<Record<string, unknown>>,
): E.Either<SnapshotNotDecodable, t.TypeOf<typeof Status>> =>
  pipe(
    Status.decode(readField(u, 'status')),
    E.mapLeft((errors) =>
      notDecodable(decodeErrors(errors).map((error) => ({ ...error, path: '/status' }))),
    ),
  );

/** Checks that a run is in a final state if and only if its snapshot is done; a stopped one may be in any state. */
const checkDone =
  (chart: ChartIdentity, status: t.TypeOf<typeof Status>) =>
  (run: RunInstance): E.Either<SnapshotNotDecodable, RunInstance> => {
    const expected = isTerminal(run.state) ? 'done' : 'active';
    // A migration may make an end of what was none in another chart.
    return !chartIdentityEq.equals(chart, chartIdentity) ||
      status === 'stopped' ||
      status === expected
      ? E.right(run)
      : E.left(
          notDecodable([
            {
              path: '/status',
              expected: `${expected}, as the state is ${run.state}`,
              found: JSON.stringify(status),
            },
          ]),
        );
  };

const decodeRun = (data: unknown, at: Located['at']) =>
  pipe(
    RunInstanceLenientCodec.decode(data),
    E.mapLeft((errors) =>
      decodeErrors(errors).map((error) => ({ ...error, path: at(error.path) })),
    ),
  );

/** Copies to plain JSON, so that migrations get no getters and no proxies, and cannot change the input. */
const plainJson = (data: unknown): E.Either<ReadonlyArray<DecodeError>, WireData> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(JSON.stringify(data)),
      () => undefined,
    ),
    E.filterOrElseW(isRecord, () => undefined),
    E.mapLeft(() => [{ path: '', expected: 'a run (an object)', found: 'something else' }]),
  );

const migrate = (
  { data, at }: Located,
  chain: ReadonlyArray<Migration>,
): E.Either<SnapshotNotDecodable | MigrationFailed, RunInstance> => {
  const last = chain.at(-1);
  const migrated = chain.reduce<E.Either<SnapshotNotDecodable | MigrationFailed, WireData>>(
    (before, migration) =>
      pipe(
        before,
        E.chainW((record) => runMigration(migration, record)),
      ),
    pipe(
      plainJson(data),
      E.mapLeft((errors) =>
        notDecodable(errors.map((error) => ({ ...error, path: at(error.path) }))),
      ),
    ),
  );
  return pipe(
    migrated,
    E.chainW((record) =>
      pipe(
        decodeRun(record, (path) => path),
        E.mapLeft((errors) =>
          last === undefined
            ? notDecodable(errors)
            : migrationFailed(last, 'its result is not a run of this chart', errors),
        ),
      ),
    ),
  );
};

const restoreFrom = (
  found: ChartIdentity,
  located: Located,
  migrations: ReadonlyArray<Migration>,
): E.Either<RestoreError, RunInstance> => {
  if (chartIdentityEq.equals(found, chartIdentity))
    return pipe(decodeRun(located.data, located.at), E.mapLeft(notDecodable));
  const chain =
    found.id === chartIdentity.id ? findChain(found, chartIdentity, migrations) : O.none;
  return O.isNone(chain)
    ? E.left({ _tag: 'ChartMismatch', expected: chartIdentity, found })
    : migrate(located, chain.value);
};

/**
 * Restores a run that {@link persistRun}, or `getPersistedSnapshot` of an actor of the machine, persisted.
 *
 * Shape: `restoreRun(options)(unknown)`. Errors: `SnapshotNotDecodable` if the input is not a persisted run, with a path for
 * each reason, such as `/status` if the actor had died; `ChartMismatch` if its chart has another id, version or hash and no
 * migrations lead to this one; `MigrationFailed`.
 *
 * @example
 * ```ts
 * import { chartIdentity, restoreRun } from 'runchart'
 * import type { Migration } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * // Version 0.9.0 called Leased by another name.
 * const renameClaimed: Migration = {
 *   from: { version: '0.9.0' },
 *   to: chartIdentity,
 *   migrate: (run) => E.right(run['state'] === 'Claimed' ? { ...run, state: 'Leased' } : run),
 * }
 * const stored = {
 *   chart: { id: 'run', version: '0.9.0', hash: '0123456789abcdef' },
 *   run: {
 *     id: '00000000-0000-0000-0000-000000000001',
 *     task_id: '00000000-0000-0000-0000-000000000002',
 *     state: 'Claimed',
 *     attempt_count: 0,
 *     created_at: 5,
 *     scheduled_at: 5,
 *     effective_priority: 0,
 *   },
 * }
 * const restored = restoreRun({ migrations: [renameClaimed] })(stored)
 * assert.deepStrictEqual(pipe(restored, E.map(({ state }) => state)), E.right('Leased'))
 * const refused = restoreRun()(stored)
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'ChartMismatch')
 * ```
 * @category Persistence
 */
export const restoreRun =
  ({ migrations = [], unmarked }: RestoreOptions = {}) =>
  (u: unknown): E.Either<RestoreError, RunInstance> => {
    if (!isRecord(u))
      return E.left(
        notDecodable([
          { path: '', expected: 'a persisted run (an object)', found: 'something else' },
        ]),
      );
    const restoreMarked = (chart: ChartIdentity): E.Either<RestoreError, RunInstance> =>
      isSnapshot(u)
        ? pipe(
            checkStatus(u),
            E.chainW((status) =>
              pipe(restoreFrom(chart, locate(u), migrations), E.chainW(checkDone(chart, status))),
            ),
          )
        : restoreFrom(chart, locate(u), migrations);
    const mark = readField(u, 'chart');
    if (mark === undefined && unmarked !== undefined) return restoreMarked(unmarked);
    return pipe(
      ChartIdentityCodec.decode(mark),
      E.mapLeft((errors) =>
        notDecodable(
          decodeErrors(errors).map((error) => ({ ...error, path: `/chart${error.path}` })),
        ),
      ),
      E.chainW(restoreMarked),
    );
  };

// ------------------------------------------------------------------------------------------------------- destructors

const describeChart = ({ id, version, hash }: ChartIdentity): string =>
  printable(`${id} ${version} (${hash})`);

/**
 * Returns the text of an error.
 *
 * @example
 * ```ts
 * import { restoreErrorMessage, restoreRun } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * assert.deepStrictEqual(
 *   pipe(restoreRun()({ chart: 7 }), E.mapLeft(restoreErrorMessage)),
 *   E.left("not a persisted run: at /chart: expected a chart's identity (an object), found 7"),
 * )
 * ```
 * @category Persistence
 */
export const restoreErrorMessage = (error: RestoreError): string => {
  switch (error._tag) {
    case 'SnapshotNotDecodable':
      return `not a persisted run: ${describeDecodeErrors(error.errors)}`;
    case 'ChartMismatch':
      return `the run is of chart ${describeChart(error.found)}, not ${describeChart(error.expected)}, and no migrations lead there`;
    case 'MigrationFailed':
      return `the migration from ${error.from.version} to ${error.to.version} failed: ${error.reason}${
        error.errors.length === 0 ? '' : ` (${describeDecodeErrors(error.errors)})`
      }`;
  }
};
