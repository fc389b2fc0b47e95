/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one pass over all steps of all tests, with tallies of its own */
/**
 * What tests reach of the run's chart, and what they do not, and why.
 *
 * The tests are played again and watched; nothing is believed of who asked for them. A test that a person wrote counts as one
 * that was generated.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { eventOf } from '../journal/EventStep.js';
import type { Step } from '../journal/Step.js';
import { opNames } from '../journal/Step.js';
import type { RunEvent } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { runStates } from '../run/RunState.js';
import { runMoves, runTable } from '../run/runTable.js';
import { leaving } from './Lts.js';
import type { World } from './play.js';
import { advance, nothing } from './play.js';
import { numbersReadBy, runModel } from './runModel.js';
import type { Coverage, Covered, TestCase } from './Suite.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

type Edge = (typeof runTable.edges)[number];

type Kind = keyof Coverage;

/** Which criteria ask for which kind of thing. */
const askedBy: Readonly<Record<Kind, string>> = {
  states: 'states',
  edges: 'transitions and tour',
  pairs: 'transition-pairs',
  guards: 'guards',
  refusals: 'refusals',
  ops: 'transitions, guards and construction',
};

const edgeName = ({ source, event }: Pick<Edge, 'source' | 'event'>): string =>
  `${source} + ${event}`;

const pairName = (one: Edge, next: Edge): string => `${edgeName(one)}, then ${next.event}`;

const guardName = (edge: Edge, guard: string, how: string): string =>
  `${edgeName(edge)} [${guard}${how}]`;

const AT_BOUNDARY = ' at its boundary';
const FAILS = ' fails';

// ----------------------------------------------------------------------------------------------------------- watching

/** Which tests reached what, by its name. */
type Tally = Map<string, Set<string>>;

const note = (tally: Tally, name: string, test: string): void => {
  const tests = tally.get(name);
  if (tests === undefined) tally.set(name, new Set([test]));
  else tests.add(test);
};

interface Seen {
  readonly value: number;
  readonly holds: boolean;
  readonly test: string;
}

interface Watch {
  readonly tallies: Readonly<Record<Kind, Tally>>;
  /** What a guard that reads a number said of it, by the name of what is covered at its boundary. */
  readonly numbers: Map<string, Array<Seen>>;
}

/** The guards of an edge that were asked, in their order, up to the first that refused. */
const asked = (edge: Edge, run: RunInstance, event: RunEvent) => {
  const refusedBy = runTable.refusedBy(edge, run, event);
  const last = refusedBy === undefined ? edge.guards.length : edge.guards.indexOf(refusedBy) + 1;
  return edge.guards.slice(0, last).map((guard) => ({ guard, holds: guard !== refusedBy }));
};

const watchEvent = (
  { tallies, numbers }: Watch,
  run: RunInstance,
  step: Step,
  test: string,
): Edge | undefined => {
  const event = eventOf(step, run.state);
  if (event === undefined) {
    if (step.op === 'transition_to')
      note(tallies.refusals, `${run.state} + transition_to ${step.to}`, test);
    return undefined;
  }
  const edge = runTable.edge(run.state, event.type);
  if (edge === undefined) {
    note(tallies.refusals, `${run.state} + ${event.type}`, test);
    return undefined;
  }
  const guards = asked(edge, run, event);
  for (const { guard, holds } of guards) {
    note(tallies.guards, guardName(edge, guard, holds ? '' : FAILS), test);
    for (const field of numbersReadBy(guard)) {
      const name = guardName(edge, guard, AT_BOUNDARY);
      const seen = numbers.get(name) ?? [];
      seen.push({ value: Number(run[field]), holds, test });
      numbers.set(name, seen);
    }
  }
  if (guards.some(({ holds }) => !holds)) return undefined;
  note(tallies.edges, edgeName(edge), test);
  return edge;
};

const watchTest = (watch: Watch, { name, steps }: TestCase): void => {
  const { tallies } = watch;
  let world: World = nothing;
  let former: Edge | undefined;
  for (const { step } of steps) {
    const { world: after, outcome } = advance(world, step);
    note(tallies.ops, `${step.op}, ${E.isRight(outcome) ? 'accepted' : 'refused'}`, name);
    if (E.isRight(outcome)) note(tallies.states, outcome.right.state, name);
    if (O.isSome(world.run)) {
      const edge = watchEvent(watch, world.run.value, step, name);
      if (edge !== undefined && former?.target === edge.source)
        note(tallies.pairs, pairName(former, edge), name);
      // A refused step and one that only tells an instant leave two edges in a row; any other accepted op does not.
      if (edge !== undefined) former = edge;
      else if (E.isRight(outcome) && step.op !== 'record_state_change_at') former = undefined;
    }
    world = after;
  }
};

/** A guard was seen at its boundary when it held of a number and failed of a neighbour of it. */
const watchBoundaries = ({ tallies, numbers }: Watch): void => {
  for (const [name, seen] of numbers) {
    const holding = new Set(seen.filter(({ holds }) => holds).map(({ value }) => value));
    const failing = new Set(seen.filter(({ holds }) => !holds).map(({ value }) => value));
    for (const { value, holds, test } of seen) {
      const others = holds ? failing : holding;
      if (others.has(value - 1) || others.has(value + 1)) note(tallies.guards, name, test);
    }
  }
};

// ---------------------------------------------------------------------------------------------------------- universe

/** The pairs of edges that a run can really take in a row. */
const feasiblePairs = (): ReadonlySet<string> => {
  const model = runModel(valuesOf(0));
  if (E.isLeft(model)) return new Set();
  const { lifecycle } = model.right;
  const out = leaving(lifecycle);
  return new Set(
    lifecycle.transitions.flatMap(({ source, label, target }) =>
      (out.get(target) ?? []).map(
        (next) => `${source.split(' [')[0] ?? ''} + ${label}, then ${next.label}`,
      ),
    ),
  );
};

interface Wanted {
  readonly name: string;
  /** Why no test can reach it. */
  readonly never?: string;
}

/** All that could be reached, kind by kind, from the compiled chart. */
const wanted = (): Readonly<Record<Kind, ReadonlyArray<Wanted>>> => {
  const feasible = feasiblePairs();
  const named = (names: ReadonlyArray<string>) => names.map((name) => ({ name }));
  return {
    states: named(runStates),
    edges: named(runTable.edges.map(edgeName)),
    pairs: runTable.edges.flatMap((one) =>
      runTable.edges
        .filter(({ source }) => source === one.target)
        .map((next): Wanted => {
          const name = pairName(one, next);
          return feasible.has(name)
            ? { name }
            : { name, never: `${next.guards.join(', ')} never holds right after ${one.event}` };
        }),
    ),
    guards: named(
      runTable.edges.flatMap((edge) =>
        edge.guards.flatMap((guard) => [
          guardName(edge, guard, ''),
          guardName(edge, guard, FAILS),
          ...(numbersReadBy(guard).length > 0 ? [guardName(edge, guard, AT_BOUNDARY)] : []),
        ]),
      ),
    ),
    refusals: named(
      runStates.flatMap((state) => [
        ...eventTypes
          .filter((event) => runTable.edge(state, event) === undefined)
          .map((event) => `${state} + ${event}`),
        ...runStates
          .filter((to) => runMoves.into(to).length === 0)
          .map((to) => `${state} + transition_to ${to}`),
      ]),
    ),
    ops: named(opNames.flatMap((op) => [`${op}, accepted`, `${op}, refused`])),
  };
};

// -------------------------------------------------------------------------------------------------------- operations

/**
 * What tests reach of the run's chart: each thing with the tests that reach it, and each thing that none reaches with why.
 *
 * @example
 * ```ts
 * import { coverageOf, generate } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const suite = generate({ criteria: ['states'] })
 * const states = pipe(suite, E.map(({ tests }) => coverageOf(tests).states.filter((state) => state.tests.length === 0)))
 * assert.deepStrictEqual(states, E.right([]))
 * assert.strictEqual(coverageOf([]).edges[0]?.why, 'no test takes it; transitions and tour ask for it')
 * ```
 * @category Reports
 */
export const coverageOf = (tests: ReadonlyArray<TestCase>): Coverage => {
  const watch: Watch = {
    tallies: {
      states: new Map(),
      edges: new Map(),
      pairs: new Map(),
      guards: new Map(),
      refusals: new Map(),
      ops: new Map(),
    },
    numbers: new Map(),
  };
  for (const test of tests) watchTest(watch, test);
  watchBoundaries(watch);
  const universe = wanted();
  const covered = (kind: Kind): ReadonlyArray<Covered> =>
    universe[kind].map(({ name, never }) => {
      const by = [...(watch.tallies[kind].get(name) ?? [])];
      if (by.length > 0) return { name, tests: by };
      return {
        name,
        tests: by,
        why:
          never ??
          `no test takes it; ${askedBy[kind]} ask${askedBy[kind].includes(' ') ? '' : 's'} for it`,
      };
    });
  return {
    states: covered('states'),
    edges: covered('edges'),
    pairs: covered('pairs'),
    guards: covered('guards'),
    refusals: covered('refusals'),
    ops: covered('ops'),
  };
};

/**
 * A coverage report as text: how many of each kind are reached, then each that is not, with why.
 *
 * @example
 * ```ts
 * import { runStates } from 'runchart'
 * import { coverageOf, formatCoverage, generate } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const report = pipe(generate({ criteria: ['states'] }), E.map(({ coverage }) => formatCoverage(coverage)[0]))
 * const n = runStates.length
 * assert.deepStrictEqual(report, E.right(`states    ${n} of ${n}`))
 * assert.strictEqual(formatCoverage(coverageOf([]))[0], `states    0 of ${n}`)
 * ```
 * @category Reports
 */
export const formatCoverage = (coverage: Coverage): ReadonlyArray<string> => {
  const kinds = Object.entries<ReadonlyArray<Covered>>({ ...coverage });
  const reached = (all: ReadonlyArray<Covered>) => all.filter(({ tests }) => tests.length > 0);
  return [
    ...kinds.map(
      ([kind, all]) => `${kind.padEnd(9)} ${String(reached(all).length)} of ${String(all.length)}`,
    ),
    ...kinds.flatMap(([kind, all]) =>
      all.flatMap(({ name, why }) =>
        why === undefined ? [] : [`not covered in ${kind}: ${name}: ${why}`],
      ),
    ),
  ];
};
