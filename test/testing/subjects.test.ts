/** `verify` finds every planted fault in the example subjects, and shrinks it to a short scenario. */
import { describe, expect, it } from '@jest/globals';
import { processSubject } from '../../src/cli/subject.js';
import type { Report } from '../../src/testing/index.js';
import { isVerified } from '../../src/testing/index.js';
import { defaults, runSuite } from '../../src/testing/runSuite.js';
import { runVocabulary } from '../../src/testing/runVocabulary.js';
import { tries } from '../support/arbitraries.js';
import { pythonFaults, typescriptFaults } from './subjectFaults.js';
import type { Language } from './subjects.js';
import { isInstalled, plant, prepare, python, sourceOf, typescript } from './subjects.js';
import { suiteOf } from './suite.js';

/** The maximum number of steps in a minimal scenario. */
const MAX_STEPS = 6;

const { tests } = suiteOf();

/** Verifies a subject, up to the first failure if it has a planted fault, and shrinks up to `shrunk` faults. */
const verified = async (language: Language, source?: string, shrunk = 1): Promise<Report> => {
  const subject = prepare(language, source);
  const [program, script] = subject.command;
  try {
    const runner = processSubject({ program, args: [script] }, runVocabulary, 1);
    // So much time for shrinking that a busy machine changes nothing.
    const options = {
      ...defaults,
      faults: shrunk,
      shrinkSeconds: 60,
      bail: source !== undefined,
    };
    return await runSuite(runVocabulary, runner, tests, options);
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

    // Shrinking takes many processes, so only some faults are shrunk here, and all of them in `npm run test:long`.
    const { numRuns } = tries(Math.ceil(faults.length / 12));
    const every = Math.max(1, Math.round(faults.length / numRuns));

    it.each(faults.map((fault, i) => ({ ...fault, small: i % every === 0 })))(
      'is not when $name',
      async ({ small, ...fault }) => {
        const report = await verified(language, plant(sourceOf(language), fault), small ? 1 : 0);
        expect(isVerified(report)).toBe(false);
        expect(report.failed).toHaveLength(1);
        const steps = report.faults[0]?.minimal.test.steps ?? [];
        expect(steps.length).toBeGreaterThan(0);
        expect(steps.length).toBeLessThanOrEqual(
          small && fault.deep !== true ? MAX_STEPS : Infinity,
        );
      },
      60_000,
    );
  });
}

it('runInOrder passes replies in order, and none after the listener returns false, whatever the number of processes', async () => {
  const script = 'process.stdin.pipe(process.stdout)';
  const { runInOrder } = processSubject(
    { program: process.execPath, args: ['-e', script] },
    runVocabulary,
    4,
  );
  const received: Array<number> = [];
  await runInOrder(tests.slice(0, 40), 5, (index) => {
    received.push(index);
    return index < 30;
  });
  expect(received).toStrictEqual(Array.from({ length: 31 }, (_, i) => i));
});
