/** Reports errors on standard error, one line each. */
import { printable } from '../codec/printable.js';
import type { InputError } from './input.js';
import { sourceName } from './input.js';
import type { OutFileError } from './outfile.js';
import type { Outputs } from './output.js';

/** Writes one line to standard error, prefixed with the command's name. */
export const report = async ({ err }: Outputs, message: string): Promise<void> => {
  await err.write(`${err.colors.red('runchart:')} ${message}\n`);
};

/** Reports that a source could not be read, or not to its end. */
export const reportInput = (outputs: Outputs, { source, message }: InputError): Promise<void> =>
  report(outputs, `cannot read ${printable(sourceName(source))}: ${printable(message)}`);

/** Reports that a file could not be written. */
export const reportOutFile = (outputs: Outputs, { path, message }: OutFileError): Promise<void> =>
  report(outputs, `cannot write ${printable(path)}: ${printable(message)}`);
