/** Formats reports on tests of runs as text. */
import { isRecord } from '../codec/untrusted.js';
import { shorten } from './Failure.js';
import { differencesOf } from './Json.js';
import { pathText } from './pathText.js';
import type { Report } from './Report.js';
import { json, reportTextIn, safe } from './reportLines.js';
import { scenarioOf, withChartOutcomes } from './scenario.js';
import type { StepWire, TestCase } from './TestCase.js';
import { encodeTest } from './TestCase.js';
import type { Wording } from './Vocabulary.js';

/** Formats a step on the wire as one line: its op and its fields. */
export const stepText = ({ op, ...fields }: StepWire): string =>
  [
    String(op),
    ...Object.entries(fields).map(
      ([key, value]) => `${key}=${typeof value === 'string' ? safe(value) : json(value)}`,
    ),
  ].join(' ');

/** Summarizes an outcome: the state, or the code of the error. */
export const outcomeText = (outcome: unknown): string => {
  const found = isRecord(outcome)
    ? isRecord(outcome['ok'])
      ? outcome['ok']['state']
      : isRecord(outcome['err'])
        ? outcome['err']['code']
        : undefined
    : undefined;
  return typeof found === 'string' ? safe(shorten(found)) : json(outcome);
};

/** How tests of runs are shown. */
export const runWording: Wording<TestCase> = {
  stepTexts: (test) => scenarioOf(test).steps.map(stepText),
  outcomeText,
  pathText: ({ steps }) => pathText(steps),
};

/** Encodes a test as a line of NDJSON, as `--scenario` reads it. */
const testLine = (test: TestCase): string => JSON.stringify(encodeTest(test));

/** The same, without the expected outcomes if they are those of the chart. */
export const scenarioLine = (test: TestCase): string => {
  const expected = (steps: TestCase['steps']): ReadonlyArray<unknown> =>
    steps.map(({ expect }) => expect);
  return differencesOf(expected(test.steps), expected(withChartOutcomes(test).steps)).length > 0
    ? testLine(test)
    : JSON.stringify(scenarioOf(test));
};

/**
 * Formats a report as text without colours, for instance as the message of a failed Jest test.
 *
 * @example
 * ```ts
 * import { reportText, testOf, verify } from 'runchart/testing'
 *
 * const suite = [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])]
 * const report = await verify(() => [], suite)
 * assert.match(reportText(report), /too few outcomes: 0 for 1 step/)
 * ```
 * @category Reports
 */
export const reportText = (report: Report): string => reportTextIn(runWording, report);
