/** A refused step against an accepted one. */
import type { Benchmark, Table } from './benchmark.js';
import { atMost } from './benchmark.js';
import { ours, race } from './load.js';

const CONTENDERS = [
  'accepted',
  'refused: the state does not declare the event',
  'refused: an attempt is active',
  'refused: the attempt is not the active one',
];

export const refusal: Benchmark = {
  name: 'refusal',
  summary: 'a refused step against an accepted one',
  run: async (setting) => {
    const table: Table = {
      title: 'Six steps, refused or accepted',
      unit: 'ns',
      rows: await race(
        'refusal',
        CONTENDERS.flatMap((name) => ours(setting, name, ['import'])),
        setting,
      ),
    };
    return {
      tables: [table],
      targets: table.rows
        .filter(({ name }) => CONTENDERS.slice(1).includes(name))
        .map(({ name, ratio }) =>
          atMost(name.replace('refused', 'refused step vs accepted'), 1, ratio),
        ),
    };
  },
};
