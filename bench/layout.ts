/** Laying out a statechart of a hundred states: loading elkjs, the first layout in a process, the next one, painting. */
import type { Benchmark, Table } from './benchmark.js';
import { projectsOf, rowName } from './benchmark.js';
import { runNode } from './load.js';
import { summarize, takeTurns } from './measure.js';

const LIMIT_MS = 500;

/** A group has nine states, and is one itself. */
const GROUPS = 10;

const parts = ['load', 'first', 'next', 'paint'] as const;
type Times = Readonly<Record<(typeof parts)[number], number>>;

const NAMES: Readonly<Record<(typeof parts)[number], string>> = {
  load: 'loading elkjs',
  first: 'the first layout in a process',
  next: 'the next layout',
  paint: 'painting it',
};

export const layout: Benchmark = {
  name: 'layout',
  summary: `laying out a statechart of ${String(GROUPS * 10)} states`,
  run: async (setting) => {
    const { quick, progress } = setting;
    const found: Array<Readonly<Record<string, number>>> = [];
    const entrants = projectsOf(setting).map((project) => ({
      name: rowName('layout', project),
      run: async () => {
        const groups = String(quick ? 1 : GROUPS);
        const { output } = await runNode([project.script('layout'), groups], project.folder);
        const times = JSON.parse(output) as Times;
        found.push(times);
        return times.first;
      },
    }));
    await takeTurns(entrants, quick ? 1 : 7, progress);
    const samples = found.map((times) => parts.map((part) => times[part] ?? Number.NaN));
    const table: Table = {
      title: 'Laying out 100 states, of which 90 are within others',
      unit: 'ms',
      rows: parts.map((part, i) => summarize(NAMES[part], samples, i)),
      note: 'The first layout in a process is slower, because Node has not yet compiled elkjs for it.',
    };
    const { median } = table.rows[1] ?? { median: Number.NaN };
    return {
      tables: [table],
      targets: [
        {
          measure: `laying out ${String(GROUPS * 10)} states, once elkjs is loaded`,
          wanted: `at most ${String(LIMIT_MS)} ms`,
          measured: `${median.toFixed(0)} ms`,
          met: median <= LIMIT_MS,
        },
      ],
    };
  },
};
