/**
 * The graph criteria, which work on any labelled transition system: the run's own, or that of a user's machine.
 */
import { switchPaths } from './criteria/nSwitch.js';
import { randomPaths } from './criteria/random.js';
import { refusalPaths } from './criteria/refusals.js';
import { endPaths, roundTripPaths } from './criteria/roundTrips.js';
import { statePaths } from './criteria/states.js';
import { transitionPaths } from './criteria/transitions.js';
import { wMethodPaths } from './criteria/wMethod.js';
import type { Lts, Path } from './Lts.js';
import type { CriterionOptions } from './options.js';
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
export interface Walk<Input, Name extends string> {
  /** Unique within its list. */
  readonly name: string;
  readonly criteria: ReadonlyArray<Name>;
  readonly path: Path<Input>;
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

/** The names of the graph criteria. */
export const graphCriterionNames: ReadonlyArray<GraphCriterionName> =
  // SAFETY: the keys are the names of the criteria.
  Object.keys(graphCriteria) as ReadonlyArray<GraphCriterionName>;

/** Generates the paths of some criteria, and leaves out those that are a prefix of another. */
export const walksOf = <Name extends string, Input>(
  selected: ReadonlyArray<Name>,
  pathsOf: (criterion: Name) => ReadonlyArray<Path<Input>>,
): ReadonlyArray<Walk<Input, Name>> =>
  withoutPrefixes<Walk<Input, Name>>(({ path }) => path.map(({ label }) => JSON.stringify(label)))(
    selected.flatMap((criterion) =>
      pathsOf(criterion)
        .filter((path) => path.length > 0)
        .map((path, i) => ({
          name: `${criterion} ${String(i + 1)}`,
          criteria: [criterion],
          path,
        })),
    ),
  );
