import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { SnapshotFrom } from 'xstate';
import { assign, createMachine } from 'xstate';
import { actorSubject } from '../../src/explore/actorSubject.js';
import { exploreAny } from '../../src/explore/explore.js';
import { generateSuite } from '../../src/explore/generateSuite.js';
import { mutantsOf } from '../../src/explore/mutants.js';
import type { MutantStep } from '../../src/explore/MutantSystem.js';
import { mutantSystem, outcomeKey } from '../../src/explore/MutantSystem.js';
import { scoreSuites } from '../../src/explore/scoreSuites.js';
import { machineReportText, verifySuite } from '../../src/explore/verifySuite.js';
import type { MachineCriterionName } from '../../src/explore/walks.js';
import { checkout, explore as options } from '../fixtures/machines/checkout.js';
import { corpus } from '../statecharts/index.js';
import { right } from '../support/right.js';

const exploration = right(exploreAny(checkout, options));

describe('the mutants of a machine', () => {
  test('have names of their own, and leave the machine as it is', () => {
    const mutants = mutantsOf(checkout);
    const names = mutants.map(({ kind, name }) => `${kind}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
    mutants.forEach(({ edit }) => {
      edit(checkout.provide({}));
    });
    expect(right(exploreAny(checkout, options)).lts).toStrictEqual(exploration.lts);
  });

  test('are equivalent only where nobody can tell', () => {
    const { equivalent, missed } = right(scoreSuites(checkout, exploration));
    expect(equivalent.map(({ kind, name }) => `${kind}: ${name}`)).toStrictEqual([
      'reenter turned round: checkout: LEAVE -> checkout.left',
      'forbidden event passed on: checkout.payment.filled: CARD [isValid]',
      'guard negated: checkout.payment.filled: CARD [isValid]',
      'guard always true: checkout.payment.filled: CARD [isValid]',
      'guard always false: checkout.payment.filled: CARD [isValid]',
      'transition redirected: checkout.declined: BACK -> checkout.payment.last: to checkout.payment.filled',
      'history of another depth: checkout.payment.last',
    ]);
    expect(missed).toStrictEqual([]);
  });

  test('are killed more by tests that see more', () => {
    const equivalents = (facets: ReadonlyArray<'status' | 'context'>): number =>
      right(scoreSuites(checkout, exploration, { criteria: ['all'], facets })).equivalent.length;
    expect(equivalents(['status', 'context'])).toBeLessThanOrEqual(equivalents([]));
  });

  test.each(corpus.slice(0, 12))('$name: all criteria together kill them', (entry) => {
    const { machine, events, input, outcomes, key } = entry;
    const explored = exploreAny(machine, {
      events,
      limit: 60,
      ...(input === undefined ? {} : { input }),
      ...(outcomes === undefined ? {} : { outcomes }),
      ...(key === undefined ? {} : { key }),
    });
    if (E.isLeft(explored)) throw new Error(explored.left._tag);
    const criteria = ['states', 'transitions', 'refusals', 'w-method'] as const;
    const scored = right(scoreSuites(machine, explored.right, { criteria, input }));
    const [states, , , complete] = scored.criteria;
    expect(scored.mutants).toBeGreaterThan(0);
    expect(complete?.killed).toBeGreaterThanOrEqual(states?.killed ?? 0);
    // W-method is complete for subjects with no more states than the machine; a survivor has more.
    expect(scored.missed.length * 10).toBeLessThanOrEqual(scored.mutants);
  });
});

/** Counts mutants, each test from its beginning: as {@link scoreSuites} does, but slower. */
const killedOneByOne = (criterion: MachineCriterionName): ReadonlyArray<string> => {
  const { tests } = right(generateSuite(exploration, { criteria: [criterion] }));
  const facets = new Set<never>();
  const played = tests.map(({ steps }) => ({
    inputs: steps.flatMap(({ input }) => (input.kind === 'start' ? [] : [input])),
    wanted: steps.map(({ expect: outcome }) => outcomeKey(outcome, facets)),
  }));
  return mutantsOf(checkout)
    .filter((mutant) =>
      played.some(({ inputs, wanted }) => {
        const { start, step } = mutantSystem(
          {
            machine: checkout,
            exploration,
            machineInput: undefined,
            inputs,
            facets,
            key: undefined,
          },
          mutant,
        );
        const given = inputs.reduce<ReadonlyArray<MutantStep>>(
          (all, _, i) => {
            const state = all.at(-1)?.next;
            return state === undefined ? all : [...all, step(state, i)];
          },
          [start],
        );
        return given.map(({ outcome }) => outcome).join() !== wanted.join();
      }),
    )
    .map(({ kind, name }) => `${kind}: ${name}`);
};

describe('the score', () => {
  test.each(['edges', 'random'] as const)(
    'counts for %s what its tests kill one by one',
    (criterion) => {
      const { criteria, equivalent, mutants } = right(
        scoreSuites(checkout, exploration, { criteria: ['states', criterion] }),
      );
      const killed = killedOneByOne(criterion);
      const survivors = criteria[1]?.survivors.map(({ kind, name }) => `${kind}: ${name}`) ?? [];
      expect(criteria[1]?.killed).toBe(killed.length);
      expect(criteria[0]?.killed).toBe(killedOneByOne('states').length);
      expect(survivors.filter((name) => killed.includes(name))).toStrictEqual([]);
      expect(killed.length + survivors.length + equivalent.length).toBe(mutants);
    },
  );

  test('of a sample says of how many, and is the same each time', () => {
    const all = right(scoreSuites(checkout, exploration, { criteria: ['edges'] }));
    const drawn = (seed: number) =>
      right(scoreSuites(checkout, exploration, { criteria: ['edges'], sample: 10, seed }));
    expect(drawn(1)).toMatchObject({ mutants: 10, of: all.mutants });
    expect(drawn(1)).toStrictEqual(drawn(1));
    expect(drawn(2)).not.toStrictEqual(drawn(1));
    expect(all.of).toBe(all.mutants);
    const missed = new Set(all.criteria[0]?.survivors.map(({ name }) => name));
    drawn(1).criteria[0]?.survivors.forEach(({ name }) => {
      expect(missed).toContain(name);
    });
    expect(
      right(scoreSuites(checkout, exploration, { criteria: ['edges'], sample: all.of + 1 })),
    ).toStrictEqual(all);
  });

  test('tells its progress in real time', () => {
    const told: Array<readonly [number, number, number]> = [];
    const { mutants } = right(
      scoreSuites(checkout, exploration, {
        criteria: ['states'],
        onProgress: (done, total) => told.push([done, total, Date.now()]),
      }),
    );
    expect(told.map(([done]) => done)).toStrictEqual(
      Array.from({ length: mutants + 1 }, (_, i) => i),
    );
    told.forEach(([, total, now]) => {
      expect(total).toBe(mutants);
      expect(Math.abs(now - Date.now())).toBeLessThan(600_000);
    });
  });

  test('merges the states of mutants by the key of the machine', () => {
    const counter = createMachine({
      id: 'counter',
      context: { at: 0, seen: 0 },
      initial: 'on',
      states: {
        on: {
          on: {
            ADD: {
              actions: assign({
                at: ({ context }) => context.at + 1,
                seen: ({ context }) => context.seen + 1,
              }),
            },
            RESET: { actions: assign({ at: 0 }) },
            STOP: { guard: ({ context }) => context.at > 0, target: 'off' },
          },
        },
        off: { type: 'final' },
      },
    });
    const key = ({ value, context }: SnapshotFrom<typeof counter>): string =>
      `${JSON.stringify(value)} ${String(context.at > 0)}`;
    const explored = right(exploreAny(counter, { key }));
    expect(explored.lts.states).toHaveLength(3);
    const { equivalent, undecided, missed } = right(
      scoreSuites(counter, explored, { key, criteria: ['all'] }),
    );
    expect(undecided).toStrictEqual([]);
    expect(missed).toStrictEqual([]);
    expect(equivalent.length).toBeGreaterThan(0);
    equivalent.forEach(({ pairs }) => {
      expect(pairs).toBe(3);
    });
    expect(
      right(scoreSuites(counter, explored, { criteria: ['all'] })).undecided.length,
    ).toBeGreaterThan(0);
  });
});

test('a member of the context that differs each time is not compared', async () => {
  const clock = createMachine({
    id: 'clock',
    context: () => ({ at: Date.now(), ticks: 0 }),
    initial: 'on',
    states: { on: { on: { STOP: 'off' } }, off: {} },
  });
  const explored = right(exploreAny(clock, {}));
  expect(explored.leftOut.map(({ part }) => part)).toContain('context.at');
  const suite = right(generateSuite(explored, { facets: ['context'] }));
  const report = await verifySuite(explored, suite, actorSubject(clock));
  expect(machineReportText(report)).toMatch(/^(\d+) of \1 tests? passed$/);
});
