/** `runchart score`, which plants thousands of faults in the engine and runs the suites against each. */
import type { Benchmark, Table } from './benchmark.js';
import { projectsOf, rowName } from './benchmark.js';
import { runNode } from './load.js';
import { summarize, takeTurns } from './measure.js';

const LIMIT_MS = 5_000;

export const score: Benchmark = {
  name: 'score',
  summary: 'runchart score, the whole command',
  run: async (setting) => {
    const { quick, progress } = setting;
    const entrants = projectsOf(setting).map((project) => ({
      name: rowName('runchart score', project),
      run: async () => {
        const criteria = quick ? ['--criteria', 'tour'] : [];
        return (await runNode([project.command, 'score', ...criteria], project.folder)).ms;
      },
    }));
    const samples = await takeTurns(entrants, quick ? 1 : 5, progress);
    const table: Table = {
      title: 'Scoring the suites',
      unit: 'ms',
      rows: entrants.map(({ name }, i) => summarize(name, samples, i)),
      note: 'Whole processes, from start to end.',
    };
    const ms = table.rows[0]?.median ?? Number.NaN;
    return {
      tables: [table],
      targets: [
        {
          measure: 'runchart score',
          wanted: `at most ${String(LIMIT_MS / 1000)} s`,
          measured: `${(ms / 1000).toFixed(2)} s`,
          met: ms <= LIMIT_MS,
        },
      ],
    };
  },
};
