/** `runchart actions` on the command line. */
import type { ActionsFlags } from '../actions.js';
import { showActions } from '../actions.js';
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import { STDIN } from '../input.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `FILE, or standard input if not given, contains one run as JSON, such as a line written by replay --runs.`,
  `--json prints one object: {run_id, state, actions}; an action is {type, enabled: true, target, event} or
{type, enabled: false, err}.`,
  `Examples:
  runchart actions < run.json
  head -1 runs.ndjson | runchart actions --json`,
  exitCodesHelp(undefined, 'there is no run in the input'),
);

/** Defines `runchart actions`. */
export const defineActions: DefineCommand = (command, { outputs, done }) => {
  command
    .argument('[FILE]', 'a run as JSON; - is standard input', STDIN)
    .option('--json', 'print the actions as JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: ActionsFlags) => {
      done(await showActions(file, flags, outputs));
    });
};
