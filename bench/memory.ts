/** The memory of a live run, against an XState actor. */
import type { Benchmark, Table } from './benchmark.js';
import { atLeast, projectsOf, rowName, rowOf } from './benchmark.js';
import { runNode } from './load.js';
import { summarize, takeTurns } from './measure.js';

const KINDS = [
  ['run in Running with an active attempt', 'running', 1_000_000],
  ['run in Scheduled', 'waiting', 1_000_000],
  ['the same run as JSON.parse gives it', 'parsed', 1_000_000],
  ['XState actor of the same run', 'actors', 100_000],
] as const;

export const memory: Benchmark = {
  name: 'memory',
  summary: 'the memory of a live run in a Map of a million, against an XState actor',
  run: async (setting) => {
    const { own, quick, progress } = setting;
    const entrants = KINDS.flatMap(([name, kind, count]) =>
      (kind === 'running' || kind === 'waiting' ? projectsOf(setting) : [own]).map((project) => ({
        name: rowName(name, project),
        run: async () => {
          const { output } = await runNode([
            '--expose-gc',
            '--max-old-space-size=8192',
            project.script('memory'),
            kind,
            String(quick ? 2_000 : count),
          ]);
          return Number(output);
        },
      })),
    );
    const samples = await takeTurns(entrants, quick ? 1 : 3, progress);
    const table: Table = {
      title: 'Bytes for one in a Map of 1,000,000',
      unit: 'bytes',
      chart: true,
      note:
        'With its entry in the map and text of its own for all of its ids, two or, with an attempt, three. The actors are in a Map of ' +
        '100,000.',
      rows: entrants.map(({ name }, i) => summarize(name, samples, i)),
    };
    const bytes = table.rows[0]?.median ?? Number.NaN;
    return {
      tables: [table],
      targets: [
        {
          measure: 'bytes per live run, of the largest kind, in a Map of 1,000,000',
          wanted: 'at most 450',
          measured: String(Math.round(bytes)),
          met: bytes <= 450,
          headline: true,
        },
        atLeast(
          'the same vs an XState actor',
          8,
          rowOf(table, 'XState actor of the same run').ratio,
          'smaller',
        ),
      ],
    };
  },
};
