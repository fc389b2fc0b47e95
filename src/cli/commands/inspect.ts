/** `runchart inspect` on the command line. */
import { INSPECTOR_PORT, originOf, portOf } from '../args.js';
import { exitCodesHelp } from '../exit.js';
import { FORMAT_HELP, help } from '../help.js';
import type { InspectFlags } from '../inspect.js';
import { inspect } from '../inspect.js';
import { withFormatFlags } from '../journalFormat.js';
import type { DefineCommand } from './define.js';

const HELP = help(
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

/** Defines `runchart inspect`. */
export const defineInspect: DefineCommand = (command, { outputs, done }) => {
  withFormatFlags(
    command
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
    .addHelpText('after', HELP)
    .action(async (journals: ReadonlyArray<string>, flags: InspectFlags) => {
      done(await inspect(journals, flags, outputs));
    });
};
