/** `runchart verify`: runs a suite against a program, and reports the result. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { runChart } from '../../machines/run.chart.js';
import { printable } from '../codec/printable.js';
import { htmlReport } from '../testing/html.js';
import { runWording, scenarioLine } from '../testing/reportText.js';
import { runVocabulary } from '../testing/runVocabulary.js';
import type { TestCase } from '../testing/TestCase.js';
import { encodeTest } from '../testing/TestCase.js';
import type { ExitCode } from './exit.js';
import { UNUSABLE } from './exit.js';
import type { Outputs } from './output.js';
import { verifyConcurrently } from './races.js';
import { report as reportError } from './report.js';
import { shellWord } from './shellWord.js';
import { processSubject } from './subject.js';
import type { SuiteFlags } from './suite.js';
import { suiteFlagsText, suiteOf, testsIn } from './suite.js';
import type { VerificationFlags } from './verification.js';
import { commandOf, runVerification, subjectFlag, timeFlags } from './verification.js';

/** The flags of `verify`. */
export interface VerifyFlags extends SuiteFlags, VerificationFlags {
  readonly scenario?: string;
  readonly jobs: number;
  readonly concurrent?: true;
  readonly rounds: number;
}

/** Runs `runchart verify`, of the given version of this package. */
export const verifySubject = async (
  words: ReadonlyArray<string>,
  flags: VerifyFlags,
  outputs: Outputs,
  version: string,
): Promise<ExitCode> => {
  const command = pipe(
    commandOf(flags, words),
    E.chain(
      E.fromOption(
        () => 'there is no subject: give --subject "COMMAND ARGS", or a command after --',
      ),
    ),
  );
  if (E.isLeft(command)) {
    await reportError(outputs, command.left);
    return UNUSABLE;
  }
  if (flags.concurrent === true) return verifyConcurrently(command.right, flags, outputs);
  const { scenario, criteria, seed } = flags;
  const suite: E.Either<string, ReadonlyArray<TestCase>> = scenario === undefined
    ? E.map(({ tests }: { readonly tests: ReadonlyArray<TestCase> }) => tests)(suiteOf(flags))
    : await testsIn(scenario);
  if (E.isLeft(suite)) {
    await reportError(outputs, suite.left);
    return UNUSABLE;
  }
  const subject = processSubject(command.right, runVocabulary, flags.jobs);
  return runVerification(
    {
      vocabulary: runVocabulary,
      wording: runWording,
      suite: suite.right,
      runner: subject,
      failure: () =>
        pipe(
          subject.failure(),
          O.map((why) => `cannot start ${printable(command.right.program)}: ${printable(why)}`),
        ),
      invocation: ['runchart verify', ...timeFlags(flags), subjectFlag(command.right)].join(' '),
      sameSuite:
        scenario === undefined ? suiteFlagsText(flags) : `--scenario ${shellWord(scenario)}`,
      origin: scenario === undefined ? { criteria, seed } : {},
      encode: encodeTest,
      scenarioLine,
      html: (report, again, date) =>
        htmlReport(report, {
          command: again,
          date,
          ...(scenario === undefined ? { seed } : {}),
          versions: { runchart: version, chart: runChart.version, node: process.versions.node },
        }),
      remarks: { lines: () => [], json: {} },
    },
    flags,
    outputs,
  );
};
