/* eslint-disable functional/immutable-data -- names are counted in a map of its own */
/**
 * `generate`: a suite from the chart, by criteria.
 *
 * Laws: the same options give the same suite, byte for byte; no test is another's beginning; no two tests have one name.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { coverageOf } from './coverage.js';
import type { CriterionName } from './criteria.js';
import { runCriteria } from './criteria.js';
import type { KeyTooCoarse, TooManyStates } from './Lts.js';
import type { CriterionOptions, InvalidOption, UnknownCriterion } from './options.js';
import { settle } from './options.js';
import { play } from './play.js';
import { withoutPrefixes } from './prefixes.js';
import { runModel } from './runModel.js';
import type { Suite, TestCase } from './Suite.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What a suite is made of.
 * @category Test suites
 */
export interface GenerateOptions extends Partial<CriterionOptions> {
  /** Which criteria ask for tests; all if not given. */
  readonly criteria?: ReadonlyArray<CriterionName>;
}

/**
 * Why there is no suite.
 * @category Test suites
 */
export type GenerateError = UnknownCriterion | InvalidOption | TooManyStates | KeyTooCoarse;

// -------------------------------------------------------------------------------------------------------- operations

/** What a step must answer follows from the steps up to it. */
const stepsOf = ({ steps }: TestCase): ReadonlyArray<string> =>
  steps.map(({ step, written }) => JSON.stringify(written ?? step));

/** Tells tests of one name apart by a number. */
const withOwnNames = (tests: ReadonlyArray<TestCase>): ReadonlyArray<TestCase> => {
  const taken = new Map<string, number>();
  return tests.map((test) => {
    const times = (taken.get(test.name) ?? 0) + 1;
    taken.set(test.name, times);
    return times === 1 ? test : { ...test, name: `${test.name} (${String(times)})` };
  });
};

/**
 * A suite for the run's chart.
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
    settle(
      given,
      runCriteria.map(({ name }) => name),
    ),
    E.bindW('model', ({ options }) => runModel(valuesOf(options.seed))),
    E.map(({ model, options, wanted }) => {
      const played = runCriteria
        .filter(({ name }) => wanted.includes(name))
        .flatMap(({ name, drafts }) =>
          drafts(model, options).map((one) => play(name, one, model.values)),
        );
      const tests = withOwnNames(withoutPrefixes(stepsOf)(played));
      return { seed: options.seed, criteria: wanted, tests, coverage: coverageOf(tests) };
    }),
  );
