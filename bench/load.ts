/** Loads modules and runs child processes from the folder into which the benchmarks are bundled. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contender, PreparedContender } from './measure.js';

const built = (path: string): URL => new URL(path, import.meta.url);

/**
 * Loads a peer's module. Each name loads its own copy, so that V8's type feedback from one contender does not affect another.
 */
export const load = async <Module>(peer: string, name = peer): Promise<Module> =>
  (await import(built(`./peers/${peer}.js?${name}`).href)) as Module;

export type Contenders = ReadonlyArray<Contender | PreparedContender>;

/** A finished process: its time, peak memory and output. */
export interface Finished {
  readonly ms: number;
  /** Peak memory in bytes. */
  readonly peak: number;
  readonly output: string;
}

/** The path of a script that runs in a child process. */
export const childScript = (name: string): string => fileURLToPath(built(`./children/${name}.js`));

/** Runs a Node process in a folder and measures its peak memory. */
export const runNode = async (args: ReadonlyArray<string>, cwd?: string): Promise<Finished> => {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, ['--import', childScript('report'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
    cwd,
  });
  const texts = ['', ''];
  [child.stdio[1], child.stdio[3]].forEach((stream, i) => {
    stream?.on('data', (chunk: Buffer) => {
      texts[i] = `${texts[i] ?? ''}${chunk.toString()}`;
    });
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const [output = '', peak = ''] = texts;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}`);
  return { ms, peak: Number(peak), output };
};
