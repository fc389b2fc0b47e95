/** Exit codes: what the command tells the shell, and what must be undone before it leaves early. */

/** What the command tells the shell. */
export type ExitCode = 0 | 1 | 2;

/** Everything asked for was done. */
export const DONE = 0;
/** It was done, and the answer is a no: a refusal under --strict, a run that is not there, an input of several that failed. */
export const NEGATIVE = 1;
/** It could not be done: a wrong command line, nothing to read, an output that cannot be written. */
export const UNUSABLE = 2;

/** The exit codes, for the help of a command: what 1 and 2 mean there. */
export const exitCodesHelp = (negative: string | undefined, unusable: string): string =>
  [
    'Exit codes:',
    '  0    done',
    ...(negative === undefined ? [] : [`  1    ${negative}`]),
    `  2    ${unusable}, or a wrong command line`,
    '  130  interrupted',
  ].join('\n');

const undone = new Set<() => void>();

/**
 * Registers what to undo if the command is interrupted: a hidden cursor, a half-written file. The result takes it back
 * once there is nothing to undo any more.
 */
export const undoWhenInterrupted = (undo: () => void): (() => void) => {
  undone.add(undo);
  return () => undone.delete(undo);
};

/** Undoes what was registered, the latest first. */
export const undoAll = (): void => {
  for (const undo of [...undone].reverse()) undo();
  undone.clear();
};
