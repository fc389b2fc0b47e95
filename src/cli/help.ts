/** What the commands say of themselves beyond their flags: forms, examples, exit codes. */
import { exitCodesHelp } from './exit.js';
import { formats } from './generate.js';

/** Paragraphs of help, apart from what commander writes. */
export const help = (...paragraphs: ReadonlyArray<string>): string =>
  `\n${paragraphs.join('\n\n')}\n`;

export const SCENARIO_HELP = help(
  `A line is {"name": ..., "steps": [{"op": ..., ...}]}; its answer is {"name": ..., "outcomes": [...]}, one
{"ok": run} or {"err": {"code": ..., "message": ...}} a step. A line that is no scenario answers
{"err": {"code": "BadScenario", "message": ...}}. The answers come in the order of the lines, as they are made.`,
  `Examples:
  runchart scenario run scenarios.ndjson > answers.ndjson
  echo '{"name":"too early","steps":[{"op":"promote_to_ready"}]}' | runchart scenario run`,
  exitCodesHelp('the input could be read in part only', 'the input could not be read'),
);

export const REPLAY_HELP = help(
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

export const EXPLAIN_HELP = help(
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

export const ACTIONS_HELP = help(
  `FILE, or standard input without it, holds one run as JSON, such as a line that replay --runs writes.`,
  `--json prints one object: {run_id, state, actions}; an action is {type, enabled: true, target, event} or
{type, enabled: false, err}.`,
  `Examples:
  runchart actions < run.json
  head -1 runs.ndjson | runchart actions --json`,
  exitCodesHelp(undefined, 'there is no run in the input'),
);

export const DIAGRAM_HELP = help(
  `svg is a picture that needs nothing else, mermaid and dot are text for Mermaid and Graphviz, scxml runs in any interpreter
of it that has the ECMAScript data model, json is what XState's createMachine takes. --theme is for svg alone, --direction
and --highlight are for pictures: svg, mermaid and dot. A file is written whole or not at all.`,
  `Examples:
  runchart diagram --out run.svg
  runchart diagram --highlight Running --theme dark --direction right > running.svg
  runchart diagram --format dot | dot -Tpdf > run.pdf`,
  exitCodesHelp(undefined, 'the output could not be written'),
);

export const GENERATE_HELP = help(
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

export const VERIFY_HELP = help(
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

export const SCORE_HELP = help(
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

export const INSPECT_HELP = help(
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
