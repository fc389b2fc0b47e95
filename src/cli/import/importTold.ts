/** What is said while records are imported: how far it is, what cannot be read and which records are malformed. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../../codec/printable.js';
import { MAX_MALFORMED } from '../../imports/Importer.js';
import type { ImportReport } from '../../imports/ImportReport.js';
import { counted } from '../format.js';
import type { InputError, Source } from '../input.js';
import { sizeOf } from '../input.js';
import type { Outputs } from '../output.js';
import { makeProgress } from '../progress.js';
import { reportInput } from '../report.js';

/** Tells each thing once, even if the import begins anew and comes upon it again. */
export interface ImportTold {
  readonly progress: (bytes: number, records: number) => void;
  readonly unread: (error: InputError) => Promise<void>;
  /** Names those that have not been named yet. */
  readonly malformed: (soFar: ImportReport['malformed']) => Promise<void>;
  readonly end: (malformed: ImportReport['malformed']) => Promise<void>;
}

/** The size of some sources in bytes; none if that of one is unknown. */
export const sizeOfAll = (sources: ReadonlyArray<Source>): O.Option<number> =>
  pipe(
    sources,
    O.traverseArray(sizeOf),
    O.map((sizes) => sizes.reduce((sum, size) => sum + size, 0)),
  );

/** Begins to tell. */
export const makeImportTold = async (
  sources: ReadonlyArray<Source>,
  outputs: Outputs,
): Promise<ImportTold> => {
  const progress = await makeProgress(outputs.err, sizeOfAll(sources), 'records');
  const unread = new Set<Source>();
  let named = 0;
  const malformed = async ({ first }: ImportReport['malformed']): Promise<void> => {
    if (first.length <= named) return;
    const texts = first
      .slice(named)
      .map((it) => `${printable(it.file)}:${String(it.line)}: ${printable(it.message)}\n`);
    named = first.length;
    await progress.aside(() => outputs.err.write(texts.join('')));
  };
  return {
    progress: progress.update,
    unread: async (error) => {
      if (unread.has(error.source)) return;
      unread.add(error.source);
      await progress.aside(() => reportInput(outputs, error));
    },
    malformed,
    end: async (all) => {
      await malformed(all);
      progress.stop();
      if (all.total > MAX_MALFORMED)
        await outputs.err.write(
          `and ${counted(all.total - MAX_MALFORMED, 'more malformed record')}\n`,
        );
    },
  };
};
