/**
 * `walks`: the paths that criteria require of an explored machine, or of any transition system. Two criteria need an exploration,
 * which knows what the machine did inside: `edges` and `guards`.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { checkSwitches } from '../graph/criteria/nSwitch.js';
import type { Lts, Path } from '../graph/Lts.js';
import { shortestPaths } from '../graph/Lts.js';
import type { CriterionOptions, InvalidOption, UnknownCriterion } from '../graph/options.js';
import { resolveOptions } from '../graph/options.js';
import type { GraphCriterionName, Walk } from '../graph/walks.js';
import { graphCriteria, graphCriterionNames, walksOf } from '../graph/walks.js';
import type { Exploration, MachineStep } from './Exploration.js';
import type { MachineInput } from './MachineInput.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The name of a criterion for machines: one of any transition system; `edges`, which takes every transition of the chart, each
 * candidate and each microstep; or `guards`, which evaluates every guard to true and to false.
 * @category Walks
 */
export type MachineCriterionName = GraphCriterionName | 'edges' | 'guards';

/**
 * The options of {@link walks}.
 * @category Walks
 */
export interface WalkOptions extends Partial<CriterionOptions> {
  /** The criteria to generate paths for; all that apply by default. */
  readonly criteria?: ReadonlyArray<MachineCriterionName>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Finds, for each thing that steps cover, a shortest path that covers it. */
const covering =
  (thingsOf: (step: MachineStep) => ReadonlyArray<string>) =>
  ({ lts, steps, start }: Exploration): ReadonlyArray<Path<MachineInput>> => {
    const to = shortestPaths(lts);
    const known = new Set(thingsOf(start));
    // The transitions are in breadth-first order of their sources, so the first that covers a thing ends a shortest path.
    return lts.transitions.flatMap((transition) => {
      const step = steps.get(transition);
      const fresh = (step === undefined ? [] : thingsOf(step)).filter((thing) => !known.has(thing));
      fresh.forEach((thing) => {
        // eslint-disable-next-line functional/immutable-data -- a local set
        known.add(thing);
      });
      return fresh.length === 0 ? [] : [[...(to.get(transition.source) ?? []), transition]];
    });
  };

const machineCriteria = {
  edges: covering(({ taken, forbidden }) => [...taken, ...forbidden]),
  guards: covering(({ guards }) =>
    guards.map(({ transition, outcome }) => `${transition} ${String(outcome)}`),
  ),
} as const;

type MachineOnly = keyof typeof machineCriteria;

const machineNames: ReadonlyArray<MachineOnly> = ['edges', 'guards'];

/** The names of all criteria for machines. */
export const machineCriterionNames: ReadonlyArray<MachineCriterionName> = [
  ...graphCriterionNames,
  ...machineNames,
];

const isMachineOnly = (name: MachineCriterionName): name is MachineOnly =>
  name === 'edges' || name === 'guards';

type Walks = ReadonlyArray<Walk<MachineInput, MachineCriterionName>>;

/**
 * Fills in the defaults of options, and checks their bounds for a system. Returns the selected criteria in the order of `known`.
 *
 * Errors: `UnknownCriterion`, `InvalidOption`.
 */
export const optionsFor = <Name extends string>(
  lts: Lts<unknown>,
  given: Partial<CriterionOptions> & { readonly criteria?: ReadonlyArray<Name> },
  known: ReadonlyArray<Name>,
): ReturnType<typeof resolveOptions<Name>> =>
  pipe(
    resolveOptions(given, known),
    E.chainFirstW(({ options, selected }) =>
      selected.some((name) => name === 'n-switch' || name === 'all')
        ? checkSwitches(lts, options.switches)
        : E.right(0),
    ),
  );

/** Makes a function from criteria to their walks that computes the paths of each criterion at most once. */
export const walkerOf = (
  exploration: Exploration,
  options: CriterionOptions,
): ((selected: ReadonlyArray<MachineCriterionName>) => Walks) => {
  const known = new Map<MachineCriterionName, ReadonlyArray<Path<MachineInput>>>();
  const pathsOf = (criterion: MachineCriterionName): ReadonlyArray<Path<MachineInput>> => {
    const paths =
      known.get(criterion) ??
      (isMachineOnly(criterion)
        ? machineCriteria[criterion](exploration)
        : graphCriteria[criterion](exploration.lts, options));
    // eslint-disable-next-line functional/immutable-data -- a cache
    known.set(criterion, paths);
    return paths;
  };
  return (selected) => walksOf(selected, pathsOf);
};

/**
 * Generates the paths that criteria require of an explored machine or of a transition system, each step with its expected outcome.
 * Leaves out paths that are a prefix of another.
 *
 * Shape: `walks(options)(exploration)` or `walks(options)(lts)`. Errors: `UnknownCriterion`; `InvalidOption`, also if there are more
 * than a million sequences for `n-switch`.
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
 *   E.chainW((exploration) => walks({ criteria: ['refusals'] })(exploration)),
 *   E.map((all) => all.map(({ path }) => path.map(({ label, outcome }) => `${label} -> ${outcome}`))),
 * )
 * assert.deepStrictEqual(asked, E.right([['push -> refused'], ['coin -> Open', 'coin -> refused']]))
 * ```
 * @category Walks
 */
export const walks: (options?: WalkOptions) => {
  <Event extends { readonly type: string }>(
    exploration: Exploration<Event>,
  ): E.Either<
    UnknownCriterion | InvalidOption,
    ReadonlyArray<Walk<MachineInput<Event>, MachineCriterionName>>
  >;
  <Input>(
    lts: Lts<Input>,
  ): E.Either<UnknownCriterion | InvalidOption, ReadonlyArray<Walk<Input, MachineCriterionName>>>;
} = (given = {}) => {
  const generate = (
    of: Exploration | Lts<MachineInput>,
  ): E.Either<UnknownCriterion | InvalidOption, Walks> =>
    pipe(
      optionsFor<MachineCriterionName>(
        'lts' in of ? of.lts : of,
        given,
        'lts' in of ? machineCriterionNames : graphCriterionNames,
      ),
      E.map(({ options, selected }) =>
        'lts' in of
          ? walkerOf(of, options)(selected)
          : walksOf(selected, (criterion) =>
              isMachineOnly(criterion) ? [] : graphCriteria[criterion](of, options),
            ),
      ),
    );
  // SAFETY: the paths are made of the transitions of what is given, whatever their inputs are.
  return generate;
};
