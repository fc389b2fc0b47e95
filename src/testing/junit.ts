/** Formats reports as JUnit XML for CI servers: a `testcase` for each test, grouped by its first criterion. */
import * as O from 'fp-ts/lib/Option.js';
import { escapeXml } from '../diagram/xml.js';
import type { Report } from './Report.js';
import { failuresByTest } from './Report.js';
import { failureText, faultLines, plain } from './reportLines.js';
import { runWording } from './reportText.js';
import type { AnyTest, Wording } from './Vocabulary.js';

const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: string,
): string => {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
};

/** Formats a report on tests of any kind as JUnit XML. */
export const junitIn = <T extends AnyTest>(wording: Wording<T>, report: Report<T>): string => {
  const failures = failuresByTest(report);
  const notRun = new Set(report.notRun);
  const faultOf = new Map(
    report.faults.flatMap((fault) => fault.tests.map((name) => [name, fault] as const)),
  );
  const groups = new Map<string, ReadonlyArray<T>>(
    [...new Set(report.suite.map(({ criteria }) => criteria[0] ?? 'scenarios'))].map((name) => [
      name,
      report.suite.filter(({ criteria }) => (criteria[0] ?? 'scenarios') === name),
    ]),
  );
  const secondsOf = (tests: ReadonlyArray<T>): string =>
    tests.reduce((sum, { name }) => sum + (report.seconds.get(name) ?? 0), 0).toFixed(6);
  const counts = (tests: ReadonlyArray<T>): Readonly<Record<string, string | number>> => ({
    tests: tests.length,
    failures: tests.filter(({ name }) => failures.has(name)).length,
    skipped: tests.filter(({ name }) => notRun.has(name)).length,
    errors: 0,
    time: secondsOf(tests),
  });
  const testcase = (classname: string, test: T): string => {
    const { name } = test;
    const failure = O.fromNullable(failures.get(name));
    const fault = faultOf.get(name);
    const content = O.isSome(failure)
      ? element(
          'failure',
          { type: failure.value._tag, message: failureText(wording, failure.value) },
          fault === undefined ? '' : escapeXml(faultLines(wording, plain, fault).join('\n')),
        )
      : notRun.has(name)
        ? element('skipped', {}, '')
        : '';
    return `    ${element('testcase', { classname, name, time: secondsOf([test]) }, content)}`;
  };
  const suites = [...groups].map(([name, tests]) =>
    [
      '  ',
      element(
        'testsuite',
        { name, ...counts(tests) },
        `\n${tests.map((test) => testcase(name, test)).join('\n')}\n  `,
      ),
    ].join(''),
  );
  const root = element(
    'testsuites',
    { name: 'runchart', ...counts(report.suite) },
    `\n${suites.join('\n')}\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
};

/**
 * Formats a report as JUnit XML.
 *
 * @example
 * ```ts
 * import { junitReport, testOf, verify } from 'runchart/testing'
 *
 * const report = await verify(() => [], [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])])
 * assert.match(junitReport(report), /<testsuites name="runchart" tests="1" failures="1"/)
 * ```
 * @category Reports
 */
export const junitReport = (report: Report): string => junitIn(runWording, report);
