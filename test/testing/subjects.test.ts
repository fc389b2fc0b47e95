/** `verify` finds every fault in the example subjects, as programs, and says so in a scenario that a person can read. */
import { describe, expect, it } from '@jest/globals';
import { processSubject } from '../../src/cli/subject.js';
import type { Report } from '../../src/testing/index.js';
import { isVerified } from '../../src/testing/index.js';
import { defaults, runSuite } from '../../src/testing/verify.js';
import { tries } from '../support/arbitraries.js';
import { pythonFaults, typescriptFaults } from './subjectFaults.js';
import type { Language } from './subjects.js';
import { isInstalled, plant, prepare, python, sourceOf, typescript } from './subjects.js';
import { suiteOf } from './suite.js';

/** The most steps that a person should have to read. */
const HANDFUL = 6;

const { tests } = suiteOf();

/** The report on a subject; one with a fault is asked until the fault is found, and it is made small if that is wanted. */
const verified = async (language: Language, source?: string, small = 1): Promise<Report> => {
  const subject = prepare(language, source);
  const [program, script] = subject.command;
  try {
    const respondent = processSubject({ program, args: [script] }, 1);
    const options = { ...defaults, faults: small, bail: source !== undefined };
    return await runSuite(respondent, tests, options);
  } finally {
    subject.remove();
  }
};

const subjects = [
  { language: typescript, faults: typescriptFaults },
  { language: python, faults: pythonFaults },
];

for (const { language, faults } of subjects) {
  const test = isInstalled(language) ? describe : describe.skip;
  test(`the subject in ${language.name}`, () => {
    it('is verified', async () => {
      const report = await verified(language);
      expect(report.failed).toStrictEqual([]);
      expect(isVerified(report)).toBe(true);
    }, 60_000);

    // To make a scenario small takes many processes: each is found, and each is made small in `npm run test:long`.
    const { numRuns } = tries(Math.ceil(faults.length / 6));
    const every = Math.max(1, Math.round(faults.length / numRuns));

    it.each(faults.map((fault, i) => ({ ...fault, small: i % every === 0 })))(
      'is not when $name',
      async ({ small, ...fault }) => {
        const report = await verified(language, plant(sourceOf(language), fault), small ? 1 : 0);
        expect(isVerified(report)).toBe(false);
        expect(report.failed).toHaveLength(1);
        const steps = report.faults[0]?.minimal.test.steps ?? [];
        expect(steps.length).toBeGreaterThan(0);
        expect(steps.length).toBeLessThanOrEqual(small && fault.deep !== true ? HANDFUL : Infinity);
      },
      60_000,
    );
  });
}

it('a search hears answers in order, and none behind the one that ends it, however many processes there are', async () => {
  const script = 'process.stdin.pipe(process.stdout)';
  const { askInOrder } = processSubject({ program: process.execPath, args: ['-e', script] }, 4);
  const heard: Array<number> = [];
  await askInOrder(tests.slice(0, 40), 5, (index) => {
    heard.push(index);
    return index < 30;
  });
  expect(heard).toStrictEqual(Array.from({ length: 31 }, (_, i) => i));
});
