/** The life of one run: promote, lease, start, attempt.start, attempt.finish, complete. */
import type { Benchmark, Setting, Table } from './benchmark.js';
import { atLeast, atMost, rowOf } from './benchmark.js';
import type { Contenders } from './load.js';
import { load } from './load.js';
import type { Pace, Timing } from './measure.js';
import { interleave } from './measure.js';
import type { Life } from './peers/lives.js';
import type { reducer } from './peers/reducer.js';
import { lifeEvents, sampleRun } from './sample.js';

/** The pace of a setting. */
export const paceOf = ({ quick, progress }: Setting): Pace => ({
  ...(quick ? { rounds: 3, batchMs: 2 } : {}),
  onRound: (round, rounds) => {
    progress(`round ${round + 1} of ${rounds}`);
  },
});

interface PeerModule {
  readonly lives: (life: Life) => Contenders;
}

interface ReducerModule {
  readonly lives: (name: string, seal: Parameters<typeof reducer>[0], life: Life) => Contenders;
}

const FROZEN = 'Either reducer by hand, frozen runs';
const PLAIN = 'Either reducer by hand, unfrozen runs';

const peers = async (life: Life): Promise<Contenders> => {
  const of = async (peer: string): Promise<Contenders> =>
    (await load<PeerModule>(peer)).lives(life);
  const frozen = await load<ReducerModule>('reducer', 'frozen');
  const plain = await load<ReducerModule>('reducer', 'plain');
  return [
    ...(await of('runchart')),
    ...frozen.lives(FROZEN, Object.freeze, life),
    ...plain.lives(PLAIN, (run) => run, life),
    ...(await of('store')),
    ...(await of('robot3')),
    ...(await of('javascript-state-machine')),
    ...(await of('xstate')),
  ];
};

const table = (rows: ReadonlyArray<Timing>): Table => ({
  title: 'The life of one run, six steps',
  unit: 'ns',
  rows,
  chart: true,
  note:
    'Where a peer keeps its state in an object, that object is made before the clock runs, unless the row says otherwise. ' +
    'The unfrozen reducer guarantees less: any code can change its runs.',
});

export const life: Benchmark = {
  name: 'life',
  summary: 'the life of one run, against every peer',
  run: async (setting) => {
    const figures = table(
      interleave(await peers({ run: sampleRun(), events: lifeEvents() }), paceOf(setting)),
    );
    const slower = (name: string): number => rowOf(figures, name).ratio;
    return {
      tables: [figures],
      targets: [
        atMost('life of a run vs the Either reducer, both freezing', 1.25, 1 / slower(FROZEN)),
        atMost('life of a run vs the Either reducer that does not freeze', 1.25, 1 / slower(PLAIN)),
        {
          ...atLeast('life of a run vs XState actor send', 100, slower('XState actor: send')),
          headline: true,
        },
        atLeast('life of a run vs XState transition', 300, slower('XState transition')),
        atLeast('life of a run vs robot3', 20, slower('robot3: send')),
      ],
    };
  },
};
