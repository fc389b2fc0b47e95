/** `runchart verify` on the command line. */
import { integerFrom, MAX_JOBS, secondsFrom } from '../args.js';
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import type { MachineFlags } from '../machineSetup.js';
import { ALL } from '../suite.js';
import type { VerifyFlags } from '../verify.js';
import { verifySubject } from '../verify.js';
import { extraStatesOption, seedOption, switchesOption } from './criterionOptions.js';
import type { DefineCommand } from './define.js';
import {
  eventsOption,
  expectOption,
  limitOption,
  machineOption,
  setupOption,
} from './machineOptions.js';

const HELP = help(
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

/** Defines `runchart verify`. */
export const defineVerify: DefineCommand = (command, { outputs, done, version }) => {
  command
    .argument('[COMMAND...]', 'the subject and its arguments, after --')
    .option(
      '--subject <COMMAND>',
      'the subject and its arguments as one string, split without a shell',
    )
    .addOption(machineOption)
    .addOption(setupOption)
    .addOption(eventsOption)
    .addOption(limitOption)
    .addOption(expectOption)
    .option('--criteria <NAMES>', 'what to cover, separated by commas', ALL)
    .addOption(seedOption)
    .addOption(switchesOption)
    .addOption(extraStatesOption)
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
    .addHelpText('after', HELP)
    .action(async (words: ReadonlyArray<string>, flags: VerifyFlags & Partial<MachineFlags>) => {
      const { machine } = flags;
      if (machine === undefined) done(await verifySubject(words, flags, outputs, version()));
      else {
        const { verifyMachine } = await import('../verifyMachine.js');
        done(await verifyMachine(words, { ...flags, machine }, outputs, version()));
      }
    });
};
