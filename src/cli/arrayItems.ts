/**
 * Splits the bytes of JSON arrays into their items, without parsing them: each item is decoded later as a line is, from its own text,
 * so that its numbers keep their digits and one bad item spoils no other.
 *
 * At most one chunk and one incomplete item, up to the limit of lines, are in memory. A comma after the last item is allowed, and so
 * are several arrays one after the other.
 */
import * as E from 'fp-ts/lib/Either.js';
import { limits } from './limits.js';
import type { Line, LineSplitter } from './lines.js';
import { MARK, textOf, tooLong, withoutMark } from './lines.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LF = 0x0a;
const OPEN = 0x5b;
const CLOSE = 0x5d;

const isOpening = (byte: number): boolean => byte === OPEN || byte === 0x7b;
const isClosing = (byte: number): boolean => byte === CLOSE || byte === 0x7d;
const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;

/** After so much white space, nobody looks for an array. */
const MAX_LEAD = 64 * 1024;

/** Does a file that begins like this contain an array, and not lines? `undefined` if more of it is needed. */
export const isArrayHead = (head: Buffer): boolean | undefined => {
  if (head.length < MARK.length && MARK.subarray(0, head.length).equals(head)) return undefined;
  const first = withoutMark(head).find((byte) => !isSpace(byte));
  return first === undefined && head.length < MAX_LEAD ? undefined : first === OPEN;
};

const UNFINISHED: Line = E.left('the array ends in the middle of this item');
const NO_END: Line = E.left('the array has no end: the file was cut off');

/** Makes a splitter into items for a file whose first character, apart from white space, is `[`. */
export const makeItemSplitter = (): LineSplitter => {
  /** The pieces of the item at hand; dropped and only counted if it is too long. */
  let pieces: Array<Buffer> = [];
  let length = 0;
  let depth = 0;
  let inText = false;
  let isEscaped = false;
  let isFirst = true;

  const keep = (piece: Buffer): void => {
    length += piece.length;
    if (length > limits().line) pieces = [];
    else if (piece.length > 0) pieces.push(piece);
  };

  const complete = (): ReadonlyArray<Line> => {
    if (length === 0) return [];
    const text = length > limits().line ? tooLong() : textOf(Buffer.concat(pieces, length));
    pieces = [];
    length = 0;
    return [text];
  };

  return {
    push: (bytes) => {
      const chunk = isFirst ? withoutMark(bytes) : bytes;
      isFirst = false;
      const items: Array<Line> = [];
      /** Where the item at hand begins in this chunk; -1 before its first character. */
      let start = length > 0 ? 0 : -1;
      const finish = (end: number): void => {
        if (start !== -1) keep(chunk.subarray(start, end));
        items.push(...complete());
        start = -1;
      };
      for (let i = 0; i < chunk.length; i += 1) {
        const byte = chunk[i] ?? 0;
        if (inText) {
          if (isEscaped) isEscaped = false;
          else if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) inText = false;
          continue;
        }
        if (depth === 0) {
          // Between two arrays, anything else is an item as long as its line.
          if (byte === OPEN && start === -1) depth = 1;
          else if (byte === LF) finish(i);
          else if (start === -1 && !isSpace(byte)) start = i;
          continue;
        }
        if (depth === 1 && (byte === COMMA || byte === CLOSE)) {
          finish(i);
          if (byte === CLOSE) depth = 0;
          continue;
        }
        if (start === -1) {
          if (isSpace(byte)) continue;
          start = i;
        }
        if (byte === QUOTE) inText = true;
        else if (isOpening(byte)) depth += 1;
        else if (isClosing(byte)) depth = Math.max(1, depth - 1);
      }
      // A copy, because the bytes of a chunk are overwritten.
      if (start !== -1) keep(Buffer.from(chunk.subarray(start)));
      return items;
    },
    end: () => {
      if (depth === 0) return complete();
      if (depth === 1 && !inText) return [...complete(), NO_END];
      pieces = [];
      length = 0;
      return [UNFINISHED];
    },
  };
};
