import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { SaxesParser } from 'saxes';
import { coverageOf } from '../../src/testing/coverage.js';
import { generate } from '../../src/testing/generate.js';
import { htmlReport } from '../../src/testing/html.js';
import { junitReport } from '../../src/testing/junit.js';
import type { Report } from '../../src/testing/Report.js';
import { isVerified } from '../../src/testing/Report.js';
import { reportText } from '../../src/testing/reportText.js';
import { defaults, inProcess, runSuite } from '../../src/testing/runSuite.js';
import { runVocabulary } from '../../src/testing/runVocabulary.js';
import { decodeScenarioTest, scenarioOf, testOf } from '../../src/testing/scenario.js';
import type { TestCase } from '../../src/testing/TestCase.js';
import { decodeTest, encodeTest } from '../../src/testing/TestCase.js';
import type { Subject } from '../../src/testing/verify.js';
import { verify } from '../../src/testing/verify.js';
import { outcomesOf } from './oracle.js';

const suiteOf = (
  ...criteria: Parameters<typeof generate>[0] extends infer O
    ? O extends { readonly criteria?: ReadonlyArray<infer C> }
      ? Array<C>
      : never
    : never
): ReadonlyArray<TestCase> => {
  const suite = generate({ criteria });
  if (E.isLeft(suite)) throw new Error(suite.left._tag);
  return suite.right.tests;
};

const suite = suiteOf('transitions', 'refusals', 'random');

/** Makes a right subject whose outcomes are altered as text. */
const altered =
  (from: string | RegExp, to: string | ((text: string, group: string) => string)): Subject =>
  (scenario) =>
    outcomesOf(scenario).map(
      (outcome) => JSON.parse(JSON.stringify(outcome).replace(from, to as string)) as unknown,
    );

const ID = '00000000-0000-0000-0000-000000000001';

describe('a right subject is verified', () => {
  const shuffled = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, member]) => [key, shuffled(member)] as const)
            .toReversed(),
        )
      : value;

  test.each<[string, Subject]>([
    ['that returns a list', outcomesOf],
    ['that returns a promise', (scenario) => Promise.resolve(outcomesOf(scenario))],
    [
      'that returns its name too',
      (scenario) => ({ name: scenario.name, outcomes: outcomesOf(scenario) }),
    ],
    ['with keys in another order', (scenario) => outcomesOf(scenario).map(shuffled)],
    [
      'that mutates its argument',
      (scenario) => {
        const outcomes = outcomesOf(scenario);
        Object.assign(scenario, { name: '', steps: [] });
        return outcomes;
      },
    ],
  ])('%s', async (_, subject) => {
    const report = await verify(subject, suite);
    expect(reportText(report)).toBe(
      `${String(suite.length)} of ${String(suite.length)} tests passed`,
    );
    expect(isVerified(report)).toBe(true);
  });

  test('with any message of Decode', async () => {
    const report = await verify(
      altered(/"code":"Decode","message":"(\\.|[^"])*"/, '"code":"Decode","message":"no"'),
      suiteOf('construction'),
    );
    expect(isVerified(report)).toBe(true);
  });
});

describe('a failure has a tag, for a subject that', () => {
  const one = [testOf('one', ['by hand'], [{ step: { op: 'promote_to_ready' } }])];
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;

  test.each<[string, Subject, string]>([
    [
      'throws',
      () => {
        throw new Error('oops');
      },
      'threw: Error: oops',
    ],
    [
      'throws a value that is not an Error',
      () => {
        throw Object.create(null);
      },
      'threw: something that cannot be shown',
    ],
    ['rejects', () => Promise.reject(new Error('oops')), 'threw: Error: oops'],
    ['never settles', () => new Promise(() => undefined), 'hung: no answer within 0.05 s'],
    ['answers undefined', () => undefined, 'garbage: undefined is not JSON'],
    ['answers a function', () => outcomesOf, 'garbage: a function is not JSON'],
    ['answers a cycle', () => cycle, 'garbage: Converting circular'],
    ['answers a text', () => 'ok', 'garbage: expected {"name", "outcomes"}; it answered "ok"'],
    [
      'answers a number for the list',
      () => ({ name: 'one', outcomes: 7 }),
      'garbage: expected a list of outcomes',
    ],
    [
      'answers with another name',
      () => ({ name: 'two', outcomes: [] }),
      'wrong name: it answered as "two"',
    ],
    ['answers too few outcomes', () => [], 'too few outcomes: 0 for 1 step'],
    ['answers too many outcomes', (s) => [...outcomesOf(s), 1], 'too many outcomes: 2 for 1 step'],
    ['answers null', () => [null], 'expected NoRun, got null'],
    [
      'answers an extra field',
      () => [{ err: { code: 'NoRun', more: 1 } }],
      'expected NoRun, got NoRun with another more',
    ],
    [
      'answers control characters',
      () => [{ err: { code: '\u001b[2J\u202e' } }],
      'expected NoRun, got \\u001b[2J\\u202e',
    ],
  ])('%s', async (_, subject, message) => {
    const report = await verify(subject, one, { timeout: 0.05 });
    expect(isVerified(report)).toBe(false);
    expect(reportText(report)).toContain(`  ${message}`);
  });
});

describe('a difference is shrunk', () => {
  const faulty: ReadonlyArray<readonly [string, Subject, number]> = [
    ['a wrong code', altered('"AttemptInProgress"', '"InvalidTransition"'), 5],
    ['a wrong text', altered('has no active attempt', 'has none'), 4],
    ['a wrong state', altered('"state":"Suspended"', '"state":"RetryWait"'), 4],
    ['a wrong number', altered(/"attempt_count":[1-9]\d*/, '"attempt_count":0'), 4],
    ['a field too many', altered('"state":"Leased"', '"state":"Leased","x":1'), 2],
    ['a field too few', altered('"effective_priority"', '"priority"'), 1],
  ];

  test.each(faulty)('%s', async (_, subject, steps) => {
    const report = await verify(subject, suite);
    expect(report.faults.length).toBeGreaterThan(0);
    for (const { minimal, original, tests } of report.faults.slice(0, report.shrunk)) {
      expect(minimal.test.steps.length).toBeLessThanOrEqual(Math.max(steps, 5));
      expect(minimal.failure._tag).toBe(original.failure._tag);
      expect(tests).toContain(original.test.name);
      // The minimal test fails alone.
      const again = await verify(subject, [minimal.test]);
      expect(again.failed).toHaveLength(1);
    }
    expect(report.faults[0]?.minimal.test.steps.length).toBeLessThanOrEqual(steps);
  });

  test('to ids and numbers that are easy to read', async () => {
    const report = await verify(altered('"state":"Leased"', '"state":"Ready"'), suite, {
      faults: 1,
    });
    const test = report.faults[0]?.minimal.test;
    expect(test && scenarioOf(test).steps).toStrictEqual([
      {
        op: 'new_ready_with_id',
        run_id: ID,
        task_id: ID.replace(/1$/, '2'),
        scheduled_at: 0,
        created_at: 0,
        effective_priority: 0,
      },
      { op: 'transition_to', to: 'Leased' },
    ]);
    expect(report.shrunk).toBe(1);
  });

  test('but not below the number at which it fails', async () => {
    // Wrong for instants from 1000 on.
    const late: Subject = (scenario) =>
      outcomesOf(scenario).map((outcome) =>
        'ok' in outcome && outcome.ok.created_at >= 1000
          ? { ok: { ...outcome.ok, state: 'Failed' } }
          : outcome,
      );
    const report = await verify(late, suite, { faults: 1 });
    const step = report.faults[0]?.minimal.test.steps[0]?.step;
    expect(JSON.stringify(step)).toMatch(/created_?at\\?":1000\b/i);
  });

  test('the same each time', async () => {
    const [, subject] = faulty[0] ?? ['', outcomesOf];
    const once = async (): Promise<Report> => ({
      ...(await verify(subject, suite, { shrinkSeconds: 60 })),
      seconds: new Map(),
    });
    expect(await once()).toStrictEqual(await once());
  });

  test('but not if the expected outcomes are not those of the chart', async () => {
    const line =
      '{"name":"n","steps":[{"op":"promote_to_ready","expect":{"err":{"code":"NoActiveAttempt"}}}]}';
    const own = decodeScenarioTest(line);
    if (E.isLeft(own)) throw new Error(own.left);
    const report = await verify(outcomesOf, [own.right]);
    expect(report.faults[0]?.minimal.test).toBe(own.right);
  });
});

describe('failures are grouped by cause', () => {
  const causes = async (subject: Subject): Promise<ReadonlyArray<number>> => {
    const { faults, failed } = await verify(subject, suite, { faults: 0 });
    // No failure is lost, and none is in two faults.
    expect(faults.flatMap(({ tests }) => tests).toSorted()).toStrictEqual(
      failed.map(({ test: { name } }) => name).toSorted(),
    );
    return faults.map(({ ways }) => ways.length);
  };

  test.each<[string, Subject]>([
    ['a message that is wrong in every state', altered('invalid run transition', 'invalid')],
    [
      'a field that is wrong wherever a run is shown',
      altered(/"attempt_count":[1-9]\d*/, '"attempt_count":0'),
    ],
    ['a guard that nothing checks', altered(/\{"err":\{"code":"AttemptInProgress".*/, '{"ok":{}}')],
    [
      'errors without a message',
      altered(/(\{"err":\{"code":"(?!Decode)[^}]*),"message":"[^"]*"/, '$1'),
    ],
    ['errors under another key', altered('"err"', '"error"')],
    ['an error of its own for all', altered(/"code":"(?!NoRun|Decode)\w+"/, '"code":"Internal"')],
    [
      'a check that is left out, so that later checks answer',
      altered(/\{"err":\{"code":"AttemptFinishRequiresRunning","run_id":("[^"]*").*/, (text, id) =>
        text.includes('Ready')
          ? `{"err":{"code":"NoActiveAttempt","run_id":${id},"message":"run has none"}}`
          : '{"ok":{}}',
      ),
    ],
    [
      'illegal events that are passed over',
      (scenario) => {
        const told: Array<unknown> = [];
        for (const outcome of outcomesOf(scenario))
          told.push('err' in (outcome as object) ? (told.at(-1) ?? outcome) : outcome);
        return told;
      },
    ],
    [
      'a refusal that loses the run',
      (scenario) => {
        const outcomes = outcomesOf(scenario);
        const lost = outcomes.findIndex((outcome) => 'err' in (outcome as object));
        return outcomes.map((outcome, i) =>
          lost !== -1 && i > lost ? { err: { code: 'NoRun' } } : outcome,
        );
      },
    ],
  ])('one for %s', async (_, subject) => {
    const ways = await causes(subject);
    expect(ways).toHaveLength(1);
    expect(ways[0]).toBeGreaterThan(3);
  });

  test('two for two mistakes that have nothing in common', async () => {
    const both: Subject = (scenario) =>
      outcomesOf(scenario).map(
        (outcome) =>
          JSON.parse(
            JSON.stringify(outcome)
              .replace('has no active attempt', 'has none')
              .replace(/"effective_priority":-/, '"effective_priority":'),
          ) as unknown,
      );
    expect(await causes(both)).toHaveLength(2);
  });
});

test('the first failure is told before the tests after it are run', async () => {
  const heard: Array<string> = [];
  const told: Array<string> = [];
  const subject: Subject = (scenario) => {
    heard.push(scenario.name);
    return scenario.name === suite[3]?.name || scenario.name === suite[5]?.name
      ? []
      : outcomesOf(scenario);
  };
  const options = { ...defaults, faults: 0 };
  await runSuite(
    runVocabulary,
    inProcess((test) => subject(scenarioOf(test))),
    suite,
    {
      ...options,
      onFirstFailure: ({ test: { name } }) => told.push(name, String(heard.length)),
    },
  );
  expect(told).toStrictEqual([suite[3]?.name, '4']);
  expect(heard).toHaveLength(suite.length);
});

test('shrinking stops when its time is over', async () => {
  const report = await verify(altered('"state":"Leased"', '"state":"Ready"'), suite, {
    shrinkSeconds: 0,
  });
  expect(report.shrunk).toBe(0);
  expect(report.faults[0]?.minimal).toBe(report.faults[0]?.original);
});

test('bail skips the remaining tests', async () => {
  const report = await verify(() => [], suite, { bail: true, faults: 0 });
  expect(report.failed).toHaveLength(1);
  expect(report.notRun).toHaveLength(suite.length - 1);
  expect(isVerified(report)).toBe(false);
});

test('decodeScenarioTest decodes a test with expected outcomes as decodeTest does', () => {
  for (const one of suite) {
    const line = JSON.stringify(encodeTest(one));
    expect(decodeScenarioTest(line)).toStrictEqual(decodeTest(line));
  }
});

describe('reports', () => {
  /** Parses well-formed XML into the names and attributes of its elements. */
  const elements = (
    xml: string,
  ): ReadonlyArray<readonly [string, Readonly<Record<string, string>>]> => {
    const found: Array<readonly [string, Readonly<Record<string, string>>]> = [];
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => found.push([name, attributes]));
    parser.write(xml).close();
    return found;
  };

  const nasty: Subject = altered(
    '"state":"Suspended"',
    '"state":"]]>&\\"<b>\\u0000\\ud800\\ufffe"',
  );

  test('JUnit XML is well-formed and counts', async () => {
    const report = await verify(nasty, suite);
    const found = elements(junitReport(report));
    expect(found[0]).toMatchObject([
      'testsuites',
      { tests: String(suite.length), failures: String(report.failed.length), skipped: '0' },
    ]);
    expect(
      found
        .filter(([name]) => name === 'testcase')
        .map(([, { name }]) => name)
        .sort(),
    ).toStrictEqual(suite.map(({ name }) => name).sort());
    expect(found.filter(([name]) => name === 'failure')).toHaveLength(report.failed.length);
    expect(report.failed.length).toBeGreaterThan(0);
  });

  test('JUnit XML has the time of each test, and of each suite the sum', async () => {
    const report = await verify(nasty, suite);
    const found = elements(junitReport(report));
    const times = (element: string): ReadonlyArray<number> =>
      found.filter(([name]) => name === element).map(([, { time }]) => Number(time));
    const sum = (all: ReadonlyArray<number>): number => all.reduce((a, b) => a + b, 0);
    expect(times('testcase')).toHaveLength(suite.length);
    expect(sum(times('testcase'))).toBeGreaterThan(0);
    expect(sum(times('testsuite'))).toBeCloseTo(sum(times('testcase')), 3);
    expect(times('testsuites')[0]).toBeCloseTo(sum(times('testcase')), 3);
    expect([...report.seconds.keys()]).toStrictEqual(suite.map(({ name }) => name));
  });

  test('JUnit XML marks the tests that were not run as skipped', async () => {
    const report = await verify(nasty, suite, { bail: true });
    const found = elements(junitReport(report));
    expect(found.filter(([name]) => name === 'skipped')).toHaveLength(report.notRun.length);
  });

  test('HTML is self-contained, and escapes text from a subject', async () => {
    const report = await verify(nasty, suite);
    const page = htmlReport(report);
    expect(page).toContain('not verified');
    expect(page).toContain('data-edge="Running suspend"');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).not.toMatch(/<b>|<script|<link|@import|url\((?!#)|(src|href)="(?!#)/);
    expect(htmlReport(await verify(outcomesOf, suite))).toContain('>verified<');
  });

  test('HTML says how it came about, escaped', async () => {
    const report = await verify(outcomesOf, suite);
    const page = htmlReport(report, {
      command: `runchart verify --subject 'a & <b>' --seed 7`,
      date: new Date(Date.UTC(2025, 0, 6, 9, 0, 4)),
      seed: 7,
      versions: { runchart: '0.1.0', chart: '1.0.0' },
    });
    expect(page).toContain('runchart verify --subject &#39;a &amp; &lt;b&gt;&#39; --seed 7');
    expect(page).toContain('2025-01-06 09:00:04 UTC');
    expect(page).toContain('<dt>Seed</dt><dd><code>7</code></dd>');
    expect(page).toContain('runchart 0.1.0, chart 1.0.0');
    expect(htmlReport(report)).not.toContain('<dt>');
  });

  test('HTML shows each fault with the part of the chart where it is', async () => {
    const page = htmlReport(await verify(altered('"RetryWait"', '"Suspended"'), suite));
    const sections = page.split('<section class="fault">').slice(1);
    expect(sections.length).toBeGreaterThan(0);
    const [first = ''] = sections;
    expect(first).toMatch(/failed tests?, likely of one cause/);
    expect(first).toMatch(/<svg [^>]*viewBox="-?\d+ -?\d+ \d+ \d+"/);
    expect(first).toContain('The failure is in Running, at retry');
  });

  test('HTML groups the failures by cause, and lists every way in which a cause shows', async () => {
    // No op is refused for an active attempt any more.
    const report = await verify(altered('"AttemptInProgress"', '"InvalidTransition"'), suite, {
      faults: 0,
    });
    const sections = htmlReport(report).split('<section class="fault">').slice(1);
    const listed = sections.map((section) =>
      [...section.matchAll(/<li><code>([^<]*)</g)].map(([, way]) => way?.replaceAll('&gt;', '>')),
    );
    expect(sections).toHaveLength(report.faults.length);
    expect(listed).toStrictEqual(
      report.faults.map(({ ways }) => (ways.length < 2 ? [] : [...ways])),
    );
    expect(Math.max(...listed.map(({ length }) => length))).toBeGreaterThan(1);
  });

  test('HTML crosses out what no test reached, and greys what none can', async () => {
    const marks = (page: string): ReadonlyArray<number> =>
      ['not tested', 'impossible'].map((title) => page.split(`title="${title}"`).length - 1);
    const verified = htmlReport(
      await verify(outcomesOf, suiteOf('transition-pairs', 'transitions')),
    );
    const impossible = coverageOf([]).pairs.filter((pair) => pair.impossible === true).length;
    expect(impossible).toBeGreaterThan(0);
    expect(marks(verified)[1]).toBe(impossible);
    const pairs = /<summary>Pairs of edges: ([^<]*)</.exec(verified)?.[1];
    expect(pairs).toMatch(/^(\d+) of \1, and \d+ impossible$/);
    const empty = coverageOf([]);
    const items = Object.values<ReadonlyArray<unknown>>({ ...empty }).flat().length;
    expect(marks(htmlReport(await verify(outcomesOf, [])))).toStrictEqual([
      items - impossible,
      impossible,
    ]);
  });
});
