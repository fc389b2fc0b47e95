/** `runchart verify`: runs a suite against a program, and reports the result. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import parseArgs from 'string-argv';
import { runChart } from '../../machines/run.chart.js';
import { printable } from '../codec/printable.js';
import type { FailedTest } from '../testing/FailedTest.js';
import type { ReportOrigin } from '../testing/html.js';
import { htmlReport } from '../testing/html.js';
import { junitReport } from '../testing/junit.js';
import type { Fault, Report } from '../testing/Report.js';
import { isVerified, passed } from '../testing/Report.js';
import type { Style } from '../testing/reportText.js';
import {
  failureText,
  faultLines,
  faultTitle,
  firstFailureLines,
  scenarioLine,
  summaryLine,
  testLine,
} from '../testing/reportText.js';
import type { TestCase } from '../testing/TestCase.js';
import { encodeTest } from '../testing/TestCase.js';
import { defaults, runSuite } from '../testing/verify.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { openOutFiles } from './outfile.js';
import type { Colors, Outputs } from './output.js';
import { makeProgress } from './progress.js';
import { verifyConcurrently } from './races.js';
import { report as reportError, reportOutFile } from './report.js';
import { shellWord } from './shellWord.js';
import { processSubject } from './subject.js';
import type { Command } from './subprocess.js';
import type { SuiteFlags } from './suite.js';
import { ALL, suiteOf, testsIn } from './suite.js';
import { explain } from './systemError.js';

/** The flags of `verify`. */
export interface VerifyFlags extends SuiteFlags {
  readonly subject?: string;
  readonly scenario?: string;
  readonly timeout: number;
  readonly jobs: number;
  readonly bail?: true;
  readonly shrink: number;
  readonly concurrent?: true;
  readonly rounds: number;
  readonly json?: true;
  readonly junit?: string;
  readonly report?: string;
  readonly failures?: string;
}

// ----------------------------------------------------------------------------------------------------------- parts

/** How many of the faults that are not shrunk are listed, one on each line. */
const MAX_LISTED = 20;

/** The subject's command, from the flags or the words after `--`. */
const commandOf = (
  { subject }: VerifyFlags,
  words: ReadonlyArray<string>,
): E.Either<string, Command> => {
  if (subject !== undefined && words.length > 0)
    return E.left('there are two subjects: give --subject, or a command after --');
  const [program, ...args] = subject === undefined ? words : parseArgs(subject);
  return program === undefined || program === ''
    ? E.left('there is no subject: give --subject "COMMAND ARGS", or a command after --')
    : E.right({ program, args });
};

const styleOf = ({ bold, dim, green, red }: Colors): Style => ({
  bold,
  dim,
  good: green,
  bad: red,
});

/** The command line to verify the subject again, without the suite. */
const invocation = ({ program, args }: Command, flags: VerifyFlags): string =>
  [
    'runchart verify',
    ...(flags.timeout === defaults.timeout ? [] : [`--timeout ${String(flags.timeout)}`]),
    ...(flags.shrink === defaults.shrinkSeconds ? [] : [`--shrink ${String(flags.shrink)}`]),
    `--subject ${shellWord([program, ...args].map(shellWord).join(' '))}`,
  ].join(' ');

const sameSuite = ({ criteria, seed, scenario }: VerifyFlags): string =>
  scenario === undefined
    ? `${criteria === ALL ? '' : `--criteria ${shellWord(criteria)} `}--seed ${String(seed)}`
    : `--scenario ${shellWord(scenario)}`;

/** The file of a fault's minimal scenario. */
const faultFile = (folder: string, index: number): string =>
  join(folder, `fault-${String(index + 1)}.ndjson`);

/** The tests that show a fault: one test, and those that must run before it. */
const testsOf = ({ after = [], test }: FailedTest): ReadonlyArray<TestCase> => [...after, test];

/** Is a fault shown by one test, or by one test after one other? Then its scenarios are printed. */
const isShort = ({ after }: FailedTest): boolean => after === undefined || after.length === 1;

/** The lines that say how to reproduce a fault. */
const reproductionLines = (
  { minimal }: Fault,
  index: number,
  command: Command,
  flags: VerifyFlags,
): ReadonlyArray<string> => {
  const again = (rest: string): string =>
    `  again: ${printable(`${invocation(command, flags)} ${rest}`)}`;
  if (minimal.after?.length === 0) return [again(sameSuite(flags))];
  if (flags.failures !== undefined)
    return [again(`--scenario ${shellWord(faultFile(flags.failures, index))}`)];
  return isShort(minimal)
    ? [`${again('--scenario -')} <<'END'`, ...testsOf(minimal).map(scenarioLine), 'END']
    : [again(sameSuite(flags))];
};

const encodeReport = (report: Report, flags: VerifyFlags): object => ({
  verified: isVerified(report),
  ...(flags.scenario === undefined ? { criteria: flags.criteria, seed: flags.seed } : {}),
  tests: report.suite.length,
  steps: report.suite.reduce((sum, { steps }) => sum + steps.length, 0),
  passed: passed(report),
  failed: report.failed.map(({ test, failure }) => ({ name: test.name, failure })),
  not_run: report.notRun,
  faults: report.faults.map(({ minimal, original, tests, ways }, i) => ({
    title: faultTitle(minimal),
    message: failureText(minimal.failure),
    failure: minimal.failure,
    tests,
    ways,
    original: original.test.name,
    shrunk: i < report.shrunk,
    ...(minimal.after === undefined ? {} : { after: minimal.after.map(encodeTest) }),
    scenario: encodeTest(minimal.test),
  })),
});

const print = async (
  report: Report,
  command: Command,
  flags: VerifyFlags,
  { out }: Outputs,
): Promise<void> => {
  if (flags.json === true) {
    await out.write(`${JSON.stringify(encodeReport(report, flags))}\n`);
    return;
  }
  const style = styleOf(out.colors);
  for (const [i, fault] of report.faults.slice(0, report.shrunk).entries()) {
    const lines = [
      ...faultLines(style, fault),
      '',
      ...reproductionLines(fault, i, command, flags),
      '',
    ];
    await out.write(`${lines.join('\n')}\n`);
  }
  const more = report.faults.slice(report.shrunk);
  if (more.length > 0) {
    const lines = more.map(
      ({ minimal }) =>
        `  ${style.bad('x')} ${faultTitle(minimal)}: ${failureText(minimal.failure)}`,
    );
    const rest = lines.length - MAX_LISTED;
    await out.write(
      `and ${String(more.length)} more:\n${lines.slice(0, MAX_LISTED).join('\n')}\n${rest > 0 ? `  and ${String(rest)} more still\n` : ''}\n`,
    );
  }
  await out.write(`${summaryLine(style, report)}\n`);
  if (!isVerified(report))
    await out.write(
      style.dim(
        `all of it again: ${printable(`${invocation(command, flags)} ${sameSuite(flags)}`)}\n`,
      ),
    );
};

/** How a report comes about. */
const originOf = (
  command: Command,
  flags: VerifyFlags,
  date: Date,
  version: string,
): ReportOrigin => ({
  command: printable(`${invocation(command, flags)} ${sameSuite(flags)}`),
  date,
  ...(flags.scenario === undefined ? { seed: flags.seed } : {}),
  versions: { runchart: version, chart: runChart.version, node: process.versions.node },
});

/** Writes the requested files, all or none. */
const writeFiles = (
  report: Report,
  flags: VerifyFlags,
  origin: ReportOrigin,
): ReturnType<typeof openOutFiles> => {
  const { failures } = flags;
  if (failures !== undefined) {
    const made = E.tryCatch(() => mkdirSync(failures, { recursive: true }), E.toError);
    if (E.isLeft(made))
      return E.left({ _tag: 'OutFileError', path: failures, message: explain(made.left) });
  }
  const shown = failures === undefined ? [] : report.faults.slice(0, report.shrunk);
  const texts: ReadonlyArray<readonly [string | undefined, () => string]> = [
    [flags.junit, () => junitReport(report)],
    [flags.report, () => htmlReport(report, origin)],
    ...shown.map(
      ({ minimal }, i) =>
        [faultFile(failures ?? '', i), () => testsOf(minimal).map(testLine).join('\n')] as const,
    ),
  ];
  const opened = openOutFiles(texts.map(([path]) => path));
  if (E.isLeft(opened)) return opened;
  for (const [i, [, text]] of texts.entries()) opened.right.files[i]?.line(text());
  const done = opened.right.commit();
  return E.isLeft(done) ? done : opened;
};

// ------------------------------------------------------------------------------------------------------- operations

/** Runs `runchart verify`, of the given version of this package. */
export const verifySubject = async (
  words: ReadonlyArray<string>,
  flags: VerifyFlags,
  outputs: Outputs,
  version: string,
): Promise<ExitCode> => {
  const command = commandOf(flags, words);
  if (E.isLeft(command)) {
    await reportError(outputs, command.left);
    return UNUSABLE;
  }
  if (flags.concurrent === true) return verifyConcurrently(command.right, flags, outputs);
  const suite: E.Either<string, ReadonlyArray<TestCase>> = flags.scenario === undefined
    ? E.map(({ tests }: { readonly tests: ReadonlyArray<TestCase> }) => tests)(suiteOf(flags))
    : await testsIn(flags.scenario);
  if (E.isLeft(suite)) {
    await reportError(outputs, suite.left);
    return UNUSABLE;
  }
  // A file that cannot be written must fail before the work.
  const probe = openOutFiles([flags.junit, flags.report]);
  if (E.isLeft(probe)) {
    await reportOutFile(outputs, probe.left);
    return UNUSABLE;
  }
  probe.right.abort();

  const total = suite.right.length;
  const date = new Date();
  const progress = await makeProgress(outputs.err, O.some(total), 'tests');
  const subject = processSubject(command.right, flags.jobs);
  let told: Promise<void> = Promise.resolve();
  const report = await runSuite(subject, suite.right, {
    ...defaults,
    timeout: flags.timeout,
    bail: flags.bail === true,
    shrinkSeconds: flags.shrink,
    onFirstFailure: (first) => {
      if (flags.json === true) return;
      told = progress.aside(() =>
        outputs.out.write(
          `${firstFailureLines(styleOf(outputs.out.colors), first).join('\n')}\n\n`,
        ),
      );
    },
    onProgress: (answered) => {
      progress.update(answered, answered);
    },
  });
  await told;
  progress.stop();
  const failure = subject.failure();
  if (O.isSome(failure)) {
    const { program } = command.right;
    await reportError(outputs, `cannot start ${printable(program)}: ${printable(failure.value)}`);
    return UNUSABLE;
  }
  const written = writeFiles(report, flags, originOf(command.right, flags, date, version));
  await print(report, command.right, flags, outputs);
  if (E.isLeft(written)) {
    await reportOutFile(outputs, written.left);
    return UNUSABLE;
  }
  return isVerified(report) ? DONE : NEGATIVE;
};
