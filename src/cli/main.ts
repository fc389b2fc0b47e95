/**
 * The `runchart` command: connects the process to the command line. Expected failures become exit codes; any other error is a bug,
 * and ends the process with its stack.
 */
import { constants } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import { openPipes, stopsInOrder, undoAll, UNUSABLE, waitsAtEnd } from './exit.js';
import { outputOn } from './output.js';
import { runProgram } from './program.js';
import { explain } from './systemError.js';

const args = process.argv.slice(2);
const end = args.indexOf('--');
// commander parses the flag too, but only after its outputs exist.
const colorAllowed = !(end === -1 ? args : args.slice(0, end)).includes('--no-color');
const outputs = {
  out: outputOn(process.stdout, colorAllowed),
  err: outputOn(process.stderr, colorAllowed),
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  const onSignal = (): void => {
    // The shell's convention for a process ended by a signal.
    const code = 128 + constants.signals[signal];
    if (stopsInOrder(code)) {
      process.once(signal, onSignal);
      return;
    }
    undoAll();
    // `once` removed the listener, so the signal ends the process at once; a shell reports the same exit code.
    if (openPipes.size > 0) process.kill(process.pid, signal);
    process.exit(code);
  };
  process.once(signal, onSignal);
}

// A bug ends the process with its stack, but must not leave the cursor hidden.
process.on('uncaughtExceptionMonitor', undoAll);

const main = async (): Promise<void> => {
  const code = await runProgram(args, outputs);
  // Help is written without being awaited. Writes keep their order, so after this one its failure is known.
  await outputs.out.write('');
  const failure = outputs.out.failure();
  if (O.isSome(failure)) {
    await outputs.err.write(
      `runchart: cannot write to standard output: ${printable(explain(failure.value))}\n`,
    );
  }
  process.exitCode = O.isSome(failure) ? UNUSABLE : code;
  if (waitsAtEnd()) return;
  await outputs.err.write('');
  process.exit();
};

// Not awaited here: the files of the commands import this one, so each would wait for the other. So does a thread of the inspector,
// which must not run the command.
if (isMainThread) void main();
