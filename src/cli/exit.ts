/** Exit codes, and the cleanup before an early exit. */

/** An exit code of the command. */
export type ExitCode = 0 | 1 | 2;

/** The command succeeded. */
export const DONE = 0;
/** The command ran, with a negative result: a refusal under --strict, a missing run, or one of several inputs that failed. */
export const NEGATIVE = 1;
/** The command could not run: a wrong command line, no readable input, or an output that cannot be written. */
export const UNUSABLE = 2;

/** Describes the exit codes of a command in its help, given the meaning of 1 and 2. */
export const exitCodesHelp = (negative: string | undefined, unusable: string): string =>
  [
    'Exit codes:',
    '  0    done',
    ...(negative === undefined ? [] : [`  1    ${negative}`]),
    `  2    ${unusable}, or a wrong command line`,
    '  130  interrupted',
  ].join('\n');

const cleanups = new Set<() => void>();

/**
 * Registers a cleanup for an interruption, such as showing the cursor or deleting a half-written file. Returns a function that
 * removes it.
 */
export const undoWhenInterrupted = (undo: () => void): (() => void) => {
  cleanups.add(undo);
  return () => cleanups.delete(undo);
};

/** Runs the registered cleanups, latest first. */
export const undoAll = (): void => {
  for (const undo of [...cleanups].reverse()) undo();
  cleanups.clear();
};

type Stop = (code: number) => void;
let stopping: Stop | undefined;

/**
 * Ends work that is long in an orderly way at the first interruption; the second one ends the process as ever. `stop` gets the exit code
 * that a shell expects of an interrupted process.
 */
export const stopWhenInterrupted = (stop: Stop): void => {
  stopping = stop;
};

/** Begins the orderly end, if there is one and it has not begun. */
export const stopsInOrder = (code: number): boolean => {
  const stop = stopping;
  stopping = undefined;
  stop?.(code);
  return stop !== undefined;
};

/**
 * The sources without a size, such as named pipes, that are being read. Such a read can wait forever, and Node does not exit before
 * it ends.
 */
export const openPipes = new Set<unknown>();

let endsWithTimers = true;

/** Makes the command end when its work is done, even if code that it loaded left timers or sockets behind. */
export const exitAtEnd = (): void => {
  endsWithTimers = false;
};

/** Whether Node may wait for timers and sockets at the end. */
export const waitsAtEnd = (): boolean => endsWithTimers;
