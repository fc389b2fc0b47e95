/** The command line: commands, arguments, flags and their help. What they do is in a file each. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { AttemptCount } from '../AttemptCount.js';
import { runStates } from '../RunState.js';
import { showActions } from './actions.js';
import type { ActionsFlags } from './actions.js';
import { directions, drawDiagram, formats as diagramFormats, themes } from './diagram.js';
import type { DiagramFlags } from './diagram.js';
import { DONE, exitCodesHelp, UNUSABLE } from './exit.js';
import type { ExitCode } from './exit.js';
import { explainRun } from './explain.js';
import type { ExplainFlags } from './explain.js';
import { formats, generateSuite } from './generate.js';
import type { GenerateFlags } from './generate.js';
import { STDIN } from './input.js';
import type { InspectFlags } from './inspect.js';
import type { Outputs } from './output.js';
import { printableLines } from '../printable.js';
import { replayFiles } from './replay.js';
import type { ReplayFlags } from './replay.js';
import { runScenarios } from './scenario.js';
import type { ScoreFlags } from './score.js';
import { ALL } from './suite.js';
import type { VerifyFlags } from './verify.js';

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

const DIAGRAM_HELP = help(
  `svg is a picture that needs nothing else, mermaid and dot are text for Mermaid and Graphviz, scxml runs in any interpreter
of it that has the ECMAScript data model, json is what XState's createMachine takes. --theme is for svg alone, --direction
and --highlight are for pictures: svg, mermaid and dot. A file is written whole or not at all.`,
  `Examples:
  runchart diagram --out run.svg
  runchart diagram --highlight Running --theme dark --direction right > running.svg
  runchart diagram --format dot | dot -Tpdf > run.pdf`,
  exitCodesHelp(undefined, 'the output could not be written'),
);

const GENERATE_HELP = help(
  `Formats:
${formats.map(([name, description]) => `  ${name.padEnd(8)}${description}`).join('\n')}`,
  `--out writes a file, whole or not at all; with --format itf and a path that ends in / a file for each trace, as Apalache and
Quint read them.
--coverage prints what the suite reaches of the chart, and what it does not, in place of the suite; with --out beside it.
--json prints one object: {seed, criteria, tests, coverage}; with --list, [{name, definition, source}].`,
  `Examples:
  runchart generate --list
  runchart generate --out suite.ndjson --coverage
  runchart generate --criteria tour,refusals --format vitest --subject-module ../src/engine.js --out engine.test.js
  runchart generate --format rust --out tests/lifecycle.rs`,
  exitCodesHelp(undefined, 'there is no such criterion, or the output could not be written'),
);

const VERIFY_HELP = help(
  `The subject reads scenarios from standard input, a line each: {"name": ..., "steps": [{"op": ..., ...}]}; and answers
each with a line on standard output: {"name": ..., "outcomes": [...]}, one {"ok": run} or {"err": {"code": ...,
"message": ...}} a step. Each scenario begins without a run. It is started without a shell, gets many scenarios at once, may
answer when its input ends, and is killed with all that it started.`,
  `A difference is made small: the report has the fewest steps that show it, and how to see it again. What else goes wrong has
a name: hung, died, garbage, too many or too few answers or outcomes, wrong name, out of order, flooded standard error.`,
  `--scenario FILE runs the scenarios of a file, with the expect of each step or, where there is none, with what the chart says.
--failures DIR writes the minimal scenario of each fault shown to DIR/fault-N.ndjson.
--json prints one object: {verified, criteria, seed, tests, steps, passed, failed: [{name, failure}], not_run, faults: [{title,
message, failure, tests, original, shrunk, after if it fails only after other scenarios, scenario}]}.`,
  `Examples:
  runchart verify --subject "python3 subject.py"
  runchart verify --criteria tour,refusals --junit junit.xml --report report.html --subject ./target/debug/subject
  runchart verify --failures failures -- node subject.js
  runchart verify --scenario failures/fault-1.ndjson -- node subject.js`,
  exitCodesHelp(
    'the subject is not verified: a test failed, or was not run',
    'the subject could not be started, there is no such criterion or scenario, an output could not be written',
  ),
);

const SCORE_HELP = help(
  `Faults are planted in the project's own engine, one at a time: edges dropped, led elsewhere and added; guards dropped, negated,
added, reordered and off by one; updates dropped and fields corrupted; errors, their fields and messages wrong; refusals that
leave a trace; constructors, setters and the decoder wrong; and what goes wrong later only. The suite of each criterion is
tried against each such mutant. A mutant that no step tells apart in any state is equivalent, and counts for nothing.`,
  `--survivors prints what each criterion leaves alive, and why each equivalent mutant is equivalent.
--json prints one object: {seed, mutants, criteria: [{criterion, tests, steps, killed, survivors: [{kind, name}], parts: {part:
{killed, mutants}}}], equivalent: [{kind, name, why, pairs}], missed: [{kind, name, steps}]}; the steps of a missed mutant are
a scenario that would kill it.`,
  `Examples:
  runchart score
  runchart score --criteria tour,transitions,all --survivors`,
  exitCodesHelp(
    'all criteria together leave a mutant alive that is not equivalent',
    'there is no such criterion',
  ),
);

/** A whole number on the command line, from some least value. */
const integerFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const n = Number(text);
    if (!/^\d+$/.test(text) || n < least || n > most)
      throw new InvalidArgumentError(
        `Wanted: a whole number from ${String(least)} to ${String(most)}.`,
      );
    return n;
  };

/** Seconds on the command line. */
const secondsFrom = (text: string): number => {
  const n = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || n <= 0 || n > MOST_SECONDS)
    throw new InvalidArgumentError(
      `Wanted: seconds, more than 0 and at most ${String(MOST_SECONDS)}.`,
    );
  return n;
};

const MOST_SECONDS = 86_400;
const MOST_JOBS = 64;
const MOST_SEED = AttemptCount.max;

const INSPECT_HELP = help(
  `The page shows the lifecycle with live counts, every run, and each run's story: what was refused, why, and what would
have been legal. Journals are followed as they grow; - is standard input. Without a journal the page waits for lines at
the WebSocket /feed, which takes lines of a journal and the events of @statelyai/inspect.`,
  `It listens on 127.0.0.1, and answers no other machine. With --host it can; then whoever opens it needs the token in the
address that is printed. --json prints one object: {url, pid}.`,
  `Examples:
  runchart inspect journal.ndjson
  my-scheduler | runchart inspect - --port 0
  runchart inspect --allow-origin http://localhost:5173`,
  exitCodesHelp(undefined, 'a journal could not be read, or the port not be listened on'),
);

const portOf = (text: string): number => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It is a number from 0 to 65535; 0 is any that is free.');
  return port;
};

const originOf = (text: string, others: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!URL.canParse(text) || new URL(text).origin !== text)
    throw new InvalidArgumentError('It is a scheme, a host and a port: http://localhost:5173');
  return [...others, text];
};

const INSPECTOR_PORT = 4600;

/** A commander whose outputs are ours, and whose errors are values: see {@link runProgram}. */
const makeProgram = (outputs: Outputs, done: (code: ExitCode) => void): Command => {
  const program = new Command('runchart')
    .description(
      'Runs of tasks through their lifecycle: replay a journal, explain a run, ask what is legal, verify an implementation.',
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

  program
    .command('diagram')
    .description('draw the lifecycle, or write it for other tools')
    .addOption(
      new Option('--format <FORMAT>', 'what to write').choices(diagramFormats).default('svg'),
    )
    .addOption(new Option('--highlight <STATE>', 'let a state stand out').choices(runStates))
    .addOption(new Option('--theme <THEME>', 'colours; auto, if not given').choices(themes))
    .addOption(
      new Option('--direction <DIRECTION>', 'which way it grows; down, if not given').choices(
        directions,
      ),
    )
    .option('--out <FILE>', 'write a file, not to standard output')
    .addHelpText('after', DIAGRAM_HELP)
    .action(async (flags: DiagramFlags) => {
      done(await drawDiagram(flags, outputs));
    });

  program
    .command('generate')
    .description('make a suite of tests from the chart')
    .option('--criteria <NAMES>', 'what to cover, names apart by commas', ALL)
    .option('--seed <N>', 'for what is drawn at random', integerFrom(0, MOST_SEED), 1)
    .addOption(
      new Option('--format <FORM>', 'the form of the suite')
        .choices(formats.map(([name]) => name))
        .default('ndjson'),
    )
    .option('--subject-module <PATH>', 'where exported source finds the subject')
    .option('--out <FILE>', 'write the suite to a file')
    .option('--coverage', 'print what the suite reaches of the chart')
    .option('--json', 'print JSON')
    .option('--list', 'print the criteria')
    .addHelpText('after', GENERATE_HELP)
    .action(async (flags: GenerateFlags) => {
      done(await generateSuite(flags, outputs));
    });

  program
    .command('verify')
    .description('prove that a program implements the lifecycle, or show where it does not')
    .argument('[COMMAND...]', 'the subject and its arguments, after --')
    .option(
      '--subject <COMMAND>',
      'the subject and its arguments in one text, split without a shell',
    )
    .option('--criteria <NAMES>', 'what to cover, names apart by commas', ALL)
    .option('--seed <N>', 'for what is drawn at random', integerFrom(0, MOST_SEED), 1)
    .option('--scenario <FILE>', 'run the scenarios in a file instead; - is standard input')
    .option('--timeout <SECONDS>', 'how long an answer may take', secondsFrom, 5)
    .option('--jobs <N>', 'how many subjects run side by side', integerFrom(1, MOST_JOBS), 1)
    .option('--bail', 'stop at the first failure')
    .option('--failures <DIR>', 'write minimal scenarios, NDJSON')
    .option('--junit <FILE>', 'write the results as JUnit XML')
    .option('--report <FILE>', 'write a report with the coverage, HTML')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', VERIFY_HELP)
    .action(async (words: ReadonlyArray<string>, flags: VerifyFlags) => {
      // What makes failures small is large, and only here.
      const { verifySubject } = await import('./verify.js');
      done(await verifySubject(words, flags, outputs));
    });

  program
    .command('score')
    .description('plant faults in the engine, and count which of them each criterion finds')
    .option('--criteria <NAMES>', `what to score, names apart by commas; ${ALL} is all together`)
    .option('--seed <N>', 'for what is drawn at random', integerFrom(0, MOST_SEED), 1)
    .option('--survivors', 'print the mutants that are left alive, and the equivalent ones')
    .option('--json', 'print the score as JSON')
    .addHelpText('after', SCORE_HELP)
    .action(async (flags: ScoreFlags) => {
      const { scoreCriteria } = await import('./score.js');
      done(await scoreCriteria(flags, outputs));
    });

  program
    .command('inspect')
    .description('show runs on a page of this machine, as they change')
    .argument('[JOURNAL...]', 'journals, followed as they grow; - is standard input')
    .option('--port <N>', 'the port to listen on; 0 is any that is free', portOf, INSPECTOR_PORT)
    .option(
      '--host <H>',
      'the address to listen on; beyond this machine it takes a token',
      '127.0.0.1',
    )
    .option('--no-open', 'do not open the page in a browser')
    .option(
      '--allow-origin <URL>',
      'let the pages of another site feed lines; may be repeated',
      originOf,
      [],
    )
    .option('--json', 'print the address as JSON')
    .addHelpText('after', INSPECT_HELP)
    .action(async (journals: ReadonlyArray<string>, flags: InspectFlags) => {
      // The server is a part of the command that the rest of it starts without.
      const { inspect } = await import('./inspect.js');
      done(await inspect(journals, flags, outputs));
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
