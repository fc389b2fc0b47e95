/** The memory of a live run, against an XState actor. */
import type { Benchmark, Table } from './benchmark.js';
import { atLeast } from './benchmark.js';
import { childScript, runNode } from './load.js';
import { summarize } from './measure.js';

const KINDS = [
  ['run in Running with an active attempt', 'running', 1_000_000],
  ['run in Scheduled', 'waiting', 1_000_000],
  ['the same run as JSON.parse gives it', 'parsed', 1_000_000],
  ['XState actor of the same run', 'actors', 100_000],
] as const;

export const memory: Benchmark = {
  name: 'memory',
  summary: 'the memory of a live run in a Map of a million, against an XState actor',
  run: async ({ quick, progress }) => {
    const rounds = quick ? 1 : 3;
    const samples: Array<ReadonlyArray<number>> = [];
    for (let round = 0; round < rounds; round += 1) {
      const sample: Array<number> = [];
      for (const [name, kind, count] of KINDS) {
        progress(`round ${round + 1} of ${rounds}: ${name}`);
        const { output } = await runNode([
          '--expose-gc',
          '--max-old-space-size=8192',
          childScript('memory'),
          kind,
          String(quick ? 2_000 : count),
        ]);
        sample.push(Number(output));
      }
      samples.push(sample);
    }
    const table: Table = {
      title: 'Bytes for one in a Map of 1,000,000',
      unit: 'bytes',
      chart: true,
      note:
        'With its entry in the map and text of its own for all of its ids, two or, with an attempt, three. The actors are in a Map of ' +
        '100,000.',
      rows: KINDS.map(([name], i) => summarize(name, samples, i)),
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
        atLeast('the same vs an XState actor', 8, table.rows[3]?.ratio ?? Number.NaN, 'smaller'),
      ],
    };
  },
};
