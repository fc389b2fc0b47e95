/** Making a run, and its life with its construction, against every peer. */
import type { Benchmark, Table } from './benchmark.js';
import { atLeast, atMost, rowOf } from './benchmark.js';
import { ours, peer, race } from './load.js';

export const LITERAL = 'literal frozen by hand';
export const FROZEN = 'Either reducer by hand, frozen runs';
export const UNFROZEN = 'Either reducer by hand, unfrozen runs';
export const DECIDE = 'decide';
/** As `NAMED` is written; `DECIDE` is a loop. */
const LINES = 'decide, a line each';
export const NAMED = 'transitionTo, startAttempt, finishAttempt';
export const ALL = 'decideAll';
const MAKERS = [
  'newScheduledWithId',
  'newReadyWithId',
  'recordStateChangeAt',
  'restoreAttemptStateForBootstrap',
];
const PEERS = [
  FROZEN,
  UNFROZEN,
  '@xstate/store',
  'robot3',
  'javascript-state-machine',
  'XState actor',
  'XState transition',
];

/** The larger ratio of a contender by `import` and by `require`. */
const ratioOf = ({ rows }: Table, contender: string): number =>
  Math.max(
    ...rows
      .filter(({ name }) => name === contender || name === `${contender}, by require`)
      .map(({ ratio }) => ratio),
  );

export const life: Benchmark = {
  name: 'life',
  summary: 'making a run, and its life, against every peer',
  run: async (setting) => {
    const makers: Table = {
      title: 'Making a run',
      unit: 'ns',
      rows: await race(
        'life',
        [peer(setting, LITERAL), ...MAKERS.flatMap((name) => ours(setting, name))],
        setting,
      ),
    };
    const lives: Table = {
      title: 'The life of one run, seven operations',
      unit: 'ns',
      chart: true,
      note: 'Its construction and six events. Any code can change the runs of the unfrozen reducer, and those of most peers.',
      rows: await race(
        'life',
        [
          ...[DECIDE, LINES, NAMED, ALL].flatMap((name) => ours(setting, name)),
          ...PEERS.map((name) => peer(setting, name)),
        ],
        setting,
      ),
    };
    const slowest = Math.max(...MAKERS.map((name) => ratioOf(makers, name)));
    const versus = (contender: string, other: string): number =>
      ratioOf(lives, contender) / rowOf(lives, other).ratio;
    const times = (name: string): number => 1 / versus(ALL, name);
    return {
      tables: [makers, lives],
      targets: [
        atMost('making a run, the slowest maker, vs the literal frozen by hand', 1.5, slowest),
        atMost('life by decide vs the Either reducer, both freezing', 1.1, versus(DECIDE, FROZEN)),
        atMost(
          'life by decide vs the Either reducer that does not freeze',
          2.2,
          versus(DECIDE, UNFROZEN),
        ),
        atMost(
          'life by transitionTo, startAttempt, finishAttempt vs decide, a line each',
          1.1,
          ratioOf(lives, NAMED) / ratioOf(lives, LINES),
        ),
        atMost(
          'life by decideAll vs the Either reducer that does not freeze',
          1.25,
          versus(ALL, UNFROZEN),
        ),
        {
          ...atLeast('life by decideAll vs an XState actor', 100, times('XState actor')),
          headline: true,
        },
        atLeast('life by decideAll vs XState transition', 300, times('XState transition')),
        atLeast('life by decideAll vs robot3', 20, times('robot3')),
      ],
    };
  },
};
