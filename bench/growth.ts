/** How costs grow: of a life with the number of live runs, and of a replay with the length of the journal. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Outcome, Row, Setting, Table } from './benchmark.js';
import { projectsOf, rowName } from './benchmark.js';
import { inScratch, writeJournal } from './journal.js';
import { race } from './load.js';
import { summarize } from './measure.js';
import { replayFile, RUNS } from './replay.js';

const formatted = (count: number): string => count.toLocaleString('en-US');

const lives = async (setting: Setting): Promise<Table> => ({
  title: 'The life of one run among others, with a Map get and set at each step',
  unit: 'ns',
  rows: await race(
    'live',
    (setting.quick ? [1, 10] : [1, 1_000, 1_000_000]).flatMap((count) =>
      projectsOf(setting).map((project) => ({
        name: rowName(`${formatted(count)} live ${count === 1 ? 'run' : 'runs'}`, project),
        contender: String(count),
        project,
        way: 'import',
      })),
    ),
    setting,
  ),
  note: 'Runs are taken in random order, so with a million of them every access misses the CPU caches.',
});

const lines = (setting: Setting): Promise<ReadonlyArray<Table>> =>
  inScratch(async (folder) => {
    const { own, quick, long, progress } = setting;
    const sizes = quick
      ? [1_000, 2_000]
      : [10_000, 100_000, 1_000_000, ...(long ? [10_000_000] : [])];
    const rounds = quick ? 1 : 3;
    const results: Array<{ readonly size: number; readonly time: Row; readonly peak: Row }> = [];
    for (const size of sizes) {
      const file = join(folder, 'journal.ndjson');
      progress(`writing ${formatted(size)} lines`);
      writeJournal(file, size, Math.min(RUNS, size));
      const samples: Array<{ readonly ms: number; readonly peak: number }> = [];
      for (let round = 0; round < rounds; round += 1) {
        progress(`${formatted(size)} lines, round ${round + 1} of ${rounds}`);
        samples.push(await replayFile(own, file, size));
      }
      rmSync(file);
      const name = `${formatted(size)} lines`;
      results.push({
        size,
        time: summarize(
          name,
          samples.map(({ ms }) => [ms]),
          0,
        ),
        peak: summarize(
          name,
          samples.map(({ peak }) => [peak]),
          0,
        ),
      });
    }
    const relative = (pick: (result: (typeof results)[number]) => Row): ReadonlyArray<Row> => {
      const [first] = results.map((result) => pick(result).median);
      return results.map((result) => ({
        ...pick(result),
        ratio: pick(result).median / (first ?? Number.NaN),
      }));
    };
    return [
      {
        title: `Replay with the command, always ${formatted(RUNS)} runs`,
        unit: 'ms',
        rows: relative(({ time }) => time),
        note: 'Whole processes; the shortest time is mostly the start of Node.',
      },
      { title: 'Peak memory of the same', unit: 'bytes', rows: relative(({ peak }) => peak) },
    ];
  });

export const growth: Benchmark = {
  name: 'growth',
  summary: 'a life among 1 to 10^6 live runs; a replay of 10^4 to 10^6 lines, with --long 10^7',
  run: async (setting): Promise<Outcome> => ({
    tables: [await lives(setting), ...(await lines(setting))],
    targets: [],
  }),
};
