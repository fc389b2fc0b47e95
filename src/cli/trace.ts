/** `runchart validate-trace`: validates ITF traces against the lifecycle. */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { printable } from '../codec/printable.js';
import type { IllegalStep, TraceReport } from '../testing/validateItf.js';
import { validateItf } from '../testing/validateItf.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { counted } from './format.js';
import type { Outputs } from './output.js';
import { report } from './report.js';
import { explain } from './systemError.js';

/** The flags of `validate-trace`. */
export interface TraceFlags {
  readonly variable?: string;
  readonly json?: true;
}

const readTrace = (file: string, variable: string | undefined): E.Either<string, TraceReport> =>
  pipe(
    E.tryCatch(() => readFileSync(file === '-' ? 0 : file, 'utf8'), E.toError),
    E.mapLeft((error) => `cannot read ${printable(file)}: ${printable(explain(error))}`),
    E.chain((text) =>
      pipe(
        validateItf(text, variable),
        E.mapLeft(({ message }) => `${printable(file)}: ${message}`),
      ),
    ),
  );

const illegalLine =
  (file: string) =>
  ({ index, run, from, to, legal }: IllegalStep): string =>
    printable(
      `${file}: state ${String(index)}${run === '' ? '' : `, run ${run}`}: ${from === undefined ? `begins in ${to}` : `${from} -> ${to}`} is illegal; legal: ${legal.join(', ') || 'nothing, it is final'}`,
    );

/** Runs `runchart validate-trace`. */
export const validateTraces = async (
  files: ReadonlyArray<string>,
  { variable, json }: TraceFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const reports: Array<TraceReport & { readonly file: string }> = [];
  for (const file of files) {
    const read = readTrace(file, variable);
    if (E.isLeft(read)) {
      await report(outputs, read.left);
      return UNUSABLE;
    }
    reports.push({ file, ...read.right });
  }
  const illegal = reports.reduce((sum, one) => sum + one.illegal.length, 0);
  if (json === true)
    await outputs.out.write(`${JSON.stringify({ valid: illegal === 0, traces: reports })}\n`);
  else {
    const lines = reports.flatMap((one) => one.illegal.map(illegalLine(one.file)));
    const changes = reports.reduce((sum, one) => sum + one.changes, 0);
    await outputs.out.write(
      [
        ...lines,
        `${counted(reports.length, 'trace')}, ${counted(changes, 'change')} of state, ${String(illegal)} illegal`,
        '',
      ].join('\n'),
    );
  }
  return illegal === 0 ? DONE : NEGATIVE;
};
