/** `runchart validate-trace` on the command line. */
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import type { TraceFlags } from '../trace.js';
import { validateTraces } from '../trace.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `Every run in a trace must move along the edges of the lifecycle from one state of the trace to the next, or stay as it is. A run is
the name of its state, as a text or as the tag of a variant, or a record with a field state; a map holds several runs. To
validate the log of an engine, use replay --strict.`,
  `--json prints one object: {valid, traces: [{file, variable, states, runs, changes, illegal: [{index, run, from, to, legal}]}]}.`,
  `Examples:
  quint run --out-itf trace.itf.json job.qnt && runchart validate-trace trace.itf.json
  runchart validate-trace --variable jobs counterexample.itf.json`,
  exitCodesHelp('a step of a trace is illegal', 'a file is no trace of runs'),
);

/** Defines `runchart validate-trace`. */
export const defineValidateTrace: DefineCommand = (command, { outputs, done }) => {
  command
    .argument('<FILE...>', 'traces in ITF, as Quint and Apalache write them; - is standard input')
    .option('--variable <NAME>', 'the variable that holds the runs or their states')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action(async (files: ReadonlyArray<string>, flags: TraceFlags) => {
      done(await validateTraces(files, flags, outputs));
    });
};
