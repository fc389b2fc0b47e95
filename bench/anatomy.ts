/** The cost of the parts of `decide`, and whether it is the same in the sources as in the tarball. */
import type { Benchmark, Table } from './benchmark.js';
import { ALL, DECIDE, NAMED } from './life.js';
import { ours, peer, race } from './load.js';

const PARTS = [
  'decide',
  'the loop alone',
  'a fresh record',
  'a fresh record, frozen',
  'check that a run is frozen',
  'a fresh record, frozen, in an Either',
  'find the edge',
  'evaluate its guards',
  'follow it: updates, fresh record, frozen',
];

export const anatomy: Benchmark = {
  name: 'anatomy',
  summary: 'the parts of a step, and the life of a run, from the sources',
  run: async (setting) => {
    const parts: Table = {
      title: 'The parts of six steps, from the sources',
      unit: 'ns',
      note: 'Each part runs in its own loop, whose cost is in every row, so the parts add up to more than the whole.',
      rows: await race(
        'anatomy',
        PARTS.map((name) => peer(setting, name)),
        setting,
      ),
    };
    const ways: Table = {
      title: 'The life of one run, from the tarball and from the sources, bundled with the script',
      unit: 'ns',
      rows: await race(
        'life',
        [DECIDE, NAMED, ALL, 'newScheduledWithId'].flatMap((name) =>
          ours(setting, name, ['import', 'sources']),
        ),
        setting,
      ),
    };
    return { tables: [parts, ways], targets: [] };
  },
};
