/** What Node loads at the start: of the library only the core, of the command only what the command line names. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RunInstanceCodec } from '../../src/index.js';
import { runIn } from '../support/arbitraries.js';

jest.setTimeout(120_000);

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'runchart-startup-'));

beforeAll(() => {
  // `npm test` builds first; a single test may not.
  if (!existsSync(path.join(root, 'dist/cjs/index.cjs')))
    spawnSync('npm', ['run', '--silent', 'build'], { cwd: root });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Reports the files that Node loads. Neither hook changes what is loaded. */
const HOOK = `
import { Module, register } from 'node:module';
import { writeSync } from 'node:fs';
const note = (file) => writeSync(2, 'loaded ' + file + '\\n');
const { load } = Module.prototype;
Module.prototype.load = function (file) { note(file); return load.call(this, file); };
register('data:text/javascript,' + encodeURIComponent(
  "import { writeSync } from 'node:fs';" +
  "export const load = (url, context, next) => { writeSync(2, 'loaded ' + url + '\\\\n'); return next(url, context); };",
));
`;

/** Runs a script of Node, and returns its output and the files of the library and of packages that it loads. */
const run = (
  args: ReadonlyArray<string>,
): { readonly stdout: string; readonly loaded: ReadonlyArray<string> } => {
  const hook = path.join(folder, 'hook.mjs');
  writeFileSync(hook, HOOK);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', hook, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ status, stderr: stderr.replace(/^loaded .*\n/gm, '') }).toStrictEqual({
    status: 0,
    stderr: '',
  });
  const files = [...stderr.matchAll(/^loaded (?:file:\/\/)?(.*)$/gm)].map(([, file = '']) => file);
  return {
    stdout,
    loaded: [...new Set(files.filter((file) => /\/(dist|node_modules)\//.test(file)))]
      .map((file) => file.replace(/^.*\/dist\//, 'dist/').replace(/^.*\/node_modules\//, ''))
      .sort(),
  };
};

const script = (name: string, code: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, code.replaceAll('DIST', path.join(root, 'dist')));
  return file;
};

const CORE = ['dist/cjs/index.cjs', 'dist/cjs/shared/core.cjs'];

describe('the core', () => {
  it('is two files by require, and no package', () => {
    expect(run([script('a.cjs', "require('DIST/cjs/index.cjs');")]).loaded).toStrictEqual(CORE);
  });

  it('is three files by import, of which Node scans none that is long', () => {
    const { loaded } = run([script('a.mjs', "import 'DIST/esm/index.js';")]);
    expect(loaded).toStrictEqual([...CORE, 'dist/esm/index.js']);
  });

  it('makes, drives, decodes and explains runs without io-ts', () => {
    const wire = RunInstanceCodec.encode(runIn('Leased'));
    const { loaded, stdout } = run([
      script(
        'b.cjs',
        `const { decide, decodeJson, formatDecodeErrors, RunInstanceCodec } = require('DIST/cjs/index.cjs');
        const run = decodeJson(RunInstanceCodec)(${JSON.stringify(JSON.stringify(wire))}).right;
        const next = decide({ type: 'start' })(run).right;
        const none = RunInstanceCodec.decode({ ...RunInstanceCodec.encode(next), attempt_count: -1 });
        console.log(next.state, formatDecodeErrors(none.left).join());`,
      ),
    ]);
    expect(stdout).toBe('Running at /attempt_count: expected u32 (0 to 4294967295), found -1\n');
    expect(loaded).toStrictEqual(CORE);
  });
});

describe('a codec', () => {
  it('is a codec of io-ts', () => {
    const { stdout } = run([
      script(
        'c.cjs',
        `const { RunId, RunInstanceCodec } = require('DIST/cjs/index.cjs');
        const t = require('io-ts');
        const own = new t.Type(RunId.name, RunId.is, RunId.validate, RunId.encode);
        const wire = { ids: ['0000000A000000000000000000000001'] };
        console.log(JSON.stringify({
          instances: [RunId, RunInstanceCodec].map((codec) => codec instanceof t.Type),
          isOther: RunId instanceof t.StringType,
          constructed: RunId.constructor === t.Type,
          inherits: ['pipe', 'asDecoder', 'asEncoder', 'toString'].filter((key) => key in RunId && RunId[key] === own[key]),
          unknown: '_tag' in RunId,
          itself: RunId.asDecoder() === RunId,
          composed: t.type({ ids: t.array(RunId) }).decode(wire).right,
          piped: t.string.pipe(RunId).decode(wire.ids[0]).right,
          pipes: RunId.pipe(RunId).decode(wire.ids[0]).right,
          error: t.type({ id: RunId }).decode({ id: 7 }).left.map(({ value, context }) => [value, context.map(({ key, type }) => key + ' ' + type.name)]),
          failure: Object.keys(RunId.decode(7).left[0]),
          theirs: Object.keys(own.decode(7).left[0]),
        }));`,
      ),
    ]);
    const id = '0000000a-0000-0000-0000-000000000001';
    expect(JSON.parse(stdout)).toStrictEqual({
      instances: [true, true],
      isOther: false,
      constructed: true,
      inherits: ['pipe', 'asDecoder', 'asEncoder', 'toString'],
      unknown: false,
      itself: true,
      composed: { ids: [id] },
      piped: id,
      pipes: id,
      error: [[7, [' { id: a UUID (run id) }', 'id a UUID (run id)']]],
      failure: ['value', 'context', 'message'],
      theirs: ['value', 'context', 'message'],
    });
  });
});

describe('the command', () => {
  const bin = path.join(root, 'dist/cli/runchart.js');

  it.each([['--help'], ['--version'], ['help']])('%s is one file', (flag) => {
    expect(run([bin, flag]).loaded).toStrictEqual(['dist/cli/runchart.js']);
  });

  it.each([
    ['diagram', 7],
    ['actions', 6],
    ['replay', 8],
  ])('%s loads its own files, and no other command', (name, most) => {
    const { loaded } = run([bin, name, '--help']);
    expect(loaded.length).toBeLessThanOrEqual(most);
    expect(
      loaded.filter((file) => /cli\/(diagram|actions|replay|inspect|verify|score)\.js/.test(file)),
    ).toStrictEqual([`dist/cli/${name}.js`]);
  });

  it('lists each command as it would if all commands were loaded', () => {
    const help = run([bin, '--help']).stdout;
    const names = [...help.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, name = '']) => name);
    expect(names).toContain('replay');
    for (const name of names.filter((other) => other !== 'help' && other !== 'runchart')) {
      const [, listed = ''] = new RegExp(`^ {2}${name} (.*?)(?: {2}|$)`, 'm').exec(help) ?? [];
      const [, own = ''] =
        /^Usage: runchart \S+ ?(.*)$/m.exec(run([bin, name, '--help']).stdout) ?? [];
      // `explain` and `scenario` say more in their own help.
      expect(own.startsWith(listed.trim())).toBe(true);
    }
  });
});
