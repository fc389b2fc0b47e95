/** The time that an import of the library, or a command, adds to the start of Node. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Benchmark, Setting, Table, Target } from './benchmark.js';
import { projectsOf, rowName, rowOf } from './benchmark.js';
import { runNode } from './load.js';
import { summarize, takeTurns } from './measure.js';
import type { Project } from './project.js';

/** A row: what Node is started with, in the folder of a project. */
interface Start {
  readonly name: string;
  readonly argsIn: (project: Project) => ReadonlyArray<string>;
}

const importOf = (code: string): ReadonlyArray<string> => ['--input-type=module', '--eval', code];

const XSTATE = 'xstate alone';
const PEERS: ReadonlyArray<Start> = [
  { name: XSTATE, argsIn: () => importOf("import 'xstate'") },
  { name: `${XSTATE}, by require`, argsIn: () => ['--eval', "require('xstate')"] },
  { name: 'io-ts alone', argsIn: () => importOf("import 'io-ts'") },
];

const CORE = 'runchart';
const IMPORTS: ReadonlyArray<Start> = [
  { name: CORE, argsIn: () => importOf("import 'runchart'") },
  { name: `${CORE}, by require`, argsIn: () => ['--eval', "require('runchart')"] },
  {
    name: 'runchart and runchart/machine',
    argsIn: () => importOf("import 'runchart'; import 'runchart/machine'"),
  },
];

const JOURNAL = 'small.ndjson';
const RUN = 'run.json';

/** Writes the inputs of the commands: twenty lines of a journal, and a run. */
const writeInputs = ({ folder }: Project): void => {
  const lines = readFileSync('examples/journal.ndjson', 'utf8').split('\n').slice(0, 20);
  writeFileSync(path.join(folder, JOURNAL), `${lines.join('\n')}\n`);
  const id = (digit: number): string => `00000000-0000-4000-8000-00000000000${String(digit)}`;
  const times = { created_at: 7, scheduled_at: 7, last_state_change_at: 7 };
  writeFileSync(
    path.join(folder, RUN),
    JSON.stringify({
      ...{ id: id(1), task_id: id(2), state: 'Ready', current_attempt_id: null },
      ...{ attempt_count: 0, effective_priority: 0, ...times },
    }),
  );
};

const COMMANDS: ReadonlyArray<Start> = [
  ['--help'],
  ['--version'],
  ['diagram'],
  ['actions', RUN],
  ['replay', JOURNAL],
].map((words) => ({
  name: words.join(' '),
  argsIn: ({ command }) => [command, ...words],
}));

/** Measures starts, and what each takes beyond bare node, round by round. */
const tablesOf = async (
  title: string,
  starts: ReadonlyArray<Start>,
  peers: ReadonlyArray<Start>,
  setting: Setting,
): Promise<{ readonly whole: Table; readonly over: Table }> => {
  const { own, quick, progress } = setting;
  const rows = [
    { name: 'bare node', args: importOf(''), project: own },
    ...starts.flatMap(({ name, argsIn }) =>
      projectsOf(setting).map((project) => ({
        name: rowName(name, project),
        args: argsIn(project),
        project,
      })),
    ),
    ...peers.map(({ name, argsIn }) => ({ name, args: argsIn(own), project: own })),
  ];
  const samples = await takeTurns(
    rows.map(({ name, args, project }) => ({
      name,
      run: async () => (await runNode(args, project.folder)).ms,
    })),
    quick ? 2 : 25,
    progress,
  );
  const over = samples.map((round) => round.slice(1).map((ms) => ms - (round[0] ?? Number.NaN)));
  return {
    whole: {
      title: `${title}, whole processes`,
      unit: 'ms',
      rows: rows.map(({ name }, i) => summarize(name, samples, i)),
    },
    over: {
      title: `${title}, beyond bare node`,
      unit: 'ms',
      rows: rows.slice(1).map(({ name }, i) => summarize(name, over, i)),
      note: 'The difference to bare node, round by round.',
    },
  };
};

const atMostMs = (measure: string, table: Table, name: string, bound: number): Target => {
  const { median } = rowOf(table, name);
  return {
    measure,
    wanted: `at most ${String(bound)} ms`,
    measured: `${median.toFixed(1)} ms`,
    met: median <= bound,
  };
};

export const startup: Benchmark = {
  name: 'startup',
  summary: 'importing the core in Node and short commands, over bare node',
  run: async (setting) => {
    projectsOf(setting).forEach(writeInputs);
    const imports = await tablesOf('Starting Node with an import', IMPORTS, PEERS, setting);
    const commands = await tablesOf('Starting the command', COMMANDS, [], setting);
    const [ours, xstate] = [CORE, XSTATE].map((name) => rowOf(imports.over, name).median) as [
      number,
      number,
    ];
    return {
      tables: [imports.whole, imports.over, commands.whole, commands.over],
      targets: [
        {
          measure: 'importing the core in Node, over bare node',
          wanted: 'at most 16 ms, and no more than xstate alone',
          measured: `${ours.toFixed(1)} ms (xstate: ${xstate.toFixed(1)} ms)`,
          met: ours <= 16 && ours <= xstate,
        },
        ...COMMANDS.map(({ name }) =>
          atMostMs(`runchart ${name}, over bare node`, commands.over, name, 35),
        ),
      ],
    };
  },
};
