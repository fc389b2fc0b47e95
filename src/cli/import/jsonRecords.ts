/**
 * Splits the bytes of JSON into records, without parsing them: the items of an array, the items of a member of a document, such as
 * `{"jobs": [...]}`, or the values themselves, one after the other, however they are printed.
 *
 * At most one chunk and one incomplete record, up to the limit of lines, are in memory. Law: it makes no difference where chunks end.
 */
import * as E from 'fp-ts/lib/Either.js';
import { limits } from '../limits.js';
import type { Splitter } from '../lines.js';
import { tooLong } from '../lines.js';

/** The bytes of a record, or why it has none, and the number of the line in which it begins. A chunk may hold the bytes. */
export interface RawRecord {
  readonly line: number;
  readonly bytes: E.Either<string, Buffer>;
}

/** Splits chunks into records. `end` returns what is left at the end of the file. */
export type RecordSplitter = Splitter<RawRecord>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LF = 0x0a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;

/** A table of all bytes, with 1 for some. */
const tableOf = (...bytes: ReadonlyArray<number>): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => Number(bytes.includes(byte)));

const IN_TEXT = tableOf(QUOTE, BACKSLASH);
const IN_RECORD = tableOf(QUOTE, COMMA, LF, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT);

/** The members that hold records are at most so deep in a document, and their names at most so long. */
const DEEPEST = 2;
const LONGEST_NAME = 64;

const UNFINISHED = E.left('the file ends in the middle of this record');

/**
 * Where the record at hand began: a value of the file itself, which may turn out to be a document that holds the records; an item, or
 * the object in a member; or something that is no JSON, up to the end of its line.
 */
type Opened = 'none' | 'value' | 'item' | 'noise';

/** Makes a splitter. `names` are the members of a document that hold records, such as `jobs` or `history.events`. */
export const makeRecordSplitter = (names: ReadonlySet<string>): RecordSplitter => {
  let line = 1;
  let depth = 0;
  let inText = false;
  let isEscaped = false;

  let opened: Opened = 'none';
  /** The depth at which the record at hand began. */
  let base = 0;
  let beginLine = 1;
  /** The pieces of the record at hand; dropped and only counted if it is too long. */
  let pieces: Array<Buffer> = [];
  let length = 0;

  /** The depth of the array whose items are records; -1 if there is none. */
  let itemsDepth = -1;
  /** The latest key at each depth of a document, and whether the value there is an object. */
  const keys: Array<string> = ['', '', ''];
  const isObject: Array<boolean> = [false, false, false];
  let awaitsKey = false;
  let isKey = false;
  let key = '';

  const keep = (piece: Buffer): void => {
    length += piece.length;
    if (length > limits().line) pieces = [];
    else if (piece.length > 0) pieces.push(piece);
  };

  const drop = (): void => {
    pieces = [];
    length = 0;
    opened = 'none';
  };

  const complete = (): RawRecord => {
    const [only, another] = pieces;
    const bytes =
      length > limits().line
        ? tooLong()
        : E.right(
            only !== undefined && another === undefined ? only : Buffer.concat(pieces, length),
          );
    drop();
    return { line: beginLine, bytes };
  };

  /** Whether the value that begins here is a member that holds records. */
  const holdsRecords = (): boolean =>
    !awaitsKey &&
    ((depth === 1 && isObject[1] === true && names.has(keys[1] ?? '')) ||
      (depth === 2 &&
        isObject[1] === true &&
        isObject[2] === true &&
        names.has(`${keys[1] ?? ''}.${keys[2] ?? ''}`)));

  const push = (chunk: Buffer): ReadonlyArray<RawRecord> => {
    const records: Array<RawRecord> = [];
    /** Where the record at hand begins in this chunk. */
    let start = 0;
    const begin = (kind: Opened, at: number): void => {
      opened = kind;
      base = depth;
      beginLine = line;
      start = at;
    };
    const finish = (end: number): void => {
      keep(chunk.subarray(start, end));
      records.push(complete());
    };
    const isWatched = (): boolean => names.size > 0 && opened !== 'item' && opened !== 'noise';
    const openAt = (i: number, byte: number): void => {
      const watched = isWatched();
      if (watched && depth > 0 && depth <= DEEPEST && depth !== itemsDepth && holdsRecords()) {
        drop();
        if (byte === OPEN_OBJECT) begin('item', i);
        else itemsDepth = depth + 1;
      } else if (opened === 'none') {
        if (depth === 0 && byte === OPEN_ARRAY) itemsDepth = 1;
        else if (depth === 0) begin('value', i);
        else if (depth === itemsDepth) begin('item', i);
      }
      depth += 1;
      if (depth <= DEEPEST) isObject[depth] = byte === OPEN_OBJECT;
      awaitsKey = byte === OPEN_OBJECT;
    };
    const closeAt = (i: number): void => {
      // A value that is no object and no array ends with its array.
      if (opened === 'item' && depth === itemsDepth) finish(i);
      depth = Math.max(0, depth - 1);
      if ((opened === 'item' || opened === 'value') && depth === base) finish(i + 1);
      if (depth < itemsDepth) itemsDepth = -1;
      awaitsKey = false;
    };

    for (let i = 0; i < chunk.length; i += 1) {
      // Inside a record only few bytes matter, and nearly all bytes are inside one.
      if (!isKey && (inText || opened === 'item')) {
        const matters = inText ? IN_TEXT : IN_RECORD;
        while (i < chunk.length && matters[chunk[i] ?? 0] === 0) {
          i += 1;
          isEscaped = false;
        }
        if (i >= chunk.length) break;
      }
      const byte = chunk[i] ?? 0;
      if (inText) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) {
          inText = false;
          if (isKey) keys[depth] = key;
          isKey = false;
        } else if (isKey && key.length < LONGEST_NAME) key += String.fromCharCode(byte);
        continue;
      }
      if (byte === LF) {
        if (opened === 'noise') finish(i);
        line += 1;
        continue;
      }
      if (opened === 'noise') continue;
      switch (byte) {
        case QUOTE:
          if (opened === 'none' && depth === itemsDepth) begin('item', i);
          else if (opened === 'none' && depth === 0) {
            begin('noise', i);
            continue;
          }
          inText = true;
          isKey = awaitsKey && depth <= DEEPEST && isObject[depth] === true && isWatched();
          key = '';
          break;
        case COLON:
          awaitsKey = false;
          break;
        case COMMA:
          if (opened === 'item' && depth === itemsDepth) finish(i);
          awaitsKey = depth <= DEEPEST && isObject[depth] === true;
          break;
        case OPEN_ARRAY:
        case OPEN_OBJECT:
          openAt(i, byte);
          break;
        case CLOSE_ARRAY:
        case CLOSE_OBJECT:
          closeAt(i);
          break;
        default:
          if (opened !== 'none' || isSpace(byte)) break;
          if (depth === itemsDepth) begin('item', i);
          else if (depth === 0) begin('noise', i);
      }
    }
    // A copy, because the bytes of a chunk are overwritten.
    if (opened !== 'none') keep(Buffer.from(chunk.subarray(start)));
    return records;
  };

  return {
    push,
    end: () => {
      if (opened === 'noise') return [complete()];
      if (opened === 'none' && depth === 0) return [];
      const cut = { line: opened === 'none' ? line : beginLine, bytes: UNFINISHED };
      drop();
      return [cut];
    },
  };
};
