import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { actorSubject } from '../../src/explore/actorSubject.js';
import { explore } from '../../src/explore/explore.js';
import { generateSuite } from '../../src/explore/generateSuite.js';
import { isVerified } from '../../src/testing/Report.js';
import { machineReportText, verifySuite } from '../../src/explore/verifySuite.js';
import { corpus } from '../statecharts/index.js';

describe('a machine in a real actor does what was explored', () => {
  test.each(corpus)('$name', async (entry) => {
    const { machine, events, input, outcomes, key } = entry;
    const explored = explore(machine, {
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
      facets: key === undefined ? ['status', 'tags', 'context'] : ['status', 'tags'],
    });
    if (E.isLeft(suite)) throw new Error(JSON.stringify(suite.left));
    const report = await verifySuite(explored.right, suite.right, actorSubject(machine));
    if (!isVerified(report)) throw new Error(machineReportText(report));
    expect(report.suite.length).toBeGreaterThan(0);
  });
});
