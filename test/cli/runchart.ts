/**
 * The built command as a child process, as its users meet it.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';

// Every test starts a process or several, and a busy machine takes its time.
jest.setTimeout(60_000);

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const bin = join(root, 'dist', 'cli', 'runchart.js');

/** What a process left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whoever runs the tests may like colours or not: the command is not to know. */
const environment = (env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !['NO_COLOR', 'FORCE_COLOR'].includes(name)),
  ),
  TERM: 'xterm',
  ...env,
});

const running = new Set<ChildProcessWithoutNullStreams>();

/** Ends what a test that failed half-way has left running; Jest would wait for it. */
export const endAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};

/** A process that has not ended yet. */
export const start = (
  command: string,
  args: ReadonlyArray<string>,
  env?: Readonly<Record<string, string>>,
): { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<Ended> } => {
  const child = spawn(command, args, { cwd: root, env: environment(env) });
  running.add(child);
  child.on('close', () => running.delete(child));
  const out: Array<Buffer> = [];
  const err: Array<Buffer> = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A process that ends before it has read everything closes its input: that is what some tests are about.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
  });
  return { child, ended };
};

/** Runs the command to its end. */
export const runchart = (
  args: ReadonlyArray<string>,
  input: string | Buffer = '',
  env?: Readonly<Record<string, string>>,
): Promise<Ended> => {
  const { child, ended } = start(process.execPath, [bin, ...args], env);
  child.stdin.end(input);
  return ended;
};

/** Runs a shell's line, in which `runchart` is the command. */
export const shell = (line: string, env?: Readonly<Record<string, string>>): Promise<Ended> => {
  const { child, ended } = start(
    'sh',
    ['-c', `runchart() { "${process.execPath}" "${bin}" "$@"; }\n${line}`],
    env,
  );
  child.stdin.end();
  return ended;
};

/** A folder of its own for a test file, and how to get rid of it. */
export const temporaryFolder = (): {
  readonly path: (name: string) => string;
  readonly file: (name: string, content: string | Buffer) => string;
  readonly remove: () => void;
} => {
  const folder = mkdtempSync(join(tmpdir(), 'runchart-test-'));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    file: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The values in NDJSON text. */
export const values = (text: string): ReadonlyArray<unknown> =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

/** Values as NDJSON text. */
export const ndjson = (...lines: ReadonlyArray<object>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
