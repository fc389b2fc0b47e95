/**
 * Splits bytes into the lines of NDJSON: each ends with a line feed, optionally after a carriage return; the last one may lack its
 * end. A byte order mark before the first line is dropped.
 *
 * Splits a whole chunk at a time, without a promise for each line, which is the main reason why a large journal is read fast. At
 * most one chunk and one incomplete line, up to the limit of lines, are in memory.
 */
import { isUtf8 } from 'node:buffer';
import * as E from 'fp-ts/lib/Either.js';
import type { InputError, Source } from './input.js';
import { chunksOf } from './input.js';
import { limits, mebibytes } from './limits.js';

/** The text of a line, or why it cannot be decoded. */
export type Line = E.Either<string, string>;

/** Some lines that follow one another: their bytes, with a line feed between two lines; or the lines, where bytes do not tell them. */
export type Block = Buffer | ReadonlyArray<Line>;

const LF = 0x0a;

/** What becomes of a line that is longer than the limit. */
export const tooLong = (): E.Either<string, never> =>
  E.left(`the line is longer than ${mebibytes(limits().line)}, the limit of --max-line`);

const NOT_UTF8: Line = E.left('the line is not UTF-8 text');

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

/** The text of a line's bytes. */
export const textOf = (bytes: Buffer): Line =>
  bytes.length > limits().line
    ? tooLong()
    : isUtf8(bytes)
      ? E.right(withoutReturn(bytes.toString('utf8')))
      : NOT_UTF8;

/** The index of the end of the line in which `at` stands. */
const endOfLine = (block: Buffer, at: number): number => {
  // Nearly always one looks from the end itself, and a search takes longer than a look.
  if (block[at] === LF) return at;
  const end = block.indexOf(LF, at);
  return end === -1 ? block.length : end;
};

/** The line that begins at `start` in a block. */
export const textAt = (block: Buffer, start: number): Line =>
  textOf(block.subarray(start, endOfLine(block, start)));

/** Where the line after the one in which `at` stands begins; beyond the length of the block after the last one. */
export const afterLine = (block: Buffer, at: number): number => endOfLine(block, at) + 1;

/** A larger text would lie in V8's large-object space, where it is slower to allocate than to read. */
const MAX_TEXT = 64 * 1024;

/** Where a part of a block ends that is a text of its own: the last end of a line within its length, or else the first one after it. */
const endOfPart = (block: Buffer, start: number): number => {
  if (block.length - start <= MAX_TEXT) return block.length;
  const end = block.lastIndexOf(LF, start + MAX_TEXT);
  return end < start ? endOfLine(block, start) : end;
};

/** The lines of a part of a block. */
const linesOfPart = (part: Buffer): ReadonlyArray<Line> => {
  // Converts the whole part at once; a part with an invalid byte is converted line by line.
  if (part.length <= limits().line && isUtf8(part))
    return part
      .toString('utf8')
      .split('\n')
      .map((text) => E.right(withoutReturn(text)));
  const lines: Array<Line> = [];
  for (let start = 0; start <= part.length; start = afterLine(part, start))
    lines.push(textAt(part, start));
  return lines;
};

/** The lines of a block. */
export const linesIn = (block: Block): ReadonlyArray<Line> => {
  if (!Buffer.isBuffer(block)) return block;
  const lines: Array<Line> = [];
  for (let start = 0; start <= block.length;) {
    const end = endOfPart(block, start);
    for (const line of linesOfPart(block.subarray(start, end))) lines.push(line);
    start = end + 1;
  }
  return lines;
};

/** Splits chunks into items. `push` returns those that a chunk completes, and keeps nothing of its bytes itself. */
export interface Splitter<A> {
  readonly push: (chunk: Buffer) => ReadonlyArray<A>;
  /** Returns the last item, if it lacks its end. */
  readonly end: () => ReadonlyArray<A>;
}

/** Splits chunks into blocks of lines. */
export type BlockSplitter = Splitter<Block>;

/** The byte order mark. */
export const MARK = Buffer.from('\ufeff');

/** The beginning of a file without its byte order mark, if it has one. */
export const withoutMark = (head: Buffer): Buffer =>
  head.subarray(0, MARK.length).equals(MARK) ? head.subarray(MARK.length) : head;

/** Makes a splitter into blocks for the beginning of a file. */
export const makeBlockSplitter = (): BlockSplitter => {
  /** The pieces of the incomplete line; dropped and only counted if it is too long. */
  let pending: Array<Buffer> = [];
  let pendingLength = 0;
  let first = true;

  const keep = (piece: Buffer): void => {
    if (piece.length === 0) return;
    pendingLength += piece.length;
    if (pendingLength > limits().line) pending = [];
    else pending.push(piece);
  };

  /** Drops the byte order mark of the first line. */
  const begun = (block: Buffer): Buffer => {
    if (!first) return block;
    first = false;
    return withoutMark(block);
  };

  const complete = (piece: Buffer): Block => {
    keep(piece);
    const isTooLong = pendingLength > limits().line;
    const block = begun(isTooLong ? Buffer.alloc(0) : Buffer.concat(pending, pendingLength));
    pending = [];
    pendingLength = 0;
    return isTooLong ? [tooLong()] : block;
  };

  return {
    push: (chunk) => {
      const firstEnd = chunk.indexOf(LF);
      if (firstEnd === -1) {
        keep(Buffer.from(chunk));
        return [];
      }
      const lastEnd = chunk.lastIndexOf(LF);
      const head = pendingLength === 0 ? [] : [complete(chunk.subarray(0, firstEnd))];
      const start = head.length === 0 ? 0 : firstEnd + 1;
      const rest = start > lastEnd ? [] : [begun(chunk.subarray(start, lastEnd))];
      keep(Buffer.from(chunk.subarray(lastEnd + 1)));
      return [...head, ...rest];
    },
    end: () => (pendingLength === 0 ? [] : [complete(Buffer.alloc(0))]),
  };
};

/** Splits chunks into lines. */
export type LineSplitter = Splitter<Line>;

/** Makes a splitter into lines for the beginning of a file. */
export const makeLineSplitter = (): LineSplitter => {
  const { push, end } = makeBlockSplitter();
  return { push: (chunk) => push(chunk).flatMap(linesIn), end: () => end().flatMap(linesIn) };
};

/** The lines of one chunk. */
export interface Batch {
  readonly lines: ReadonlyArray<Line>;
  /** How many bytes of the source have been read so far. */
  readonly read: number;
}

/** Yields the lines of a source in batches, and last its failure if there is one. A line cut off by the failure is dropped. */
export async function* linesOf(source: Source): AsyncGenerator<E.Either<InputError, Batch>, void> {
  const splitter = makeLineSplitter();
  let read = 0;
  for await (const chunk of chunksOf(source)) {
    if (E.isLeft(chunk)) {
      yield chunk;
      return;
    }
    ({ read } = chunk.right);
    yield E.right({ lines: splitter.push(chunk.right.bytes), read });
  }
  yield E.right({ lines: splitter.end(), read });
}
