import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { criteria } from '../../src/testing/criteria.js';
import { internal, moves } from '../expectations.js';
import { suiteOf } from '../testing/suite.js';
import { endAll, runchart, temporaryFolder, values } from './runchart.js';

const folder = temporaryFolder();
afterEach(endAll);
afterAll(folder.remove);

const { tests: tour } = suiteOf({ criteria: ['tour'] });

const generate = (...args: ReadonlyArray<string>): ReturnType<typeof runchart> =>
  runchart(['generate', ...args]);

test('the same suite for the same seed, which the library itself passes', async () => {
  const [one, two, other] = await Promise.all([
    generate('--seed', '7'),
    generate('--seed', '7', '--criteria', 'all'),
    generate('--seed', '8'),
  ]);
  expect(one.code).toBe(0);
  expect(two).toStrictEqual(one);
  expect(other.stdout).not.toBe(one.stdout);
  const answers = values((await runchart(['scenario', 'run'], one.stdout)).stdout);
  expect(answers).toHaveLength(values(one.stdout).length);
});

test('--list', async () => {
  const { code, stdout } = await generate('--list');
  expect(code).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toStrictEqual(criteria.map(({ name }) => name));
  expect(JSON.parse((await generate('--list', '--json')).stdout)).toStrictEqual(criteria);
});

test('--out and --coverage', async () => {
  const file = folder.path('suite.ndjson');
  const { code, stdout, stderr } = await generate(
    '--criteria',
    'tour',
    '--out',
    file,
    '--coverage',
  );
  expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
  const edges = String(moves.length + internal.length);
  expect(stdout).toMatch(new RegExp(`edges +${edges} of ${edges}\n`));
  expect(readFileSync(file, 'utf8')).toBe((await generate('--criteria', 'tour')).stdout);
  const silent = await generate('--criteria', 'tour', '--out', file);
  expect(silent).toMatchObject({ code: 0, stdout: '' });
  expect(silent.stderr).toMatch(new RegExp(`^${String(tour.length)} tests, \\d+ steps\n$`));
});

test('--json', async () => {
  const { stdout } = await generate('--criteria', 'states', '--json', '--seed', '3');
  expect(JSON.parse(stdout)).toMatchObject({ seed: 3, criteria: ['states'], coverage: {} });
});

test('traces go to a folder, one in each file', async () => {
  const out = `${folder.path('traces')}/`;
  const { code } = await generate('--criteria', 'tour', '--format', 'itf', '--out', out);
  expect(code).toBe(0);
  expect(readdirSync(out)).toHaveLength(tour.length);
  expect(JSON.parse(readFileSync(join(out, readdirSync(out)[0] ?? ''), 'utf8'))).toMatchObject({
    '#meta': { format: 'ITF' },
  });
});

test('exported source imports the subject', async () => {
  const args = ['--criteria', 'states', '--format', 'vitest', '--subject-module', '../engine.js'];
  expect((await generate(...args)).stdout).toContain('import * as module from "../engine.js";');
});

test.each([
  ['n-switch', '--switches', ['0', '1', '2']],
  ['w-method', '--extra-states', ['0', '1']],
])('the criterion %s has the option %s', async (criterion, flag, values) => {
  const suites = await Promise.all(
    values.map((value) => generate('--criteria', criterion, flag, value)),
  );
  expect(suites.map(({ code }) => code)).toStrictEqual(values.map(() => 0));
  const lengths = suites.map(({ stdout }) => stdout.length);
  expect(lengths).toStrictEqual(lengths.toSorted((a, b) => a - b));
  expect(new Set(lengths).size).toBe(values.length);
});

describe('errors', () => {
  test.each([
    [['--criteria', 'oops'], 'there is no criterion "oops"'],
    [['--format', 'oops'], 'Allowed choices are ndjson, itf, jest, vitest, node, rust'],
    [['--switches', '5'], 'Wanted: a whole number from 0 to 4'],
    [['--extra-states', '3'], 'Wanted: a whole number from 0 to 2'],
    [['--seed', 'x'], 'Wanted: a whole number from 0 to 4294967295'],
    [['--out', '/no/such/place'], 'cannot write /no/such/place: there is no such directory'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await generate(...args);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
