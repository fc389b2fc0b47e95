/** Modules and processes of their own, from the folder that the benchmarks are bundled into. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contender, PreparedContender } from './measure.js';

const built = (path: string): URL => new URL(path, import.meta.url);

/**
 * A peer's module, loaded for itself. Two loads under two names share nothing: what the engine learns of a function while
 * one contender runs must not be what it assumes when another does.
 */
export const load = async <Module>(peer: string, name = peer): Promise<Module> =>
  (await import(built(`./peers/${peer}.js?${name}`).href)) as Module;

/** Contenders from a peer's module. */
export type Contenders = ReadonlyArray<Contender | PreparedContender>;

/** What a process took, and what it wrote. */
export interface Finished {
  readonly ms: number;
  /** The most memory it ever held, in bytes. */
  readonly peak: number;
  readonly output: string;
}

/** The file of a script that runs in a process of its own. */
export const childScript = (name: string): string => fileURLToPath(built(`./children/${name}.js`));

/** Runs Node to its end, with a report of its peak memory. */
export const runNode = async (args: ReadonlyArray<string>): Promise<Finished> => {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, ['--import', childScript('report'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
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
