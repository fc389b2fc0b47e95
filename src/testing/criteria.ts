/**
 * The coverage criteria: each generates the tests that it requires. The table in the docs is generated from their names,
 * definitions and sources.
 */
import { endPaths, roundTripPaths } from '../graph/criteria/roundTrips.js';
import type { Path } from '../graph/Lts.js';
import type { CriterionOptions } from '../graph/options.js';
import { tour } from '../graph/tour.js';
import type { GraphCriterionName } from '../graph/walks.js';
import { graphCriteria, LAPS } from '../graph/walks.js';
import { constructionDrafts } from './criteria/construction.js';
import { guardDrafts, refusedAnywhere } from './criteria/guards.js';
import { byEveryOp, loadNonZeroRun, newRun } from './inputs.js';
import type { Act, Draft } from './play.js';
import type { RunModel } from './runModel.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The name of a criterion.
 * @category Criteria
 */
export type CriterionName = GraphCriterionName | 'guards' | 'construction';

/**
 * A coverage criterion: its name, its definition, and the publication that introduced it.
 * @category Criteria
 */
export interface Criterion {
  readonly name: CriterionName;
  /** One line. */
  readonly definition: string;
  /** Author, title, year. */
  readonly source: string;
}

interface RunCriterion extends Criterion {
  readonly drafts: (model: RunModel, options: CriterionOptions) => ReadonlyArray<Draft>;
}

// -------------------------------------------------------------------------------------------------------- operations

const last = (path: Path<Act>): string =>
  path
    .slice(-1)
    .map(({ source, label }) => `${source} + ${label}`)
    .join();

const lastTarget = (path: Path<Act>): string =>
  path
    .slice(-1)
    .map(({ target }) => target)
    .join();

const draft =
  (start: Act, name: (path: Path<Act>, i: number) => string) =>
  (path: Path<Act>, i: number): Draft => ({
    name: name(path, i),
    acts: [start, ...path.map(({ input }) => input)],
  });

/** Finds the labels of one lap: the shortest suffix that the labels before it repeat. */
const lapOf = (path: Path<Act>): ReadonlyArray<string> => {
  const labels = path.map(({ label }) => label);
  const repeats = (n: number): boolean =>
    labels.slice(-n).join() === labels.slice(-2 * n, -n).join();
  const length = labels.findIndex((_, i) => repeats(i + 1)) + 1;
  // All of them, if none repeats: the length is 0 then.
  return labels.slice(-length);
};

const numbered = (start: Act) => draft(start, (_, i) => String(i + 1));

/** The criteria with the functions that draft their tests, in the order of a suite. */
export const runCriteria: ReadonlyArray<RunCriterion> = [
  {
    name: 'states',
    definition: 'every state is entered',
    source: 'Binder: Testing Object-Oriented Systems: Models, Patterns, and Tools, 2000',
    drafts: ({ all }, options) => graphCriteria.states(all, options).map(draft(newRun, lastTarget)),
  },
  {
    name: 'transitions',
    definition: 'every edge is taken, in each of its cases (0-switch coverage)',
    source: 'Chow: Testing Software Design Modeled by Finite-State Machines, 1978',
    drafts: ({ all }, options) =>
      graphCriteria.transitions(all, options).map(draft(loadNonZeroRun, last)),
  },
  {
    name: 'transition-pairs',
    definition:
      'every two edges that can follow one another are taken in a row (1-switch coverage)',
    source: 'Chow: Testing Software Design Modeled by Finite-State Machines, 1978',
    drafts: ({ lifecycle }, options) =>
      graphCriteria['transition-pairs'](lifecycle, options).map(numbered(newRun)),
  },
  {
    name: 'n-switch',
    definition: 'every n + 1 edges that can follow one another are taken in a row',
    source: 'Chow: Testing Software Design Modeled by Finite-State Machines, 1978',
    drafts: ({ lifecycle }, options) =>
      graphCriteria['n-switch'](lifecycle, options).map(numbered(loadNonZeroRun)),
  },
  {
    name: 'round-trips',
    definition: `every cycle that takes no edge twice is walked ${String(LAPS)} times in a row, and up to three times before every edge that cannot be undone`,
    source: 'Ammann, Offutt: Introduction to Software Testing, 2008',
    drafts: ({ lifecycle, values }) => [
      ...roundTripPaths(lifecycle, LAPS).flatMap((path) =>
        byEveryOp(values)(path).map((walk, i) =>
          // The first walk starts from a new run, whose attempt count is 0; the others start with a higher count.
          draft(i === 0 ? newRun : loadNonZeroRun, () => lapOf(walk).join(', '))(walk, i),
        ),
      ),
      ...endPaths(lifecycle).map(draft(newRun, (path) => `before ${last(path)}`)),
    ],
  },
  {
    name: 'guards',
    definition:
      'every guard is true, and false while all guards before it are true, at the boundaries of what it reads; edges without guards are taken there too',
    source:
      'Chilenski, Miller: Applicability of Modified Condition/Decision Coverage to Software Testing, 1994; Myers: The Art of Software Testing, 1979 (boundary values)',
    drafts: guardDrafts,
  },
  {
    name: 'refusals',
    definition:
      'every input that a state refuses is sent in that state, and leaves no trace (sneak paths)',
    source: 'Binder: Testing Object-Oriented Systems: Models, Patterns, and Tools, 2000',
    drafts: (model, options) => [
      ...graphCriteria.refusals(model.all, options).map(draft(newRun, last)),
      ...refusedAnywhere(model),
    ],
  },
  {
    name: 'tour',
    definition: 'every edge is taken, and every way to create a run, in as few steps as possible',
    source:
      'Edmonds, Johnson: Matching, Euler Tours and the Chinese Postman, 1973; Aho, Dahbura, Lee, Uyar: An Optimization Technique for Protocol Conformance Test Generation Based on UIO Sequences and Rural Chinese Postman Tours, 1991',
    drafts: ({ lifecycle, creations }: RunModel): ReadonlyArray<Draft> => {
      const { paths, openings } = tour(lifecycle, [...creations.keys()]);
      return paths.map((path, i) =>
        numbered(creations.get(openings[i] ?? lifecycle.initial) ?? newRun)(path, i),
      );
    },
  },
  {
    name: 'w-method',
    definition:
      'every transition, refused ones too, then every m inputs, then inputs that tell the states apart: complete for subjects with at most m states more than the minimal model',
    source:
      'Chow: Testing Software Design Modeled by Finite-State Machines, 1978; Vasilevskii: Failure Diagnosis of Automata, 1973',
    drafts: ({ all }, options) => graphCriteria['w-method'](all, options).map(draft(newRun, last)),
  },
  {
    name: 'construction',
    definition:
      'constructors and the decoder are called at their boundaries, and the runs that they make are used',
    source: 'Myers: The Art of Software Testing, 1979 (boundary values)',
    drafts: constructionDrafts,
  },
  {
    name: 'random',
    definition: 'seeded random walks that prefer the inputs seldom sent before',
    source: 'West: Protocol Validation by Random State Exploration, 1986',
    drafts: ({ all }, options) =>
      graphCriteria
        .random(all, options)
        .map((path, i) => numbered(i % 2 === 0 ? newRun : loadNonZeroRun)(path, i)),
  },
];

/**
 * The criteria, in the order of a suite. `generate` takes their names.
 *
 * @example
 * ```ts
 * import { criteria, generate } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const names = criteria.map(({ name }) => name)
 * assert.strictEqual(names.includes('refusals'), true)
 * assert.strictEqual(E.isRight(generate({ criteria: names.slice(0, 2) })), true)
 * ```
 * @category Criteria
 */
export const criteria: ReadonlyArray<Criterion> = runCriteria.map(
  ({ name, definition, source }) => ({ name, definition, source }),
);
