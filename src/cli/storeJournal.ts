/** `runchart store export` and `import`: journals in and out of a store. Loaded on demand. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import { makeEntryDecoder } from '../journal/entryDecoder.js';
import { hintOf } from '../journal/hints.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import type { ImportLine } from '../store/Journals.js';
import type { RunData } from '../store/RunData.js';
import { decodeErrorsText } from '../store/StoredRun.js';
import type { StoreError } from '../store/StoreError.js';
import { storeErrorMessage } from '../store/StoreError.js';
import type { RunId } from '../values/RunId.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { counted, elapsed } from './format.js';
import { isSameFile } from './identity.js';
import type { InputError, Source } from './input.js';
import { sizeOf, sourceName, sourcesError, STDIN } from './input.js';
import type { JournalFormatFlags } from './journalFormat.js';
import { journalFormat } from './journalFormat.js';
import { journalLinesOf } from './journalLines.js';
import { openOutFiles } from './outfile.js';
import type { Output, Outputs } from './output.js';
import { makeProgress } from './progress.js';
import { report, reportInput, reportOutFile } from './report.js';
import { readRunData, runDataLine } from './runData.js';
import type { OpenedStore, StoreFlags } from './storeOpen.js';
import { withStore } from './storeOpen.js';

/** How many problems are reported one by one. */
const MAX_REPORTED = 20;

// ----------------------------------------------------------------------------------------------------------- export

/** The flags of `store export`. */
export interface ExportFlags extends StoreFlags {
  readonly run?: RunId;
  readonly out?: string;
  readonly data?: string;
  readonly json?: true;
}

/** A bar on standard error would run into the lines on the same terminal. */
const isTerminal = ({ stream }: Output): boolean => (stream.isTTY as boolean | undefined) === true;

const exportFrom = async (
  { store, name }: OpenedStore,
  flags: ExportFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const opened = openOutFiles([flags.out, flags.data]);
  if (E.isLeft(opened)) {
    await reportOutFile(outputs, opened.left);
    return UNUSABLE;
  }
  const outFiles = opened.right;
  const [file, dataFile] = outFiles.files;
  const { out, err } = outputs;
  const failed = async (error: StoreError): Promise<ExitCode> => {
    outFiles.abort();
    await report(outputs, printable(`${name}: ${storeErrorMessage(error)}`));
    return UNUSABLE;
  };
  const only = flags.run === undefined ? {} : { runId: flags.run };
  const started = performance.now();
  let progress: Awaited<ReturnType<typeof makeProgress>> | undefined;
  let lines = 0;
  let broken = 0;
  for await (const page of store.export(only)) {
    if (E.isLeft(page)) {
      progress?.stop();
      return failed(page.left);
    }
    const { entries, cursor, last } = page.right;
    if (file !== undefined || !isTerminal(out))
      progress ??= await makeProgress(err, O.some(Number(last)));
    const texts = entries.map((entry) => JSON.stringify(JournalEntryCodec.encode(entry)));
    lines += texts.length;
    if (file !== undefined) texts.forEach(file.line);
    else if (texts.length > 0 && !(await out.write(`${texts.join('\n')}\n`))) break;
    for (const { runId, seq, reason } of page.right.broken) {
      broken += 1;
      if (broken <= MAX_REPORTED)
        await (progress ?? { aside: (message: () => Promise<unknown>) => message() }).aside(() =>
          report(outputs, printable(`row ${String(seq)} of run ${runId} is no op: ${reason}`)),
        );
    }
    progress?.update(Number(cursor), lines);
    if (O.isSome(outFiles.failure())) break;
  }
  progress?.stop();
  if (broken > MAX_REPORTED)
    await report(outputs, `and ${counted(broken - MAX_REPORTED, 'more row')}`);
  if (dataFile !== undefined)
    for await (const page of store.exportData(only)) {
      if (E.isLeft(page)) return failed(page.left);
      for (const data of page.right.data) dataFile.line(runDataLine(data));
      for (const { runId, errors } of page.right.undecodable) {
        broken += 1;
        await report(outputs, printable(`no data of run ${runId}: ${decodeErrorsText(errors)}`));
      }
    }
  const written = outFiles.commit();
  if (E.isLeft(written)) {
    await reportOutFile(outputs, written.left);
    return UNUSABLE;
  }
  if (flags.run !== undefined && lines + broken === 0) {
    await report(outputs, `there is no run ${flags.run} in ${printable(name)}`);
    return NEGATIVE;
  }
  if (flags.out !== undefined)
    await out.write(
      flags.json === true
        ? `${JSON.stringify({ store: name, file: flags.out, lines, broken })}\n`
        : `${out.colors.bold(printable(flags.out))}: ${counted(lines, 'line')} in ${elapsed(performance.now() - started)}\n`,
    );
  return broken > 0 ? NEGATIVE : DONE;
};

/** Runs `runchart store export`. */
export const exportStore = async (flags: ExportFlags, outputs: Outputs): Promise<ExitCode> => {
  const { out, data } = flags;
  const wrong =
    flags.json === true && out === undefined
      ? '--json is for --out: without it standard output has the journal'
      : data === STDIN
        ? '--data takes the name of a file'
        : out !== undefined && data !== undefined && isSameFile(out, data)
          ? `--out and --data need a file each; ${printable(out)} and ${printable(data)} are one`
          : undefined;
  if (wrong !== undefined) {
    await report(outputs, wrong);
    return UNUSABLE;
  }
  return withStore(flags, outputs, (opened) => exportFrom(opened, flags, outputs));
};

// ----------------------------------------------------------------------------------------------------------- import

/** The flags of `store import`. */
export interface ImportFlags extends StoreFlags, JournalFormatFlags {
  readonly strict?: true;
  readonly leaseSeconds: number;
  readonly data?: Source;
  readonly json?: true;
}

/** Where each source begins, in lines of all of them. */
interface Beginning {
  readonly source: Source;
  readonly before: number;
}

const importInto = async (
  { store, name }: OpenedStore,
  sources: ReadonlyArray<Source>,
  data: ReadonlyMap<RunId, RunData>,
  flags: ImportFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const { out, err } = outputs;
  const started = performance.now();
  const total = pipe(
    sources,
    O.traverseArray(sizeOf),
    O.map((sizes) => sizes.reduce((sum, size) => sum + size, 0)),
  );
  const format = journalFormat(flags);
  const decode = makeEntryDecoder(undefined, format, hintOf(format));
  const reading = await makeProgress(err, total);
  let writing: Awaited<ReturnType<typeof makeProgress>> | undefined;
  let beginnings: ReadonlyArray<Beginning> = [];
  let given = 0;
  let read = 0;
  let failure: InputError | undefined;
  let usedData = 0;
  let problems = 0;
  let messages = '';

  const lines = async function* (): AsyncGenerator<ReadonlyArray<ImportLine>, void> {
    let before = 0;
    for (const source of sources) {
      beginnings = [...beginnings, { source, before: given }];
      let readHere = 0;
      for await (const batch of journalLinesOf(source)) {
        if (E.isLeft(batch)) {
          failure = batch.left;
          // So an iterable says that it ends too early. The import becomes a left.
          throw new Error(batch.left.message);
        }
        given += batch.right.lines.length;
        readHere = batch.right.read;
        read = before + readHere;
        yield batch.right.lines.map((line): ImportLine => {
          if (E.isLeft(line)) return { malformed: line.left };
          if (line.right.trim() === '') return line.right;
          const entry = decode(line.right);
          return E.isRight(entry) ? entry.right : { malformed: entry.left };
        });
      }
      before += readHere;
    }
  };

  const imported = await store.import(lines(), {
    strict: flags.strict === true,
    leaseSeconds: flags.leaseSeconds,
    dataOf: (id) => {
      const own = data.get(id);
      if (own !== undefined) usedData += 1;
      return own;
    },
    onProblem: ({ line, message }) => {
      problems += 1;
      if (problems > MAX_REPORTED) return;
      const place = beginnings.findLast(({ before }) => before < line);
      messages += `${printable(sourceName(place?.source ?? ''))}:${String(line - (place?.before ?? 0))}: ${printable(message)}\n`;
    },
    onProgress: ({ lines: seen, written, runs }) => {
      if (written === 0) reading.update(read, seen);
      else writing?.update(written, written);
      if (written === 0 || writing !== undefined) return;
      reading.stop();
      void makeProgress(err, O.some(runs), 'runs').then((made) => {
        writing = made;
      });
    },
  })();
  reading.stop();
  writing?.stop();
  await err.write(messages);
  if (problems > MAX_REPORTED)
    await err.write(`and ${counted(problems - MAX_REPORTED, 'more problem')}\n`);
  if (E.isLeft(imported)) {
    if (failure !== undefined) await reportInput(outputs, failure);
    else await report(outputs, printable(`${name}: ${storeErrorMessage(imported.left)}`));
    return UNUSABLE;
  }
  const {
    lines: all,
    malformed,
    refused,
    redelivered,
    runs,
    alreadyThere,
    neverCreated,
    notStorable,
  } = imported.right;
  if (all === malformed) {
    await report(
      outputs,
      all === 0 ? 'there is nothing to import' : 'nothing was imported: no line is an op',
    );
    return UNUSABLE;
  }
  const isStopped = flags.strict === true && malformed > 0;
  if (flags.json === true)
    await out.write(
      `${JSON.stringify({
        store: name,
        lines: all,
        malformed,
        refused,
        redelivered,
        runs,
        already_there: alreadyThere,
        never_created: neverCreated,
        not_storable: notStorable,
        unused_data: data.size - usedData,
      })}\n`,
    );
  else if (isStopped)
    await report(outputs, `nothing was imported: ${counted(malformed, 'malformed line')}`);
  else
    await out.write(
      [
        `${out.colors.bold(printable(name))}: ${counted(runs, 'run')} of ${counted(all, 'line')} in ${elapsed(performance.now() - started)}`,
        ...(alreadyThere > 0
          ? [`  already there  ${counted(alreadyThere, 'run')}, left alone`]
          : []),
        ...(neverCreated > 0 ? [`  never created  ${counted(neverCreated, 'run')}, left out`] : []),
        ...(notStorable > 0 ? [`  not storable   ${counted(notStorable, 'run')}, left out`] : []),
        ...(data.size > usedData
          ? [`  unused data    ${counted(data.size - usedData, 'run')} that no line creates`]
          : []),
        ...(refused > 0 ? [`  refused        ${counted(refused, 'line')}`] : []),
        ...(redelivered > 0 ? [`  redelivered    ${counted(redelivered, 'line')}`] : []),
        ...(malformed > 0 ? [`  malformed      ${counted(malformed, 'line')}`] : []),
        '',
      ].join('\n'),
    );
  return malformed + notStorable > 0 ? NEGATIVE : DONE;
};

/** Runs `runchart store import`. */
export const importStore = async (
  sources: ReadonlyArray<Source>,
  flags: ImportFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const twice = sourcesError(sources, flags.data);
  if (twice !== undefined) {
    await report(outputs, twice);
    return UNUSABLE;
  }
  const data = await readRunData(flags.data);
  if (E.isLeft(data)) {
    await report(outputs, data.left);
    return UNUSABLE;
  }
  return withStore(flags, outputs, (opened) =>
    importInto(opened, sources, data.right, flags, outputs),
  );
};
