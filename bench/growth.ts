/** How costs grow: of a life with the number of live runs, of a replay with the length of the journal; and of one picture. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Outcome, Row, Setting, Table } from './benchmark.js';
import { projectsOf, rowName } from './benchmark.js';
import { inScratch, writeJournal } from './journal.js';
import { race, runNode } from './load.js';
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

/** A journal of a growing size, and what it is called. */
interface Journal {
  readonly name: string;
  readonly lines: number;
  readonly runs: number;
}

/** Replays journals of growing sizes: the times, and the peak memory. */
const replays = async (
  folder: string,
  journals: ReadonlyArray<Journal>,
  { own, quick, progress }: Setting,
): Promise<Readonly<Record<'times' | 'peaks', ReadonlyArray<Row>>>> => {
  const rounds = quick ? 1 : 3;
  const results: Array<Readonly<Record<'time' | 'peak', Row>>> = [];
  for (const { name, lines, runs } of journals) {
    const file = join(folder, 'journal.ndjson');
    progress(`writing ${name}`);
    writeJournal(file, lines, runs);
    const samples: Array<{ readonly ms: number; readonly peak: number }> = [];
    for (let round = 0; round < rounds; round += 1) {
      progress(`${name}, round ${round + 1} of ${rounds}`);
      samples.push(await replayFile(own, file, lines));
    }
    rmSync(file);
    const row = (figure: (sample: (typeof samples)[number]) => number): Row =>
      summarize(
        name,
        samples.map((sample) => [figure(sample)]),
        0,
      );
    results.push({ time: row(({ ms }) => ms), peak: row(({ peak }) => peak) });
  }
  const relative = (rows: ReadonlyArray<Row>): ReadonlyArray<Row> =>
    rows.map((row) => ({ ...row, ratio: row.median / (rows[0]?.median ?? Number.NaN) }));
  return {
    times: relative(results.map(({ time }) => time)),
    peaks: relative(results.map(({ peak }) => peak)),
  };
};

const lines = (setting: Setting): Promise<ReadonlyArray<Table>> =>
  inScratch(async (folder) => {
    const sizes = setting.quick
      ? [1_000, 2_000]
      : [10_000, 100_000, 1_000_000, ...(setting.long ? [10_000_000] : [])];
    const { times, peaks } = await replays(
      folder,
      sizes.map((size) => ({
        name: `${formatted(size)} lines`,
        lines: size,
        runs: Math.min(RUNS, size),
      })),
      setting,
    );
    return [
      {
        title: `Replay with the command, always ${formatted(RUNS)} runs`,
        unit: 'ms',
        rows: times,
        note: 'Whole processes; the shortest time is mostly the start of Node.',
      },
      { title: 'Peak memory of the same', unit: 'bytes', rows: peaks },
    ];
  });

const runs = (setting: Setting): Promise<ReadonlyArray<Table>> =>
  inScratch(async (folder) => {
    const count = setting.quick ? 10_000 : 1_000_000;
    const { times, peaks } = await replays(
      folder,
      (setting.quick ? [1_000, 2_000] : [1_000, 10_000, 100_000, 1_000_000]).map((size) => ({
        name: `${formatted(size)} runs`,
        lines: count,
        runs: size,
      })),
      setting,
    );
    return [
      {
        title: `Replay with the command, always ${formatted(count)} lines`,
        unit: 'ms',
        rows: times,
        note: 'A line that creates a run is longer than the others, and more is made of it.',
      },
      { title: 'Peak memory of the same runs', unit: 'bytes', rows: peaks },
    ];
  });

/** One picture, from chart to text: the first one of a process, and one of many. */
const pictures = async ({ own, quick, progress }: Setting): Promise<Table> => {
  const script = own.script('svg');
  const samples: Array<ReadonlyArray<number>> = [];
  for (let round = 0; round < (quick ? 1 : 7); round += 1) {
    progress(`pictures, round ${round + 1}`);
    const { output } = await runNode([script, ...(quick ? ['quick'] : [])]);
    const { first, later } = JSON.parse(output) as Record<'first' | 'later', number>;
    samples.push([first, later]);
  }
  return {
    title: 'One SVG of the lifecycle',
    unit: 'ns',
    rows: ['the first one', 'one of many'].map((name, i) => summarize(name, samples, i)),
    note: 'From the packed tarball, without the import.',
  };
};

export const growth: Benchmark = {
  name: 'growth',
  summary:
    'a life among 1 to 10^6 live runs; a replay of 10^4 to 10^6 lines, with --long 10^7, and of 10^3 to 10^6 runs; an SVG',
  run: async (setting): Promise<Outcome> => ({
    tables: [
      await lives(setting),
      ...(await lines(setting)),
      ...(await runs(setting)),
      await pictures(setting),
    ],
    targets: [],
  }),
};
