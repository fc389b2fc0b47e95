import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { decodeSuite } from '../../src/explore/Suite.js';
import { statechartOf } from '../../src/statechart/fromMachine.js';
import { transitionsOf } from '../../src/statechart/Statechart.js';
import { checkout } from '../fixtures/machines/checkout.js';
import type { ProcessResult } from './runchart.js';
import { endAll, root, runchart, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterEach(endAll);
afterAll(folder.remove);

const MACHINE = ['--machine', 'test/fixtures/machines/checkout.ts#checkout'];
const engine = join(root, 'test/fixtures/machines/checkoutEngine.mjs');

const verify = (faults: ReadonlyArray<string>, flags: ReadonlyArray<string> = []) =>
  runchart([
    'verify',
    ...MACHINE,
    '--criteria',
    'tour,refusals',
    '--shrink',
    '120',
    ...flags,
    '--',
    process.execPath,
    engine,
    ...faults,
  ]);

const Results = t.type({
  verified: t.boolean,
  faults: t.array(
    t.type({
      title: t.string,
      failure: t.type({ _tag: t.string }),
      shrunk: t.boolean,
      scenario: t.type({ name: t.string, steps: t.array(t.type({ kind: t.string })) }),
    }),
  ),
});

const results = ({ stdout }: ProcessResult): t.TypeOf<typeof Results> => {
  const decoded = Results.decode(JSON.parse(stdout));
  if (E.isLeft(decoded)) throw new Error(`no results: ${stdout}`);
  return decoded.right;
};

describe('verify --machine', () => {
  test('runs the machine itself in an actor, and tells what is covered', async () => {
    const { code, stdout, stderr } = await runchart(['verify', ...MACHINE, '--criteria', 'edges']);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^(\d+) of \1 tests passed\n/);
    expect(stdout).toMatch(/\ntransitions {5}12 of 12\n/);
  });

  test('verifies a program that does as the machine does', async () => {
    const ended = await verify([], ['--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(results(ended)).toMatchObject({ verified: true, faults: [] });
  });

  test.each([
    // The fault, the step that shows it, and the number of steps of the minimal scenario.
    ['lost-receipt', 'charging + charge done "receipt" -> done', 5],
    ['empty-card', 'payment.empty + NEXT -> refused', 3],
    ['any-card', 'payment.empty + CARD {"number":"1"} [not isValid] -> refused', 3],
    ['forgets', 'declined + BACK -> payment.filled', 6],
    ['one-try', 'charging + charge error: no funds [mayRetry] -> declined', 7],
  ])('finds %s, and shrinks it', async (fault, title, length) => {
    const ended = await verify([fault], ['--json']);
    expect(ended.code).toBe(1);
    const [first, ...others] = results(ended).faults;
    expect(others).toStrictEqual([]);
    expect(first?.title.replaceAll(/ \([^)]*\)| \{\w+: [^}]*\}/g, '')).toBe(title);
    expect(first?.scenario.steps).toHaveLength(length);
  });

  test('finds a forgotten action, if actions are expected', async () => {
    expect(await verify(['untracked'])).toMatchObject({ code: 0 });
    const expectsActions = ['--expect', 'actions', '--json'];
    expect(await verify([], expectsActions)).toMatchObject({ code: 0 });
    const ended = await verify(['untracked'], expectsActions);
    expect(ended.code).toBe(1);
    expect(results(ended).faults.map(({ title }) => title)).toStrictEqual([
      expect.stringMatching(/^charging .*\+ charge done "receipt" -> done/),
    ]);
  });

  test.each([
    ['hangs', 'Hung'],
    ['dies', 'Died'],
    ['garbage', 'Garbage'],
  ])('names a program that %s', async (fault, tag) => {
    // Not shrunk, as the faults above are.
    const ended = await verify([fault], ['--json', '--timeout', '1', '--shrink', '0.000001']);
    expect(ended.code).toBe(1);
    expect(results(ended).faults[0]?.failure._tag).toBe(tag);
  });

  test('replays a minimal scenario, also with the command that it prints', async () => {
    const failures = folder.path('failures');
    const first = await verify(['forgets'], ['--failures', failures]);
    expect(first.stdout).toContain(`--scenario ${join(failures, 'fault-1.ndjson')}`);
    const again = ['verify', ...MACHINE, '--scenario', join(failures, 'fault-1.ndjson'), '--'];
    const wrong = await runchart([...again, process.execPath, engine, 'forgets']);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('0 of 1 test passed');
    expect(await runchart([...again, process.execPath, engine])).toMatchObject({ code: 0 });
    expect(await runchart(again.slice(0, -1))).toMatchObject({ code: 0 });
  });

  test('gives a scenario without expectations those of the machine', async () => {
    const line = '{"name":"a","steps":[{"kind":"start"},{"kind":"event","event":{"type":"NEXT"}}]}';
    const args = ['verify', ...MACHINE, '--scenario', '-', '--', process.execPath, engine];
    expect(await runchart(args, line)).toMatchObject({ code: 0 });
    const unknown = line.replace('NEXT', 'NOPE');
    const refused = await runchart(args, unknown);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/:1: step 1 has no expect/);
  });

  test('writes JUnit XML and a page', async () => {
    const [junit, report] = [folder.path('junit.xml'), folder.path('report.html')];
    await verify(['any-card'], ['--junit', junit, '--report', report]);
    expect(readFileSync(junit, 'utf8')).toMatch(/<testsuite name="refusals"/);
    const page = readFileSync(report, 'utf8');
    expect(page).toMatch(/Transitions: 12 of 12/);
    transitionsOf(statechartOf(checkout).root).forEach(({ id }) => {
      expect(page).toContain(`data-edge="${id}"`);
    });
    expect(page).toContain('tests failed where it is red');
    expect(page).toMatch(/reached by \d+ tests/);
    expect(page).not.toContain('reached by no test');
  });

  test('draws pale what no test reaches, and red where tests fail', async () => {
    const report = folder.path('pale.html');
    const few = ['--criteria', 'n-switch', '--switches', '0', '--report', report];
    await runchart(['verify', ...MACHINE, ...few, '--', process.execPath, engine, 'forgets']);
    const page = readFileSync(report, 'utf8');
    expect(page).toContain('reached by no test');
    const red = page
      .split('data-edge="')
      .slice(1)
      .flatMap((edge) => (edge.includes('rc-s-failed') ? [edge.slice(0, edge.indexOf('"'))] : []));
    expect(red).toStrictEqual(['checkout.declined:0']);
  });
});

describe('generate --machine', () => {
  test('writes a suite that is always the same', async () => {
    const args = ['generate', ...MACHINE, '--criteria', 'random', '--seed', '7'];
    const [first, second] = [await runchart(args), await runchart(args)];
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toBe(first.stdout);
    const suite = decodeSuite(first.stdout);
    expect(E.isRight(suite) && suite.right).toMatchObject({ machine: 'checkout', seed: 7 });
  });

  test('writes source for a test runner', async () => {
    const out = folder.path('checkout.test.mjs');
    const args = ['generate', ...MACHINE, '--criteria', 'tour', '--format', 'vitest'];
    const module = ['--subject-module', './shop.js', '--out', out];
    const { code, stdout, stderr } = await runchart([...args, ...module]);
    expect({ code, stdout }).toStrictEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^\d+ tests?, \d+ steps\n$/);
    const source = readFileSync(out, 'utf8');
    expect(source).toMatch(/^\/\/ Generated by runchart from the machine "checkout"/);
    expect(source).toContain('from \'vitest\';\nimport * as module from "./shop.js";');
    expect((await runchart(args)).stdout).toContain('from "./subject.js"');
  });

  test('takes events from a file', async () => {
    const events = folder.file('events.json', '[{"type":"NEXT"},{"type":"LEAVE"}]');
    const args = ['generate', ...MACHINE, '--events', events, '--criteria', 'edges', '--coverage'];
    const { code, stdout } = await runchart(args);
    expect(code).toBe(0);
    expect(stdout).toContain('no event BACK was given');
  });

  test.each([
    [['--machine', 'test/fixtures/machines/nowhere.ts'], /cannot read/],
    [[...MACHINE, '--criteria', 'nope'], /there is no criterion "nope"/],
    [[...MACHINE, '--format', 'rust'], /is for runs; suites of machines can be ndjson, jest,/],
    [
      [...MACHINE, '--expect', 'nope'],
      /there is no "nope"; there are status, tags, context, output, actions/,
    ],
    [[...MACHINE, '--setup', 'test/fixtures/machines/checkout.ts#nope'], /has no export nope/],
    [[...MACHINE, '--setup', 'test/fixtures/machines/checkout.ts#misspelt'], /no option event;/],
  ])('refuses %j', async (flags, message) => {
    const ended = await runchart(['generate', ...flags]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });
});

describe('score --machine', () => {
  test('counts the mutants that each criterion kills', async () => {
    const args = ['score', ...MACHINE, '--criteria', 'states,transitions,all', '--json'];
    const { code, stdout } = await runchart(args);
    const scored = JSON.parse(stdout) as {
      readonly missed: ReadonlyArray<unknown>;
      readonly criteria: ReadonlyArray<{ readonly killed: number }>;
    };
    expect({ code, missed: scored.missed }).toStrictEqual({ code: 0, missed: [] });
    const [states = 0, transitions = 0, all = 0] = scored.criteria.map(({ killed }) => killed);
    expect(states < transitions && transitions < all).toBe(true);
  });

  test('fails if a mutant survives', async () => {
    const { code, stdout } = await runchart(['score', ...MACHINE, '--criteria', 'states']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/leave \d+ mutants/);
  });
});

describe('score --machine of a machine with a key', () => {
  const score = ['score', '--machine', 'examples/checkout/checkout.machine.ts#checkoutMachine'];

  test('is fast, also with a key, and finds the mutants that are equivalent', async () => {
    const begun = performance.now();
    const criteria = ['--criteria', 'edges,guards,refusals'];
    const { code, stdout, stderr } = await runchart([...score, ...criteria]);
    expect({ code, stderr }).toStrictEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^128 mutants of checkout, 10 of them equivalent; suites of seed 1\n/);
    expect(stdout).not.toContain('Not counted');
    expect(stdout).toContain('All of them together leave 1 mutant\n');
    // It takes two seconds on an idle machine.
    expect(performance.now() - begun).toBeLessThan(30_000);
  });

  test('says that a sample is one, of how many', async () => {
    const sample = ['--criteria', 'edges', '--mutants', '40', '--seed', '3'];
    const { code, stdout } = await runchart([...score, ...sample]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^a sample of 40 mutants of the 128 of checkout, \d+ of them equivalent/,
    );
    expect(stdout).toMatch(/suites and sample of seed 3\n/);
    expect(stdout).toMatch(/\n {2}and \d+ more: --survivors prints them\n$/);
    expect((await runchart([...score, ...sample])).stdout).toBe(stdout);
  });

  test('takes a sample of a machine only', async () => {
    const ended = await runchart(['score', '--mutants', '4']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('--mutants needs --machine');
  });
});
