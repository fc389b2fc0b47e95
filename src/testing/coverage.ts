/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one pass over all steps of all tests, with local tallies */
/**
 * Measures which parts of the run's chart tests reach, and why the rest is not reached.
 *
 * Replays every step of every test, whichever criteria required it, so hand-written and generated tests count alike.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { leaving } from '../graph/Lts.js';
import { eventOf } from '../journal/EventStep.js';
import type { Step } from '../journal/Step.js';
import { opNames } from '../journal/Step.js';
import type { RunEvent } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { runStates } from '../run/RunState.js';
import { runMoves, runTable } from '../run/runTable.js';
import type { World } from './play.js';
import { advance, initialWorld } from './play.js';
import { numbersReadBy, runModel } from './runModel.js';
import type { Coverage, Covered } from './Suite.js';
import type { TestCase } from './TestCase.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

type Edge = (typeof runTable.edges)[number];

type Kind = keyof Coverage;

/** The criteria that require each kind of coverage item. */
const requiredBy: Readonly<Record<Kind, string>> = {
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

// ----------------------------------------------------------------------------------------------------------- replay

/** The tests that reached each item, by the item's name. */
type Tally = Map<string, Set<string>>;

const note = (tally: Tally, name: string, test: string): void => {
  const tests = tally.get(name);
  if (tests === undefined) tally.set(name, new Set([test]));
  else tests.add(test);
};

interface GuardResult {
  readonly value: number;
  readonly holds: boolean;
  readonly test: string;
}

interface Recorder {
  readonly tallies: Readonly<Record<Kind, Tally>>;
  /** The results of each guard that reads a number, by the name of its boundary item. */
  readonly numbers: Map<string, Array<GuardResult>>;
}

/** Lists the guards of an edge that are evaluated, in order, up to the first that refuses. */
const evaluated = (edge: Edge, run: RunInstance, event: RunEvent) => {
  const refusedBy = runTable.refusedBy(edge, run, event);
  const last = refusedBy === undefined ? edge.guards.length : edge.guards.indexOf(refusedBy) + 1;
  return edge.guards.slice(0, last).map((guard) => ({ guard, holds: guard !== refusedBy }));
};

const recordEvent = (
  { tallies, numbers }: Recorder,
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
  const guards = evaluated(edge, run, event);
  for (const { guard, holds } of guards) {
    note(tallies.guards, guardName(edge, guard, holds ? '' : FAILS), test);
    for (const field of numbersReadBy(guard)) {
      const name = guardName(edge, guard, AT_BOUNDARY);
      const results = numbers.get(name) ?? [];
      results.push({ value: run[field], holds, test });
      numbers.set(name, results);
    }
  }
  if (guards.some(({ holds }) => !holds)) return undefined;
  note(tallies.edges, edgeName(edge), test);
  return edge;
};

const recordTest = (recorder: Recorder, { name, steps }: TestCase): void => {
  const { tallies } = recorder;
  let world: World = initialWorld;
  let former: Edge | undefined;
  for (const { step } of steps) {
    const { world: after, outcome } = advance(world, step);
    note(tallies.ops, `${step.op}, ${E.isRight(outcome) ? 'accepted' : 'refused'}`, name);
    if (E.isRight(outcome)) note(tallies.states, outcome.right.state, name);
    if (O.isSome(world.run)) {
      const edge = recordEvent(recorder, world.run.value, step, name);
      if (edge !== undefined && former?.target === edge.source)
        note(tallies.pairs, pairName(former, edge), name);
      // Two edges stay adjacent across refused steps and `record_state_change_at`, but not across any other accepted op.
      if (edge !== undefined) former = edge;
      else if (E.isRight(outcome) && step.op !== 'record_state_change_at') former = undefined;
    }
    world = after;
  }
};

/** Covers a guard's boundary if the guard held for one number and failed for an adjacent one. */
const recordBoundaries = ({ tallies, numbers }: Recorder): void => {
  for (const [name, results] of numbers) {
    const holding = new Set(results.filter(({ holds }) => holds).map(({ value }) => value));
    const failing = new Set(results.filter(({ holds }) => !holds).map(({ value }) => value));
    for (const { value, holds, test } of results) {
      const others = holds ? failing : holding;
      if (others.has(value - 1) || others.has(value + 1)) note(tallies.guards, name, test);
    }
  }
};

// ------------------------------------------------------------------------------------------------------------- items

/** The pairs of edges that a run can take in a row, as far as the guards allow. */
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

interface Item {
  readonly name: string;
  /** Why no test can reach it. */
  readonly infeasible?: string;
}

/** Lists every coverage item of the compiled chart. */
const allItems = (): Readonly<Record<Kind, ReadonlyArray<Item>>> => {
  const feasible = feasiblePairs();
  const named = (names: ReadonlyArray<string>) => names.map((name) => ({ name }));
  return {
    states: named(runStates),
    edges: named(runTable.edges.map(edgeName)),
    pairs: runTable.edges.flatMap((one) =>
      runTable.edges
        .filter(({ source }) => source === one.target)
        .map((next): Item => {
          const name = pairName(one, next);
          return feasible.has(name)
            ? { name }
            : {
                name,
                infeasible: `${next.guards.join(', ')} never holds right after ${one.event}`,
              };
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
 * Measures the coverage of the run's chart by tests: each item with the tests that reach it, or with why none does.
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
  const recorder: Recorder = {
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
  for (const test of tests) recordTest(recorder, test);
  recordBoundaries(recorder);
  const items = allItems();
  const covered = (kind: Kind): ReadonlyArray<Covered> =>
    items[kind].map(({ name, infeasible }) => {
      const by = [...(recorder.tallies[kind].get(name) ?? [])];
      if (by.length > 0) return { name, tests: by };
      return {
        name,
        tests: by,
        ...(infeasible === undefined ? {} : { impossible: true }),
        why:
          infeasible ??
          `no test takes it; ${requiredBy[kind]} ask${requiredBy[kind].includes(' ') ? '' : 's'} for it`,
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
 * Formats coverage as lines of text: the number of items reached of each kind, then each item not reached, with why.
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
