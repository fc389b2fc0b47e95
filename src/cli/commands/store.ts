/** `runchart store` on the command line. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { RunId } from '../../values/RunId.js';
import { integerFrom, secondsFrom } from '../args.js';
import { exitCodesHelp } from '../exit.js';
import { FORMAT_HELP, help } from '../help.js';
import { withFormatFlags } from '../journalFormat.js';
import type { DoctorFlags } from '../storeDoctor.js';
import { examineStore } from '../storeDoctor.js';
import type { ExportFlags, ImportFlags } from '../storeJournal.js';
import { exportStore, importStore } from '../storeJournal.js';
import { DEFAULT_FOLDER, URL_VARIABLE } from '../storeOpen.js';
import type { StatsFlags } from '../storeStats.js';
import { initStore, showStats } from '../storeStats.js';
import type { WorkerFlags } from '../storeWorker.js';
import { workOnStore } from '../storeWorker.js';
import type { DefineCommand } from './define.js';

const PLACE_HELP = `A store is on a PostgreSQL server (--url, or the variable ${URL_VARIABLE}, which keeps a password out of the list of
processes), or in a folder of this machine, which one process at a time can use. A server needs the package pg, a folder
@electric-sql/pglite: npm install one of them where you run the command.`;

const UNREACHABLE = 'the store could not be opened, or did not answer';

const MAX_CONCURRENCY = 10_000;
const CONCURRENCY = 10;
const LEASE_SECONDS = 30;

const schemaOf = (text: string): string => {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(text))
    throw new InvalidArgumentError('Wanted: lower-case letters, digits and underscores.');
  return text;
};

const runIdOf = (text: string): RunId => {
  const id = RunId.decode(text);
  if (E.isLeft(id)) throw new InvalidArgumentError('Wanted: the UUID of a run.');
  return id.right;
};

const withStoreFlags = (command: Command): Command =>
  command
    .option('--url <URL>', 'the server: postgres://user:password@host:5432/database')
    .option('--folder <DIR>', `the folder of an embedded store (default: "${DEFAULT_FOLDER}")`)
    .option('--schema <NAME>', 'the schema that holds its tables (default: "runchart")', schemaOf);

/** Defines `runchart store`. */
export const defineStore: DefineCommand = (command, { outputs, done }) => {
  command.addHelpText(
    'after',
    help(
      PLACE_HELP,
      `Examples:
  runchart store init
  runchart store import journal.ndjson
  runchart store worker --module handlers.mjs --url postgres://127.0.0.1/app
  runchart store stats`,
    ),
  );

  withStoreFlags(command.command('init').description('make a store, or bring one to this version'))
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      help(
        PLACE_HELP,
        `--json prints one object: {store, schema, made}.`,
        exitCodesHelp(undefined, 'the store could not be made'),
      ),
    )
    .action(async (flags: StatsFlags) => {
      done(await initStore(flags, outputs));
    });

  withFormatFlags(
    withStoreFlags(
      command
        .command('import')
        .description('insert the runs of journals, each with its whole history')
        .argument('<FILE...>', 'journals, read as one; - is standard input'),
    ),
  )
    .option('--strict', 'import nothing if a line is malformed')
    .option(
      '--lease-seconds <S>',
      'how long runs that a worker held stay held',
      secondsFrom,
      LEASE_SECONDS,
    )
    .option('--data <FILE>', 'payloads, results and the like: what store export --data writes')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      help(
        `A run that is there already is left alone, so an import that was cut off can be begun again. Redelivered commands are known by
their command_id, before and after the import. The first 20 problems are reported as FILE:LINE: message. The ops and the data
are in memory until all are read.`,
        FORMAT_HELP,
        `--json prints one object: {store, lines, malformed, refused, redelivered, runs, already_there, never_created, not_storable,
unused_data}.`,
        exitCodesHelp(
          'a line was malformed, or the store cannot hold a run',
          `a file could not be read, or no line is an op; ${UNREACHABLE}`,
        ),
      ),
    )
    .action(async (files: ReadonlyArray<string>, flags: ImportFlags) => {
      done(await importStore(files, flags, outputs));
    });

  withStoreFlags(
    command.command('export').description('write the history of the runs as a journal, NDJSON'),
  )
    .option('--run <ID>', 'only this run', runIdOf)
    .option('--out <FILE>', 'write a file; default: standard output')
    .option('--data <FILE>', 'write what the store keeps beside the history, for store import')
    .option('--json', 'with --out: print the summary as JSON')
    .addHelpText(
      'after',
      help(
        `runchart replay makes the same runs of it, and refuses the same ops. Payloads, progress, results, failures and keys are no part of a
journal: they go to the file of --data, NDJSON, a run a line. The files are written completely or not at all.`,
        `--json prints one object: {store, file, lines, broken}.`,
        `Examples:
  runchart store export | gzip > journal.ndjson.gz
  runchart store export --out journal.ndjson && runchart replay journal.ndjson

To move a store to a server, while no worker is at it:
  runchart store export --out journal.ndjson --data data.ndjson
  runchart store init --url postgres://127.0.0.1/app
  runchart store import --data data.ndjson journal.ndjson --url postgres://127.0.0.1/app`,
        exitCodesHelp(
          'there is no such run, or a row cannot be read',
          `the output could not be written; ${UNREACHABLE}`,
        ),
      ),
    )
    .action(async (flags: ExportFlags) => {
      done(await exportStore(flags, outputs));
    });

  withStoreFlags(command.command('stats').description('count runs, leases, failures and bytes'))
    .option('--json', 'print the numbers as JSON')
    .addHelpText(
      'after',
      help(
        `--json prints one object:
  store, schema
  runs                  {total, by_state: {state: runs}}
  oldest_ready_seconds  how long ago the oldest run that waits for a worker was made; null if none waits
  leases                {held, expired, workers}
  failures              {total, runs}: failed or lost attempts, and how many runs had one
  quarantined           runs that no worker claims, because their rows do not fit
  commands              {total, refused}: the rows of the history
  bytes                 {runs, history}, with their indexes`,
        exitCodesHelp(undefined, UNREACHABLE),
      ),
    )
    .action(async (flags: StatsFlags) => {
      done(await showStats(flags, outputs));
    });

  withStoreFlags(command.command('worker').description('call handlers for the runs of a store'))
    .requiredOption(
      '--module <FILE>',
      'a module whose default export is a handler, or an object of them',
    )
    .option(
      '--concurrency <N>',
      'how many handlers run at once',
      integerFrom(1, MAX_CONCURRENCY),
      CONCURRENCY,
    )
    .option(
      '--lease-seconds <S>',
      'how long a run stays this worker’s without a sign of life',
      secondsFrom,
      LEASE_SECONDS,
    )
    .option('--name <NAME>', 'the name of the worker; a random part is added', 'worker')
    .option('--until-idle', 'end when nothing is due')
    .option('--json', 'print a JSON object for each settled attempt, and last the summary')
    .addHelpText(
      'after',
      help(
        `FILE may be TypeScript. Its default export is a function, or an object with a function for each task, by name:`,
        `  export default {
    greet: async ({ payload, attemptId, signal, progress }) => {
      console.error('hello', payload);
    },
  };`,
        `A handler that returns is done, and one that throws is tried again later; complete, retry, suspend and fail of runchart/store say
more. SIGINT and SIGTERM end the worker: it takes no more runs, and waits 10 seconds for those that run; a second signal ends
it at once, and another worker takes its runs once their leases have passed. What handlers print goes to standard error.`,
        `A line of --json: {run_id, task_id, state, attempt_count, outcome, note}; the last one: {worker, settled: {total, by_state}}.`,
        exitCodesHelp(undefined, `FILE has no handlers; ${UNREACHABLE}`),
      ),
    )
    .action(async (flags: WorkerFlags) => {
      done(await workOnStore(flags, outputs));
    });

  withStoreFlags(
    command
      .command('doctor')
      .description('read every row back, count again from the history, and tell what does not fit'),
  )
    .option(
      '--fix',
      'put runs that do not fit into quarantine, and make checks that are gone again',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      help(
        `It finds rows that are no runs, runs that differ from their history or have none, a history without a run, runs that wait and are
never due, and checks of the database that are gone. Workers may go on meanwhile. No worker claims a run in quarantine; the
table run_quarantine has its row and the reason, and to delete that entry lets it out.`,
        `--json prints one object: {store, runs, quarantined, findings: {total, left, by_code}, first: [{code, run_id, message}]}, the first 100.`,
        exitCodesHelp('something does not fit, and was not mended', UNREACHABLE),
      ),
    )
    .action(async (flags: DoctorFlags) => {
      done(await examineStore(flags, outputs));
    });
};
