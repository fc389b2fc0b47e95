/** Loads machines from real files in real projects, by the built command. */
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { machineAddressOf } from '../../src/cli/machineFile.js';
import { root, runchart, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const installed = (name: string): string => path.join(root, 'node_modules', name);

beforeAll(() => {
  // A project with an xstate of its own, which is not the one that the command contains.
  mkdirSync(folder.path('node_modules'));
  cpSync(installed('xstate'), folder.path('node_modules/xstate'), { recursive: true });
  symlinkSync(installed('react'), folder.path('node_modules/react'));
  mkdirSync(folder.path('lib'));
  folder.file('package.json', '{}');
  folder.file('tsconfig.json', '{"compilerOptions":{"baseUrl":".","paths":{"@/*":["lib/*"]}}}');
  folder.file('lib/kinds.ts', "export enum Kind { Open = 'open', Shut = 'shut' }\n");
  folder.file('lib/times.json', '{"slow": 900}');
});

/** A module that exports the machine `ID` with a state. */
const machine = (id: string, name: string): string =>
  `export const ${name} = createMachine({ id: '${id}', initial: 'a', states: { a: {} } });\n`;
const IMPORT = "import { createActor, createMachine, setup } from 'xstate';\n";

/** Draws what an address names, and returns the id of the machine, or the message. */
const load = async (address: string): Promise<unknown> => {
  const { code, stdout, stderr } = await runchart([
    'diagram',
    folder.path(address),
    '--format',
    'json',
  ]);
  const text = (code === 0 ? stdout : stderr).replaceAll(folder.path('.') + path.sep, '');
  return code === 0 ? [(JSON.parse(text) as { readonly id: unknown }).id, stderr] : [code, text];
};

describe('modules', () => {
  test('TypeScript with enums, decorators, JSX, aliases, JSON, imports without extension, and await', async () => {
    folder.file(
      'all.tsx',
      `import React from 'react';
import { createMachine } from 'xstate';
import { Kind } from './lib/kinds';
import { Kind as Same } from '@/kinds.js';
import times from './lib/times.json';
const seal = (target: unknown, _context?: unknown): any => target;
@seal class Sealed { constructor(readonly id: string) {} }
const { id } = await Promise.resolve(new Sealed('all'));
export const View = (): React.ReactNode => <b>{id}</b>;
export const machine = createMachine({
  id,
  initial: Kind.Open,
  states: { [Kind.Open]: { after: { [times.slow]: Same.Shut } }, [Same.Shut]: {} },
});
`,
    );
    expect(await load('all.tsx')).toStrictEqual(['all', '']);
  });

  test.each([
    ['plain.mjs', IMPORT + machine('plain', 'm')],
    ['typeless.js', IMPORT + machine('typeless', 'm')],
    [
      'extensionless.js',
      `import { Kind } from './lib/kinds';\n${IMPORT}export default createMachine({ id: Kind.Open + 'ed' });\n`,
    ],
    [
      'common.cjs',
      `const { createMachine } = require('xstate');\nmodule.exports = createMachine({ id: 'common' });\n`,
    ],
    [
      'fields.cjs',
      `const { createMachine } = require('xstate');\nexports.m = createMachine({ id: 'fields' });\n`,
    ],
    ['types.mts', IMPORT + machine('types', 'm')],
    ['types.cts', `import { createMachine } from 'xstate';\n${machine('types', 'm')}`],
    ['twice.ts', `${IMPORT}${machine('twice', 'm')}export default m;\n`],
    ['we#ird.mjs', IMPORT + machine('weird', 'm')],
  ])('%s', async (name, text) => {
    folder.file(name, text);
    const [id, noise] = (await load(name)) as ReadonlyArray<string>;
    expect([
      'plain',
      'typeless',
      'opened',
      'common',
      'fields',
      'types',
      'twice',
      'weird',
    ]).toContain(id);
    expect(noise).toBe('');
  });
});

describe('exports', () => {
  beforeAll(() => {
    folder.file(
      'many.mjs',
      `${IMPORT}${machine('first', 'one')}${machine('second', 'two')}
export const make = () => createMachine({ id: 'made' });
export const makeOf = (id) => createMachine({ id });
export const fails = () => { throw new Error('not now'); };
export const kit = setup({});
export const config = { initial: 'a', states: { a: {} } };
export const number = 3;
export const actor = createActor(one).start();
setInterval(() => undefined, 1000);
console.log('printed by the module');
`,
    );
    folder.file('none.mjs', 'export const make = () => 1;\nexport const kit = 2;\n');
    folder.file('empty.mjs', '');
    folder.file(
      'old.mjs',
      'export const m = { config: {}, withContext() {}, root: {}, states: {} };\n',
    );
  });

  test.each([
    ['many.mjs#one', ['first', 'printed by the module\n']],
    ['many.mjs#make', ['made', 'printed by the module\n']],
    ['many.mjs#actor', ['first', 'printed by the module\n']],
  ])('%s is a machine, though the module prints and leaves a timer', async (address, expected) => {
    expect(await load(address)).toStrictEqual(expected);
  });

  test.each([
    [
      'many.mjs',
      'many.mjs exports 2 machines; name one of them:\n  many.mjs#one  (first)\n  many.mjs#two  (second)',
    ],
    ['many.mjs#three', 'many.mjs has no export three. Its exports are:\n  actor: a machine, first'],
    [
      'many.mjs#makeOf',
      'many.mjs#makeOf is a function that takes 1 argument, so it is not called; export a machine that it makes',
    ],
    [
      'many.mjs#fails',
      'many.mjs#fails is a function that throws when it is called: Error: not now',
    ],
    [
      'many.mjs#kit',
      'many.mjs#kit is no machine but a setup; export the machine that its createMachine makes',
    ],
    [
      'many.mjs#config',
      'many.mjs#config is no machine but a config; export the machine that createMachine makes of it',
    ],
    ['many.mjs#number', 'many.mjs#number is no machine but a number'],
    [
      'none.mjs',
      'none.mjs exports no machine. Its exports are:\n  kit: a number\n  make: a function; none.mjs#make calls it',
    ],
    ['none.mjs#make', 'none.mjs#make is a function that returns no machine but a number'],
    ['empty.mjs', 'empty.mjs exports nothing'],
    [
      'old.mjs#m',
      'old.mjs#m is no machine but a machine of XState 4; runchart reads machines of XState 5',
    ],
  ])('%s is none', async (address, message) => {
    expect(await load(address)).toStrictEqual([2, expect.stringContaining(`runchart: ${message}`)]);
  });
});

describe('what cannot be loaded', () => {
  test.each([
    [
      'window.ts',
      'const width: number = window.innerWidth;',
      'cannot load window.ts: ReferenceError: window is not defined, in line 1. It needs a browser: put the machine into a module that does not use window when it is loaded',
    ],
    [
      'throws.ts',
      'interface A { b: 1 }\n\nthrow new Error("no\\nsecond");',
      'cannot load throws.ts: Error: no, in line 3',
    ],
    ['throws.mjs', '\nthrow 7;', 'cannot load throws.mjs: it throws 7'],
    [
      'syntax.ts',
      'export const = 1;',
      'cannot load syntax.ts: it does not parse: Unexpected token, at syntax.ts:1:13',
    ],
    [
      'imports.ts',
      "import './nowhere';",
      "cannot load imports.ts: Error: Cannot find module './nowhere', in line 1",
    ],
    [
      'waits.ts',
      'await new Promise(() => {});',
      'cannot load waits.ts: it ends the process, or waits for something that never comes, when it is loaded',
    ],
    ['exits.ts', 'process.exit(0);', 'cannot load exits.ts: it ends the process'],
    [
      'later.ts',
      'setTimeout(() => { throw new Error("later"); }, 0);\nawait new Promise((r) => setTimeout(r, 500));',
      'later.ts fails after it was loaded: Error: later, in line 1',
    ],
    ['notes.md', '# x', 'cannot read notes.md: a machine is in a module (.ts, '],
    [
      'wrong.json',
      '{"initial":"a","states":{"a":{"on":{"GO":"b"}}}}',
      'wrong.json is no machine of XState:\n  states.a.on.GO: there is no state "b"',
    ],
    ['cut.json', '{', 'cut.json is no machine of XState:\n  '],
    [
      'wrong.scxml',
      '<scxml>\n <state id="a"><transition target="b"/></state></scxml>',
      'wrong.scxml is no SCXML:\n  line 2, column 27: there is no state "b"',
    ],
  ])('%s', async (name, text, message) => {
    folder.file(name, text);
    const [code, stderr] = (await load(name)) as readonly [unknown, string];
    expect(code).toBe(2);
    expect(stderr).toContain(`runchart: ${message}`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['absent.ts', 'cannot read absent.ts: there is no such file'],
    ['lib', 'cannot read lib: it is a directory, not a file'],
  ])('%s', async (name, message) => {
    expect(await load(name)).toStrictEqual([2, `runchart: ${message}\n`]);
  });
});

describe('data', () => {
  test.each([
    ['door.json', '{"id":"door","initial":"a","states":{"a":{}}}', 'door'],
    ['door.scxml', '<scxml name="gate"><state id="a"/></scxml>', 'gate'],
  ])('%s', async (name, text, id) => {
    folder.file(name, text);
    expect(await load(name)).toStrictEqual([id, '']);
    expect(await load(`${name}#x`)).toStrictEqual([
      2,
      `runchart: ${name} is one machine, so ${name}#x does not exist\n`,
    ]);
  });
});

test('an address splits at the # after the longest name of a file', () => {
  folder.file('a#b.ts', '');
  const at = folder.path('a#b.ts');
  expect(machineAddressOf(at)).toStrictEqual({ file: at });
  expect(machineAddressOf(`${at}#c`)).toStrictEqual({ file: at, name: 'c' });
  expect(machineAddressOf(`${at}#`)).toStrictEqual({ file: at });
  expect(machineAddressOf('absent#x#y')).toStrictEqual({ file: 'absent#x', name: 'y' });
  expect(machineAddressOf('absent')).toStrictEqual({ file: 'absent' });
});
