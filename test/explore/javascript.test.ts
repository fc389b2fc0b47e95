/** Source of test files for machines, run by Jest, Vitest and node:test, with right subjects and with wrong ones. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { build } from 'esbuild';
import { createMachine } from 'xstate';
import { exploreAny } from '../../src/explore/explore.js';
import { generateSuite } from '../../src/explore/generateSuite.js';
import { machineTestSource } from '../../src/explore/javascript.js';
import type { Facet } from '../../src/explore/Suite.js';
import type { Runner } from '../../src/testing/export/javascript.js';
import { root } from '../cli/runchart.js';
import { checkout, explore as options } from '../fixtures/machines/checkout.js';
import { right } from '../support/right.js';

jest.setTimeout(120_000);

const exploration = right(exploreAny(checkout, options));
const suiteOf = (facets: ReadonlyArray<Facet>) =>
  right(generateSuite(exploration, { criteria: ['edges', 'refusals'], facets }));

const folder = mkdtempSync(join(tmpdir(), 'runchart-export-'));
const path = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A machine whose context differs each time. */
const CLOCK = `createMachine({
  id: 'clock',
  context: () => ({ at: Math.random(), ticks: 0 }),
  initial: 'on',
  states: { on: { on: { STOP: 'off' } }, off: {} },
})`;

const bundle = async (name: string, contents: string): Promise<void> => {
  await build({
    stdin: { contents, resolveDir: join(root, 'test/explore'), loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: path(name),
    logLevel: 'error',
  });
};

const ACTOR = "import { actorSubject } from '../../src/explore/actorSubject.js';";
const MACHINE = "import { checkout } from '../fixtures/machines/checkout.js';";

beforeAll(async () => {
  writeFileSync(path('package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'node_modules'), path('node_modules'));
  await bundle('right.js', `${ACTOR}${MACHINE}export const subject = actorSubject(checkout);`);
  await bundle(
    'wrong.js',
    `${ACTOR}${MACHINE}const right = actorSubject(checkout);
     export default async (test) => ({ outcomes: (await right(test)).map((outcome) =>
       outcome.states.includes('left') ? { ...outcome, states: ['done'] } : outcome) });`,
  );
  await bundle(
    'clock.js',
    `${ACTOR}import { createMachine } from 'xstate';export const subject = actorSubject(${CLOCK});`,
  );
  // A bulb, which takes one input after the other, and shows more than is asked for.
  writeFileSync(
    path('bulb.js'),
    `export const subject = {
      start: async () => ({ lit: false }),
      step: (bulb, { event }) => {
        const accepted = (event.type === 'on') !== bulb.lit;
        bulb.lit = event.type === 'on';
        return accepted;
      },
      look: ({ lit }) => ({ states: [lit ? 'lit' : 'dark'], colour: 'red' }),
    };`,
  );
});

const run = (
  args: ReadonlyArray<string>,
): { readonly code: number | null; readonly text: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    // The inner test runner must not see the environment of the outer one.
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(NODE|JEST|VITEST|FORCE_COLOR)/.test(name)),
    ),
  });
  return {
    code: status,
    text: `${stdout}${stderr}`.replace(/\u001b\[[\d;]*m/g, '').replaceAll('\\"', '"'),
  };
};

const runners: Readonly<Record<Runner, (file: string) => ReadonlyArray<string>>> = {
  jest: (file) => [
    '--experimental-vm-modules',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--rootDir',
    folder,
    '--verbose',
    '--testMatch',
    `**/${file}`,
  ],
  vitest: (file) => [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=verbose',
    '--root',
    folder,
    file,
  ],
  node: (file) => ['--test', '--test-reporter=spec', file],
};

/** Writes the source of a suite for a runner, and runs it. */
const done = (runner: Runner, file: string, source: string): ReturnType<typeof run> => {
  writeFileSync(path(file), source);
  return run(runners[runner](file));
};

describe.each(['jest', 'vitest', 'node'] as const)('source for %s', (runner) => {
  const suite = suiteOf(['status', 'tags', 'context']);
  const source = (module: string): string => machineTestSource(runner, suite, exploration, module);

  test('passes with the machine itself, and names every test', () => {
    const { code, text } = done(runner, `${runner}-right.test.js`, source('./right.js'));
    suite.tests.forEach(({ name }) => {
      expect(text).toContain(name);
    });
    expect({ code, failures: /✗|●|✖/.exec(text)?.[0] }).toStrictEqual({
      code: 0,
      failures: undefined,
    });
  });

  test('fails with a wrong subject, and names the step', () => {
    const { code, text } = done(runner, `${runner}-wrong.test.js`, source('./wrong.js'));
    expect(code).toBe(1);
    expect(text).toMatch(/step \d+ of \d+, .* \+ LEAVE -> left/);
  });
});

describe('source', () => {
  const lamp = createMachine({
    id: 'lamp',
    initial: 'dark',
    states: { dark: { on: { on: 'lit' } }, lit: { on: { off: 'dark' } } },
  });
  const lampExploration = right(exploreAny(lamp, {}));
  const lampSuite = right(generateSuite(lampExploration, { criteria: ['tour', 'refusals'] }));

  test('takes a subject that does one input after the other', () => {
    const text = machineTestSource('node', lampSuite, lampExploration, './bulb.js');
    expect(done('node', 'bulb.test.js', text)).toMatchObject({ code: 0 });
    expect(done('node', 'dull.test.js', text.replace('["lit"]', '["dark"]')).code).toBe(1);
  });

  test('compares no member of the context that differs each time', () => {
    const clock = createMachine({
      id: 'clock',
      context: () => ({ at: Math.random(), ticks: 0 }),
      initial: 'on',
      states: { on: { on: { STOP: 'off' } }, off: {} },
    });
    const explored = right(exploreAny(clock, {}));
    const ticking = right(generateSuite(explored, { criteria: ['tour'], facets: ['context'] }));
    const text = machineTestSource('node', ticking, explored, './clock.js');
    expect(done('node', 'clock.test.js', text)).toMatchObject({ code: 0 });
    expect(done('node', 'ticks.test.js', text.replace('"ticks":0', '"ticks":1')).code).toBe(1);
  });
});
