/** What the files of this folder have in common: each defines one command, and is loaded only if the command line names it. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit.js';
import type { Outputs } from '../output.js';

/** What a command works with. */
export interface Setting {
  readonly outputs: Outputs;
  /** The version of this package. */
  readonly version: () => string;
  /** Takes the exit code of the command. */
  readonly done: (code: ExitCode) => void;
}

/** Adds arguments, flags, help and the action to a command that has its name and its description. */
export type DefineCommand = (command: Command, setting: Setting) => void;
