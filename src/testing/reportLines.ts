/**
 * The lines of a report on tests of any kind: the step at fault, the minimal scenario, and the expected and actual outcome side by
 * side.
 *
 * Text from a subject is escaped, so that it cannot control the terminal.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AnyTest } from './AnyTest.js';
import type { FailedTest } from './FailedTest.js';
import type { Differs, Failure } from './Failure.js';
import { shorten, stepAtFault } from './Failure.js';
import { leavesOf } from './Json.js';
import type { Fault, Report } from './Report.js';
import { passed } from './Report.js';
import type { Wording } from './Vocabulary.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The styles of a report; each function adds its style to a text. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const same = (text: string): string => text;

/** Adds no colours. */
export const plain: Style = { bold: same, dim: same, good: same, bad: same };

// ------------------------------------------------------------------------------------------------------------- parts

/** Control characters, marks that change the direction of text, and lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

export const safe = (text: string): string =>
  text.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const json = (value: unknown): string =>
  value === undefined ? '-' : safe(shorten(JSON.stringify(value)));

const counted = (n: number, thing: string): string => `${String(n)} ${thing}${n === 1 ? '' : 's'}`;

const stderrText = (stderr: string): ReadonlyArray<string> =>
  stderr.trim() === ''
    ? []
    : [
        'it wrote to standard error:',
        ...stderr
          .trimEnd()
          .split('\n')
          .map((line) => `  ${safe(shorten(line))}`),
      ];

/** Describes a failure in one line. */
export const failureText = <T extends AnyTest>(
  { outcomeText }: Pick<Wording<T>, 'outcomeText'>,
  failure: Failure<unknown>,
): string => {
  switch (failure._tag) {
    case 'Differs':
      return `expected ${outcomeText(failure.expected)}, got ${outcomeText(failure.actual)}${
        outcomeText(failure.expected) === outcomeText(failure.actual)
          ? ` with another ${safe(shorten(failure.differences.map(({ path }) => path.split('.').at(-1) ?? '').join(', ')))}`
          : ''
      }`;
    case 'TooFewOutcomes':
    case 'TooManyOutcomes':
      return `${failure._tag === 'TooFewOutcomes' ? 'too few' : 'too many'} outcomes: ${String(failure.actual)} for ${counted(failure.expected, 'step')}`;
    case 'Garbage':
      return `garbage: ${safe(failure.message)}${failure.text === '' ? '' : `; it answered ${safe(failure.text)}`}`;
    case 'WrongName':
      return `wrong name: it answered as ${json(failure.actual)}`;
    case 'OutOfOrder':
      return `out of order: the answer is to ${json(failure.actual)}`;
    case 'Threw':
      return `threw: ${safe(failure.message)}`;
    case 'Hung':
      return `hung: no answer within ${String(failure.seconds)} s`;
    case 'Died':
      return failure.signal === null
        ? `died: it exited with code ${String(failure.code)} before it had answered`
        : `died: ${failure.signal} ended it before it had answered`;
    case 'TooFewAnswers':
      return 'too few answers: its output ended before it had answered';
    case 'TooManyAnswers':
      return `too many answers: it answered once more: ${safe(failure.text)}`;
    case 'FloodedStderr':
      return `flooded standard error: ${String(failure.bytes)} bytes before it had answered`;
  }
};

/** Names the place of a failure: the title of the step at fault, or the name of the test. */
export const faultTitle = ({
  test,
  failure,
}: Pick<FailedTest<AnyTest>, 'test' | 'failure'>): string =>
  pipe(
    stepAtFault(failure),
    O.chain((step) => O.fromNullable(test.steps[step])),
    O.match(
      () => `the scenario ${json(test.name)}`,
      ({ title }) => title,
    ),
  );

/** Formats the steps of a test, one per line, with their expected outcomes, and marks the step at fault. */
const stepLines = <T extends AnyTest>(
  wording: Wording<T>,
  style: Style,
  { test, failure }: FailedTest<T>,
): ReadonlyArray<string> => {
  const fault = O.toUndefined(stepAtFault(failure));
  const steps = wording.stepTexts(test);
  const width = Math.min(60, Math.max(0, ...steps.map((text) => text.length)));
  return steps.map((text, i) => {
    const expected = `-> ${wording.outcomeText(test.steps[i]?.expect)}`;
    const line = `${String(i + 1).padStart(3)}  ${text.padEnd(width)}  `;
    return fault === i
      ? `  ${style.bad('x')} ${line.slice(1)}${style.bad(failureText(wording, failure))}`
      : `    ${line.slice(1)}${style.dim(expected)}`;
  });
};

const COLUMN = 60;

/** Formats the expected and actual outcome leaf by leaf, side by side, and marks the differences. */
const sideBySide = (style: Style, failure: Differs<unknown>): ReadonlyArray<string> => {
  const expected = new Map(leavesOf(failure.expected).map(({ path, value }) => [path, value]));
  const actual = new Map(leavesOf(failure.actual).map(({ path, value }) => [path, value]));
  const paths = [...new Set([...expected.keys(), ...actual.keys()])];
  const different = new Set(
    failure.differences.flatMap(({ path }) =>
      paths.filter((leaf) => leaf === path || leaf.startsWith(`${path}.`) || path === ''),
    ),
  );
  const rows = paths.map((path) => ({
    path,
    cells: [
      path,
      ...[expected, actual].map((leaves) => (leaves.has(path) ? json(leaves.get(path)) : '-')),
    ],
  }));
  const head = ['field', 'expected', 'actual'];
  const widths = head.map((title, i) =>
    Math.min(COLUMN, Math.max(title.length, ...rows.map(({ cells }) => cells[i]?.length ?? 0))),
  );
  const pad = (cells: ReadonlyArray<string>): ReadonlyArray<string> =>
    cells.map((cell, i) => cell.padEnd(widths[i] ?? 0));
  const cut = (cell: string): string =>
    cell.length > COLUMN ? `${cell.slice(0, COLUMN - 3)}...` : cell;
  return [
    `    ${style.bold(pad(head).join('  ').trimEnd())}`,
    ...rows.flatMap(({ path, cells }) => {
      const differs = different.has(path);
      if (differs && cells.some((cell) => cell.length > COLUMN)) {
        const [name = '', wanted = '', found = ''] = cells;
        return [
          `  ${style.bad('x')} ${name}`,
          `      expected  ${style.good(wanted)}`,
          `      actual    ${style.bad(found)}`,
        ];
      }
      const [name = '', wanted = '', found = ''] = pad(cells.map(cut));
      return differs
        ? [`  ${style.bad('x')} ${name}  ${style.good(wanted)}  ${style.bad(found.trimEnd())}`]
        : [style.dim(`    ${name}  ${wanted}  ${found.trimEnd()}`)];
    }),
  ];
};

// ------------------------------------------------------------------------------------------------------- destructors

/** How many of the ways in which one fault shows are listed. */
const MAX_WAYS = 5;

/** Lists the ways in which a fault shows, if there are several. */
const waysLines = (ways: ReadonlyArray<string>): ReadonlyArray<string> =>
  ways.length < 2
    ? []
    : [
        `  in ${String(ways.length)} ways, likely of one cause:`,
        ...ways.slice(0, MAX_WAYS).map((way) => `    ${way}`),
        ...(ways.length > MAX_WAYS ? [`    and ${String(ways.length - MAX_WAYS)} more`] : []),
      ];

/** Formats the first failure of a suite, before the other tests are run and anything is shrunk. */
export const firstFailureLines = <T extends AnyTest>(
  wording: Wording<T>,
  style: Style,
  failed: FailedTest<T>,
): ReadonlyArray<string> => [
  `${style.bad('first failure:')} ${faultTitle(failed)}`,
  `  ${failureText(wording, failed.failure)}`,
  style.dim(
    `  in ${json(failed.test.name)}${pipe(
      stepAtFault(failed.failure),
      O.match(
        () => '',
        (step) => `, step ${String(step + 1)} of ${String(failed.test.steps.length)}`,
      ),
    )}; all failures follow, shrunk`,
  ),
];

/** Explains why a test fails that does not fail alone. */
const afterMany = (others: number): string =>
  others === 0
    ? 'the failure depends on what its process ran before, or on chance'
    : `it fails after ${String(others)} other scenarios in the same process`;

/** Formats a fault as lines of text. */
export const faultLines = <T extends AnyTest>(
  wording: Wording<T>,
  style: Style,
  fault: Fault<T>,
): ReadonlyArray<string> => [
  `${style.bad('x')} ${style.bold(faultTitle(fault.minimal))}`,
  `  ${failureText(wording, fault.minimal.failure)}`,
  ...shownBy(wording, style, fault, waysLines(fault.ways)),
];

/** Formats what shows a fault: a test of the suite, and the minimal scenario. */
export const evidenceLines = <T extends AnyTest>(
  wording: Wording<T>,
  style: Style,
  fault: Fault<T>,
): ReadonlyArray<string> => shownBy(wording, style, fault, []);

const shownBy = <T extends AnyTest>(
  wording: Wording<T>,
  style: Style,
  { minimal, original, tests }: Fault<T>,
  ways: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  const { test, failure, after } = minimal;
  const steps = counted(test.steps.length, 'step');
  const made =
    after !== undefined && after.length !== 1
      ? `scenario as it is, ${steps}, which passes alone: ${afterMany(after.length)}`
      : minimal === original
        ? `scenario as it is, ${steps}`
        : `minimal scenario, ${steps} of ${String(original.test.steps.length)}${after === undefined ? '' : ', which fails only right after another scenario (0)'}`;
  const stderr = 'stderr' in failure ? stderrText(failure.stderr) : [];
  return [
    ...stderr.map((line) => `  ${line}`),
    `  shown by ${counted(tests.length, 'test')}, such as ${json(original.test.name)}`,
    ...ways,
    '',
    `  ${made}:`,
    ...(after?.length === 1
      ? after.flatMap((other) =>
          wording.stepTexts(other).map((step) => style.dim(`     0  ${step}`)),
        )
      : []),
    ...stepLines(wording, style, minimal),
    '',
    `  on the chart: ${wording.pathText(test)}`,
    ...(failure._tag === 'Differs' ? ['', ...sideBySide(style, failure)] : []),
  ];
};

/** Summarizes a report in one line. */
export const summaryLine = (style: Style, report: Report<AnyTest>): string => {
  const { suite, failed, notRun, faults } = report;
  const all = `${String(passed(report))} of ${counted(suite.length, 'test')} passed`;
  return [
    failed.length === 0 && notRun.length === 0 ? style.good(all) : style.bad(all),
    ...(failed.length > 0
      ? [`${String(failed.length)} failed, of ${counted(faults.length, 'likely cause')}`]
      : []),
    ...(notRun.length > 0 ? [`${String(notRun.length)} not run`] : []),
  ].join(', ');
};

/** Formats a report as text without colours. */
export const reportTextIn = <T extends AnyTest>(wording: Wording<T>, report: Report<T>): string =>
  [
    summaryLine(plain, report),
    ...report.faults
      .slice(0, report.shrunk)
      .flatMap((fault) => ['', ...faultLines(wording, plain, fault)]),
    ...(report.faults.length > report.shrunk
      ? ['', `and ${String(report.faults.length - report.shrunk)} more`]
      : []),
  ].join('\n');
