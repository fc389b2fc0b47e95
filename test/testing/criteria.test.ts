/** The criteria: what each generates is kept in test/fixtures/derived/suites.txt, and what each is in docs/testing.md. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { criteria } from '../../src/testing/criteria.js';
import { testsOf } from '../../src/testing/generate.js';
import { encodeTest } from '../../src/testing/TestCase.js';
import { right } from '../support/right.js';

const linesOf = (path: string): ReadonlyArray<string> =>
  readFileSync(new URL(path, import.meta.url), 'utf8').split('\n');

const kept = linesOf('../fixtures/derived/suites.txt');

it('are those of docs/testing.md', () => {
  const rows = linesOf('../../docs/testing.md')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows.map(([, name, definition, source]) => [name, definition, source])).toStrictEqual(
    expect.arrayContaining(
      criteria.map(({ name, definition, source }) => [`\`${name}\``, definition, source]),
    ),
  );
});

it.each(criteria)('$name generates the suite that is kept', ({ name }) => {
  const { tests } = right(testsOf({ criteria: [name] }));
  const lines = tests.map((test) => JSON.stringify(encodeTest(test)));
  const steps = tests.reduce((sum, test) => sum + test.steps.length, 0);
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
  expect(kept).toContain(`${name}: ${String(tests.length)} tests, ${String(steps)} steps, ${hash}`);
});
