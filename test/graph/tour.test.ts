/** The covering tour: checks its coverage, its cost and its minimality, independent of the solver. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestModel } from 'xstate/graph';
import { runMachine } from '../../src/actor/index.js';
import type { Lts, Transition } from '../../src/graph/Lts.js';
import { restrict } from '../../src/graph/Lts.js';
import { tour } from '../../src/graph/tour.js';
import { generate } from '../../src/testing/index.js';
import { runModel } from '../../src/testing/runModel.js';
import { valuesOf } from '../../src/testing/Values.js';
import { eventTypes, guardsOf, moves } from '../expectations.js';
import { eventOf } from '../support/arbitraries.js';
import { right } from '../support/right.js';

const { lifecycle, creations } = right(runModel(valuesOf(1)));
/** The states in which a run can be created. */
const created = [...creations.keys()];
/** The edges of the lifecycle, with `cancel` from Running twice, without and with an attempt, and the two edges of attempts. */
const edges = restrict(lifecycle, ({ label }) => label !== 'priority.set');

const system = (
  states: ReadonlyArray<string>,
  arcs: ReadonlyArray<readonly [string, string, string]>,
): Lts<string> => ({
  initial: states[0] ?? '',
  states,
  inputs: [...new Set(arcs.map(([, label]) => label))],
  transitions: arcs.map(([source, label, target]) => ({
    source,
    label,
    target,
    input: label,
    accepted: true,
    outcome: target,
  })),
  abstracted: [],
});

const expectCovered = (lts: Lts<unknown>, from: ReadonlyArray<string> = [lts.initial]): void => {
  const { paths, cost, openings } = tour(lts, from);
  const taken = new Set<Transition<unknown>>(paths.flat());
  expect(lts.transitions.filter((one) => one.accepted && !taken.has(one))).toStrictEqual([]);
  paths.forEach((path, i) => {
    expect(path.map(({ source }) => source)).toStrictEqual(
      [openings[i], ...path.map(({ target }) => target)].slice(0, path.length),
    );
  });
  expect(openings).toHaveLength(paths.length);
  expect(new Set(openings)).toStrictEqual(new Set(from));
  expect(paths.length + paths.flat().length).toBe(cost);
};

/** Computes the lower bound that potentials prove, from the definition alone; undefined if they prove none. */
const bound = (
  lts: Lts<unknown>,
  potentials: ReadonlyMap<string, number>,
  from: ReadonlyArray<string> = [lts.initial],
): number | undefined => {
  const p = (name: string): number => potentials.get(name) ?? NaN;
  const wanted = [
    ...from.map((state) => 1 + p('') - p(state)),
    ...lts.transitions
      .filter(({ accepted }) => accepted)
      .map(({ source, target }) => 1 + p(source) - p(target)),
  ];
  const free = lts.states.map((state) => p(state) - p(''));
  return [...wanted, ...free].every((slack) => slack >= 0)
    ? wanted.reduce((sum, slack) => sum + slack, 0)
    : undefined;
};

describe('the tour of the lifecycle', () => {
  it('covers the edges of the lifecycle and of attempts', () => {
    const unguarded = moves.filter(
      ({ from, event }) => from === 'Running' && guardsOf[event] === undefined,
    );
    expect(edges.transitions).toHaveLength(moves.length + unguarded.length + 2);
    expectCovered(edges);
  });

  it('costs exactly the lower bound that its potentials prove', () => {
    const { cost, potentials } = tour(edges);
    expect(bound(edges, potentials)).toBe(cost);
  });

  it('costs less if a test may create its run in either way, again exactly its lower bound', () => {
    expect(created.toSorted()).toStrictEqual(['Ready', 'Scheduled']);
    expectCovered(lifecycle, created);
    const { cost, potentials } = tour(lifecycle, created);
    expect(bound(lifecycle, potentials, created)).toBe(cost);
    expect(cost).toBeLessThan(tour(lifecycle).cost);
    // The suite has these very tests.
    const { tests } = right(generate({ criteria: ['tour'] }));
    expect(tests.reduce((sum, { steps }) => sum + steps.length, 0)).toBe(cost);
  });

  it('is shorter than the shortest paths of XState, which also take every transition', () => {
    const events = eventTypes
      .filter((type) => type !== 'priority.set')
      .map((type) => eventOf(type));
    const key = (snapshot: { readonly value: string; readonly context: object }): string =>
      `${snapshot.value} ${JSON.stringify(Object.entries(snapshot.context).find(([name]) => name === 'currentAttemptId'))}`;
    const model = createTestModel(runMachine, {
      events,
      limit: 5000,
      // One state for each incoming transition, so that each transition has a path.
      serializeState: (snapshot, event, before) =>
        before !== undefined && event !== undefined && before.can(event)
          ? `${key(before)} ${event.type} ${key(snapshot)}`
          : key(snapshot),
    });
    const paths = model.getShortestPaths({ limit: 5000 });
    const steps = paths.flatMap((path) =>
      path.steps.filter(({ event }) => (event.type as string) !== 'xstate.init'),
    );
    expect(paths.length).toBeGreaterThan(tour(edges).paths.length);
    expect(steps.length).toBeGreaterThan(tour(edges).paths.flat().length);
  });
});

describe('a tour', () => {
  it('returns to an untaken transition if that is cheaper than a new test', () => {
    const lts = system(
      ['A', 'B', 'C'],
      [
        ['A', 'x', 'B'],
        ['B', 'y', 'A'],
        ['B', 'z', 'C'],
      ],
    );
    expectCovered(lts);
    expect(tour(lts).paths.map((path) => path.map(({ label }) => label).join(''))).toStrictEqual([
      'xyxz',
    ]);
  });

  // Else suites would differ between versions.
  it('is always the same of those that cost the same', () => {
    const lts = system(
      ['A', 'B', 'C', 'D'],
      [
        ['A', 'a', 'B'],
        ['A', 'b', 'B'],
        ['B', 'c', 'C'],
        ['B', 'd', 'C'],
        ['B', 'e', 'D'],
        ['C', 'f', 'A'],
        ['C', 'g', 'D'],
        ['D', 'h', 'D'],
        ['D', 'i', 'A'],
        ['D', 'j', 'C'],
      ],
    );
    const walked = (from?: ReadonlyArray<string>) => {
      const { paths, openings } = tour(lts, from);
      return paths.map(
        (path, i) => `${String(openings[i])}: ${path.map(({ label }) => label).join('')}`,
      );
    };
    expect(walked()).toStrictEqual(['A: bejghiadfac']);
    expect(walked(['D', 'C', 'D'])).toStrictEqual(['C: gjfbeiadfac', 'D: h']);
  });

  it('of a system without transitions is one empty test', () => {
    expect(tour(system(['A'], []))).toMatchObject({ paths: [[]], cost: 1 });
  });

  it('without an opening state is no test', () => {
    expect(tour(system(['A'], [['A', 'a', 'A']]), [])).toMatchObject({ paths: [], cost: 0 });
  });

  it('covers any system at the lower bound that its potentials prove', () => {
    const name = (n: number): string => `S${String(n)}`;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 }),
        fc.array(fc.nat(7), { maxLength: 3 }),
        (size, pairs, others) => {
          const states = Array.from({ length: size }, (_, i) => name(i));
          const lts = restrict(
            system(
              states,
              pairs.map(([a, b], i) => [name(a % size), `e${String(i)}`, name(b % size)]),
            ),
            () => true,
          );
          const from = [
            ...new Set([
              lts.initial,
              ...others.flatMap((n) => lts.states[n % lts.states.length] ?? []),
            ]),
          ];
          expectCovered(lts, from);
          const { cost, potentials } = tour(lts, from);
          expect(bound(lts, potentials, from)).toBe(cost);
        },
      ),
    );
  });
});
