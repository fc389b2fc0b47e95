/** Replaying a journal with the command, against only reading and parsing it. */
import { join } from 'node:path';
import type { Benchmark, Outcome, Row, Setting, Table } from './benchmark.js';
import { atMost, projectsOf, rowName, rowOf } from './benchmark.js';
import { inScratch, writeJournal } from './journal.js';
import type { Finished } from './load.js';
import { childScript, runNode } from './load.js';
import { summarize } from './measure.js';
import type { Project } from './project.js';

/** The number of runs in journals of every length, so that memory must not grow with the length. */
export const RUNS = 10_000;

/** Replays with the installed command, and checks that it counted every line. */
export const replayFile = async (
  { command }: Project,
  file: string,
  lines: number,
  ...flags: ReadonlyArray<string>
): Promise<Finished> => {
  const finished = await runNode([command, 'replay', '--json', '--strict', ...flags, file]);
  const { lines: counted } = JSON.parse(finished.output) as { readonly lines: number };
  if (counted !== lines) throw new Error(`of ${lines} lines ${counted} were replayed`);
  return finished;
};

const readFile = async (how: string, file: string, lines: number): Promise<Finished> => {
  const finished = await runNode([childScript(how), file]);
  if (Number(finished.output) !== lines) throw new Error(`${how} read ${finished.output} lines`);
  return finished;
};

const WITHOUT_TIMES = 'runchart replay --no-times';

type Runner = (file: string, lines: number) => Promise<Finished>;

const runnersOf = (setting: Setting): ReadonlyArray<readonly [string, Runner]> => [
  ...projectsOf(setting).map((project): readonly [string, Runner] => [
    rowName('runchart replay', project),
    (file, lines) => replayFile(project, file, lines),
  ]),
  [WITHOUT_TIMES, (file, lines) => replayFile(setting.own, file, lines, '--no-times')],
  ['readline and JSON.parse', (file, lines) => readFile('readline', file, lines)],
  ['readline by events and JSON.parse', (file, lines) => readFile('events', file, lines)],
];

/** What the times cost, over runs that are in their states for different times. */
const timesOf = async (folder: string, { own, quick, progress }: Setting): Promise<Outcome> => {
  const [lines, runs] = quick ? [10_000, 1_000] : [1_000_000, 100_000];
  const rounds = quick ? 1 : 7;
  const file = join(folder, 'times.ndjson');
  writeJournal(file, lines, runs, true);
  const finished: Array<readonly [Finished, Finished]> = [];
  for (let round = 0; round < rounds; round += 1) {
    progress(`times of ${String(lines)} lines, round ${String(round + 1)} of ${String(rounds)}`);
    finished.push([
      await replayFile(own, file, lines, '--no-times'),
      await replayFile(own, file, lines),
    ]);
  }
  const names = [WITHOUT_TIMES, 'runchart replay'];
  const table = (title: string, unit: Table['unit'], figure: (of: Finished) => number): Table => ({
    title,
    unit,
    rows: names.map((name, i) =>
      summarize(
        name,
        finished.map((row) => row.map(figure)),
        i,
      ),
    ),
  });
  const over = `${lines.toLocaleString('en-US')} lines over ${runs.toLocaleString('en-US')} runs`;
  const times = table(`The times of ${over}`, 'ms', ({ ms }) => ms);
  const peaks = table(`Peak memory of the same`, 'bytes', ({ peak }) => peak);
  const [without = Number.NaN, withTimes = Number.NaN] = peaks.rows.map(({ median }) => median);
  const bytes = (withTimes - without) / runs;
  return {
    tables: [times, peaks],
    targets: [
      atMost(`replay with times vs without, ${over}`, 1.3, rowOf(times, 'runchart replay').ratio),
      {
        measure: 'memory of the times, bytes per run',
        wanted: 'at most 64',
        measured: bytes.toFixed(0),
        met: bytes <= 64,
      },
    ],
  };
};

/** A million runs, each with the line that creates it: what a run takes, besides what reading takes. */
const perRun = async (folder: string, setting: Setting): Promise<Table> => {
  const { quick, progress } = setting;
  const [few, many] = quick ? [1_000, 10_000] : [RUNS, 1_000_000];
  const file = join(folder, 'runs.ndjson');
  const rows: Array<Row> = [];
  for (const project of projectsOf(setting)) {
    const samples: Array<readonly [number]> = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      const peaks: Array<number> = [];
      for (const runs of [few, many]) {
        progress(`${String(runs)} runs in as many lines, round ${String(round + 1)}`);
        writeJournal(file, many, runs);
        peaks.push((await replayFile(project, file, many)).peak);
      }
      const [atFew = Number.NaN, atMany = Number.NaN] = peaks;
      samples.push([(atMany - atFew) / (many - few)]);
    }
    rows.push(summarize(rowName('runchart replay', project), samples, 0));
  }
  return {
    title: 'Peak memory of a replay, per run',
    unit: 'bytes',
    rows,
    note: `The difference between ${many.toLocaleString('en-US')} lines over as many runs and over ${few.toLocaleString('en-US')}.`,
  };
};

const measure = async (
  folder: string,
  lines: number,
  setting: Setting,
): Promise<readonly [Table, Table]> => {
  const { quick, progress } = setting;
  const runners = runnersOf(setting);
  const file = join(folder, `${lines}.ndjson`);
  writeJournal(file, lines, Math.min(RUNS, lines));
  const rounds = quick ? 1 : 7;
  const finished: Array<ReadonlyArray<Finished>> = [];
  for (let round = 0; round < rounds; round += 1) {
    const row: Array<Finished> = [];
    for (const [name, run] of runners) {
      progress(`${lines} lines, round ${round + 1} of ${rounds}: ${name}`);
      row.push(await run(file, lines));
    }
    finished.push(row);
  }
  const table = (title: string, unit: Table['unit'], figure: (of: Finished) => number): Table => ({
    title,
    unit,
    rows: runners.map(([name], i) =>
      summarize(
        name,
        finished.map((row) => row.map(figure)),
        i,
      ),
    ),
  });
  const count = lines.toLocaleString('en-US');
  return [
    {
      ...table(
        `Replaying ${count} lines over ${RUNS.toLocaleString('en-US')} runs`,
        'ms',
        ({ ms }) => ms,
      ),
      ...(lines === 1_000_000 ? { chart: true as const } : {}),
      note: 'Whole processes, from start to end.',
    },
    table(`Peak memory of the same, ${count} lines`, 'bytes', ({ peak }) => peak),
  ];
};

export const replay: Benchmark = {
  name: 'replay',
  summary: 'replaying a journal, against readline and JSON.parse alone',
  run: (setting): Promise<Outcome> =>
    inScratch(async (folder) => {
      const [few, many] = setting.quick ? [1_000, 10_000] : [100_000, 1_000_000];
      const [fewTimes, fewPeaks] = await measure(folder, few, setting);
      const [manyTimes, manyPeaks] = await measure(folder, many, setting);
      const runs = await perRun(folder, setting);
      const withTimes = await timesOf(folder, setting);
      const bytes = runs.rows[0]?.median ?? Number.NaN;
      const growth =
        (manyPeaks.rows[0]?.median ?? Number.NaN) / (fewPeaks.rows[0]?.median ?? Number.NaN);
      return {
        tables: [fewTimes, fewPeaks, manyTimes, manyPeaks, runs, ...withTimes.tables],
        targets: [
          {
            ...atMost(
              `replay --no-times of ${many.toLocaleString('en-US')} lines vs readline + JSON.parse alone`,
              0.8,
              rowOf(manyTimes, WITHOUT_TIMES).ratio /
                rowOf(manyTimes, 'readline and JSON.parse').ratio,
            ),
            headline: true,
          },
          {
            // In a process of this size, garbage that is not collected yet is a tenth of the memory or more.
            ...atMost(
              `peak memory of a replay, ${many.toLocaleString('en-US')} lines vs ${few.toLocaleString('en-US')} at equal run count`,
              1.25,
              growth,
            ),
            wanted: 'flat (at most 1.25 x)',
          },
          {
            measure: 'peak memory of a replay, bytes per run',
            wanted: 'at most 400',
            measured: bytes.toFixed(0),
            met: bytes <= 400,
          },
          ...withTimes.targets,
        ],
      };
    }),
};
