/** The command line: commands, arguments, flags and their help. What they do is in a file each. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { showActions } from './actions.js';
import type { ActionsFlags } from './actions.js';
import { DONE, exitCodesHelp, UNUSABLE } from './exit.js';
import type { ExitCode } from './exit.js';
import { explainRun } from './explain.js';
import type { ExplainFlags } from './explain.js';
import { STDIN } from './input.js';
import type { Outputs } from './output.js';
import { printableLines } from './printable.js';
import { replayFiles } from './replay.js';
import type { ReplayFlags } from './replay.js';
import { runScenarios } from './scenario.js';

/** The version in package.json, which is as far from the sources as from the built command. */
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

const help = (...paragraphs: ReadonlyArray<string>): string => `\n${paragraphs.join('\n\n')}\n`;

const SCENARIO_HELP = help(
  `A line is {"name": ..., "steps": [{"op": ..., ...}]}; its answer is {"name": ..., "outcomes": [...]}, one
{"ok": run} or {"err": {"code": ..., "message": ...}} a step. A line that is no scenario answers
{"err": {"code": "BadScenario", "message": ...}}. The answers come in the order of the lines, as they are made.`,
  `Examples:
  runchart scenario run scenarios.ndjson > answers.ndjson
  echo '{"name":"too early","steps":[{"op":"promote_to_ready"}]}' | runchart scenario run`,
  exitCodesHelp('the input could be read in part only', 'the input could not be read'),
);

const REPLAY_HELP = help(
  `A line of a journal is one op with its run_id, and where they matter its at (unix seconds) and its command_id (a
command that comes again is answered as the first time). Files may be gzipped. Malformed lines are reported as
FILE:LINE: message, the first 20 of them, and the rest goes on.`,
  `--json prints one object:
  files             [{file, lines, error}], error null if the file was read to its end
  lines, accepted, redelivered, malformed
  refused           {total, by_code: {code: lines}}
  runs              {total, by_state: {state: runs}}, every state in lifecycle order
  slowest           the 5 runs with most time from created_at to last_state_change_at,
                    [{run_id, state, attempt_count, seconds}]
  most_retried      the 5 runs with most attempts beyond the first, in the same shape
  elapsed_seconds, lines_per_second`,
  `--runs writes each run as it is in the end; --refusals writes {file, line, run_id, op, err} for each refused line.
Both are complete or not there at all, and neither may be a file that is replayed.`,
  `Examples:
  runchart replay journal.ndjson
  zcat *.gz | runchart replay - --json
  runchart replay journal.ndjson.gz --runs runs.ndjson --refusals refusals.ndjson --strict`,
  exitCodesHelp(
    'with --strict, a line was refused or malformed; or a file of several could not be read, or not to its end',
    'nothing could be replayed, or an output could not be written',
  ),
);

const EXPLAIN_HELP = help(
  `RUN_ID is a UUID in any form, or at least the first four digits of one if they are enough to tell it.`,
  `--json prints one object: {file, run_id, steps, run, actions, paths}; a step is {line, op, at, redelivered, before,
outcome: {ok} or {err}, legal_then if refused}.`,
  `Examples:
  runchart explain journal.ndjson 659bc9f5-cd3a-4123-8323-7697e51d1aa5
  runchart explain journal.ndjson 659b --json`,
  exitCodesHelp(
    'the run does not occur, or the journal could be read in part only',
    'the journal could not be read, RUN_ID is no id or not enough of one',
  ),
);

const ACTIONS_HELP = help(
  `FILE, or standard input without it, holds one run as JSON, such as a line that replay --runs writes.`,
  `--json prints one object: {run_id, state, actions}; an action is {type, enabled: true, target, event} or
{type, enabled: false, err}.`,
  `Examples:
  runchart actions < run.json
  head -1 runs.ndjson | runchart actions --json`,
  exitCodesHelp(undefined, 'there is no run in the input'),
);

/** A commander whose outputs are ours, and whose errors are values: see {@link runProgram}. */
const makeProgram = (outputs: Outputs, done: (code: ExitCode) => void): Command => {
  const program = new Command('runchart')
    .description(
      'Runs of tasks through their lifecycle: replay a journal, explain a run, ask what is legal.',
    )
    .version(version(), '-V, --version', 'print the version')
    .option('--no-color', 'no colours, which come only on a terminal anyway (so does NO_COLOR=1)')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(--help tells more)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void outputs.out.write(text),
      writeErr: (text) => void outputs.err.write(text),
      // The message has the user's own words in it.
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
          'the answer is a no, or not all of the input could be read',
          'nothing could be done',
        ),
      ),
    );

  const scenario = program
    .command('scenario')
    .description('sequences of ops, each on a run of its own');
  scenario
    .command('run')
    .description('answer scenarios, NDJSON in and NDJSON out')
    .argument('[FILE]', 'scenarios, one a line; - or nothing is standard input', STDIN)
    .addHelpText('after', SCENARIO_HELP)
    .action(async (file: string) => {
      done(await runScenarios(file, outputs));
    });

  program
    .command('replay')
    .description('replay journals, and sum up what came of them')
    .argument('<FILE...>', 'journals, replayed as one; - is standard input')
    .option('--json', 'print the summary as JSON')
    .option('--runs <OUT>', 'write the final runs, NDJSON')
    .option('--refusals <OUT>', 'write the refused lines, NDJSON')
    .option('--strict', 'exit 1 if a line was refused or malformed')
    .addHelpText('after', REPLAY_HELP)
    .action(async (files: ReadonlyArray<string>, flags: ReplayFlags) => {
      done(await replayFiles(files, flags, outputs));
    });

  program
    .command('explain')
    .description("tell one run's story, with each refused op and what would have been legal")
    .argument('<FILE>', 'a journal; - is standard input')
    .argument('<RUN_ID>', 'the run, or how its id begins')
    .option('--json', 'print the story as JSON')
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (file: string, id: string, flags: ExplainFlags) => {
      done(await explainRun(file, id, flags, outputs));
    });

  program
    .command('actions')
    .description('what may happen to one run now, and why the rest may not')
    .argument('[FILE]', 'a run as JSON; - or nothing is standard input', STDIN)
    .option('--json', 'print the actions as JSON')
    .addHelpText('after', ACTIONS_HELP)
    .action(async (file: string, flags: ActionsFlags) => {
      done(await showActions(file, flags, outputs));
    });

  return program;
};

/** Runs a command line; the answer is what to tell the shell. */
export const runProgram = async (
  args: ReadonlyArray<string>,
  outputs: Outputs,
): Promise<ExitCode> => {
  let code: ExitCode = DONE;
  const program = makeProgram(outputs, (answer) => {
    code = answer;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version that were asked for are no error; help that stands for a missing command is.
    return error.exitCode === 0 ? DONE : UNUSABLE;
  }
};
