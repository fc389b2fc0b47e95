/** Runs the built command as a child process. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';

// Every test starts processes, which takes time on a busy machine.
jest.setTimeout(60_000);

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const bin = join(root, 'dist', 'cli', 'runchart.js');

/** The exit code and the output of a process. */
export interface ProcessResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment without the colour settings of the user who runs the tests. */
const environment = (env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !['NO_COLOR', 'FORCE_COLOR'].includes(name)),
  ),
  TERM: 'xterm',
  ...env,
});

const running = new Set<ChildProcessWithoutNullStreams>();

/** Kills the processes that a failed test left running; Jest would wait for them. */
export const endAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};

/** Starts a process. */
export const start = (
  command: string,
  args: ReadonlyArray<string>,
  env?: Readonly<Record<string, string>>,
): { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<ProcessResult> } => {
  const child = spawn(command, args, { cwd: root, env: environment(env) });
  running.add(child);
  child.on('close', () => running.delete(child));
  const out: Array<Buffer> = [];
  const err: Array<Buffer> = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // Some tests end a process before it has read its input.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<ProcessResult>((resolve, reject) => {
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

/** Runs the command, and waits for its exit. */
export const runchart = (
  args: ReadonlyArray<string>,
  input: string | Buffer = '',
  env?: Readonly<Record<string, string>>,
): Promise<ProcessResult> => {
  const { child, ended } = start(process.execPath, [bin, ...args], env);
  child.stdin.end(input);
  return ended;
};

/** Runs a line of shell in which `runchart` is the command. */
export const shell = (
  line: string,
  env?: Readonly<Record<string, string>>,
): Promise<ProcessResult> => {
  const { child, ended } = start(
    'sh',
    ['-c', `runchart() { "${process.execPath}" "${bin}" "$@"; }\n${line}`],
    env,
  );
  child.stdin.end();
  return ended;
};

/** Makes a temporary folder for a test file. */
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

/** Parses NDJSON text. */
export const values = (text: string): ReadonlyArray<unknown> =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

/** Formats values as NDJSON text. */
export const ndjson = (...lines: ReadonlyArray<object>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
