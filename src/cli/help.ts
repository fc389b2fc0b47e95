/** Help texts beyond the flags: input and output formats, examples, exit codes. */
import { exitCodesHelp } from './exit.js';
import { formats } from './generate.js';

/** Joins paragraphs of help, which follow commander's own text. */
export const help = (...paragraphs: ReadonlyArray<string>): string =>
  `\n${paragraphs.join('\n\n')}\n`;

export const SCENARIO_HELP = help(
  `A line is {"name": ..., "steps": [{"op": ..., ...}]}; its answer is {"name": ..., "outcomes": [...]}, with {"ok": run} or
{"err": {"code": ..., "message": ...}} for each step. The answer to a line that is not a scenario is
{"err": {"code": "BadScenario", "message": ...}}. Answers are in the order of the lines.`,
  `Examples:
  runchart scenario run scenarios.ndjson > answers.ndjson
  echo '{"name":"too early","steps":[{"op":"promote_to_ready"}]}' | runchart scenario run`,
  exitCodesHelp('the input could not be read to its end', 'the input could not be read'),
);

/** The flags about the format of a journal, the same for every command that reads one. */
const FORMAT_HELP = `--time says how instants are written: unix s, ms, us or ns, whose parts of a second are cut off, or iso (RFC 3339 with a zone).
--id-namespace takes any text or integer for an id, and makes a UUID of it (RFC 9562, version 5), always the same one. Ids that
are UUIDs stay as they are.`;

const MERGE_HELP = `Several journals are read one after the other, or with --merge in the order of their at. Each journal keeps its own order: a
line without at stays after the line before it, and so does one that goes back in time. At the same at, the journal named first
comes first. --from-runs is for a journal that begins in the middle: it reads the runs that replay --runs wrote.`;

export const REPLAY_HELP = help(
  `A line of a journal is one op with its run_id and optionally an at (unix seconds) and a command_id (a redelivered command
gets its first answer again, and changes nothing; another command with its id is refused with CommandIdReused). Files may
be gzipped. The first 20 malformed lines are reported as FILE:LINE: message; the replay continues after each. A file may also be a JSON array of
ops, however it is printed: then LINE is the number of the op. Of logs that contain ops it is said once how to make a journal
of them.`,
  FORMAT_HELP,
  `--json prints one object:
  files             [{file, lines, error}], error is null if the file was read to its end
  lines, accepted, redelivered, malformed
  begun_again       lines that created a run which existed, so that it lost what it was; accepted does not count them
  attempts_begun_again
                    accepted lines that started an attempt which was over
  refused           {total, by_code: {code: lines}}
  runs              {total, by_state: {state: runs}}, every state in lifecycle order
  anomalies         {total, by_code: {code: instants}, units: {unit: instants}, first: [{file, line, run_id, code, field, at,
                    ..., message}]}, the first 20: instants before the run's previous one (StepBack) or a year and more after
                    it (TimeGap), probably in another unit (OtherUnit), and runs that ended before they were created
                    (EndBeforeCreation); nothing is refused or changed because of them
  slowest           the 5 runs with the most time from created_at to last_state_change_at,
                    [{run_id, state, attempt_count, seconds}]
  most_retried      the 5 runs with the most attempts beyond the first, in the same form
  elapsed_seconds, lines_per_second`,
  `--runs writes the final value of each run; --refusals writes {file, line, run_id, op, err} for each refused line.
Each file is written completely or not at all, and must not be an input.`,
  MERGE_HELP,
  `Examples:
  runchart replay journal.ndjson
  zcat *.gz | runchart replay - --json
  runchart replay journal.ndjson.gz --runs runs.ndjson --refusals refusals.ndjson --strict
  runchart replay worker-1.ndjson worker-2.ndjson --merge --from-runs yesterday.ndjson`,
  exitCodesHelp(
    'with --strict, a line was refused or malformed, or began a run again; or one of several files could not be read to its end',
    'nothing could be replayed, or the runs of --from-runs could not be read, or an output could not be written',
  ),
);

export const EXPLAIN_HELP = help(
  `RUN_ID is a UUID in any form, or at least its first four digits if they identify the run. A malformed line that carries the
run's id is a step of the story, with the reason. With --id-namespace, RUN_ID is the id as the journal writes it.`,
  FORMAT_HELP,
  MERGE_HELP,
  `--json prints one object: {files, run_id, first, steps, run, actions, paths}; a step is {file, line, op, at, redelivered,
anomalies (of time, as in replay --json), begun_again ("run" or "attempt") if so, before, outcome: {ok} or {err}, legal_then if refused}. A malformed line has a null
op and the code Malformed; first is the run of --from-runs.`,
  `Examples:
  runchart explain journal.ndjson 659bc9f5-cd3a-4123-8323-7697e51d1aa5
  runchart explain journal.ndjson 659b --json
  runchart explain --merge worker-1.ndjson worker-2.ndjson 659b`,
  exitCodesHelp(
    'the run does not occur, or a journal could not be read to its end',
    'no journal could be read, or the runs of --from-runs could not, or RUN_ID is invalid or ambiguous',
  ),
);

export const ACTIONS_HELP = help(
  `FILE, or standard input if not given, contains one run as JSON, such as a line written by replay --runs.`,
  `--json prints one object: {run_id, state, actions}; an action is {type, enabled: true, target, event} or
{type, enabled: false, err}.`,
  `Examples:
  runchart actions < run.json
  head -1 runs.ndjson | runchart actions --json`,
  exitCodesHelp(undefined, 'there is no run in the input'),
);

export const DIAGRAM_HELP = help(
  `svg is a self-contained picture, mermaid and dot are text for Mermaid and Graphviz, scxml runs in any SCXML interpreter with
the ECMAScript data model, and json is a config for XState's createMachine. --theme applies to svg; --direction and
--highlight apply to svg, mermaid and dot. A file is written completely or not at all.`,
  `Examples:
  runchart diagram --out run.svg
  runchart diagram --highlight Running --theme dark --direction right > running.svg
  runchart diagram --format dot | dot -Tpdf > run.pdf`,
  exitCodesHelp(undefined, 'the output could not be written'),
);

export const GENERATE_HELP = help(
  `Formats:
${formats.map(([name, description]) => `  ${name.padEnd(8)}${description}`).join('\n')}`,
  `--out writes a file, completely or not at all. Source for Jest and Vitest is an ES module: name it .mjs, or .js where package.json
has "type": "module". With --format itf and a path that ends in / it writes one file for each trace, as readers of ITF expect;
without the / one file with a trace on each line. --bigint writes each integer as Quint does.
--coverage prints what the suite covers of the chart, and what it misses, instead of the suite; --out still writes the suite.
--json prints one object: {seed, criteria, tests, coverage}; with --list, [{name, definition, source}].`,
  `Examples:
  runchart generate --list
  runchart generate --out suite.ndjson --coverage
  runchart generate --criteria tour,refusals --format jest --subject-module ../src/engine.js --out engine.test.mjs
  runchart generate --format rust --out tests/lifecycle.rs`,
  exitCodesHelp(undefined, 'there is no such criterion, or the output could not be written'),
);

export const VERIFY_HELP = help(
  `The subject reads scenarios from standard input, one on each line: {"name": ..., "steps": [{"op": ..., ...}]}; and answers
each with a line on standard output: {"name": ..., "outcomes": [...]}, with {"ok": run} or {"err": {"code": ...,
"message": ...}} for each step. Each scenario starts without a run. The subject is started without a shell, gets many
scenarios at once, may answer when its input ends, and is killed with its child processes.`,
  `The first failure is printed at once. Failures that likely have one cause are grouped, and up to five causes are shrunk: the
report has the fewest steps that show each, and the command to reproduce it. A slow subject may need a larger --shrink. Other
failures are: hung, died, garbage, too many or too few answers or outcomes, wrong name, out of order, flooded standard error.`,
  `--concurrent tests two workers that act on one run at once: their answers, and the run after them, must be those of some order. The
subject reads {"connection": 1 or 2, "command": {"op": ..., "run_id": ..., ...}}, does the command on that connection, and
answers with {"connection": ..., "outcome": ...} as soon as it is done; it does not wait for one connection to do the
other's. Every two commands whose order matters are sent at once in every state, --rounds times, each time to a new run.
--json prints {verified, seed, races, rounds, failed: [{name, round, reason, message, setup, answers, orders}]}.`,
  `--scenario FILE runs the scenarios of a file; a step without expect is expected to do what the chart says.
--failures DIR writes the minimal scenario of each fault shown to DIR/fault-N.ndjson.
--json prints one object: {verified, criteria, seed, tests, steps, passed, failed: [{name, failure}], not_run, faults: [{title,
message, failure, tests, ways, original, shrunk, after if it fails only after other scenarios, scenario}]}.`,
  `Examples:
  runchart verify --subject "python3 subject.py"
  runchart verify --criteria tour,refusals --junit junit.xml --report report.html --subject ./target/debug/subject
  runchart verify --failures failures -- node subject.js
  runchart verify --concurrent -- node connections.js
  runchart verify --scenario failures/fault-1.ndjson -- node subject.js`,
  exitCodesHelp(
    'the subject is not verified: a test failed, or was not run',
    'the subject could not be started, there is no such criterion or scenario, an output could not be written',
  ),
);

export const TRACE_HELP = help(
  `Every run in a trace must move along the edges of the lifecycle from one state of the trace to the next, or stay as it is. A run is
the name of its state, as a text or as the tag of a variant, or a record with a field state; a map holds several runs. To
validate the log of an engine, use replay --strict.`,
  `--json prints one object: {valid, traces: [{file, variable, states, runs, changes, illegal: [{index, run, from, to, legal}]}]}.`,
  `Examples:
  quint run --out-itf trace.itf.json job.qnt && runchart validate-trace trace.itf.json
  runchart validate-trace --variable jobs counterexample.itf.json`,
  exitCodesHelp('a step of a trace is illegal', 'a file is no trace of runs'),
);

export const SCORE_HELP = help(
  `Faults are planted in the project's own engine, one at a time: edges dropped, redirected and added; guards dropped, negated,
added, reordered and off by one; updates dropped and fields corrupted; wrong errors, error fields and messages; refusals that
change the run; wrong constructors, setters and decoder; and faults that show only later. The suite of each criterion runs
against each such mutant. A mutant that no step tells apart in any state is equivalent, and is not counted.`,
  `--survivors prints the mutants that survive each criterion, and why each equivalent mutant is equivalent.
--json prints one object: {seed, mutants, criteria: [{criterion, tests, steps, killed, survivors: [{kind, name}], parts: {part:
{killed, mutants}}}], equivalent: [{kind, name, why, pairs}], missed: [{kind, name, steps}]}; the steps of a missed
mutant are a scenario that would kill it.`,
  `Examples:
  runchart score
  runchart score --criteria tour,transitions,all --survivors`,
  exitCodesHelp(
    'a mutant that is not equivalent survives all criteria together',
    'there is no such criterion',
  ),
);

export const INSPECT_HELP = help(
  `The page shows the lifecycle with live counts, every run, and each run's story: what was refused, why, and what would
have been legal. Journals are followed as they grow; - is standard input. The WebSocket /feed accepts lines of a journal
and the events of @statelyai/inspect.`,
  FORMAT_HELP,
  `It listens on 127.0.0.1, so other machines cannot reach it. With --host they can, with the token in the printed address.
--json prints one object: {url, pid}.`,
  `Examples:
  runchart inspect journal.ndjson
  my-scheduler | runchart inspect - --port 0
  runchart inspect --allow-origin http://localhost:5173`,
  exitCodesHelp(undefined, 'a journal could not be read, or the server could not listen'),
);
