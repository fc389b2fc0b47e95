/** The time that an import adds to the start of Node. */
import type { Benchmark, Table } from './benchmark.js';
import { runNode } from './load.js';
import { summarize } from './measure.js';

const IMPORTS = [
  ['bare node', ''],
  ['runchart', "import 'runchart'"],
  ['runchart and runchart/machine', "import 'runchart'; import 'runchart/machine'"],
  ['xstate alone', "import 'xstate'"],
  ['io-ts alone', "import 'io-ts'"],
] as const;

export const startup: Benchmark = {
  name: 'startup',
  summary: 'importing the core in Node, over bare node',
  run: async ({ own, quick, progress }) => {
    const rounds = quick ? 2 : 25;
    const samples: Array<ReadonlyArray<number>> = [];
    for (let round = 0; round < rounds; round += 1) {
      progress(`round ${round + 1} of ${rounds}`);
      const sample: Array<number> = [];
      for (const [, code] of IMPORTS) {
        const { ms } = await runNode(['--input-type=module', '--eval', code], own.folder);
        sample.push(ms);
      }
      samples.push(sample);
    }
    const whole: Table = {
      title: 'Starting Node with an import, whole processes',
      unit: 'ms',
      rows: IMPORTS.map(([name], i) => summarize(name, samples, i)),
    };
    const over = samples.map((round) => round.slice(1).map((ms) => ms - (round[0] ?? Number.NaN)));
    const table: Table = {
      title: 'What an import costs over bare node',
      unit: 'ms',
      rows: IMPORTS.slice(1).map(([name], i) => summarize(name, over, i)),
      note: 'The difference to bare node, round by round.',
    };
    const [ours, , xstate] = table.rows.map(({ median }) => median);
    return {
      tables: [whole, table],
      targets: [
        {
          measure: 'importing the core in Node, over bare node',
          wanted: 'at most 35 ms, or less than xstate alone',
          measured: `${(ours ?? Number.NaN).toFixed(1)} ms (xstate: ${(xstate ?? Number.NaN).toFixed(1)} ms)`,
          met: (ours ?? Number.NaN) <= 35 || (ours ?? Number.NaN) < (xstate ?? Number.NaN),
        },
      ],
    };
  },
};
