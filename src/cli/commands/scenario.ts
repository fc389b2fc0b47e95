/** `runchart scenario` on the command line. */
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import { STDIN } from '../input.js';
import { runScenarios } from '../scenario.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `A line is {"name": ..., "steps": [{"op": ..., ...}]}; its answer is {"name": ..., "outcomes": [...]}, with {"ok": run} or
{"err": {"code": ..., "message": ...}} for each step. The answer to a line that is not a scenario is
{"err": {"code": "BadScenario", "message": ...}}. Answers are in the order of the lines.`,
  `Examples:
  runchart scenario run scenarios.ndjson > answers.ndjson
  echo '{"name":"too early","steps":[{"op":"promote_to_ready"}]}' | runchart scenario run`,
  exitCodesHelp('the input could not be read to its end', 'the input could not be read'),
);

/** Defines `runchart scenario run`. */
export const defineScenario: DefineCommand = (command, { outputs, done }) => {
  command
    .command('run')
    .description('run scenarios and print the outcome of each step, NDJSON in and out')
    .argument('[FILE]', 'scenarios, one on each line; - is standard input', STDIN)
    .addHelpText('after', HELP)
    .action(async (file: string) => {
      done(await runScenarios(file, outputs));
    });
};
