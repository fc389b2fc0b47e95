/**
 * The `runchart` command: wires a process to the command line, and says nothing that could fail quietly. Expected failures
 * come here as exit codes; anything else is a mistake of ours, and ends with its stack.
 */
import { constants } from 'node:os';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import { undoAll, UNUSABLE } from './exit.js';
import { explain, readsEndless } from './input.js';
import { outputOn } from './output.js';
import { runProgram } from './program.js';

const args = process.argv.slice(2);
const end = args.indexOf('--');
// commander knows the flag too, but only after the outputs that it writes to have been made.
const colorAllowed = !(end === -1 ? args : args.slice(0, end)).includes('--no-color');
const outputs = {
  out: outputOn(process.stdout, colorAllowed),
  err: outputOn(process.stderr, colorAllowed),
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    undoAll();
    // The listener is gone, so this ends the process at once; a shell makes the same code of it.
    if (readsEndless()) process.kill(process.pid, signal);
    // The shell's convention for a program that a signal ended.
    process.exit(128 + constants.signals[signal]);
  });
}

// A mistake of ours ends the process with its stack, but not with a hidden cursor.
process.on('uncaughtExceptionMonitor', undoAll);

const code = await runProgram(args, outputs);
// Help is written without waiting for it; writes keep their order, so after this one it is known how it went.
await outputs.out.write('');
const failure = outputs.out.failure();
if (O.isSome(failure)) {
  await outputs.err.write(
    `runchart: cannot write to standard output: ${printable(explain(failure.value))}\n`,
  );
}
process.exitCode = O.isSome(failure) ? UNUSABLE : code;
