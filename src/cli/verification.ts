/** What `runchart verify` does with a suite of any kind: runs it against a subject, prints the results and writes the reports. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import parseArgs from 'string-argv';
import { printable } from '../codec/printable.js';
import type { FailedTest } from '../testing/FailedTest.js';
import { junitIn } from '../testing/junit.js';
import type { Fault, Report } from '../testing/Report.js';
import { isVerified, passed } from '../testing/Report.js';
import type { Style } from '../testing/reportLines.js';
import {
  failureText,
  faultLines,
  faultTitle,
  firstFailureLines,
  summaryLine,
} from '../testing/reportLines.js';
import { defaults, runSuite } from '../testing/runSuite.js';
import type { TestRunner } from '../testing/TestRunner.js';
import type { AnyTest, Vocabulary, Wording } from '../testing/Vocabulary.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { openOutFiles } from './outfile.js';
import type { Colors, Outputs } from './output.js';
import { makeProgress } from './progress.js';
import { report as reportError, reportOutFile } from './report.js';
import { shellWord } from './shellWord.js';
import type { Command } from './subprocess.js';
import { explain } from './systemError.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The flags of `verify` that concern no kind of suite. */
export interface VerificationFlags {
  readonly subject?: string;
  readonly timeout: number;
  readonly bail?: true;
  readonly shrink: number;
  readonly json?: true;
  readonly junit?: string;
  readonly report?: string;
  readonly failures?: string;
}

/** A suite to run, and how it is run, shown and repeated. */
export interface Verification<T extends AnyTest> {
  readonly vocabulary: Vocabulary<T>;
  readonly wording: Wording<T>;
  readonly suite: ReadonlyArray<T>;
  readonly runner: TestRunner<T>;
  /** Why the subject could not be started. */
  readonly failure: () => O.Option<string>;
  /** The command line that verifies the same subject, without the suite. */
  readonly invocation: string;
  /** The flags of the same suite. */
  readonly sameSuite: string;
  /** The suite's origin, in the report as JSON. */
  readonly origin: object;
  /** A test as `--failures` writes it. */
  readonly encode: (test: T) => object;
  /** A test as `--scenario` reads it, as short as possible. */
  readonly scenarioLine: (test: T) => string;
  readonly html: (report: Report<T>, command: string, date: Date) => string | Promise<string>;
  /** What is said of a suite beside its results: what it covers. */
  readonly remarks: {
    readonly lines: (colors: Colors) => ReadonlyArray<string>;
    readonly json: object;
  };
}

// ------------------------------------------------------------------------------------------------------------ parts

/** How many of the faults that are not shrunk are listed, one on each line. */
const MAX_LISTED = 20;

/** The subject's command, from the flags or the words after `--`; none if there is none. */
export const commandOf = (
  { subject }: Pick<VerificationFlags, 'subject'>,
  words: ReadonlyArray<string>,
): E.Either<string, O.Option<Command>> => {
  if (subject !== undefined && words.length > 0)
    return E.left('there are two subjects: give --subject, or a command after --');
  const [program, ...args] = subject === undefined ? words : parseArgs(subject);
  return E.right(program === undefined || program === '' ? O.none : O.some({ program, args }));
};

/** The flag of a subject. */
export const subjectFlag = ({ program, args }: Command): string =>
  `--subject ${shellWord([program, ...args].map(shellWord).join(' '))}`;

/** The flags of timeouts that are not the default. */
export const timeFlags = ({ timeout, shrink }: VerificationFlags): ReadonlyArray<string> => [
  ...(timeout === defaults.timeout ? [] : [`--timeout ${String(timeout)}`]),
  ...(shrink === defaults.shrinkSeconds ? [] : [`--shrink ${String(shrink)}`]),
];

const styleOf = ({ bold, dim, green, red }: Colors): Style => ({
  bold,
  dim,
  good: green,
  bad: red,
});

/** The file of a fault's minimal scenario. */
const faultFile = (folder: string, index: number): string =>
  join(folder, `fault-${String(index + 1)}.ndjson`);

/** The tests that show a fault: one test, and those that must run before it. */
const testsOf = <T extends AnyTest>({ after = [], test }: FailedTest<T>): ReadonlyArray<T> => [
  ...after,
  test,
];

/** Is a fault shown by one test, or by one test after one other? Then its scenarios are printed. */
const isShort = ({ after }: FailedTest<AnyTest>): boolean =>
  after === undefined || after.length === 1;

/** The lines that say how to reproduce a fault. */
const reproductionLines = <T extends AnyTest>(
  { invocation, sameSuite, scenarioLine }: Verification<T>,
  { minimal }: Fault<T>,
  index: number,
  { failures }: VerificationFlags,
): ReadonlyArray<string> => {
  const again = (rest: string): string => `  again: ${printable(`${invocation} ${rest}`)}`;
  if (minimal.after?.length === 0) return [again(sameSuite)];
  if (failures !== undefined) return [again(`--scenario ${shellWord(faultFile(failures, index))}`)];
  return isShort(minimal)
    ? [`${again('--scenario -')} <<'END'`, ...testsOf(minimal).map(scenarioLine), 'END']
    : [again(sameSuite)];
};

const encodeReport = <T extends AnyTest>(
  { wording, encode, origin, remarks }: Verification<T>,
  report: Report<T>,
): object => ({
  verified: isVerified(report),
  ...origin,
  tests: report.suite.length,
  steps: report.suite.reduce((sum, { steps }) => sum + steps.length, 0),
  passed: passed(report),
  failed: report.failed.map(({ test, failure }) => ({ name: test.name, failure })),
  not_run: report.notRun,
  faults: report.faults.map(({ minimal, original, tests, ways }, i) => ({
    title: faultTitle(minimal),
    message: failureText(wording, minimal.failure),
    failure: minimal.failure,
    tests,
    ways,
    original: original.test.name,
    shrunk: i < report.shrunk,
    ...(minimal.after === undefined ? {} : { after: minimal.after.map(encode) }),
    scenario: encode(minimal.test),
  })),
  ...remarks.json,
});

const print = async <T extends AnyTest>(
  verification: Verification<T>,
  report: Report<T>,
  flags: VerificationFlags,
  { out }: Outputs,
): Promise<void> => {
  if (flags.json === true) {
    await out.write(`${JSON.stringify(encodeReport(verification, report))}\n`);
    return;
  }
  const { wording, invocation, sameSuite, remarks } = verification;
  const style = styleOf(out.colors);
  for (const [i, fault] of report.faults.slice(0, report.shrunk).entries()) {
    const lines = [
      ...faultLines(wording, style, fault),
      '',
      ...reproductionLines(verification, fault, i, flags),
      '',
    ];
    await out.write(`${lines.join('\n')}\n`);
  }
  const more = report.faults.slice(report.shrunk);
  if (more.length > 0) {
    const lines = more.map(
      ({ minimal }) =>
        `  ${style.bad('x')} ${faultTitle(minimal)}: ${failureText(wording, minimal.failure)}`,
    );
    const rest = lines.length - MAX_LISTED;
    await out.write(
      `and ${String(more.length)} more:\n${lines.slice(0, MAX_LISTED).join('\n')}\n${rest > 0 ? `  and ${String(rest)} more still\n` : ''}\n`,
    );
  }
  const lines = [
    summaryLine(style, report),
    ...remarks.lines(out.colors),
    ...(isVerified(report)
      ? []
      : [style.dim(`all of it again: ${printable(`${invocation} ${sameSuite}`)}`)]),
  ];
  await out.write(`${lines.join('\n')}\n`);
};

/** Writes the requested files, all or none. */
const writeFiles = async <T extends AnyTest>(
  { wording, encode, html, invocation, sameSuite }: Verification<T>,
  report: Report<T>,
  flags: VerificationFlags,
  date: Date,
): Promise<ReturnType<typeof openOutFiles>> => {
  const { failures } = flags;
  if (failures !== undefined) {
    const made = E.tryCatch(() => mkdirSync(failures, { recursive: true }), E.toError);
    if (E.isLeft(made))
      return E.left({ _tag: 'OutFileError', path: failures, message: explain(made.left) });
  }
  const shown = failures === undefined ? [] : report.faults.slice(0, report.shrunk);
  const page =
    flags.report === undefined
      ? ''
      : await html(report, printable(`${invocation} ${sameSuite}`), date);
  const texts: ReadonlyArray<readonly [string | undefined, () => string]> = [
    [flags.junit, () => junitIn(wording, report)],
    [flags.report, () => page],
    ...shown.map(
      ({ minimal }, i) =>
        [
          faultFile(failures ?? '', i),
          () =>
            testsOf(minimal)
              .map((test) => JSON.stringify(encode(test)))
              .join('\n'),
        ] as const,
    ),
  ];
  const opened = openOutFiles(texts.map(([path]) => path));
  if (E.isLeft(opened)) return opened;
  for (const [i, [, text]] of texts.entries()) opened.right.files[i]?.line(text());
  const done = opened.right.commit();
  return E.isLeft(done) ? done : opened;
};

// ------------------------------------------------------------------------------------------------------- operations

/** Runs a suite against a subject, prints the results, and writes the requested files. */
export const runVerification = async <T extends AnyTest>(
  verification: Verification<T>,
  flags: VerificationFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const { vocabulary, wording, suite, runner } = verification;
  // A file that cannot be written must fail before the work.
  const probe = openOutFiles([flags.junit, flags.report]);
  if (E.isLeft(probe)) {
    await reportOutFile(outputs, probe.left);
    return UNUSABLE;
  }
  probe.right.abort();

  const date = new Date();
  const progress = await makeProgress(outputs.err, O.some(suite.length), 'tests');
  let told: Promise<void> = Promise.resolve();
  const report = await runSuite(vocabulary, runner, suite, {
    ...defaults,
    timeout: flags.timeout,
    bail: flags.bail === true,
    shrinkSeconds: flags.shrink,
    onFirstFailure: (first) => {
      if (flags.json === true) return;
      told = progress.aside(() =>
        outputs.out.write(
          `${firstFailureLines(wording, styleOf(outputs.out.colors), first).join('\n')}\n\n`,
        ),
      );
    },
    onProgress: (answered) => {
      progress.update(answered, answered);
    },
  });
  await told;
  progress.stop();
  const failure = verification.failure();
  if (O.isSome(failure)) {
    await reportError(outputs, failure.value);
    return UNUSABLE;
  }
  const written = await writeFiles(verification, report, flags, date);
  await print(verification, report, flags, outputs);
  if (E.isLeft(written)) {
    await reportOutFile(outputs, written.left);
    return UNUSABLE;
  }
  return isVerified(report) ? DONE : NEGATIVE;
};
