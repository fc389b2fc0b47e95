/**
 * Suites as source for the test runners of JavaScript. The module is whole: the tests are data in it, and of the rest it imports
 * nothing but the runner and the subject.
 */
import type { TestCase } from '../Suite.js';
import { scenarioOf } from '../TestCase.js';
import { encodeOutcomeForExport } from './outcome.js';

/** A test runner. */
export type Runner = 'jest' | 'vitest' | 'node';

const runners: Readonly<
  Record<Runner, { readonly imports: string; readonly compare: string; readonly how: string }>
> = {
  jest: {
    imports: "import { expect, test } from '@jest/globals';",
    compare: 'expect(actual).toStrictEqual(expected);',
    how: 'node --experimental-vm-modules node_modules/jest/bin/jest.js',
  },
  vitest: {
    imports: "import { expect, test } from 'vitest';",
    compare: 'expect(actual).toStrictEqual(expected);',
    how: 'vitest run',
  },
  node: {
    imports: "import assert from 'node:assert/strict';\nimport { test } from 'node:test';",
    compare: 'assert.deepStrictEqual(actual, expected);',
    how: 'node --test',
  },
};

/** JSON is JavaScript, but for two line ends that were not allowed in its strings before ES2019. */
const literal = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

const testLiteral = (test: TestCase): string =>
  literal({
    scenario: scenarioOf(test),
    expected: test.steps.map(({ title, expect }) => ({
      step: title,
      outcome: encodeOutcomeForExport(expect),
    })),
  });

/** The source of a test file for a runner. */
export const javascriptSource = (
  runner: Runner,
  tests: ReadonlyArray<TestCase>,
  subjectModule: string,
): string => {
  const { imports, compare, how } = runners[runner];
  return `// Made by runchart from the chart of a task's run; do not edit. To run it: ${how}
//
// The subject's module exports a function, as \`subject\` or by default: from a scenario, {"name", "steps": [{"op", ...}]}, to its
// outcomes, one {"ok": run} or {"err": {"code", ...}} a step, or to {"name", "outcomes"}; at once or in a promise.
${imports}
import * as module from ${literal(subjectModule)};

const subject = module.subject ?? module.default;

/** What is compared of an outcome: as JSON, and without the text of a Decode, which is free. */
const comparable = (outcome) =>
  outcome?.err?.code === 'Decode' ? { err: { code: 'Decode' } } : (outcome ?? null);

const tests = [
${tests.map((one) => `  ${testLiteral(one)},`).join('\n')}
];

for (const { scenario, expected } of tests) {
  test(scenario.name, async () => {
    const answer = JSON.parse(JSON.stringify((await subject(structuredClone(scenario))) ?? null));
    const outcomes = Array.isArray(answer) ? answer : (answer?.outcomes ?? []);
    const actual = Array.from({ length: Math.max(outcomes.length, expected.length) }, (_, i) => ({
      step: expected[i]?.step ?? 'no step',
      outcome: comparable(outcomes[i]),
    }));
    ${compare}
  });
}
`;
};
