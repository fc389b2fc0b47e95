/** Requests to a run host in a worker, against a bare worker that answers messages with ids. */
import type { Benchmark, Setting, Table } from './benchmark.js';
import { atMost, projectsOf, rowName, rowOf } from './benchmark.js';
import { runNode } from './load.js';
import { summarize, takeTurns } from './measure.js';
import type { Project } from './project.js';

const BARE = 'bare worker, postMessage with ids';
const PLAIN = 'connectRunHost';
const SUPERVISED = 'makeSupervisedHost';

/** The contenders of `children/host`, and the names of their rows. */
const NAMES = { bare: BARE, plain: PLAIN, supervised: SUPERVISED } as const;

interface Figures {
  /** For one request to each contender. */
  readonly nanoseconds: ReadonlyArray<number>;
  /** For one run. */
  readonly bytes: number;
}

const measure = async (
  project: Project,
  args: { readonly window: number; readonly milliseconds: number; readonly runs: number },
  contenders: ReadonlyArray<keyof typeof NAMES>,
): Promise<Figures> => {
  const { window, milliseconds, runs } = args;
  const { output } = await runNode(
    [
      ...['--expose-gc', '--max-old-space-size=8192', project.script('host')],
      ...[window, milliseconds, runs].map(String),
      ...contenders,
    ],
    project.folder,
  );
  return JSON.parse(output) as Figures;
};

const WINDOW = 1000;

const requests = async (setting: Setting, title: string, window: number): Promise<Table> => {
  const { quick, progress } = setting;
  const projects = projectsOf(setting);
  const contenders = ['bare', 'plain', 'supervised'] as const;
  const args = { window, milliseconds: quick ? 50 : 2_000, runs: quick ? 10 : 1_000 };
  const entrants = projects.map((project) => ({
    name: rowName(title, project),
    run: async () => (await measure(project, args, contenders)).nanoseconds,
  }));
  const samples = (await takeTurns(entrants, quick ? 1 : 7, progress)).map((round) => round.flat());
  const rows = projects.flatMap((project, p) =>
    contenders.map((contender, i) =>
      summarize(rowName(NAMES[contender], project), samples, p * contenders.length + i),
    ),
  );
  return { title, unit: 'ns', rows };
};

const formatted = (count: number): string => count.toLocaleString('en-US');

/** The cost of a request, and the bytes of a run, in a host of more and more runs. */
const growth = async (setting: Setting): Promise<ReadonlyArray<Table>> => {
  const { own, quick, progress } = setting;
  const counts = quick ? [1, 10] : [1, 1_000, 1_000_000];
  const args = { window: WINDOW, milliseconds: quick ? 50 : 3_000 };
  const entrants = counts.map((runs) => ({
    name: `a host of ${formatted(runs)} ${runs === 1 ? 'run' : 'runs'}`,
    run: () => measure(own, { ...args, runs }, ['plain']),
  }));
  const samples = await takeTurns(entrants, quick ? 1 : 3, progress);
  const tableOf = (
    title: string,
    unit: Table['unit'],
    pick: (figures: Figures) => number,
    from = 0,
  ): Table => {
    const picked = samples.map((round) => round.slice(from).map(pick));
    return {
      title,
      unit,
      rows: entrants.slice(from).map(({ name }, i) => summarize(name, picked, i)),
    };
  };
  return [
    tableOf('A pipelined request among many runs', 'ns', ({ nanoseconds }) => nanoseconds[0] ?? 0),
    {
      ...tableOf('Bytes of one run in a host', 'bytes', ({ bytes }) => bytes, counts.length - 1),
      note: 'Beside the host itself, in the memory of the whole process.',
    },
  ];
};

export const host: Benchmark = {
  name: 'host',
  summary: 'requests to a run host in a worker, against a bare worker; among 1 to 10^6 runs',
  run: async (setting) => {
    const pipelined = await requests(
      setting,
      `A request, ${formatted(WINDOW)} at once to ${formatted(1000)} runs`,
      WINDOW,
    );
    const single = {
      ...(await requests(setting, 'A request, one at a time', 1)),
      note: 'Both threads on one core; with two, it is chance whether the system wakes one that sleeps.',
    };
    return {
      tables: [pipelined, single, ...(await growth(setting))],
      targets: [
        atMost('host request, pipelined, vs a bare worker', 1.5, rowOf(pipelined, PLAIN).ratio),
        atMost('the same, supervised', 2, rowOf(pipelined, SUPERVISED).ratio),
        atMost('host request, one at a time, vs a bare worker', 1.6, rowOf(single, PLAIN).ratio),
        atMost('one at a time, supervised', 2, rowOf(single, SUPERVISED).ratio),
      ],
    };
  },
};
