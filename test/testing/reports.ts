/** A small vocabulary of its own for tests of reports: steps are texts, outcomes are any JSON. */
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { FailedTest } from '../../src/testing/FailedTest.js';
import type { Failure } from '../../src/testing/Failure.js';
import type { Fault, Report } from '../../src/testing/Report.js';
import type { Wording } from '../../src/testing/Vocabulary.js';

/** Shows each step by its title, and each outcome as JSON. */
export const wording: Wording<AnyTest> = {
  stepTexts: ({ steps }) => steps.map(({ title }) => `do ${title}`),
  outcomeText: (outcome) => JSON.stringify(outcome),
  pathText: ({ steps }) => steps.map(({ title }) => title).join(' > '),
};

/** Makes a test whose `n`th step expects `n`. */
export const anyTest = (
  name: string,
  titles: ReadonlyArray<string>,
  criteria: ReadonlyArray<string> = [],
): AnyTest => ({
  name,
  criteria,
  steps: titles.map((title, i) => ({ expect: i + 1, title })),
});

export const hung: Failure<unknown> = { _tag: 'Hung', seconds: 5 };

/** A failure of a step with another outcome. */
export const differs = (step: number, actual: unknown): Failure<unknown> => ({
  _tag: 'Differs',
  step,
  expected: step + 1,
  actual,
  differences: [{ path: '', expected: step + 1, actual }],
});

/** A fault that is not shrunk. */
export const faultOf = (
  failed: FailedTest<AnyTest>,
  more: Partial<Fault<AnyTest>> = {},
): Fault<AnyTest> => ({
  minimal: failed,
  original: failed,
  tests: [failed.test.name],
  ways: [],
  ...more,
});

/** A report on tests that passed, unless it says otherwise. */
export const reportOf = (
  suite: ReadonlyArray<AnyTest>,
  more: Partial<Report<AnyTest>> = {},
): Report<AnyTest> => ({
  suite,
  failed: [],
  notRun: [],
  faults: [],
  shrunk: 0,
  seconds: new Map(),
  ...more,
});
