/** The command line: commands, arguments, flags and help. Each command is implemented in its own file. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { printableLines } from '../codec/printable.js';
import { runStates } from '../run/RunState.js';
import type { ActionsFlags } from './actions.js';
import { showActions } from './actions.js';
import {
  INSPECTOR_PORT,
  integerFrom,
  MAX_JOBS,
  MAX_SEED,
  originOf,
  portOf,
  secondsFrom,
} from './args.js';
import type { DiagramFlags } from './diagram.js';
import { directions, drawDiagram, formats as diagramFormats, themes } from './diagram.js';
import type { ExitCode } from './exit.js';
import { DONE, exitCodesHelp, UNUSABLE } from './exit.js';
import type { ExplainFlags } from './explain.js';
import { explainRun } from './explain.js';
import type { GenerateFlags } from './generate.js';
import { formats, generateSuite } from './generate.js';
import {
  ACTIONS_HELP,
  DIAGRAM_HELP,
  EXPLAIN_HELP,
  GENERATE_HELP,
  help,
  INSPECT_HELP,
  REPLAY_HELP,
  SCENARIO_HELP,
  SCORE_HELP,
  TRACE_HELP,
  VERIFY_HELP,
} from './help.js';
import { STDIN } from './input.js';
import type { InspectFlags } from './inspect.js';
import { withFormatFlags } from './journalFormat.js';
import type { Outputs } from './output.js';
import type { ReplayFlags } from './replay.js';
import { replayFiles } from './replay.js';
import { runScenarios } from './scenario.js';
import type { ScoreFlags } from './score.js';
import { ALL } from './suite.js';
import type { TraceFlags } from './trace.js';
import type { VerifyFlags } from './verify.js';

/** The version in package.json. Its relative path is the same from the sources and from the built command. */
const version = (): string =>
  pipe(
    E.tryCatch(
      (): unknown =>
        JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
      E.toError,
    ),
    E.chainW((manifest) => t.type({ version: t.string }).decode(manifest)),
    E.match(
      () => 'of unknown version: its package.json is missing',
      (manifest) => manifest.version,
    ),
  );

/** Makes the commander program. It writes to `outputs`, and throws instead of exiting: see {@link runProgram}. */
const makeProgram = (outputs: Outputs, done: (code: ExitCode) => void): Command => {
  const program = new Command('runchart')
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
    .configureHelp({ showGlobalOptions: true })
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

  const scenario = program
    .command('scenario')
    .description('run sequences of ops, each on a new run');
  scenario
    .command('run')
    .description('run scenarios and print the outcome of each step, NDJSON in and out')
    .argument('[FILE]', 'scenarios, one on each line; - is standard input', STDIN)
    .addHelpText('after', SCENARIO_HELP)
    .action(async (file: string) => {
      done(await runScenarios(file, outputs));
    });

  withFormatFlags(
    program
      .command('replay')
      .description('replay journals and summarize the result')
      .argument('<FILE...>', 'journals, replayed as one; - is standard input')
      .option('--json', 'print the summary as JSON')
      .option('--runs <OUT>', 'write the final runs, NDJSON')
      .option('--refusals <OUT>', 'write the refused lines, NDJSON')
      .option('--strict', 'exit 1 if a line was refused or malformed, or began a run again')
      .option('--merge', 'read the lines of several journals in the order of their at')
      .option('--from-runs <FILE>', 'begin with these runs, as --runs wrote them'),
  )
    .addHelpText('after', REPLAY_HELP)
    .action(async (files: ReadonlyArray<string>, flags: ReplayFlags) => {
      done(await replayFiles(files, flags, outputs));
    });

  withFormatFlags(
    program
      .command('explain')
      .description('show the story of one run, and for each refused op what would have been legal')
      .usage('[options] <FILE...> <RUN_ID>')
      .argument('<FILE...>', 'journals, read as one; - is standard input')
      .option('--json', 'print the story as JSON')
      .option('--merge', 'read the lines of several journals in the order of their at')
      .option('--from-runs <FILE>', 'begin with these runs, as replay --runs wrote them'),
  )
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (args: ReadonlyArray<string>, flags: ExplainFlags, command: Command) => {
      const id = args.at(-1);
      if (id === undefined || args.length < 2)
        command.error("error: missing required argument 'RUN_ID'");
      else done(await explainRun(args.slice(0, -1), id, flags, outputs));
    });

  program
    .command('actions')
    .description('show which events one run accepts, and why it refuses the others')
    .argument('[FILE]', 'a run as JSON; - is standard input', STDIN)
    .option('--json', 'print the actions as JSON')
    .addHelpText('after', ACTIONS_HELP)
    .action(async (file: string, flags: ActionsFlags) => {
      done(await showActions(file, flags, outputs));
    });

  program
    .command('diagram')
    .description('draw the lifecycle, or export it for other tools')
    .addOption(
      new Option('--format <FORMAT>', 'what to write').choices(diagramFormats).default('svg'),
    )
    .addOption(new Option('--highlight <STATE>', 'highlight a state').choices(runStates))
    .addOption(new Option('--theme <THEME>', 'colours (default: auto)').choices(themes))
    .addOption(
      new Option('--direction <DIRECTION>', 'direction of the layout (default: down)').choices(
        directions,
      ),
    )
    .option('--out <FILE>', 'write to a file instead of standard output')
    .addHelpText('after', DIAGRAM_HELP)
    .action(async (flags: DiagramFlags) => {
      done(await drawDiagram(flags, outputs));
    });

  program
    .command('generate')
    .description('generate a test suite from the chart')
    .option('--criteria <NAMES>', 'what to cover, separated by commas', ALL)
    .option('--seed <N>', 'the seed of random choices', integerFrom(0, MAX_SEED), 1)
    .addOption(
      new Option('--format <FORM>', 'the format of the suite')
        .choices(formats.map(([name]) => name))
        .default('ndjson'),
    )
    .option('--subject-module <PATH>', 'the module of the subject, for exported source')
    .option('--bigint', 'write the integers of itf as {"#bigint": "7"}')
    .option('--out <FILE>', 'write the suite to a file')
    .option('--coverage', 'print the coverage of the chart')
    .option('--json', 'print JSON')
    .option('--list', 'print the criteria')
    .addHelpText('after', GENERATE_HELP)
    .action(async (flags: GenerateFlags) => {
      done(await generateSuite(flags, outputs));
    });

  program
    .command('verify')
    .description('test that a program implements the lifecycle, and show where it does not')
    .argument('[COMMAND...]', 'the subject and its arguments, after --')
    .option(
      '--subject <COMMAND>',
      'the subject and its arguments as one string, split without a shell',
    )
    .option('--criteria <NAMES>', 'what to cover, separated by commas', ALL)
    .option('--seed <N>', 'the seed of random choices', integerFrom(0, MAX_SEED), 1)
    .option('--scenario <FILE>', 'run the scenarios in a file instead; - is standard input')
    .option('--timeout <SECONDS>', 'the maximum time for an answer', secondsFrom, 5)
    .option('--jobs <N>', 'how many processes run at once', integerFrom(1, MAX_JOBS), 1)
    .option('--bail', 'stop at the first failure')
    .option('--shrink <SECONDS>', 'the maximum time for shrinking failures', secondsFrom, 3)
    .option('--concurrent', 'send two commands at once, instead of the suite')
    .option('--rounds <N>', 'how often two commands are sent at once', integerFrom(1, 10_000), 20)
    .option('--failures <DIR>', 'write minimal scenarios, NDJSON')
    .option('--junit <FILE>', 'write the results as JUnit XML')
    .option('--report <FILE>', 'write a report with the coverage, HTML')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', VERIFY_HELP)
    .action(async (words: ReadonlyArray<string>, flags: VerifyFlags) => {
      // The shrinker is large and only used here.
      const { verifySubject } = await import('./verify.js');
      done(await verifySubject(words, flags, outputs, version()));
    });

  program
    .command('validate-trace')
    .description('validate traces of a model checker against the lifecycle')
    .argument('<FILE...>', 'traces in ITF, as Quint and Apalache write them; - is standard input')
    .option('--variable <NAME>', 'the variable that holds the runs or their states')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', TRACE_HELP)
    .action(async (files: ReadonlyArray<string>, flags: TraceFlags) => {
      const { validateTraces } = await import('./trace.js');
      done(await validateTraces(files, flags, outputs));
    });

  program
    .command('score')
    .description('plant faults in the engine, and count how many each criterion finds')
    .option('--criteria <NAMES>', `what to score, separated by commas; ${ALL} means all together`)
    .option('--seed <N>', 'the seed of random choices', integerFrom(0, MAX_SEED), 1)
    .option('--survivors', 'print the surviving and the equivalent mutants')
    .option('--json', 'print the score as JSON')
    .addHelpText('after', SCORE_HELP)
    .action(async (flags: ScoreFlags) => {
      const { scoreCriteria } = await import('./score.js');
      done(await scoreCriteria(flags, outputs));
    });

  withFormatFlags(
    program
      .command('inspect')
      .description('show runs on a local page, as they change')
      .argument('[JOURNAL...]', 'journals, followed as they grow; - is standard input')
      .option('--port <N>', 'the port to listen on; 0 means any free port', portOf, INSPECTOR_PORT)
      .option(
        '--host <H>',
        'the address to listen on; if not local, the page needs a token',
        '127.0.0.1',
      )
      .option('--no-open', 'do not open the page in a browser')
      .option(
        '--allow-origin <URL>',
        'let pages of another origin feed lines; may be repeated',
        originOf,
        [],
      )
      .option('--json', 'print the address as JSON'),
  )
    .addHelpText('after', INSPECT_HELP)
    .action(async (journals: ReadonlyArray<string>, flags: InspectFlags) => {
      // Loaded on demand, so that the other commands start without the server.
      const { inspect } = await import('./inspect.js');
      done(await inspect(journals, flags, outputs));
    });

  return program;
};

/** Runs a command line, and returns its exit code. */
export const runProgram = async (
  args: ReadonlyArray<string>,
  outputs: Outputs,
): Promise<ExitCode> => {
  let code: ExitCode = DONE;
  const program = makeProgram(outputs, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Requested help or version is a success; help shown because the command is missing is not.
    return error.exitCode === 0 ? DONE : UNUSABLE;
  }
};
