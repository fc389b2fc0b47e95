import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { createMachine } from 'xstate';
import { actorSubject } from '../../src/explore/actorSubject.js';
import { explore, exploreAny } from '../../src/explore/explore.js';
import { generateSuite } from '../../src/explore/generateSuite.js';
import { decodeSuite, encodeSuite } from '../../src/explore/Suite.js';
import { machineReportText, verifySuite } from '../../src/explore/verifySuite.js';
import { isVerified } from '../../src/testing/Report.js';
import { corpus } from '../statecharts/index.js';
import { right } from '../support/right.js';

describe('a machine in a real actor does what was explored', () => {
  test.each(corpus)('$name', async (entry) => {
    const { machine, events, input, outcomes, key } = entry;
    const explored = exploreAny(machine, {
      events,
      limit: 200,
      ...(input === undefined ? {} : { input }),
      ...(outcomes === undefined ? {} : { outcomes }),
      ...(key === undefined ? {} : { key }),
    });
    if (E.isLeft(explored)) throw new Error(JSON.stringify(explored.left));
    const suite = generateSuite(explored.right, {
      criteria: ['tour', 'refusals'],
      input,
      facets:
        key === undefined ? ['status', 'tags', 'context', 'output', 'actions'] : ['status', 'tags'],
    });
    if (E.isLeft(suite)) throw new Error(JSON.stringify(suite.left));
    const report = await verifySuite(explored.right, suite.right, actorSubject(machine));
    if (!isVerified(report)) throw new Error(machineReportText(report));
    expect(report.suite.length).toBeGreaterThan(0);
  });
});

describe('the output of a machine', () => {
  const till = (total: number) =>
    createMachine({
      initial: 'open',
      states: { open: { on: { close: 'shut' } }, shut: { type: 'final' } },
      output: { total },
    });
  const explored = right(explore(till(7), { events: [{ type: 'close' }] }));
  const suite = right(generateSuite(explored, { facets: ['output'] }));

  test('is null until it is done', () => {
    expect(suite.tests[0]?.steps.slice(0, 2).map((step) => step.expect)).toStrictEqual([
      { accepted: true, states: ['open'], output: null },
      { accepted: true, states: ['shut'], output: { total: 7 } },
    ]);
    expect(right(decodeSuite(encodeSuite(suite)))).toStrictEqual(suite);
  });

  test('is compared', async () => {
    const verified = async (total: number): Promise<boolean> =>
      isVerified(await verifySuite(explored, suite, actorSubject(till(total))));
    expect([await verified(7), await verified(8)]).toStrictEqual([true, false]);
  });
});
