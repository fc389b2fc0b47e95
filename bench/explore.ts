/** Exploring a machine, against XState's `getAdjacencyMap`, which finds states and their successors and nothing else. */
import type { Benchmark, Table } from './benchmark.js';
import { atLeast } from './benchmark.js';
import { ours, peer, race } from './load.js';

/** The machines, with how much faster than `getAdjacencyMap` they are to be explored. */
const MACHINES = [
  ['a flat table', 10],
  ['a flat machine with guards', 10],
  ['a nested machine', 1],
] as const;

export const explore: Benchmark = {
  name: 'explore',
  summary: "exploring machines, against XState's getAdjacencyMap",
  run: async (setting) => {
    const tables: Array<Table> = [];
    for (const [machine] of MACHINES)
      tables.push({
        title: `Exploring ${machine}`,
        unit: 'ns',
        rows: await race(
          'explore',
          [
            ...ours(setting, `explore, ${machine}`, ['import']),
            peer(setting, `getAdjacencyMap, ${machine}`),
          ],
          setting,
        ),
        note: 'The same machine, events and states; explore also finds refusals, guards and coverage.',
      });
    return {
      tables,
      targets: MACHINES.map(([machine, bound], i) =>
        atLeast(
          `explore vs getAdjacencyMap, ${machine}`,
          bound,
          tables[i]?.rows.at(-1)?.ratio ?? Number.NaN,
        ),
      ),
    };
  },
};
