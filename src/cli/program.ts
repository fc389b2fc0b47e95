/**
 * The command line: the list of commands, and what they have in common. The rest of each command is in a file of its own, which is
 * loaded only if the command line names it.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Help } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { printableLines } from '../codec/printable.js';
import { isRecord } from '../codec/untrusted.js';
import type { DefineCommand, Setting } from './commands/define.js';
import type { ExitCode } from './exit.js';
import { DONE, exitCodesHelp, UNUSABLE } from './exit.js';
import { help } from './help.js';
import { withLimitFlags } from './limitFlags.js';
import type { Outputs } from './output.js';

/** A command in the list of commands. */
interface Entry {
  readonly name: string;
  /** What follows the name, as commander would write it if the command were loaded. */
  readonly synopsis: string;
  readonly description: string;
  readonly load: () => Promise<DefineCommand>;
}

const entries: ReadonlyArray<Entry> = [
  {
    name: 'scenario',
    synopsis: '',
    description: 'run sequences of ops, each on a new run',
    load: async () => (await import('./commands/scenario.js')).defineScenario,
  },
  {
    name: 'replay',
    synopsis: '[options] <FILE...>',
    description: 'replay journals and summarize the result',
    load: async () => (await import('./commands/replay.js')).defineReplay,
  },
  {
    name: 'import',
    synopsis: '[options] <FILE...>',
    description: 'turn histories of other engines into a journal',
    load: async () => (await import('./commands/import.js')).defineImport,
  },
  {
    name: 'explain',
    synopsis: '[options] <FILE...>',
    description: 'show the story of one run, and for each refused op what would have been legal',
    load: async () => (await import('./commands/explain.js')).defineExplain,
  },
  {
    name: 'actions',
    synopsis: '[options] [FILE]',
    description: 'show which events one run accepts, and why it refuses the others',
    load: async () => (await import('./commands/actions.js')).defineActions,
  },
  {
    name: 'diagram',
    synopsis: '[options] [FILE#NAME]',
    description: 'draw a machine or the lifecycle, or export it for other tools',
    load: async () => (await import('./commands/diagram.js')).defineDiagram,
  },
  {
    name: 'generate',
    synopsis: '[options]',
    description: 'generate a test suite from the chart',
    load: async () => (await import('./commands/generate.js')).defineGenerate,
  },
  {
    name: 'verify',
    synopsis: '[options] [COMMAND...]',
    description: 'test that a program implements the lifecycle, and show where it does not',
    load: async () => (await import('./commands/verify.js')).defineVerify,
  },
  {
    name: 'validate-trace',
    synopsis: '[options] <FILE...>',
    description: 'validate traces of a model checker against the lifecycle',
    load: async () => (await import('./commands/validateTrace.js')).defineValidateTrace,
  },
  {
    name: 'score',
    synopsis: '[options]',
    description: 'plant faults in the engine, and count how many each criterion finds',
    load: async () => (await import('./commands/score.js')).defineScore,
  },
  {
    name: 'store',
    synopsis: '',
    description: 'make, fill, watch over and work off a store of runs',
    load: async () => (await import('./commands/store.js')).defineStore,
  },
  {
    name: 'inspect',
    synopsis: '[options] [FILE...]',
    description: 'show runs, and the actors of any app, on a local page',
    load: async () => (await import('./commands/inspect.js')).defineInspect,
  },
];

const synopses: ReadonlyMap<string, string> = new Map(
  entries.map(({ name, synopsis }) => [name, `${name} ${synopsis}`.trimEnd()]),
);

/** A command in the list of commands, with what follows its name. */
const termOf = (command: Command): string =>
  synopses.get(command.name()) ?? new Help().subcommandTerm(command);

const manifest = (): unknown =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The version in package.json. Its relative path is the same from the sources and from the built command. */
const version = (): string => {
  const read = E.tryCatch(manifest, E.toError);
  return E.isRight(read) && isRecord(read.right) && typeof read.right['version'] === 'string'
    ? read.right['version']
    : 'of unknown version: its package.json is missing';
};

/** Makes the commander program. It writes to `outputs`, and throws instead of exiting: see {@link runProgram}. */
const makeProgram = (outputs: Outputs): Command =>
  withLimitFlags(new Command('runchart'))
    .description(
      'The lifecycle of task runs: replay a journal, explain a run, list its legal actions, verify an implementation.',
    )
    .version(version(), '-V, --version', 'print the version')
    .option(
      '--no-color',
      'print without colours, like NO_COLOR=1; they are used only on a terminal',
    )
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(see --help)')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf })
    .configureOutput({
      writeOut: (text) => void outputs.out.write(text),
      writeErr: (text) => void outputs.err.write(text),
      // The message quotes the command line.
      outputError: (text, write) => {
        write(printableLines(text));
      },
    })
    .exitOverride()
    .addHelpText(
      'after',
      help(
        `Examples:
  runchart replay journal.ndjson
  runchart explain journal.ndjson 659b`,
        exitCodesHelp(
          'the result is negative, or not all of the input could be read',
          'the command could not run',
        ),
      ),
    );

/** Runs a command line, and returns its exit code. */
export const runProgram = async (
  args: ReadonlyArray<string>,
  outputs: Outputs,
): Promise<ExitCode> => {
  let code: ExitCode = DONE;
  const program = makeProgram(outputs);
  const setting: Setting = {
    outputs,
    version,
    done: (result) => {
      code = result;
    },
  };
  for (const { name, description, load } of entries) {
    const command = program.command(name).description(description);
    // A command that is not named can neither run nor show its help.
    if (args.includes(name)) (await load())(command, setting);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Requested help or version is a success; help shown because the command is missing is not.
    return error.exitCode === 0 ? DONE : UNUSABLE;
  }
};
