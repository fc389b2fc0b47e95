/** What a user's program takes: the packed tarball in `node_modules`, a plain script and a process for each contender. */
import type { Benchmark, Setting, Table } from './benchmark.js';
import { atMost, projectsOf, rowName, rowOf } from './benchmark.js';
import { runNode } from './load.js';
import { summarize } from './measure.js';
import type { Project } from './project.js';

type How = 'import' | 'require';

/** A row: the name of a contender of `children/user`, how it loads the library, and from which project. */
interface Entry {
  readonly name: string;
  readonly contender: string;
  readonly how: How;
  readonly project: Project;
}

const LITERAL = 'literal frozen by hand';
const FROZEN = 'life: Either reducer by hand, frozen runs';
const UNFROZEN = 'life: Either reducer by hand, unfrozen runs';
const DECIDE = 'life: decide';
const NAMED = 'life: transitionTo, startAttempt, finishAttempt';
const ALL = 'life: decideAll';
const MAKERS = [
  'newScheduledWithId',
  'newReadyWithId',
  'recordStateChangeAt',
  'restoreAttemptStateForBootstrap',
];

const measure = async (
  entries: ReadonlyArray<Entry>,
  title: string,
  { quick, progress }: Setting,
): Promise<Table> => {
  const scripts = new Map(entries.map(({ project }) => [project, project.script('user')]));
  const rounds = quick ? 1 : 9;
  const samples: Array<ReadonlyArray<number>> = [];
  for (let round = 0; round < rounds; round += 1) {
    const sample: Array<number> = [];
    for (const { name, contender, how, project } of entries) {
      progress(`${title}, round ${round + 1} of ${rounds}: ${name}`);
      const script = scripts.get(project) ?? '';
      const { output } = await runNode([script, contender, how, quick ? '5' : '600']);
      sample.push(Number(output));
    }
    samples.push(sample);
  }
  return {
    title,
    unit: 'ns',
    rows: entries.map(({ name }, i) => summarize(name, samples, i)),
    note: 'From the packed tarball, each in processes of its own.',
  };
};

export const user: Benchmark = {
  name: 'user',
  summary: 'making and driving a run from the packed tarball, in a plain script',
  run: async (setting) => {
    const byHand = (contender: string): Entry => ({
      ...{ name: contender, contender },
      ...{ how: 'import', project: setting.own },
    });
    const ours = (contender: string): ReadonlyArray<Entry> =>
      projectsOf(setting).flatMap((project): ReadonlyArray<Entry> => [
        { name: rowName(contender, project), contender, how: 'import', project },
        {
          ...{ name: rowName(`${contender}, by require`, project), contender },
          ...{ how: 'require', project },
        },
      ]);
    const makers = await measure(
      [byHand(LITERAL), ...MAKERS.flatMap(ours)],
      'Making a run',
      setting,
    );
    const lives = await measure(
      [...ours(DECIDE), byHand(FROZEN), byHand(UNFROZEN), ...ours(NAMED), ...ours(ALL)],
      'The life of one run with its construction, seven operations',
      setting,
    );
    const slowest = Math.max(...MAKERS.map((name) => rowOf(makers, name).ratio));
    const [frozen, unfrozen, named, all] = [FROZEN, UNFROZEN, NAMED, ALL].map(
      (name) => rowOf(lives, name).ratio,
    ) as [number, number, number, number];
    return {
      tables: [makers, lives],
      targets: [
        atMost('making a run, the slowest maker, vs the literal frozen by hand', 1.5, slowest),
        atMost('life with construction vs the Either reducer, both freezing', 1.1, 1 / frozen),
        atMost(
          'life with construction vs the Either reducer that does not freeze',
          2.2,
          1 / unfrozen,
        ),
        atMost('life by transitionTo, startAttempt, finishAttempt vs decide', 1.1, named),
        atMost(
          'life by decideAll vs the Either reducer that does not freeze',
          1.25,
          all / unfrozen,
        ),
      ],
    };
  },
};
