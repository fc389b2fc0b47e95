import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { createMachine } from 'xstate';
import { actorSubject } from '../../src/explore/actorSubject.js';
import { exploreAny } from '../../src/explore/explore.js';
import { generateSuite } from '../../src/explore/generateSuite.js';
import { mutantsOf } from '../../src/explore/mutants.js';
import { scoreSuites } from '../../src/explore/scoreSuites.js';
import { machineReportText, verifySuite } from '../../src/explore/verifySuite.js';
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
