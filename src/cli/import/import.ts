/** `runchart import`: turns the histories of other engines into a journal. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../../codec/printable.js';
import { makeImporter } from '../../imports/Importer.js';
import type { Mapping } from '../../imports/Mapping.js';
import { LabelCodec } from '../../journal/Label.js';
import type { ExitCode } from '../exit.js';
import { DONE, NEGATIVE, UNUSABLE } from '../exit.js';
import { counted } from '../format.js';
import { isSameFile } from '../identity.js';
import type { Source } from '../input.js';
import { sourceName, sourcesError, STDIN } from '../input.js';
import { limits } from '../limits.js';
import type { OutFile } from '../outfile.js';
import { openOutFiles } from '../outfile.js';
import type { Outputs } from '../output.js';
import { report, reportOutFile } from '../report.js';
import type { Imported } from './importInOrder.js';
import { importInOrder } from './importInOrder.js';
import { importInParts } from './importInParts.js';
import { mappingNamed } from './importMapping.js';
import type { PartSetup } from './importPart.js';
import type { ImportSummary } from './importText.js';
import { importText } from './importText.js';
import { startPartThreads, threadCount } from './importThreads.js';
import { makeImportTold, sizeOfAll } from './importTold.js';

/** The flags of `import`. */
export interface ImportFlags {
  /** The name of a format, or the file of a mapping. */
  readonly from: string;
  readonly out?: string;
  readonly report?: string;
  readonly labels?: string;
  readonly only?: ReadonlyArray<string>;
  readonly zone?: string;
  readonly idNamespace?: string;
  readonly json?: true;
}

// ------------------------------------------------------------------------------------------------------------ flags

/** Errors of the command line that commander does not find. */
const usageError = (
  sources: ReadonlyArray<Source>,
  { out, report: reportFile, labels, json }: ImportFlags,
): string | undefined => {
  const twice = sourcesError(sources, undefined);
  if (twice !== undefined) return twice;
  if (json === true && out === undefined)
    return '--json is for --out: without it standard output has the journal';
  const outs = (
    [
      ['--out', out],
      ['--report', reportFile],
      ['--labels', labels],
    ] as const
  ).flatMap(([flag, path]) => (path === undefined ? [] : [{ flag, path }]));
  for (const [i, { flag, path }] of outs.entries()) {
    if (path === STDIN) return `${flag} takes the name of a file`;
    const other = outs.slice(0, i).find((it) => isSameFile(it.path, path));
    if (other !== undefined)
      return `${other.flag} and ${flag} need a file each; ${printable(other.path)} and ${printable(path)} are one`;
    const lost = sources.find((source) => isSameFile(source, path));
    if (lost !== undefined)
      return `${flag} ${printable(path)} would overwrite ${printable(sourceName(lost))}, which is imported; give it another file`;
  }
  return undefined;
};

/** The kinds that a mapping has and `--only` may name; an error if it names another one. */
const kindsError = (
  { name, rules }: Mapping,
  only: ReadonlyArray<string> | undefined,
): string | undefined => {
  const kinds = [...new Set(rules.flatMap(({ kind }) => (kind === undefined ? [] : [kind])))];
  const unknown = only?.find((kind) => !kinds.includes(kind));
  if (unknown === undefined) return undefined;
  return kinds.length === 0
    ? `${name} has runs of one kind, so --only has nothing to choose`
    : `${name} has no runs of the kind ${printable(unknown)}; there are ${kinds.join(', ')}`;
};

/** A mapping whose text without a zone is in another one. */
const inZone = (mapping: Mapping, zone: string | undefined): Mapping =>
  zone === undefined ? mapping : { ...mapping, time: { ...mapping.time, zone } };

// ---------------------------------------------------------------------------------------------------------- importing

/** Threads take a moment to start, so smaller sources are imported in order. In bytes. */
const LARGE = 8 * 2 ** 20;

/** Whether an import in parts may be worth it, and can begin anew: its sources can be read again, and nobody sees what it writes before. */
const mayBeInParts = (
  sources: ReadonlyArray<Source>,
  outFile: OutFile,
  labelsFile: OutFile | undefined,
): boolean =>
  outFile.isAtomic &&
  labelsFile?.isAtomic !== false &&
  !sources.includes(STDIN) &&
  O.getOrElse(() => 0)(sizeOfAll(sources)) >= LARGE &&
  threadCount() > 1;

// ----------------------------------------------------------------------------------------------------------- command

/** How much of the journal is written at once to standard output, in UTF-16 units. */
const BUFFER_SIZE = 64 * 1024;

/** Runs `runchart import`. */
export const importFiles = async (
  sources: ReadonlyArray<Source>,
  flags: ImportFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const found = mappingNamed(flags.from);
  if (E.isLeft(found)) {
    await report(outputs, found.left);
    return UNUSABLE;
  }
  const mapping = inZone(found.right, flags.zone);
  const wrong = usageError(sources, flags) ?? kindsError(mapping, flags.only);
  if (wrong !== undefined) {
    await report(outputs, wrong);
    return UNUSABLE;
  }
  const opened = openOutFiles([flags.out, flags.report, flags.labels]);
  if (E.isLeft(opened)) {
    await reportOutFile(outputs, opened.left);
    return UNUSABLE;
  }
  const outFiles = opened.right;
  const [outFile, reportFile, labelsFile] = outFiles.files;

  const started = performance.now();
  const setup: PartSetup = {
    mapping,
    namespace: flags.idNamespace,
    only: flags.only === undefined ? undefined : new Set(flags.only),
    labeled: labelsFile !== undefined,
    limits: limits(),
  };
  const { out, err } = outputs;
  const told = await makeImportTold(sources, outputs);
  const label = (id: string, text: string): void => {
    labelsFile?.line(JSON.stringify(LabelCodec.encode({ id, label: text })));
  };
  const inParts = async (file: OutFile): Promise<O.Option<Imported>> => {
    const threads = startPartThreads(setup);
    const sink = { journal: file.bytes, label, goesOn: () => O.isNone(outFiles.failure()) };
    const imported = await importInParts(sources, setup, threads, sink, told);
    threads.close();
    if (O.isNone(imported)) {
      file.restart();
      labelsFile?.restart();
    }
    return imported;
  };
  const inOrder = async (): Promise<Imported> => {
    let journal: Array<string> = [];
    let size = 0;
    const flush = async (isEnd = false): Promise<boolean> => {
      if (size === 0 || (size < BUFFER_SIZE && !isEnd)) return true;
      const text = `${journal.join('\n')}\n`;
      journal = [];
      size = 0;
      return out.write(text);
    };
    const importer = makeImporter({
      ...setup,
      line:
        outFile?.line ??
        ((text) => {
          journal.push(text);
          size += text.length;
        }),
      label: labelsFile === undefined ? undefined : label,
    });
    const goesOn = async (): Promise<boolean> => (await flush()) && O.isNone(outFiles.failure());
    const imported = await importInOrder(sources, mapping.in ?? [], importer, goesOn, told);
    await flush(true);
    return imported;
  };
  const joined =
    outFile !== undefined && mayBeInParts(sources, outFile, labelsFile)
      ? await inParts(outFile)
      : O.none;
  const { files, report: made } = O.isSome(joined) ? joined.value : await inOrder();
  await told.end(made.malformed);
  const summary: ImportSummary = { files, ...made };
  const unread = files.filter(({ error }) => error !== null).length;

  if (summary.lines === 0 && O.isNone(outFiles.failure())) {
    outFiles.abort();
    if (unread < files.length || summary.records > 0)
      await report(
        outputs,
        summary.records === 0
          ? 'there is nothing to import'
          : `nothing could be imported: of ${counted(summary.records, 'record')} none makes a run of ${printable(mapping.name)}`,
      );
    return UNUSABLE;
  }
  reportFile?.line(JSON.stringify(summary));
  const written = outFiles.commit();
  if (E.isLeft(written)) {
    await reportOutFile(outputs, written.left);
    return UNUSABLE;
  }
  const milliseconds = performance.now() - started;
  if (flags.json === true) await out.write(`${JSON.stringify(summary)}\n`);
  else {
    const summaryOutput = flags.out === undefined ? err : out;
    await summaryOutput.write(
      importText(summaryOutput.colors, summary, { milliseconds, out: flags.out }),
    );
  }
  return summary.malformed.total > 0 || unread > 0 ? NEGATIVE : DONE;
};
