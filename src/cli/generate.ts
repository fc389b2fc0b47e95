/** `runchart generate`: generates a suite from the chart and writes it in one of several formats. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { coverageOf } from '../testing/coverage.js';
import { criteria as allCriteria } from '../testing/criteria.js';
import type { ExportFormat, ExportFormatName } from '../testing/export.js';
import { exportFormats } from '../testing/export.js';
import type { Coverage, Suite } from '../testing/Suite.js';
import { encodeTest } from '../testing/TestCase.js';
import type { ExitCode } from './exit.js';
import { DONE, UNUSABLE } from './exit.js';
import { counted } from './format.js';
import type { OutFileError } from './outfile.js';
import { openOutFiles } from './outfile.js';
import type { Colors, Outputs } from './output.js';
import { report, reportOutFile } from './report.js';
import type { SuiteFlags } from './suite.js';
import { criteriaLines, suiteOf } from './suite.js';
import { explain } from './systemError.js';

/** The flags of `generate`. */
export interface GenerateFlags extends SuiteFlags {
  readonly format: ExportFormatName;
  readonly subjectModule?: string;
  readonly bigint?: true;
  readonly out?: string;
  readonly coverage?: true;
  readonly json?: true;
  readonly list?: true;
}

/** The export formats with their descriptions. */
export const formats: ReadonlyArray<readonly [string, string]> = Object.entries(exportFormats).map(
  ([name, { description }]) => [name, description],
);

/** A file to write. */
interface OutputFile {
  readonly path: string;
  readonly text: string;
}

const textOf = (
  suite: Pick<Suite, 'tests'>,
  { format, subjectModule, bigint }: GenerateFlags,
): string => {
  const exportFormat: ExportFormat = exportFormats[format];
  return exportFormat.text(suite.tests, {
    subjectModule: subjectModule ?? exportFormat.subjectModule ?? '',
    integers: bigint === true ? 'bigint' : 'number',
  });
};

/** The files of a suite: one, or one for each trace if traces go to a folder. */
const filesOf = (
  suite: Pick<Suite, 'tests'>,
  flags: GenerateFlags,
  out: string,
): ReadonlyArray<OutputFile> => {
  const text = textOf(suite, flags);
  if (flags.format !== 'itf' || !out.endsWith('/')) return [{ path: out, text }];
  const width = String(suite.tests.length).length;
  return text
    .trimEnd()
    .split('\n')
    .map((trace, i) => ({
      path: join(out, `${String(i + 1).padStart(width, '0')}.itf.json`),
      text: `${trace}\n`,
    }));
};

const writeFiles = (
  files: ReadonlyArray<OutputFile>,
  folder: string,
): E.Either<OutFileError, void> => {
  if (folder.endsWith('/')) {
    const made = E.tryCatch(() => mkdirSync(folder, { recursive: true }), E.toError);
    if (E.isLeft(made))
      return E.left({ _tag: 'OutFileError', path: folder, message: explain(made.left) });
  }
  const opened = openOutFiles(files.map(({ path }) => path));
  if (E.isLeft(opened)) return opened;
  for (const [i, { text }] of files.entries()) opened.right.files[i]?.line(text.trimEnd());
  return opened.right.commit();
};

const kinds: ReadonlyArray<keyof Coverage> = [
  'states',
  'edges',
  'pairs',
  'guards',
  'refusals',
  'ops',
];

/** The coverage of a suite by kind, with what it misses. */
const coverageLines = (colors: Colors, coverage: Coverage): ReadonlyArray<string> =>
  kinds.flatMap((kind) => {
    const all = coverage[kind];
    const missed = all.filter(({ tests }) => tests.length === 0);
    const ratio = `${String(all.length - missed.length)} of ${String(all.length)}`;
    return [
      `${colors.bold(kind.padEnd(10))}${missed.length === 0 ? colors.green(ratio) : colors.yellow(ratio)}`,
      ...missed.map(
        ({ name, why }) => `  ${colors.yellow('-')} ${name}${why === undefined ? '' : `: ${why}`}`,
      ),
    ];
  });

/** Runs `runchart generate`. */
export const generateSuite = async (flags: GenerateFlags, outputs: Outputs): Promise<ExitCode> => {
  const { out } = outputs;
  if (flags.list === true) {
    await out.write(
      flags.json === true ? `${JSON.stringify(allCriteria)}\n` : `${criteriaLines().join('\n')}\n`,
    );
    return DONE;
  }
  const made = suiteOf(flags);
  if (E.isLeft(made)) {
    await report(outputs, made.left);
    return UNUSABLE;
  }
  const suite = made.right;
  if (flags.out !== undefined) {
    const written = writeFiles(filesOf(suite, flags, flags.out), flags.out);
    if (E.isLeft(written)) {
      await reportOutFile(outputs, written.left);
      return UNUSABLE;
    }
  }
  const { seed, criteria, tests } = suite;
  if (flags.json === true)
    await out.write(
      `${JSON.stringify({ seed, criteria, tests: tests.map(encodeTest), coverage: coverageOf(tests) })}\n`,
    );
  else if (flags.coverage === true)
    await out.write(`${coverageLines(out.colors, coverageOf(tests)).join('\n')}\n`);
  else if (flags.out === undefined) await out.write(textOf(suite, flags));
  else {
    const steps = tests.reduce((sum, test) => sum + test.steps.length, 0);
    await outputs.err.write(`${counted(tests.length, 'test')}, ${counted(steps, 'step')}\n`);
  }
  return DONE;
};
