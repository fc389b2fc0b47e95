/** Describes the suite of a criterion, or of all criteria, in a line of `test/fixtures/derived/suites.txt`: its size, and a digest that changes with any of its bytes. */
import { createHash } from 'node:crypto';
import type { CriterionName } from '../../src/testing/criteria.js';
import { testsOf } from '../../src/testing/generate.js';
import { encodeTest } from '../../src/testing/TestCase.js';
import { right } from '../support/right.js';

export const suiteLine = (name: CriterionName | 'all'): string => {
  const { tests } = right(testsOf(name === 'all' ? {} : { criteria: [name] }));
  const steps = tests.reduce((sum, test) => sum + test.steps.length, 0);
  const lines = tests.map((test) => JSON.stringify(encodeTest(test)));
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
  return `${name}: ${String(tests.length)} tests, ${String(steps)} steps, ${hash}`;
};
