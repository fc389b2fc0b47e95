/**
 * A subject in any language, over standard input and output, as `runchart verify --subject` has it. It gets the steps of each run as a
 * scenario, without instants, command ids and restores; the testing kit compares and shrinks.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import parseArgs from 'string-argv';
import { processSubject } from '../../src/cli/subject.js';
import type { JournalEntry, Step } from '../../src/index.js';
import type { TestCase } from '../../src/testing/index.js';
import { isVerified, reportText, testOf } from '../../src/testing/index.js';
import { defaults, runSuite } from '../../src/testing/runSuite.js';
import { runVocabulary } from '../../src/testing/runVocabulary.js';
import type { TestRunner } from '../../src/testing/TestRunner.js';
import type { Played } from './play.js';

/** How many steps were compared, and what was found, as a report. */
export interface ForeignVerdict {
  readonly steps: number;
  readonly report: string | undefined;
}

const stepOf = ({ at: _, commandId: __, ...step }: JournalEntry): Step => step;

/** A scenario for each run of a walk, with what the chart says of each step. */
export const scenariosOf = (
  name: string,
  played: ReadonlyArray<Played>,
): ReadonlyArray<TestCase> => {
  const steps = new Map<string, Array<Step>>();
  for (const { delivery } of played) {
    const { entry, again } = delivery;
    const own = steps.get(entry.runId) ?? [];
    steps.set(entry.runId, own);
    if (!again) own.push(stepOf(entry));
  }
  return [...steps.values()].map((own, i) =>
    testOf(
      `${name}-run-${String(i + 1)}`,
      ['soak'],
      own.map((step) => ({ step })),
    ),
  );
};

/** Compares a subject on scenarios. */
export const compareForeign = async (
  runner: TestRunner,
  tests: ReadonlyArray<TestCase>,
  failure: () => O.Option<string> = () => O.none,
): Promise<ForeignVerdict> => {
  const report = await runSuite(runVocabulary, runner, tests, {
    ...defaults,
    timeout: 30,
    shrinkSeconds: 30,
    bail: true,
  });
  const why = failure();
  return {
    steps: tests.reduce((sum, { steps }) => sum + steps.length, 0),
    report: O.isSome(why) ? why.value : isVerified(report) ? undefined : reportText(report),
  };
};

/** Makes the comparison of the subject that a command line starts. */
export const foreignSubject = (
  commandLine: string,
): E.Either<string, (tests: ReadonlyArray<TestCase>) => Promise<ForeignVerdict>> => {
  const [program, ...args] = parseArgs(commandLine);
  if (program === undefined) return E.left('the command of the subject is empty');
  const runner = processSubject({ program, args }, runVocabulary, 1);
  return E.right((tests) => compareForeign(runner, tests, runner.failure));
};
