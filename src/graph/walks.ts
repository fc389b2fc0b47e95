/**
 * The graph criteria, which work on any labelled transition system: the run's own, or that of a user's machine.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { switchPaths } from './criteria/nSwitch.js';
import { randomPaths } from './criteria/random.js';
import { refusalPaths } from './criteria/refusals.js';
import { endPaths, roundTripPaths } from './criteria/roundTrips.js';
import { statePaths } from './criteria/states.js';
import { transitionPaths } from './criteria/transitions.js';
import { wMethodPaths } from './criteria/wMethod.js';
import type { Lts, Path } from './Lts.js';
import type { CriterionOptions, InvalidOption, UnknownCriterion } from './options.js';
import { resolveOptions } from './options.js';
import { withoutPrefixes } from './prefixes.js';
import { tour } from './tour.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The name of a criterion that requires only paths, independent of data.
 * @category Walks
 */
export type GraphCriterionName =
  | 'states'
  | 'transitions'
  | 'transition-pairs'
  | 'n-switch'
  | 'round-trips'
  | 'refusals'
  | 'tour'
  | 'w-method'
  | 'random';

type GraphCriterion = <Input>(
  lts: Lts<Input>,
  options: CriterionOptions,
) => ReadonlyArray<Path<Input>>;

/**
 * A path required by criteria; each transition carries its expected outcome.
 * @category Walks
 */
export interface Walk<Input> {
  /** Unique within its list. */
  readonly name: string;
  readonly criteria: ReadonlyArray<GraphCriterionName>;
  readonly path: Path<Input>;
}

/**
 * The options of {@link walks}.
 * @category Walks
 */
export interface WalkOptions extends Partial<CriterionOptions> {
  /** The criteria to generate paths for; all by default. */
  readonly criteria?: ReadonlyArray<GraphCriterionName>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** How often each cycle is walked: enough to exceed the common limits of three, five and ten. */
export const LAPS = 11;

/** The generator of each criterion's paths. */
export const graphCriteria: Readonly<Record<GraphCriterionName, GraphCriterion>> = {
  states: statePaths,
  transitions: transitionPaths,
  'transition-pairs': (lts) => switchPaths(lts, 1),
  'n-switch': (lts, { switches }) => switchPaths(lts, switches),
  'round-trips': (lts) => [...roundTripPaths(lts, LAPS), ...endPaths(lts)],
  refusals: refusalPaths,
  tour: (lts) => tour(lts).paths,
  'w-method': wMethodPaths,
  random: randomPaths,
};

// SAFETY: the keys are the names of the criteria.
export const criterionNames = Object.keys(graphCriteria) as ReadonlyArray<GraphCriterionName>;

/**
 * Generates the paths that criteria require of a transition system, each step with its expected outcome. Leaves out paths that
 * are a prefix of another.
 *
 * Shape: `walks(options)(lts)`. Errors: `UnknownCriterion`, `InvalidOption`.
 *
 * @example
 * ```ts
 * import { explore, walks } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const turnstile = createMachine({
 *   initial: 'Locked',
 *   states: { Locked: { on: { coin: 'Open' } }, Open: { on: { push: 'Locked' } } },
 * })
 * const asked = pipe(
 *   explore(turnstile, { events: [{ type: 'coin' }, { type: 'push' }] }),
 *   E.chainW(walks({ criteria: ['refusals'] })),
 *   E.map((all) => all.map(({ path }) => path.map(({ label, outcome }) => `${label} -> ${outcome}`))),
 * )
 * assert.deepStrictEqual(asked, E.right([['push -> refused'], ['coin -> Open', 'coin -> refused']]))
 * ```
 * @category Walks
 */
export const walks =
  (given: WalkOptions = {}) =>
  <Input>(
    lts: Lts<Input>,
  ): E.Either<UnknownCriterion | InvalidOption, ReadonlyArray<Walk<Input>>> =>
    pipe(
      resolveOptions(given, criterionNames),
      E.map(({ options, selected }) =>
        withoutPrefixes<Walk<Input>>(({ path }) => path.map(({ label }) => JSON.stringify(label)))(
          selected.flatMap((criterion) =>
            graphCriteria[criterion](lts, options)
              .filter((path) => path.length > 0)
              .map((path, i) => ({
                name: `${criterion} ${String(i + 1)}`,
                criteria: [criterion],
                path,
              })),
          ),
        ),
      ),
    );
