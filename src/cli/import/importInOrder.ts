/** Imports records one after the other. */
import { basename } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { Importer } from '../../imports/Importer.js';
import type { ImportReport } from '../../imports/ImportReport.js';
import type { Source } from '../input.js';
import { sourceName, STDIN } from '../input.js';
import type { FileFacts } from '../summary.js';
import { recordsOf } from './importRecords.js';
import type { ImportTold } from './importTold.js';

/** What an import read and made. */
export interface Imported {
  readonly files: ReadonlyArray<FileFacts>;
  readonly report: ImportReport;
}

/** The name of a file without its endings, which rules read as `$file`. */
export const plainName = (source: Source): string =>
  source === STDIN ? 'stdin' : (/^\.?[^.]+/.exec(basename(source))?.[0] ?? basename(source));

/** Imports some sources; `goesOn` is asked after each piece. */
export const importInOrder = async (
  sources: ReadonlyArray<Source>,
  names: ReadonlyArray<string>,
  importer: Importer,
  goesOn: () => Promise<boolean>,
  told: ImportTold,
): Promise<Imported> => {
  const files: Array<FileFacts> = [];
  let before = 0;
  let all = 0;
  reading: for (const source of sources) {
    const file = sourceName(source);
    importer.begin(file, plainName(source));
    let lines = 0;
    let readHere = 0;
    let error: string | null = null;
    for await (const batch of recordsOf(source, names)) {
      if (E.isLeft(batch)) {
        error = batch.left.message;
        await told.unread(batch.left);
        continue;
      }
      const { records, read } = batch.right;
      lines += records.length;
      all += records.length;
      readHere = read;
      for (const { line, record } of records)
        if (E.isRight(record)) importer.take(line, record.right);
        else importer.malformed(line, record.left);
      await told.malformed(importer.malformedSoFar());
      told.progress(before + read, all);
      if (!(await goesOn())) {
        files.push({ file, lines, error });
        break reading;
      }
    }
    before += readHere;
    files.push({ file, lines, error });
  }
  importer.end();
  return { files, report: importer.report() };
};
