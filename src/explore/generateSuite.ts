/**
 * `generateSuite`: generates a suite of a machine from its exploration, by criteria.
 *
 * Laws: the same exploration and options always give the same suite, byte for byte; no test is a prefix of another; names are unique.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { InvalidOption, UnknownCriterion } from '../graph/options.js';
import { defaults } from '../graph/options.js';
import type { Exploration } from './Exploration.js';
import { oracleOf } from './Oracle.js';
import type { Facet, MachineSuite } from './Suite.js';
import { testNames } from './titles.js';
import type { WalkOptions } from './walks.js';
import { machineCriterionNames, walks } from './walks.js';

/**
 * The options of {@link generateSuite}.
 * @category Suites
 */
export interface SuiteOptions extends WalkOptions {
  /** The input with which the machine was explored. */
  readonly input?: unknown;
  /** What the tests see beside `accepted` and `states`; nothing by default. */
  readonly facets?: ReadonlyArray<Facet>;
}

/**
 * Generates a suite of a machine.
 *
 * Errors: `UnknownCriterion`, `InvalidOption`.
 *
 * @example
 * ```ts
 * import { explore, generateSuite } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const turnstile = createMachine({
 *   id: 'turnstile',
 *   initial: 'Locked',
 *   states: { Locked: { on: { coin: 'Open' } }, Open: { on: { push: 'Locked' } } },
 * })
 * const titles = pipe(
 *   explore(turnstile, { events: [{ type: 'coin' }, { type: 'push' }] }),
 *   E.chainW((exploration) => generateSuite(exploration, { criteria: ['tour'] })),
 *   E.map(({ tests }) => tests.map(({ steps }) => steps.map(({ title }) => title))),
 * )
 * assert.deepStrictEqual(
 *   titles,
 *   E.right([['start -> Locked', 'Locked + coin -> Open', 'Open + push -> Locked']]),
 * )
 * ```
 * @category Suites
 */
export const generateSuite = (
  exploration: Exploration,
  { input, facets = [], ...options }: SuiteOptions = {},
): E.Either<UnknownCriterion | InvalidOption, MachineSuite> => {
  const { testOf, titles } = oracleOf(exploration, input, new Set(facets));
  return pipe(
    walks(options)(exploration),
    E.map((all) => {
      const names = testNames(titles, all);
      return {
        machine: exploration.chart.id,
        seed: options.seed ?? defaults.seed,
        criteria: options.criteria ?? machineCriterionNames,
        tests: all.map(({ name, criteria, path }, i) => testOf(names[i] ?? name, criteria, path)),
      };
    }),
  );
};
