/** `runchart inspect` on the command line. */
import { INSPECTOR_PORT, integerFrom, originOf, portOf } from '../args.js';
import { exitCodesHelp } from '../exit.js';
import { FORMAT_HELP, help } from '../help.js';
import type { InspectFlags } from '../inspect.js';
import { inspect } from '../inspect.js';
import { withFormatFlags } from '../journalFormat.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `The page shows the actors of any XState app as they come and go: each on the picture of its machine, with its steps,
what was refused and why, its context, and the messages between actors. Of runs it also shows live counts, and each
run's story with what would have been legal. Point an app at the WebSocket /feed with connectInspector of
runchart/inspector/app, or with @statelyai/inspect. It accepts lines of a journal, too.`,
  `--store shows the runs of a store, from their first command on, and each command as it comes. A folder is used by one process at a
time: end its worker first, or put the store on a server.`,
  FORMAT_HELP,
  `It listens on 127.0.0.1, so other machines cannot reach it. With --host they can, with the token in the printed address.
--json prints one object: {url, pid}.`,
  `Examples:
  runchart inspect journal.ndjson
  my-scheduler | runchart inspect - --port 0
  runchart inspect --labels labels.ndjson journal.ndjson
  runchart inspect --allow-origin http://localhost:5173
  runchart inspect --record app.ndjson
  runchart inspect app.ndjson
  runchart inspect --store postgres://127.0.0.1/app`,
  exitCodesHelp(
    undefined,
    'a journal, labels or a store could not be read, or the server could not listen',
  ),
);

/** In megabytes. */
const DEFAULT_RECORD_LIMIT = 1000;
const MAX_RECORD_LIMIT = 1_000_000;

/** Defines `runchart inspect`. */
export const defineInspect: DefineCommand = (command, { outputs, done }) => {
  withFormatFlags(
    command
      .argument('[FILE...]', 'journals and recordings, followed as they grow; - is standard input')
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
      .option(
        '--record <FILE>',
        'append what feeds send to a file, which inspect reads like a journal',
      )
      .option(
        '--record-limit <MB>',
        'end recording when the file has this many megabytes',
        integerFrom(1, MAX_RECORD_LIMIT),
        DEFAULT_RECORD_LIMIT,
      )
      .option(
        '--store <STORE>',
        'follow a store: the address of a server (postgres://...), or a folder',
      )
      .option('--schema <NAME>', 'the schema of the store (default: "runchart")')
      .option(
        '--labels <FILE>',
        'show what people call runs, tasks and attempts: lines {"id":...,"label":...}, as import writes them',
      )
      .option('--json', 'print the address as JSON'),
  )
    .addHelpText('after', HELP)
    .action(async (journals: ReadonlyArray<string>, flags: InspectFlags) => {
      done(await inspect(journals, flags, outputs));
    });
};
