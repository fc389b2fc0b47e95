/** Imports a part of the records, in whichever thread. */
import * as E from 'fp-ts/lib/Either.js';
import { makeImporter } from '../../imports/Importer.js';
import type { ImportedPart } from '../../imports/joinParts.js';
import { importedPart } from '../../imports/joinParts.js';
import type { Mapping } from '../../imports/Mapping.js';
import type { Limits } from '../limits.js';
import type { RecordPart } from './recordParts.js';
import { recordsInPart } from './recordParts.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What is the same for all parts. */
export interface PartSetup {
  readonly mapping: Mapping;
  readonly namespace: string | undefined;
  readonly only: ReadonlySet<string> | undefined;
  /** Whether what people call runs and tasks is asked for. */
  readonly labeled: boolean;
  readonly limits: Limits;
}

/** What is asked of a thread. */
export interface PartRequest {
  readonly part: RecordPart;
  readonly file: string;
  /** The name of the file in the paths of rules. */
  readonly name: string;
  readonly isContinued: boolean;
  /** The runs of the part that earlier parts made. */
  readonly known: ReadonlySet<string>;
  /** For the journal, if it is not longer. */
  readonly memory: SharedArrayBuffer;
}

/** What a thread answers. */
export interface PartAnswer {
  readonly imported: ImportedPart;
  /** Lines, each with its end. */
  readonly journal: Uint8Array;
  readonly labels: ReadonlyArray<readonly [id: string, label: string]>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** So much text is made before it is written as bytes, in UTF-16 units. A longer one takes longer to put together. */
const TEXT = 2048;

/** Text as bytes. */
interface Bytes {
  readonly line: (text: string) => void;
  readonly take: () => Uint8Array;
}

const makeBytes = (given: SharedArrayBuffer): Bytes => {
  let memory: Buffer = Buffer.from(given);
  let length = 0;
  let text = '';
  const flush = (): void => {
    const most = length + 3 * text.length;
    if (most > memory.length) {
      const larger = Buffer.allocUnsafeSlow(2 * most);
      larger.set(memory.subarray(0, length));
      memory = larger;
    }
    length += memory.write(text, length, 'utf8');
    text = '';
  };
  return {
    line: (line) => {
      text += `${line}\n`;
      if (text.length >= TEXT) flush();
    },
    take: () => {
      flush();
      return new Uint8Array(memory.buffer, 0, length);
    },
  };
};

/** Imports a part. */
export const importPart = (
  { mapping, namespace, only, labeled }: PartSetup,
  { part, file, name, isContinued, known, memory }: PartRequest,
): PartAnswer => {
  const journal = makeBytes(memory);
  const labels: Array<readonly [string, string]> = [];
  const importer = makeImporter({
    mapping,
    namespace,
    only,
    known,
    line: journal.line,
    label: labeled
      ? (id, label) => {
          labels.push([id, label]);
        }
      : undefined,
  });
  importer.begin(file, name, isContinued);
  for (const { line, record } of recordsInPart(part, mapping.in ?? []))
    if (E.isRight(record)) importer.take(line, record.right);
    else importer.malformed(line, record.left);
  importer.end();
  return { imported: importedPart(importer), journal: journal.take(), labels };
};
