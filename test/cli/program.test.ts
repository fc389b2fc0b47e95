import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { journal } from './journals.js';
import type { ProcessResult } from './runchart.js';
import { bin, endAll, root, runchart, shell, start, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterEach(endAll);
afterAll(folder.remove);

const file = folder.file('journal.ndjson', journal);
const ESC = '\u001b';

describe('help and version', () => {
  const shown = new Map<string, Promise<ProcessResult>>();
  const helpOf = (args: ReadonlyArray<string>): Promise<ProcessResult> => {
    const ended = shown.get(args.join(' ')) ?? runchart(args);
    shown.set(args.join(' '), ended);
    return ended;
  };

  test.each([
    [['--help'], 'Usage: runchart '],
    [['-h'], 'Usage: runchart '],
    [['help'], 'Usage: runchart '],
    [['help', 'replay'], 'Usage: runchart replay '],
    [['scenario', '--help'], 'Usage: runchart scenario '],
    [['scenario', 'run', '--help'], 'Usage: runchart scenario run '],
    [['replay', '--help'], 'Usage: runchart replay '],
    [['explain', '--help'], 'Usage: runchart explain '],
    [['actions', '--help'], 'Usage: runchart actions '],
    [['diagram', '--help'], 'Usage: runchart diagram '],
    [['generate', '--help'], 'Usage: runchart generate '],
    [['verify', '--help'], 'Usage: runchart verify '],
  ])('%j', async (args, usage) => {
    const { code, stdout, stderr } = await helpOf(args);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    expect(stdout.slice(0, usage.length)).toBe(usage);
  });

  test.each([
    ['--help'],
    ['scenario run --help'],
    ['replay --help'],
    ['explain --help'],
    ['actions --help'],
    ['diagram --help'],
    ['generate --help'],
    ['verify --help'],
  ])('%s has an example and the exit codes', async (args) => {
    const { stdout } = await helpOf(args.split(' '));
    expect(stdout).toMatch(/\nExamples:\n {2}\S/);
    expect(stdout).toMatch(/\nExit codes:\n {2}0 {4}done\n/);
    expect(stdout).toMatch(/\n {2}130 {2}interrupted\n/);
  });

  test('--version is the version of package.json', async () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as unknown;
    const { code, stdout } = await runchart(['--version']);
    expect(code).toBe(0);
    expect(manifest).toMatchObject({ version: stdout.trim() });
  });
});

test.each(['--help', '--version', 'replay --help'])('%s on a full disk', async (args) => {
  expect(await shell(`runchart ${args} > /dev/full`)).toMatchObject({
    code: 2,
    stderr: 'runchart: cannot write to standard output: ENOSPC: no space left on device, write\n',
  });
});

describe('a wrong command line', () => {
  test.each([
    [[], 'Usage: runchart '],
    [['scenario'], 'Usage: runchart scenario '],
    [['replya'], 'Did you mean replay?'],
    [['scenario', 'rnu'], 'Did you mean run?'],
    [['replay', '--jsn', file], 'Did you mean --json?'],
    [['replay'], "missing required argument 'FILE'"],
    [['explain', file], "missing required argument 'RUN_ID'"],
    [['actions', file, file], 'too many arguments'],
    [['replay', file, '--runs'], 'argument missing'],
    [[`${ESC}[31m`], `unknown command '\\u001b[31m'`],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runchart(args);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(ESC);
  });
});

describe('a closed output', () => {
  test.each([
    `runchart replay "${file}"`,
    `runchart replay "${file}" --json`,
    `runchart explain "${file}" aaaa`,
    'runchart --help',
    'runchart scenario run test/fixtures/reference.ndjson',
  ])('%s', async (line) => {
    const { stdout, stderr } = await shell(`{ sleep 0.3; ${line}; echo "code $?" >&2; } | true`);
    expect({ stdout, stderr }).toStrictEqual({ stdout: '', stderr: 'code 0\n' });
  });

  test('ends the command even if its input stays open', async () => {
    const { child, ended } = start(process.execPath, [bin, 'scenario', 'run']);
    child.stdout.destroy();
    child.stdin.write('{"name":"n","steps":[]}\n');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('does not change the exit code of --strict', async () => {
    const { stderr } = await shell(
      `{ sleep 0.3; runchart replay --strict "${file}"; echo "code $?" >&2; } | true`,
    );
    expect(stderr).toBe('code 1\n');
  });

  test('of standard error does not affect standard output', async () => {
    const out = folder.path('out.json');
    const { stdout } = await shell(
      `{ sleep 0.3; runchart replay nothing "${file}" --json 2>&1 >"${out}"; echo "code $?" >"${out}.code"; } | true; cat "${out}.code"`,
    );
    expect(stdout).toBe('code 1\n');
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ lines: 16 });
  });
});

/** Runs a line of shell on a terminal, with `script` from util-linux. */
const onTerminal = (
  line: string,
  env?: Readonly<Record<string, string>>,
): Promise<ProcessResult> => {
  const { child, ended } = terminal(line, env);
  child.stdin.end();
  return ended;
};
const terminal = (line: string, env?: Readonly<Record<string, string>>): ReturnType<typeof start> =>
  start(
    'script',
    ['-qec', `runchart() { "${process.execPath}" "${bin}" "$@"; }; ${line}`, '/dev/null'],
    env,
  );

describe('colours and the progress bar', () => {
  test('are on a terminal', async () => {
    const { code, stdout } = await onTerminal(`runchart replay "${file}"`);
    expect(code).toBe(0);
    expect(stdout).toContain(`${ESC}[1mruns by state`);
    expect(stdout).toContain('100%');
    expect(stdout).toContain('16 lines');
    // The cursor is hidden, and shown again.
    expect(stdout.lastIndexOf(`${ESC}[?25h`)).toBeGreaterThan(stdout.lastIndexOf(`${ESC}[?25l`));
  });

  test('there is a counter if the size is not known', async () => {
    const { stdout } = await onTerminal(`cat "${file}" | runchart replay - --json`);
    expect(stdout).toContain('16 lines');
    expect(stdout).not.toContain('%');
  });

  test('the bar is on standard error only, even if standard output is a file', async () => {
    const out = folder.path('out.txt');
    const { stdout } = await onTerminal(`runchart replay "${file}" > "${out}"`);
    expect(stdout).toContain('100%');
    expect(readFileSync(out, 'utf8')).not.toContain(ESC);
  });

  test.each([
    ['no terminal', `runchart replay nothing "${file}" 2>&1 | cat`, {}],
    ['NO_COLOR', `runchart replay nothing "${file}" 2>/dev/null`, { NO_COLOR: '1' }],
    ['--no-color', `runchart replay nothing "${file}" --no-color 2>/dev/null`, {}],
    ['--no-color, before the command', `runchart --no-color explain "${file}" aaaa`, {}],
    ['TERM=dumb', `runchart explain "${file}" aaaa`, { TERM: 'dumb' }],
  ])('none with %s', async (_, line, env) => {
    const { stdout } = await onTerminal(line, env);
    expect(stdout).toContain('aaaaaaaa-0000-4000-8000-000000000001');
    expect(stdout).not.toContain(ESC);
  });

  test.each(['replay', 'explain'])(
    '%s has no colours in a pipe, even with FORCE_COLOR',
    async (command) => {
      const args = command === 'explain' ? ['explain', file, 'aaaa'] : ['replay', file];
      const { stdout, stderr } = await runchart(args, '', { FORCE_COLOR: '1' });
      expect(`${stdout}${stderr}`).not.toContain(ESC);
    },
  );

  test('`actions` says that it reads from the terminal', async () => {
    const { child, ended } = terminal('runchart actions');
    child.stdout.once('data', () => child.stdin.write('{}\n\u0004'));
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    expect(stdout).toContain('reads a run as JSON from the terminal; Ctrl-D ends it');
  });
});

describe('an interruption', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the command, which leaves no file behind', async (signal, expected) => {
    const out = folder.path(`runs-${signal}.ndjson`);
    const { child, ended } = start(process.execPath, [bin, 'replay', '-', '--runs', out]);
    child.stdin.write('oops\n');
    await once(child.stderr, 'data');
    expect(readdirSync(folder.path('.')).filter((name) => name.includes(signal))).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: expected, stdout: '' });
    expect(readdirSync(folder.path('.')).filter((name) => name.includes(signal))).toStrictEqual([]);
  });

  test('ends the command while it reads an open named pipe', async () => {
    const { stdout } = await shell(`
      mkfifo "${folder.path('pipe')}"
      sleep 20 > "${folder.path('pipe')}" & writer=$!
      "${process.execPath}" "${bin}" replay "${folder.path('pipe')}" & replay=$!
      sleep 0.5
      kill -TERM $replay
      wait $replay
      echo "code $?"
      kill $writer && echo "the writer was still there"`);
    expect(stdout).toBe('code 143\nthe writer was still there\n');
  });

  test('by Ctrl-C shows the cursor again', async () => {
    const { child, ended } = terminal('runchart replay -');
    child.stdout.once('data', () => child.stdin.write('\u0003'));
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout.lastIndexOf(`${ESC}[?25h`)).toBeGreaterThan(stdout.lastIndexOf(`${ESC}[?25l`));
  });
});
