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

/** `SCRIPT import|require|sources full|quick CONTENDER...` prints an array with the nanoseconds of one time of each contender. */
export const timeContender = async (contenders: Contenders): Promise<void> => {
  const [, , way = '', pace = '', ...names] = process.argv;
  const figures: Array<number> = [];
  for (const name of names) {
    const prepare = contenders[name];
    if (prepare === undefined)
      throw new Error(`no contender ${name}: ${Object.keys(contenders).join(', ')}`);
    const once = await prepare(() => load(way));
    figures.push(
      nanosecondsOf(
        once,
        pace === 'quick' ? { batches: 1, batchMs: 0.1 } : { batches: 45, batchMs: 10 },
      ),
    );
  }
  process.stdout.write(JSON.stringify(figures));
};
