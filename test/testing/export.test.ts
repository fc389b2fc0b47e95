/** Every export format, run by the program that it is for, with a right subject and with a wrong one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { runScenario, ScenarioCodec } from '../../src/journal/Scenario.js';
import type { ExportFormatName } from '../../src/testing/export.js';
import { exportFormats } from '../../src/testing/export.js';
import { generate } from '../../src/testing/generate.js';
import { scenarioOf } from '../../src/testing/scenario.js';
import { decodeSuite } from '../../src/testing/Suite.js';
import { root } from '../cli/runchart.js';
import { writeOracle } from './oracle.js';

jest.setTimeout(120_000);

const suite = generate({ criteria: ['transitions', 'refusals', 'construction'] });
const tests = E.isRight(suite) ? suite.right.tests : [];

const folder = mkdtempSync(join(tmpdir(), 'runchart-export-'));
const path = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): void => {
  mkdirSync(join(path(name), '..'), { recursive: true });
  writeFileSync(path(name), text);
};

const exported = (format: ExportFormatName, subjectModule = ''): string =>
  exportFormats[format].text(tests, { subjectModule });

interface Done {
  readonly code: number | null;
  readonly text: string;
}

const run = (program: string, args: ReadonlyArray<string>): Done => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    // The inner test runner must not see the environment of the outer one.
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(NODE|JEST|VITEST|FORCE_COLOR)/.test(name)),
    ),
  });
  return { code: status, text: `${stdout}${stderr}` };
};

beforeAll(async () => {
  await writeOracle(path('oracle.js'));
  write('package.json', '{"type":"module"}');
  write('right.js', "export { subject } from './oracle.js';\n");
  write(
    'wrong.js',
    `import { subject as right } from './oracle.js';
     export default (scenario) => right(scenario).outcomes.map((outcome) =>
       outcome.ok?.state === 'Failed' ? { ok: { ...outcome.ok, state: 'Completed' } } : outcome);\n`,
  );
  symlinkSync(join(root, 'node_modules'), path('node_modules'));
});

test('there are tests', () => {
  expect(tests.length).toBeGreaterThan(50);
  expect(new Set(tests.map(({ name }) => name)).size).toBe(tests.length);
});

const failing = tests.filter(({ steps }) =>
  steps.some(({ expect: outcome }) => 'ok' in outcome && outcome.ok.state === 'Failed'),
).length;

describe('source for', () => {
  const node = process.execPath;
  const runners = {
    jest: (...files: ReadonlyArray<string>) =>
      run(node, [
        '--experimental-vm-modules',
        join(root, 'node_modules/jest/bin/jest.js'),
        '--runInBand',
        '--rootDir',
        folder,
        '--testMatch',
        ...files.map((file) => `**/${file}`),
      ]),
    vitest: (...files: ReadonlyArray<string>) =>
      run(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, ...files]),
    node: (...files: ReadonlyArray<string>) => run(node, ['--test', ...files]),
  };
  const counts = {
    jest: (passed: number, failed: number) =>
      `Tests:       ${failed > 0 ? `${String(failed)} failed, ` : ''}${String(passed)} passed`,
    vitest: (passed: number, failed: number) =>
      `${failed > 0 ? `${String(failed)} failed | ` : ''}${String(passed)} passed`,
    node: (passed: number, failed: number) =>
      `# pass ${String(passed)}\n# fail ${String(failed)}\n`,
  };
  const plain = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '').replace(/^ℹ/gm, '#');

  test.each(['jest', 'vitest', 'node'] as const)('%s', (runner) => {
    const [right, wrong] = [`${runner}-right.test.js`, `${runner}-wrong.test.js`];
    write(right, exported(runner, './right.js'));
    write(wrong, exported(runner, './wrong.js'));
    // Together, because a runner takes longer to start than to run them.
    const { code, text } = runners[runner](right, wrong);
    expect(plain(text)).toContain(counts[runner](2 * tests.length - failing, failing));
    expect(plain(text)).toMatch(/step \d+ of \d+, Running \+ fail \[noActiveAttempt\] -> Failed/);
    expect(text).toContain('Completed');
    expect(code).toBe(1);
  });

  test('node, a subject without a fault', () => {
    write('right.test.js', exported('node', './right.js'));
    const { code, text } = runners.node('right.test.js');
    expect(plain(text)).toContain(counts.node(tests.length, 0));
    expect(code).toBe(0);
  });

  const rustc = spawnSync('rustc', ['--version'], { encoding: 'utf8' });
  const hasRust = rustc.status === 0;
  if (!hasRust) console.warn('rustc is not installed: the source for Rust is not compiled here');

  /** A handwritten implementation of the lifecycle in Rust. */
  const rustSubject = readFileSync(join(root, 'test/fixtures/subjects/subject.rs'), 'utf8');

  (hasRust ? test : test.skip)('Rust', () => {
    write('rust/subject.rs', rustSubject);
    write('rust/suite.rs', exported('rust', 'subject.rs'));
    const built = run('rustc', [
      '--edition',
      '2021',
      '-D',
      'warnings',
      '--test',
      'rust/suite.rs',
      '-o',
      path('rust/suite'),
    ]);
    expect(built).toStrictEqual({ code: 0, text: '' });
    const right = run(path('rust/suite'), []);
    expect(right.text).toContain(`test result: ok. ${String(tests.length)} passed; 0 failed`);

    write(
      'rust/subject.rs',
      rustSubject.replace('cannot leave Running while', 'must not leave Running while'),
    );
    expect(
      run('rustc', ['--edition', '2021', '--test', 'rust/suite.rs', '-o', path('rust/suite')]).code,
    ).toBe(0);
    const wrong = run(path('rust/suite'), []);
    expect(wrong.code).not.toBe(0);
    expect(wrong.text).toContain('Running + retry [noActiveAttempt fails] -> AttemptInProgress');
  });
});

test('NDJSON decodes to the tests, and each line is a scenario', () => {
  const text = exported('ndjson');
  expect(decodeSuite(text)).toStrictEqual(E.right(tests));
  for (const line of text.trimEnd().split('\n'))
    expect(E.isRight(ScenarioCodec.decode(JSON.parse(line)))).toBe(true);
});

describe('ITF', () => {
  /** An expression of ADR 015 of Apalache: no null, no fractions, and tagged tuples and big integers. */
  const Expression: t.Mixed = t.recursion<unknown>(
    'an expression',
    () =>
      // SAFETY: the codec is used only to decode.
      t.union([
        t.string,
        t.boolean,
        t.refinement(t.number, Number.isSafeInteger, 'an integer'),
        t.array(Expression),
        t.exact(t.type({ '#tup': t.array(Expression) })),
        t.exact(t.type({ '#bigint': t.string })),
        t.refinement(
          t.record(t.string, Expression),
          (fields) => Object.keys(fields).every((key) => !key.startsWith('#')),
          'a record',
        ),
      ]) as t.Mixed,
  );
  const Trace = t.type({
    '#meta': t.type({ format: t.literal('ITF'), description: t.string }),
    params: t.array(t.string),
    vars: t.array(t.string),
    states: t.array(
      t.intersection([t.type({ '#meta': t.type({ index: t.number }) }), t.UnknownRecord]),
    ),
  });
  const traces = exported('itf')
    .trimEnd()
    .split('\n')
    .map((line) => Trace.decode(JSON.parse(line)));

  test('conforms to the format', () => {
    expect(traces.filter(E.isLeft)).toStrictEqual([]);
    for (const trace of traces) {
      if (E.isLeft(trace)) continue;
      for (const [index, { '#meta': meta, ...variables }] of trace.right.states.entries()) {
        expect(meta.index).toBe(index);
        expect(Object.keys(variables).sort()).toStrictEqual([...trace.right.vars].sort());
        for (const value of Object.values(variables)) {
          const decoded = Expression.decode(value);
          if (E.isLeft(decoded)) throw new Error(JSON.stringify(value));
        }
      }
    }
  });

  test('writes every integer in the long form if asked, and nothing else differently', () => {
    const text = exportFormats.itf.text(tests, { subjectModule: '', integers: 'bigint' });
    const variables = JSON.stringify(
      text
        .trimEnd()
        .split('\n')
        .map((line) =>
          (JSON.parse(line) as { states: ReadonlyArray<object> }).states.map((state) => ({
            ...state,
            '#meta': null,
          })),
        ),
    );
    // Not in the text of a run, which is JSON inside a string.
    expect(/[^\\]":-?\d/.exec(variables)?.[0]).toBeUndefined();
    expect(text.replaceAll(/\{"#bigint":"(-?\d+)"\}/g, '$1') === exported('itf')).toBe(true);
  });

  test('has the steps and outcomes of the scenarios', () => {
    expect(traces).toHaveLength(tests.length);
    tests.forEach((one, i) => {
      const trace = traces[i];
      if (trace === undefined || E.isLeft(trace)) throw new Error('no trace');
      const scenario = ScenarioCodec.decode(scenarioOf(one));
      const answer = E.isRight(scenario) ? runScenario(scenario.right) : { err: {} };
      const tags = trace.right.states.slice(1).map(({ step, outcome }) => [step, outcome]);
      expect(tags).toMatchObject(
        ('outcomes' in answer ? answer.outcomes : []).map((outcome, at) => [
          { tag: one.steps[at]?.step.op },
          { tag: 'ok' in outcome ? 'Ok' : outcome.err.code },
        ]),
      );
    });
  });
});
