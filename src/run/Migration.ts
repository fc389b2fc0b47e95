/**
 * Migrations: how a run's record gets from one version of the chart to another, and the way through several of them.
 *
 * Laws: a way never passes a version twice; of several ways, the one whose migrations were given first is taken.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { DecodeError } from '../codec/DecodeError.js';
import { isRecord, readField, textOfThrown } from '../codec/untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A run's record on the wire, of whatever chart: plain JSON.
 * @category Persistence
 */
export type WireData = Readonly<Record<string, unknown>>;

/**
 * A version of the chart; with a hash, only the one that has it too.
 * @category Persistence
 */
export interface ChartVersion {
  readonly version: string;
  readonly hash?: string;
}

/**
 * How a run's record goes from one version of the chart to another.
 * @category Persistence
 */
export interface Migration {
  readonly from: ChartVersion;
  readonly to: ChartVersion;
  /** The record under the new version, or why there is none. It is decoded afterwards. */
  readonly migrate: (run: WireData) => E.Either<string, WireData>;
}

/**
 * A migration refused, threw, or gave what is no run.
 * @category Persistence
 */
export interface MigrationFailed {
  readonly _tag: 'MigrationFailed';
  readonly from: ChartVersion;
  readonly to: ChartVersion;
  readonly reason: string;
  /** What is wrong with its result, if that is the reason. */
  readonly errors: ReadonlyArray<DecodeError>;
}

// -------------------------------------------------------------------------------------------------------- operations

const sameVersion = (a: ChartVersion, b: ChartVersion): boolean =>
  a.version === b.version && (a.hash === undefined || b.hash === undefined || a.hash === b.hash);

/** The migrations from one version to another, in order; of several ways, the one whose migrations come first. */
export const route = (
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
                    route(
                      migration.to,
                      to,
                      // No way comes twice through one version.
                      migrations.filter((other) => !sameVersion(other.from, from)),
                    ),
                    O.map((rest) => [migration, ...rest]),
                  ),
            O.none,
          ),
      );

/** A migration that failed, with the reason and what is wrong with its result. */
export const migrationFailed = (
  { from, to }: Migration,
  reason: string,
  errors: ReadonlyArray<DecodeError> = [],
): MigrationFailed => ({ _tag: 'MigrationFailed', from, to, reason, errors });

/** Whether untyped code gave what it should. What is on the right is decoded in the end. */
const isEither = (u: unknown): u is E.Either<string, WireData> => {
  const tag = isRecord(u) ? readField(u, '_tag') : undefined;
  return tag === 'Right' || tag === 'Left';
};

/** The record that a migration gives; what it throws is its failure. */
export const runMigration = (
  migration: Migration,
  data: WireData,
): E.Either<MigrationFailed, WireData> =>
  pipe(
    E.tryCatch((): unknown => migration.migrate(data), textOfThrown),
    E.chain((given) => (isEither(given) ? given : E.left('it gave neither a left nor a right'))),
    E.mapLeft((reason) => migrationFailed(migration, reason)),
  );
