/* eslint-disable functional/immutable-data -- counts names in a local map */
/**
 * `generate`: generates a suite from the chart by criteria.
 *
 * Laws: the same options always give the same suite, byte for byte; no test is a prefix of another; names are unique.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { KeyTooCoarse, TooManyStates } from '../graph/Lts.js';
import type { CriterionOptions, InvalidOption, UnknownCriterion } from '../graph/options.js';
import { resolveOptions } from '../graph/options.js';
import { withoutPrefixes } from '../graph/prefixes.js';
import { coverageOf } from './coverage.js';
import type { CriterionName } from './criteria.js';
import { runCriteria } from './criteria.js';
import { bothWays } from './leftOut.js';
import { play } from './play.js';
import type { RunModel } from './runModel.js';
import { runModel } from './runModel.js';
import type { Suite } from './Suite.js';
import type { TestCase } from './TestCase.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of {@link generate}.
 * @category Test suites
 */
export interface GenerateOptions extends Partial<CriterionOptions> {
  /** The criteria to generate tests for; all by default. */
  readonly criteria?: ReadonlyArray<CriterionName>;
}

/**
 * The errors of {@link generate}.
 * @category Test suites
 */
export type GenerateError = UnknownCriterion | InvalidOption | TooManyStates | KeyTooCoarse;

// -------------------------------------------------------------------------------------------------------- operations

const names: ReadonlyArray<CriterionName> = runCriteria.map(({ name }) => name);

/** Encodes the steps of a test without their outcomes, which follow from the steps. */
const stepsOf = ({ steps }: TestCase): ReadonlyArray<string> =>
  steps.map(({ step, written }) => JSON.stringify(written ?? step));

/** Makes names unique by appending a number to repeated ones. */
const withUniqueNames = (tests: ReadonlyArray<TestCase>): ReadonlyArray<TestCase> => {
  const taken = new Map<string, number>();
  return tests.map((test) => {
    const times = (taken.get(test.name) ?? 0) + 1;
    taken.set(test.name, times);
    return times === 1 ? test : { ...test, name: `${test.name} (${String(times)})` };
  });
};

const distinct = withoutPrefixes(stepsOf);

/** Removes the prefixes of other tests, asks optional fields both ways, and gives each test a name of its own. */
const suiteFrom = (played: ReadonlyArray<TestCase>): ReadonlyArray<TestCase> =>
  // Again, since a test with a field left out may be one that the suite already had.
  withUniqueNames(distinct(bothWays(distinct(played))));

/** Plays the drafts of criteria into tests, by criterion. */
const playedBy = (
  model: RunModel,
  options: CriterionOptions,
  selected: ReadonlyArray<CriterionName>,
): ReadonlyArray<readonly [CriterionName, ReadonlyArray<TestCase>]> =>
  runCriteria
    .filter(({ name }) => selected.includes(name))
    .map(({ name, drafts }) => [
      name,
      drafts(model, options).map((one) => play(name, one, model.values)),
    ]);

/** Generates a suite without its coverage. */
export const testsOf = (
  given: GenerateOptions = {},
): E.Either<GenerateError, Omit<Suite, 'coverage'>> =>
  pipe(
    resolveOptions(given, names),
    E.bindW('model', ({ options }) => runModel(valuesOf(options.seed))),
    E.map(({ model, options, selected }) => ({
      seed: options.seed,
      criteria: selected,
      tests: suiteFrom(playedBy(model, options, selected).flatMap(([, tests]) => tests)),
    })),
  );

/** Generates several suites with the same options, playing each criterion once: `undefined` stands for all criteria. */
export const suitesOf = (
  wanted: ReadonlyArray<ReadonlyArray<CriterionName> | undefined>,
  options: Partial<CriterionOptions>,
): E.Either<
  GenerateError,
  {
    readonly everything: ReadonlyArray<TestCase>;
    readonly suites: ReadonlyArray<ReadonlyArray<TestCase>>;
  }
> =>
  pipe(
    wanted,
    E.traverseArray((criteria) =>
      resolveOptions(criteria === undefined ? options : { ...options, criteria }, names),
    ),
    E.bindTo('resolved'),
    E.bindW('whole', () => resolveOptions(options, names)),
    E.bindW('model', ({ whole }) => runModel(valuesOf(whole.options.seed))),
    E.map(({ resolved, whole, model }) => {
      const played = playedBy(model, whole.options, names);
      const suite = (selected: ReadonlyArray<CriterionName>): ReadonlyArray<TestCase> =>
        suiteFrom(played.flatMap(([name, tests]) => (selected.includes(name) ? tests : [])));
      return {
        everything: suite(names),
        suites: resolved.map(({ selected }) => suite(selected)),
      };
    }),
  );

/**
 * Generates a suite for the run's chart.
 *
 * Errors: `UnknownCriterion`, `InvalidOption`; `TooManyStates` and `KeyTooCoarse` if the chart cannot be explored.
 *
 * @example
 * ```ts
 * import { generate } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const first = pipe(generate({ criteria: ['states'] }), E.map(({ tests }) => tests[0]?.steps.at(-1)?.title))
 * assert.deepStrictEqual(first, E.right('Scheduled + cancel -> Canceled'))
 *
 * const refused = generate({ count: -1 })
 * assert.strictEqual(E.isLeft(refused) && refused.left._tag, 'InvalidOption')
 * ```
 * @category Test suites
 */
export const generate = (given: GenerateOptions = {}): E.Either<GenerateError, Suite> =>
  pipe(
    testsOf(given),
    E.map((suite) => ({ ...suite, coverage: coverageOf(suite.tests) })),
  );
