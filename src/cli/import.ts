/** `runchart import`: turns the histories of other engines into a journal. */
import { basename } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import type { Importer } from '../imports/Importer.js';
import { makeImporter } from '../imports/Importer.js';
import type { Mapping } from '../imports/Mapping.js';
import { LabelCodec } from '../journal/Label.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { counted } from './format.js';
import { isSameFile } from './identity.js';
import { mappingNamed } from './importMapping.js';
import { recordsOf } from './importRecords.js';
import type { ImportSummary } from './importText.js';
import { importText } from './importText.js';
import type { Source } from './input.js';
import { sizeOf, sourceName, sourcesError, STDIN } from './input.js';
import type { OutFiles } from './outfile.js';
import { openOutFiles } from './outfile.js';
import type { Outputs } from './output.js';
import { makeProgress } from './progress.js';
import { report, reportInput, reportOutFile } from './report.js';
import type { FileFacts } from './summary.js';

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

// ------------------------------------------------------------------------------------------------------------ files

/** The name of a file without its endings. */
const plainName = (source: Source): string =>
  source === STDIN ? 'stdin' : (/^\.?[^.]+/.exec(basename(source))?.[0] ?? basename(source));

/** How many malformed records are reported one by one. */
const MAX_REPORTED = 20;

const importSources = async (
  sources: ReadonlyArray<Source>,
  names: ReadonlyArray<string>,
  importer: Importer,
  outFiles: OutFiles,
  flush: () => Promise<boolean>,
  outputs: Outputs,
): Promise<ReadonlyArray<FileFacts>> => {
  const total = pipe(
    sources,
    O.traverseArray(sizeOf),
    O.map((sizes) => sizes.reduce((sum, size) => sum + size, 0)),
  );
  const progress = await makeProgress(outputs.err, total, 'records');
  const files: Array<FileFacts> = [];
  let before = 0;
  let all = 0;
  let reported = 0;
  reading: for (const source of sources) {
    const file = sourceName(source);
    importer.begin(file, plainName(source));
    let lines = 0;
    let readHere = 0;
    let error: string | null = null;
    for await (const batch of recordsOf(source, names)) {
      if (E.isLeft(batch)) {
        error = batch.left.message;
        await progress.aside(() => reportInput(outputs, batch.left));
        continue;
      }
      const { records, read } = batch.right;
      lines += records.length;
      all += records.length;
      readHere = read;
      for (const { line, record } of records)
        if (E.isRight(record)) importer.take(line, record.right);
        else importer.malformed(line, record.left);
      const { first } = importer.malformedSoFar();
      if (first.length > reported) {
        const texts = first
          .slice(reported)
          .map((it) => `${printable(it.file)}:${String(it.line)}: ${printable(it.message)}\n`);
        reported = first.length;
        await progress.aside(() => outputs.err.write(texts.join('')));
      }
      progress.update(before + read, all);
      if (!(await flush()) || O.isSome(outFiles.failure())) {
        files.push({ file, lines, error });
        break reading;
      }
    }
    before += readHere;
    files.push({ file, lines, error });
  }
  progress.stop();
  const { total: malformed } = importer.malformedSoFar();
  if (malformed > MAX_REPORTED)
    await outputs.err.write(`and ${counted(malformed - MAX_REPORTED, 'more malformed record')}\n`);
  return files;
};

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

  const { out, err } = outputs;
  let journal: Array<string> = [];
  let size = 0;
  const flush = async (isEnd = false): Promise<boolean> => {
    if (size === 0 || (size < BUFFER_SIZE && !isEnd)) return true;
    const text = `${journal.join('\n')}\n`;
    journal = [];
    size = 0;
    return out.write(text);
  };

  const started = performance.now();
  const importer = makeImporter({
    mapping,
    namespace: flags.idNamespace,
    only: flags.only === undefined ? undefined : new Set(flags.only),
    line:
      outFile?.line ??
      ((text) => {
        journal.push(text);
        size += text.length;
      }),
    label:
      labelsFile === undefined
        ? undefined
        : (id, label) => {
            labelsFile.line(JSON.stringify(LabelCodec.encode({ id, label })));
          },
  });
  const files = await importSources(sources, mapping.in ?? [], importer, outFiles, flush, outputs);
  importer.end();
  await flush(true);
  const summary: ImportSummary = { files, ...importer.report() };
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
