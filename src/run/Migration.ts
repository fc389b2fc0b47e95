/**
 * Migrations convert a run's record from one version of the chart to another, alone or in a chain.
 *
 * Laws: a chain never visits a version twice; of several chains, the one whose migrations were registered first is taken.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { DecodeError } from '../codec/DecodeError.js';
import { isRecord, readField, textOfThrown } from '../codec/untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A run's record on the wire, of any chart: plain JSON.
 * @category Persistence
 */
export type WireData = Readonly<Record<string, unknown>>;

/**
 * A version of the chart; with `hash`, only the chart with that hash.
 * @category Persistence
 */
export interface ChartVersion {
  readonly version: string;
  readonly hash?: string;
}

/**
 * A conversion of a run's record from one version of the chart to another.
 * @category Persistence
 */
export interface Migration {
  readonly from: ChartVersion;
  readonly to: ChartVersion;
  /** Returns the record under the new version, which is then decoded, or why there is none. */
  readonly migrate: (run: WireData) => E.Either<string, WireData>;
}

/**
 * A migration refused, threw, or did not return a run.
 * @category Persistence
 */
export interface MigrationFailed {
  readonly _tag: 'MigrationFailed';
  readonly from: ChartVersion;
  readonly to: ChartVersion;
  readonly reason: string;
  /** The errors of its result, if that is the reason. */
  readonly errors: ReadonlyArray<DecodeError>;
}

// -------------------------------------------------------------------------------------------------------- operations

const sameVersion = (a: ChartVersion, b: ChartVersion): boolean =>
  a.version === b.version && (a.hash === undefined || b.hash === undefined || a.hash === b.hash);

/** Finds a chain of migrations from one version to another; of several, the one whose migrations come first. */
export const findChain = (
  from: ChartVersion,
  to: ChartVersion,
  migrations: ReadonlyArray<Migration>,
): O.Option<ReadonlyArray<Migration>> =>
  sameVersion(from, to)
    ? O.some([])
    : pipe(
        migrations.filter((migration) => sameVersion(migration.from, from)),
        (candidates) =>
          candidates.reduce<O.Option<ReadonlyArray<Migration>>>(
            (found, migration) =>
              O.isSome(found)
                ? found
                : pipe(
                    findChain(
                      migration.to,
                      to,
                      // A chain never visits a version twice.
                      migrations.filter((other) => !sameVersion(other.from, from)),
                    ),
                    O.map((rest) => [migration, ...rest]),
                  ),
            O.none,
          ),
      );

/** Makes the error of a migration. */
export const migrationFailed = (
  { from, to }: Migration,
  reason: string,
  errors: ReadonlyArray<DecodeError> = [],
): MigrationFailed => ({ _tag: 'MigrationFailed', from, to, reason, errors });

/** Untyped code may return anything. The record on the right is decoded later. */
const isEither = (u: unknown): u is E.Either<string, WireData> => {
  const tag = isRecord(u) ? readField(u, '_tag') : undefined;
  return tag === 'Right' || tag === 'Left';
};

/** Runs a migration; an exception is a failure. */
export const runMigration = (
  migration: Migration,
  data: WireData,
): E.Either<MigrationFailed, WireData> =>
  pipe(
    E.tryCatch((): unknown => migration.migrate(data), textOfThrown),
    E.chain((given) =>
      isEither(given) ? given : E.left('it returned neither a left nor a right'),
    ),
    E.mapLeft((reason) => migrationFailed(migration, reason)),
  );
