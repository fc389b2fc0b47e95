/** Imports fixtures and records for tests, and replays the journal. */
import * as E from 'fp-ts/lib/Either.js';
import { recordsOf } from '../../src/cli/import/importRecords.js';
import { formats } from '../../src/imports/formats/index.js';
import { makeImporter } from '../../src/imports/Importer.js';
import type { ImportReport } from '../../src/imports/ImportReport.js';
import type { Joining } from '../../src/imports/joinParts.js';
import { importedPart, makePartJoiner } from '../../src/imports/joinParts.js';
import type { Mapping } from '../../src/imports/Mapping.js';
import type { Replay } from '../../src/index.js';
import { makeReplayer } from '../../src/index.js';

/** What an import made. */
export interface Imported {
  readonly lines: ReadonlyArray<string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly report: ImportReport;
  readonly replay: Replay;
}

export const mappingOf = (name: string): Mapping => {
  const mapping = formats.get(name);
  if (mapping === undefined) throw new Error(`there is no format ${name}`);
  return mapping;
};

/** Imports records that are values already, or why they are none. */
export const importRecords = (
  mapping: Mapping,
  records: Iterable<E.Either<string, unknown>>,
): Imported => {
  const lines: Array<string> = [];
  const labels = new Map<string, string>();
  const importer = makeImporter({
    mapping,
    line: (text) => lines.push(text),
    label: (id, label) => labels.set(id, label),
  });
  importer.begin('records', 'records');
  let number = 0;
  for (const record of records) {
    number += 1;
    if (E.isLeft(record)) importer.malformed(number, record.left);
    else importer.take(number, record.right);
  }
  importer.end();
  const replayer = makeReplayer();
  for (const line of lines) replayer.line(line);
  return { lines, labels, report: importer.report(), replay: replayer.result() };
};

/** Imports parts of records by importers of their own, and joins them; `undefined` if they cannot be joined. */
export const importParts = (
  mapping: Mapping,
  records: ReadonlyArray<unknown>,
  cuts: ReadonlyArray<number>,
): Omit<Imported, 'replay'> | undefined => {
  const joiner = makePartJoiner(mapping);
  const lines: Array<string> = [];
  const labels = new Map<string, string>();
  const importPart = (from: number, to: number, known: ReadonlySet<string>): Joining => {
    const own: Array<string> = [];
    const ownLabels = new Map<string, string>();
    const importer = makeImporter({
      mapping,
      known,
      line: (text) => own.push(text),
      label: (id, label) => ownLabels.set(id, label),
    });
    importer.begin('records', 'records', from > 0);
    for (const [i, record] of records.slice(from, to).entries())
      importer.take(from + i + 1, record);
    importer.end();
    const joining = joiner.join(importedPart(importer));
    if (joining._tag !== 'Joined') return joining;
    lines.push(...own);
    for (const [id, label] of ownLabels) if (!labels.has(id)) labels.set(id, label);
    return joining;
  };
  const ends = [...cuts.filter((cut) => cut < records.length), records.length];
  let from = 0;
  for (const to of ends.sort((a, b) => a - b)) {
    const joining = importPart(from, to, new Set());
    const again = joining._tag === 'Shared' ? importPart(from, to, new Set(joining.runs)) : joining;
    if (again._tag !== 'Joined') return undefined;
    from = to;
  }
  return { lines, labels, report: joiner.report() };
};

/** Imports a file of test/fixtures/imports. */
export const importFixture = async (format: string, file: string): Promise<Imported> => {
  const mapping = mappingOf(format);
  const path = new URL(`../fixtures/imports/${file}`, import.meta.url).pathname;
  const records: Array<{ readonly line: number; readonly record: E.Either<string, unknown> }> = [];
  for await (const batch of recordsOf(path, mapping.in ?? [])) {
    if (E.isLeft(batch)) throw new Error(batch.left.message);
    records.push(...batch.right.records);
  }
  return importRecords(
    mapping,
    records.map(({ record }) => record),
  );
};

/** The ops of the run with a label: what happened, at which second of the day of the fixtures, and what was said. */
export const storyOf = ({ lines, labels }: Imported, label: string): ReadonlyArray<string> => {
  const id = [...labels].find(([, text]) => text === label)?.[0];
  if (id === undefined)
    throw new Error(`nothing is called ${label}: ${[...labels.values()].join()}`);
  return lines
    .map((line) => JSON.parse(line) as Readonly<Record<string, string | number | undefined>>)
    .filter(({ run_id: run }) => run === id)
    .map(({ op, to, at, count, effective_priority: priority, outcome, error, worker, note }) =>
      [
        at === undefined ? '--:--:--' : new Date(Number(at) * 1000).toISOString().slice(11, 19),
        String(to ?? op),
        ...(count === undefined ? [] : [`count=${String(count)}`]),
        ...(priority === undefined ? [] : [`priority=${String(priority)}`]),
        ...Object.entries({ outcome, error, worker, note }).flatMap(([name, text]) =>
          text === undefined ? [] : [`${name}=${String(text)}`],
        ),
      ].join(' '),
    );
};
