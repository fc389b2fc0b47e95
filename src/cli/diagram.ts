/** `runchart diagram`: writes the lifecycle of a run, or the machine of a file, as a picture or in the format of another tool. */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { printable, printableLines } from '../codec/printable.js';
import type { DrawOptions, Format } from './diagramFormats.js';
import { formatOf, isMarkdown, supported, supportedByRun } from './diagramFormats.js';
import { embed } from './diagramMarkdown.js';
import { drawRun } from './diagramRun.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { openOutFiles } from './outfile.js';
import type { Outputs } from './output.js';
import { report, reportOutFile } from './report.js';
import { shellWord } from './shellWord.js';
import { explain } from './systemError.js';

/** The flags of `diagram`. */
export interface DiagramFlags extends DrawOptions {
  readonly format?: Format;
  readonly out?: string;
  readonly check?: true;
  readonly watch?: true;
}

/** The line that runs the command again. */
const lineOf = (
  file: string | undefined,
  { check: _, watch: __, highlight, ...flags }: DiagramFlags,
): string =>
  [
    'runchart',
    'diagram',
    ...(file === undefined ? [] : [file]),
    ...Object.entries({ ...flags, highlight: highlight?.join(',') }).flatMap(([flag, value]) =>
      value === undefined ? [] : [`--${flag}`, String(value)],
    ),
  ]
    .map(shellWord)
    .join(' ');

/** What is wrong with the flags, in words. */
const misuse = (
  file: string | undefined,
  format: Format,
  { format: _, out, check, watch, ...options }: DiagramFlags,
): string | undefined => {
  const flags = (names: ReadonlyArray<string>, what: string): string =>
    `${names.map((flag) => `--${flag}`).join(' and ')} ${names.length === 1 ? 'has' : 'have'} no meaning for ${what}`;
  // SAFETY: the keys are the record's own.
  const given = Object.keys(options) as ReadonlyArray<keyof DrawOptions>;
  const unsupported = given.filter((flag) => !supported[format].includes(flag));
  if (unsupported.length > 0) return flags(unsupported, `--format ${format}`);
  const unsupportedByRun = given.filter((flag) => !supportedByRun.includes(flag));
  if (file === undefined && unsupportedByRun.length > 0)
    return flags(unsupportedByRun, 'the lifecycle of a run; name a FILE with a machine');
  if (watch === true && (file === undefined || out === undefined))
    return '--watch needs a FILE to watch, and --out FILE to write to';
  if (check === true && out === undefined)
    return '--check needs --out FILE, the picture that is compared';
  if (check === true && watch === true) return '--check and --watch exclude each other';
  if (out !== undefined && isMarkdown(out) && (file === undefined || format !== 'mermaid'))
    return 'Markdown takes a machine of a FILE, with --format mermaid';
  return undefined;
};

const read = (path: string): E.Either<NodeJS.ErrnoException, string> =>
  E.tryCatch(
    () => readFileSync(path, 'utf8'),
    // SAFETY: what `readFileSync` throws is such an error.
    (error) => error as NodeJS.ErrnoException,
  );

/** The text of the file that is written: the picture, or the Markdown around it. */
const textFor = (
  file: string | undefined,
  out: string | undefined,
  picture: string,
): E.Either<string, string> =>
  out === undefined || file === undefined || !isMarkdown(out)
    ? E.right(picture)
    : pipe(
        read(out),
        E.mapLeft((error) => `cannot read ${printable(out)}: ${printable(explain(error))}`),
        E.chain((text) =>
          pipe(
            embed(text, file, picture),
            E.bimap(
              (message) => `cannot write into ${printable(out)}: ${message}`,
              // The line end at the end of a file is written like that of a picture.
              (whole) => whole.replace(/\n$/, ''),
            ),
          ),
        ),
      );

const write = async (out: string, text: string, outputs: Outputs): Promise<ExitCode> => {
  const opened = openOutFiles([out]);
  if (E.isLeft(opened)) {
    await reportOutFile(outputs, opened.left);
    return UNUSABLE;
  }
  opened.right.files[0]?.line(text);
  const failed = O.getLeft(opened.right.commit());
  if (O.isSome(failed)) {
    await reportOutFile(outputs, failed.value);
    return UNUSABLE;
  }
  return DONE;
};

const check = async (
  file: string | undefined,
  flags: DiagramFlags,
  out: string,
  text: string,
  outputs: Outputs,
): Promise<ExitCode> => {
  const found = read(out);
  if (E.isRight(found) && found.right === `${text}\n`) return DONE;
  const isMissing = E.isLeft(found) && found.left.code === 'ENOENT';
  if (E.isLeft(found) && !isMissing) {
    await report(outputs, `cannot read ${printable(out)}: ${printable(explain(found.left))}`);
    return UNUSABLE;
  }
  const what = isMissing
    ? 'does not exist; write it'
    : `does not show ${file === undefined ? 'the lifecycle' : printable(file)} as it is now; refresh it`;
  await report(outputs, `${printable(out)} ${what} with\n  ${printable(lineOf(file, flags))}`);
  return NEGATIVE;
};

/** Runs `runchart diagram`. */
export const drawDiagram = async (
  file: string | undefined,
  flags: DiagramFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const { out, format = formatOf(out), check: isCheck, watch: isWatch, ...options } = flags;
  const wrong = misuse(file, format, flags);
  if (wrong !== undefined) {
    await report(outputs, wrong);
    return UNUSABLE;
  }
  if (isWatch === true && file !== undefined && out !== undefined) {
    const { watchDiagram } = await import('./diagramWatch.js');
    return watchDiagram(file, out, outputs);
  }
  const drawing: TE.TaskEither<string, string> =
    file === undefined
      ? TE.fromEither(drawRun(format, options))
      : async () =>
          (await import('./diagramMachine.js')).drawMachine(file, format, options, (message) => {
            void report(outputs, printable(message));
          })();
  const text = await pipe(
    drawing,
    TE.chainEitherK((picture) => textFor(file, out, picture)),
  )();
  if (E.isLeft(text)) {
    await report(outputs, printableLines(text.left));
    return UNUSABLE;
  }
  if (out === undefined) {
    await outputs.out.write(`${text.right}\n`);
    return DONE;
  }
  return isCheck === true
    ? check(file, flags, out, text.right, outputs)
    : write(out, text.right, outputs);
};
