/** What the scripts of `bench/children` share that repeat one function in a process of its own, as a user's plain script would. */
import { createRequire } from 'node:module';
import type * as Library from 'runchart';
import { nanosecondsOf } from './measure.js';

/** How a contender loads the library: from `node_modules`, or its sources, bundled with the script. */
export type Way = 'import' | 'require' | 'sources';

const load = async (way: string): Promise<typeof Library> => {
  if (way === 'sources') return import('../src/index.js');
  return way === 'require'
    ? (createRequire(import.meta.url)('runchart') as typeof Library)
    : import('runchart');
};

type Once = () => unknown;

/** Each contender, prepared only in the process that runs it. */
export type Contenders = Readonly<
  Record<string, (library: () => Promise<typeof Library>) => Once | Promise<Once>>
>;

/** `SCRIPT CONTENDER import|require|sources [quick]` prints the nanoseconds of one time. */
export const timeContender = async (contenders: Contenders): Promise<void> => {
  const [, , name = '', way = '', pace = ''] = process.argv;
  const prepare = contenders[name];
  if (prepare === undefined)
    throw new Error(`no contender ${name}: ${Object.keys(contenders).join(', ')}`);
  const once = await prepare(() => load(way));
  const nanoseconds = nanosecondsOf(
    once,
    pace === 'quick' ? { batches: 3, batchMs: 1 } : { batches: 45, batchMs: 10 },
  );
  process.stdout.write(String(nanoseconds));
};
