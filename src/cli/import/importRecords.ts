/**
 * Reads the records of a source, whichever way it writes them: NDJSON, JSON that holds the records somewhere, separated values, or a job
 * history of Hadoop.
 */
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../../codec/JsonText.js';
import { isRecord } from '../../codec/untrusted.js';
import type { InputError, Source } from '../input.js';
import type { Line, Splitter } from '../lines.js';
import { makeLineSplitter, textOf, withoutMark } from '../lines.js';
import { readByHead } from '../readByHead.js';
import type { RawRecord, RecordSplitter } from './jsonRecords.js';
import { makeRecordSplitter } from './jsonRecords.js';
import { makeRowReader } from './separated.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A record, or why it is none, and where it stands. */
export interface SourceRecord {
  readonly line: number;
  readonly record: E.Either<string, unknown>;
}

/** The records that one chunk completes. */
export interface RecordBatch {
  readonly records: ReadonlyArray<SourceRecord>;
  /** How many bytes of the source have been read so far. */
  readonly read: number;
}

type Reader = Splitter<SourceRecord>;

// ------------------------------------------------------------------------------------------------------------ readers

const parsed = (text: Line): E.Either<string, unknown> => {
  if (E.isLeft(text)) return text;
  const json = parseJson(text.right);
  return E.isLeft(json) ? E.left(`no JSON: ${json.left.message}`) : json;
};

/** The value of a member of a document, such as `jobs` or `history.events`. */
const memberAt = (value: unknown, name: string): unknown =>
  name
    .split('.')
    .reduce<unknown>(
      (holder, key) => (isRecord(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined),
      value,
    );

/** The records in a value: those that a member of it holds, or the value itself. */
const recordsIn = (value: unknown, names: ReadonlyArray<string>): ReadonlyArray<unknown> => {
  const held = names
    .map((name) => memberAt(value, name))
    .filter((it) => it !== undefined && it !== null);
  return held.length === 0
    ? [value]
    : held.flatMap((it) => (Array.isArray(it) ? it : [it]) as ReadonlyArray<unknown>);
};

/** Yields the records in lines; the first line has a number, and those up to `skipped` have no records. */
export function* recordsInLines(
  lines: ReadonlyArray<Line>,
  first: number,
  names: ReadonlyArray<string>,
  skipped = 0,
): Generator<SourceRecord, void> {
  let number = first - 1;
  for (const line of lines) {
    number += 1;
    if (number <= skipped || (E.isRight(line) && line.right.trim() === '')) continue;
    const value = parsed(line);
    if (E.isLeft(value) || names.length === 0) yield { line: number, record: value };
    else
      for (const record of recordsIn(value.right, names))
        yield { line: number, record: E.right(record) };
  }
}

/** Reads a value from each line; `skipped` lines have none. */
const makeLineReader = (names: ReadonlyArray<string>, skipped: number): Reader => {
  const splitter = makeLineSplitter();
  let number = 1;
  const read = (lines: ReadonlyArray<Line>): ReadonlyArray<SourceRecord> => {
    const records = [...recordsInLines(lines, number, names, skipped)];
    number += lines.length;
    return records;
  };
  return { push: (chunk) => read(splitter.push(chunk)), end: () => read(splitter.end()) };
};

/** The record of bytes that stand in a line. */
export const recordIn = (line: number, bytes: E.Either<string, Buffer>): SourceRecord => ({
  line,
  record: E.isLeft(bytes) ? bytes : parsed(textOf(bytes.right)),
});

/** Splits a document as {@link makeRecordSplitter} does, without the byte order mark before it. */
export const makeDocumentSplitter = (names: ReadonlyArray<string>): RecordSplitter => {
  const splitter = makeRecordSplitter(new Set(names));
  let isFirst = true;
  return {
    push: (chunk) => {
      const bytes = isFirst ? withoutMark(chunk) : chunk;
      isFirst = false;
      return splitter.push(bytes);
    },
    end: splitter.end,
  };
};

const makeJsonReader = (names: ReadonlyArray<string>): Reader => {
  const splitter = makeDocumentSplitter(names);
  const read = (records: ReadonlyArray<RawRecord>): ReadonlyArray<SourceRecord> =>
    records.map(({ line, bytes }) => recordIn(line, bytes));
  return { push: (chunk) => read(splitter.push(chunk)), end: () => read(splitter.end()) };
};

const makeSeparatedReader = (): Reader => {
  const splitter = makeLineSplitter();
  const rows = makeRowReader();
  return {
    push: (chunk) => splitter.push(chunk).flatMap(rows.push),
    end: () => [...splitter.end().flatMap(rows.push), ...rows.end()],
  };
};

const LF = 0x0a;

/** The number of an event takes the place of the number of a line. */
const makeAvroReader = async (): Promise<Reader> => {
  const { makeEventReader } = await import('./avroEvents.js');
  const events = makeEventReader();
  let number = 0;
  let isFirst = true;
  const numbered = (read: ReadonlyArray<E.Either<string, unknown>>): ReadonlyArray<SourceRecord> =>
    read.map((record) => {
      number += 1;
      return { line: number, record };
    });
  return {
    push: (chunk) => {
      const bytes = isFirst ? chunk.subarray(chunk.indexOf(LF) + 1) : chunk;
      isFirst = false;
      return numbered(events.push(bytes));
    },
    end: () => numbered(events.end()),
  };
};

// ----------------------------------------------------------------------------------------------------------- sources

/** More than this is not needed to tell how a file is written. */
const MAX_HEAD = 64 * 1024;

const AVRO_JSON = 'Avro-Json';
const AVRO_BINARY = 'Avro-Binary';

/** How the records of a source are written. */
export type RecordForm = 'lines' | 'document' | 'separated' | 'Avro in JSON' | 'Avro';

/** How a source that begins like this is written; `undefined` if more of it is needed. */
export const formOf = (bytes: Buffer, isWhole: boolean): RecordForm | undefined => {
  const head = withoutMark(bytes);
  const text = head.toString('utf8', 0, MAX_HEAD).trimStart();
  const end = head.indexOf(LF);
  if ((text === '' || end === -1) && !isWhole && head.length < MAX_HEAD) return undefined;
  const first = head.toString('utf8', 0, end === -1 ? head.length : end).trim();
  if (first === AVRO_BINARY) return 'Avro';
  if (first === AVRO_JSON) return 'Avro in JSON';
  if (!text.startsWith('{') && !text.startsWith('[')) return 'separated';
  return end !== -1 && text.startsWith('{') && E.isRight(parseJson(first)) ? 'lines' : 'document';
};

const readers: Readonly<
  Record<RecordForm, (names: ReadonlyArray<string>) => Reader | Promise<Reader>>
> = {
  lines: (names) => makeLineReader(names, 0),
  document: makeJsonReader,
  separated: makeSeparatedReader,
  'Avro in JSON': (names) => makeLineReader(names, 2),
  Avro: makeAvroReader,
};

/** Yields the records of a source in batches, and last its failure if there is one. */
export async function* recordsOf(
  source: Source,
  names: ReadonlyArray<string>,
): AsyncGenerator<E.Either<InputError, RecordBatch>, void> {
  const choose = (head: Buffer, isWhole: boolean): Reader | Promise<Reader> | undefined => {
    const form = formOf(head, isWhole);
    return form === undefined ? undefined : readers[form](names);
  };
  for await (const batch of readByHead(source, choose))
    yield E.isLeft(batch) ? batch : E.right({ records: batch.right.items, read: batch.right.read });
}
