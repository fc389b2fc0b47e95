/** Runs Node processes, whole ones and those in which one contender repeats one function. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Setting, Table } from './benchmark.js';
import { projectsOf, rowName } from './benchmark.js';
import type { Way } from './contenders.js';
import { summarize, takeTurns } from './measure.js';
import type { Project } from './project.js';

/** The folder into which the benchmarks are bundled. */
export const BUNDLES = fileURLToPath(new URL('.', import.meta.url));

/** The path of a script that runs in a child process. */
export const childScript = (name: string): string => `${BUNDLES}children/${name}.js`;

/** A finished process: its time, peak memory and output. */
export interface Finished {
  readonly ms: number;
  /** Peak memory in bytes. */
  readonly peak: number;
  readonly output: string;
}

/** Runs a Node process in a folder, with another version of Node if one is given, and measures its peak memory. */
export const runNode = async (
  args: ReadonlyArray<string>,
  cwd?: string,
  node = process.execPath,
): Promise<Finished> => {
  const start = process.hrtime.bigint();
  const child = spawn(node, ['--import', childScript('report'), ...args], {
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

/** A contender of a script of `bench/children`, the name of its row, and where and how it loads the library. */
export interface Entrant {
  readonly name: string;
  readonly contender: string;
  readonly project: Project;
  readonly way: Way;
}

/** A contender that needs nothing of the library's. */
export const peer = ({ own }: Setting, contender: string): Entrant => ({
  name: contender,
  contender,
  project: own,
  way: 'import',
});

/** A contender of ours: by `import`, and by `require` unless other ways are given, from every project. */
export const ours = (
  setting: Setting,
  contender: string,
  ways: ReadonlyArray<Way> = ['import', 'require'],
): ReadonlyArray<Entrant> =>
  projectsOf(setting).flatMap((project) =>
    ways.map((way) => ({
      name: rowName(way === 'import' ? contender : `${contender}, ${WAYS[way]}`, project),
      ...{ contender, project, way },
    })),
  );

const WAYS = { require: 'by require', sources: 'sources bundled' } as const;

/** Entrants that run in one process. */
type Heat = readonly [Entrant, ...ReadonlyArray<Entrant>];

/** Puts the entrants that load the library alike together. */
const together = (entrants: ReadonlyArray<Entrant>): ReadonlyArray<Heat> => {
  const heats = new Map<string, Heat>();
  for (const entrant of entrants) {
    const key = `${entrant.project.folder} ${entrant.way}`;
    const heat = heats.get(key);
    heats.set(key, heat === undefined ? [entrant] : [...heat, entrant]);
  }
  return [...heats.values()];
};

/**
 * Measures contenders of a script in nanoseconds, in turn, each in processes of its own; if quickly, those that load the library
 * alike in one process.
 */
export const race = async (
  script: string,
  entrants: ReadonlyArray<Entrant>,
  { quick, progress }: Setting,
  node?: string,
): Promise<Table['rows']> => {
  const heats = quick ? together(entrants) : entrants.map((entrant): Heat => [entrant]);
  const rounds = await takeTurns(
    heats.map((heat) => {
      const [{ name, project, way }] = heat;
      const contenders = heat.map(({ contender }) => contender);
      return {
        name,
        run: async () => {
          const args = [project.script(script), way, quick ? 'quick' : 'full', ...contenders];
          const figures = runNode(args, project.folder, node).then(
            ({ output }) => JSON.parse(output) as ReadonlyArray<number>,
          );
          // Another commit may lack what a contender measures. The child has printed its error.
          return project.ref === undefined
            ? figures
            : figures.catch(() => contenders.map(() => Number.NaN));
        },
      };
    }),
    quick ? 1 : 9,
    progress,
  );
  const order = heats.flat();
  const samples = rounds.map((round) => {
    const figures = round.flat();
    return entrants.map((entrant) => figures[order.indexOf(entrant)] ?? Number.NaN);
  });
  return entrants
    .map(({ name }, i) => summarize(name, samples, i))
    .filter((row) => !Number.isNaN(row.median));
};
