/** `runchart explain` on the command line. */
import type { Command } from 'commander';
import { exitCodesHelp } from '../exit.js';
import type { ExplainFlags } from '../explain.js';
import { explainRun } from '../explain.js';
import { FORMAT_HELP, help, MERGE_HELP } from '../help.js';
import { withFormatFlags } from '../journalFormat.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `RUN_ID is a UUID in any form, or at least its first four digits if they identify the run. A malformed line that carries the
run's id is a step of the story, with the reason. With --id-namespace, RUN_ID is the id as the journal writes it.`,
  FORMAT_HELP,
  MERGE_HELP,
  `--json prints one object: {files, run_id, label (of --labels), first, steps, run, actions, paths}; a step is {file, line, op, at, redelivered,
annotations: {outcome, error, worker, note} if it has some, anomalies (of time, as in replay --json), begun_again ("run" or "attempt") if so, before, outcome: {ok} or {err}, legal_then if refused}. A malformed line has a null
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

/** Defines `runchart explain`. */
export const defineExplain: DefineCommand = (command, { outputs, done }) => {
  withFormatFlags(
    command
      .usage('[options] <FILE...> <RUN_ID>')
      .argument('<FILE...>', 'journals, read as one; - is standard input')
      .option('--json', 'print the story as JSON')
      .option('--merge', 'read the lines of several journals in the order of their at')
      .option('--labels <FILE>', 'what people call runs, as import --labels wrote it')
      .option('--from-runs <FILE>', 'begin with these runs, as replay --runs wrote them'),
  )
    .addHelpText('after', HELP)
    .action(async (args: ReadonlyArray<string>, flags: ExplainFlags, self: Command) => {
      const id = args.at(-1);
      if (id === undefined || args.length < 2)
        self.error("error: missing required argument 'RUN_ID'");
      else done(await explainRun(args.slice(0, -1), id, flags, outputs));
    });
};
