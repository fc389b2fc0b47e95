/**
 * Lines of bytes, as NDJSON has them: ended by a line feed, with or without a carriage return before it; the last one
 * may lack its end. A byte order mark before the first is no part of it.
 *
 * Splitting is done a chunk at a time and without a promise a line, which is most of the speed of reading a large journal.
 * What is held is one chunk and the line that it cut, and no line is ever held beyond `LONGEST_LINE`.
 */
import { isUtf8 } from 'node:buffer';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { InputError, Source } from './input.js';
import { chunksOf } from './input.js';

/** A line's text, or why it is no text. */
export type Line = E.Either<string, string>;

/** The longest line that is read, in bytes; a longer one is passed over. */
export const LONGEST_LINE = 16 * 1024 * 1024;

const LF = 0x0a;

const TOO_LONG: Line = E.left(`the line is longer than ${String(LONGEST_LINE / 2 ** 20)} MiB`);
const NOT_UTF8: Line = E.left('the line is not UTF-8 text');

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

const textOf = (bytes: Buffer): Line =>
  bytes.length > LONGEST_LINE
    ? TOO_LONG
    : isUtf8(bytes)
      ? E.right(withoutReturn(bytes.toString('utf8')))
      : NOT_UTF8;

/** The lines of a block that ends where its last line does. */
const linesIn = (block: Buffer): ReadonlyArray<Line> => {
  // One conversion for the whole block; a block with a bad byte in it is taken line by line.
  if (block.length <= LONGEST_LINE && isUtf8(block)) {
    const texts = block.toString('utf8').split('\n');
    return texts.map((text) => E.right(withoutReturn(text)));
  }
  const lines: Array<Line> = [];
  for (let start = 0; start <= block.length;) {
    const end = block.indexOf(LF, start);
    const stop = end === -1 ? block.length : end;
    lines.push(textOf(block.subarray(start, stop)));
    start = stop + 1;
  }
  return lines;
};

/** Takes chunks, and gives the lines that each of them completes. */
export interface LineSplitter {
  readonly push: (chunk: Buffer) => ReadonlyArray<Line>;
  /** The last line, if it lacks its end. */
  readonly end: () => ReadonlyArray<Line>;
}

/** A splitter at the beginning of a file. */
export const makeLineSplitter = (): LineSplitter => {
  /** The line that the last chunk cut, in pieces; pieces beyond the longest line are counted and dropped. */
  let cut: Array<Buffer> = [];
  let cutLength = 0;
  let first = true;

  const keep = (piece: Buffer): void => {
    if (piece.length === 0) return;
    cutLength += piece.length;
    if (cutLength > LONGEST_LINE) cut = [];
    else cut.push(piece);
  };

  const complete = (piece: Buffer): Line => {
    keep(piece);
    const line = cutLength > LONGEST_LINE ? TOO_LONG : textOf(Buffer.concat(cut, cutLength));
    cut = [];
    cutLength = 0;
    return line;
  };

  /** The first line of all loses its mark. */
  const withoutMark = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> => {
    if (!first || lines.length === 0) return lines;
    first = false;
    const [head = NOT_UTF8, ...rest] = lines;
    return [
      pipe(
        head,
        E.map((text) => (text.startsWith('\ufeff') ? text.slice(1) : text)),
      ),
      ...rest,
    ];
  };

  return {
    push: (chunk) => {
      const firstEnd = chunk.indexOf(LF);
      if (firstEnd === -1) {
        keep(chunk);
        return [];
      }
      const lastEnd = chunk.lastIndexOf(LF);
      const head = complete(chunk.subarray(0, firstEnd));
      const rest = lastEnd === firstEnd ? [] : linesIn(chunk.subarray(firstEnd + 1, lastEnd));
      keep(chunk.subarray(lastEnd + 1));
      return withoutMark([head, ...rest]);
    },
    end: () => (cutLength === 0 ? [] : withoutMark([complete(Buffer.alloc(0))])),
  };
};

/** Lines that came together. */
export interface Batch {
  readonly lines: ReadonlyArray<Line>;
  /** How many bytes of the source have been read up to here. */
  readonly read: number;
}

/**
 * The lines of a source in batches, and last its failure if there is one. A line that a failure cut is not among them.
 */
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
