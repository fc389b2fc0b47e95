/**
 * Cuts a source into parts that hold whole records, so that threads can read them. Nothing is parsed here: the ends of lines are found, or
 * those of the records of a document.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { InputError, Source } from '../input.js';
import type { Block, Splitter } from '../lines.js';
import { linesIn, makeBlockSplitter } from '../lines.js';
import { readByHead } from '../readByHead.js';
import type { RecordForm, SourceRecord } from './importRecords.js';
import { formOf, makeDocumentSplitter, recordIn, recordsInLines } from './importRecords.js';
import type { RawRecord } from './jsonRecords.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Some records that follow one another. */
export interface RecordPart {
  readonly bytes: Uint8Array;
  /** The number of the first line. */
  readonly line: number;
  /** Of each record of a document the number of its line, and where it begins and ends; without them each line holds a value. */
  readonly spans: Float64Array | undefined;
  /** Why a record has no bytes, by its place in the part. */
  readonly failures: ReadonlyMap<number, string>;
}

/** A part, or that the rest of the source is not cut. */
export type Cut = RecordPart | 'uncut';

/** Cuts chunks into parts. */
export interface Cutter extends Splitter<Cut> {
  /** Returns the whole records that are in no part yet, if the source fails before its end. */
  readonly rest: () => ReadonlyArray<Cut>;
}

// ----------------------------------------------------------------------------------------------------------- cutting

/** The usual size of parts in bytes. Of a larger one more outlives a collection of garbage; a smaller one takes longer to ask for. */
export const PART = 512 * 1024;

/** Memory of some bytes that threads share. What was given back is taken again, because new memory takes longer to get. */
export interface Memory {
  readonly size: number;
  readonly take: () => SharedArrayBuffer;
  readonly give: (used: ArrayBufferLike) => void;
}

/** Makes memory, of which nothing is taken yet. */
export const makeMemory = (size: number): Memory => {
  const free: Array<SharedArrayBuffer> = [];
  return {
    size,
    take: () => free.pop() ?? new SharedArrayBuffer(size),
    give: (used) => {
      if (used instanceof SharedArrayBuffer && used.byteLength === size) free.push(used);
    },
  };
};

/** The bytes of the part at hand. */
interface Filling {
  readonly hasRoom: (length: number) => boolean;
  /** Adds bytes, and returns where they begin. */
  readonly add: (bytes: Buffer) => number;
  readonly take: () => Uint8Array;
}

const makeFilling = ({ size, take }: Memory): Filling => {
  let filled: Uint8Array | undefined;
  let length = 0;
  return {
    hasRoom: (more) => length + more <= size,
    add: (bytes) => {
      const start = length;
      length += bytes.length;
      filled ??= new Uint8Array(take());
      if (length > filled.length) {
        const larger = new Uint8Array(new SharedArrayBuffer(2 * length));
        larger.set(filled.subarray(0, start));
        filled = larger;
      }
      filled.set(bytes, start);
      return start;
    },
    take: () => {
      const taken = (filled ?? new Uint8Array(0)).subarray(0, length);
      filled = undefined;
      length = 0;
      return taken;
    },
  };
};

const LF = 0x0a;

/** The same bytes, with the methods of a buffer, which search several times as fast. */
const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const LINE_FEED = Buffer.from('\n');

const linesOf = (bytes: Uint8Array): number => {
  const buffer = bufferOf(bytes);
  let lines = 1;
  for (let at = buffer.indexOf(LF); at !== -1; at = buffer.indexOf(LF, at + 1)) lines += 1;
  return lines;
};

const NO_FAILURES: ReadonlyMap<number, string> = new Map();

const makeLineCutter = (memory: Memory): Cutter => {
  const splitter = makeBlockSplitter();
  const filling = makeFilling(memory);
  let isEmpty = true;
  let line = 1;
  const cut = (): ReadonlyArray<Cut> => {
    if (isEmpty) return [];
    isEmpty = true;
    const part = { bytes: filling.take(), line, spans: undefined, failures: NO_FAILURES };
    line += linesOf(part.bytes);
    return [part];
  };
  const add = (block: Block): ReadonlyArray<Cut> => {
    // A line that is too long.
    if (!Buffer.isBuffer(block)) return ['uncut'];
    const before = filling.hasRoom(block.length + 1) ? [] : cut();
    if (!isEmpty) filling.add(LINE_FEED);
    filling.add(block);
    isEmpty = false;
    return before;
  };
  return {
    push: (chunk) => splitter.push(chunk).flatMap(add),
    end: () => [...splitter.end().flatMap(add), ...cut()],
    rest: cut,
  };
};

const makeDocumentCutter = (names: ReadonlyArray<string>, memory: Memory): Cutter => {
  const splitter = makeDocumentSplitter(names);
  const filling = makeFilling(memory);
  let spans: Array<number> = [];
  let failures = new Map<number, string>();
  const cut = (): ReadonlyArray<Cut> => {
    const [line] = spans;
    if (line === undefined) return [];
    const part = { bytes: filling.take(), line, spans: Float64Array.from(spans), failures };
    spans = [];
    failures = new Map();
    return [part];
  };
  const add = ({ line, bytes }: RawRecord): ReadonlyArray<Cut> => {
    if (E.isLeft(bytes)) {
      failures.set(spans.length / 3, bytes.left);
      spans.push(line, 0, 0);
      return [];
    }
    const { length } = bytes.right;
    const before = filling.hasRoom(length) ? [] : cut();
    const start = filling.add(bytes.right);
    spans.push(line, start, start + length);
    return before;
  };
  return {
    push: (chunk) => splitter.push(chunk).flatMap(add),
    end: () => [...splitter.end().flatMap(add), ...cut()],
    rest: cut,
  };
};

const UNCUT: Cutter = { push: () => ['uncut'], end: () => [], rest: () => [] };

/** Makes the cutter of a form, into parts that fill their memory: at least one record, or the lines of a chunk. */
export const makeCutter = (
  form: RecordForm,
  names: ReadonlyArray<string>,
  memory: Memory,
): Cutter =>
  form === 'lines'
    ? makeLineCutter(memory)
    : form === 'document'
      ? makeDocumentCutter(names, memory)
      : UNCUT;

/** The parts that one chunk completes. */
export interface PartBatch {
  readonly parts: ReadonlyArray<Cut>;
  /** How many bytes of the source have been read so far. */
  readonly read: number;
}

/** Yields the parts of a source in batches, and last its failure if there is one. */
export async function* partsOf(
  source: Source,
  names: ReadonlyArray<string>,
  memory: Memory,
): AsyncGenerator<E.Either<InputError, PartBatch>, void> {
  let cutter = UNCUT;
  const choose = (head: Buffer, isWhole: boolean): Cutter | undefined => {
    const form = formOf(head, isWhole);
    if (form === undefined) return undefined;
    cutter = makeCutter(form, names, memory);
    return cutter;
  };
  let soFar = 0;
  for await (const batch of readByHead(source, choose)) {
    if (E.isLeft(batch)) {
      yield E.right({ parts: cutter.rest(), read: soFar });
      yield batch;
      return;
    }
    const { items, read } = batch.right;
    soFar = read;
    yield E.right({ parts: items, read });
  }
}

// ----------------------------------------------------------------------------------------------------------- reading

/** Yields the records of a part. One by one, so that few of them are in memory. */
export function* recordsInPart(
  { bytes, line, spans, failures }: RecordPart,
  names: ReadonlyArray<string>,
): Generator<SourceRecord, void> {
  const buffer = bufferOf(bytes);
  if (spans === undefined) {
    yield* recordsInLines(linesIn(buffer), line, names);
    return;
  }
  for (let i = 0; i < spans.length; i += 3) {
    const failure = failures.get(i / 3);
    yield recordIn(
      spans[i] ?? line,
      failure === undefined
        ? E.right(buffer.subarray(spans[i + 1], spans[i + 2]))
        : E.left(failure),
    );
  }
}
