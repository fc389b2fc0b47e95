/**
 * Reads several journals as one: one after the other, or merged by the instants of their lines.
 *
 * Laws of the merge: the lines of a journal keep their order; a line without an instant, malformed lines included, comes right
 * after the line before it in its journal; of two lines of one instant, that of the journal named first comes first. A line that
 * goes back in time stays behind the line before it. Each journal is read as far as needed, so their size does not matter.
 */
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../codec/JsonText.js';
import { isRecord, readField } from '../codec/untrusted.js';
import type { InputError, Source } from './input.js';
import { journalBlocksOf, journalLinesOf } from './journalLines.js';
import type { Block, Line } from './lines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Some lines of a journal that follow one another. */
export interface Piece {
  readonly source: Source;
  /** The place of the journal among all that are read. */
  readonly index: number;
  /** The line number of the first line, in its journal. */
  readonly first: number;
  readonly lines: ReadonlyArray<Line>;
  /** How many bytes of the journal have been read so far. */
  readonly read: number;
}

/** Some lines of a journal that follow those of the piece before, in blocks. */
export interface BlockPiece extends Pick<Piece, 'source' | 'index' | 'read'> {
  readonly blocks: ReadonlyArray<Block>;
}

/** A journal could not be read to its end. */
export interface Failure {
  readonly index: number;
  readonly error: InputError;
}

/** The lines of all journals in order, and the failure of each journal that has one. */
export type Pieces = AsyncGenerator<E.Either<Failure, Piece>, void>;

// ------------------------------------------------------------------------------------------------------- operations

async function* piecesOf(source: Source, index: number): Pieces {
  let first = 1;
  for await (const batch of journalLinesOf(source)) {
    if (E.isLeft(batch)) {
      yield E.left({ index, error: batch.left });
      return;
    }
    yield E.right({ source, index, first, ...batch.right });
    first += batch.right.lines.length;
  }
}

/** Reads journals one after the other. */
async function* inTurn(sources: ReadonlyArray<Source>): Pieces {
  for (const [index, source] of sources.entries()) yield* piecesOf(source, index);
}

const DATE = /^\d{4}-\d\d-\d\d/;

/** The instant of a line, as far as it orders lines that are written alike; undefined if it has none. */
const instantOf = (line: Line): number | undefined => {
  const json = E.isLeft(line) ? line : parseJson(line.right);
  const at = E.isRight(json) && isRecord(json.right) ? readField(json.right, 'at') : undefined;
  const instant = typeof at === 'string' && DATE.test(at) ? Date.parse(at) : at;
  return typeof instant === 'number' && instant >= 0 ? instant : undefined;
};

/** How far a journal was merged. */
interface Cursor {
  readonly pieces: Pieces;
  piece: Piece;
  /** The index of the next line in the piece. */
  next: number;
  /** The instant of the next line, or else of the last line before it that has one. */
  instant: number;
}

const isBefore = (a: Cursor, b: Cursor): boolean =>
  a.instant < b.instant || (a.instant === b.instant && a.piece.index < b.piece.index);

const updateInstant = (cursor: Cursor): void => {
  const line = cursor.piece.lines[cursor.next];
  if (line !== undefined) cursor.instant = instantOf(line) ?? cursor.instant;
};

/** Moves a cursor to the next piece with a line. Returns false at the end, or the failure. */
const advance = async (cursor: Cursor): Promise<E.Either<Failure, boolean>> => {
  while (cursor.next >= cursor.piece.lines.length) {
    const next = await cursor.pieces.next();
    if (next.done === true) return E.right(false);
    if (E.isLeft(next.value)) return next.value;
    cursor.piece = next.value.right;
    cursor.next = 0;
    updateInstant(cursor);
  }
  return E.right(true);
};

/** Takes the lines of the piece that come before the next line of another journal. */
const takePiece = (cursor: Cursor, other: Cursor | undefined): Piece => {
  const { piece, next: start } = cursor;
  do {
    cursor.next += 1;
    updateInstant(cursor);
  } while (cursor.next < piece.lines.length && (other === undefined || isBefore(cursor, other)));
  return { ...piece, first: piece.first + start, lines: piece.lines.slice(start, cursor.next) };
};

/** Inserts a cursor into a list that is in order. */
const insert = (cursors: Array<Cursor>, cursor: Cursor): void => {
  let [low, high] = [0, cursors.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = cursors[middle];
    if (other !== undefined && isBefore(other, cursor)) low = middle + 1;
    else high = middle;
  }
  cursors.splice(low, 0, cursor);
};

/** Reads journals as one that is in the order of instants. */
async function* merged(sources: ReadonlyArray<Source>): Pieces {
  const cursors: Array<Cursor> = [];
  const all = sources.map((source, index): Cursor => ({
    pieces: piecesOf(source, index),
    piece: { source, index, first: 1, lines: [], read: 0 },
    next: 0,
    instant: -Infinity,
  }));
  try {
    for (const cursor of all) {
      const started = await advance(cursor);
      if (E.isLeft(started)) yield started;
      else if (started.right) insert(cursors, cursor);
    }
    for (let cursor = cursors.shift(); cursor !== undefined; cursor = cursors.shift()) {
      yield E.right(takePiece(cursor, cursors[0]));
      const more = await advance(cursor);
      if (E.isLeft(more)) yield more;
      else if (more.right) insert(cursors, cursor);
    }
  } finally {
    // A consumer that stops early leaves journals open, and an open pipe would keep the process alive.
    for (const { pieces } of all) await pieces.return();
  }
}

/** Reads journals one after the other, or as one that is in the order of instants. */
export const readJournals = (sources: ReadonlyArray<Source>, isMerged: boolean): Pieces =>
  isMerged ? merged(sources) : inTurn(sources);

/** As {@link readJournals}, in blocks, which are bytes unless lines had to be looked at to be put in order. */
export async function* readBlocks(
  sources: ReadonlyArray<Source>,
  isMerged: boolean,
): AsyncGenerator<E.Either<Failure, BlockPiece>, void> {
  if (isMerged) {
    for await (const piece of merged(sources))
      yield E.isLeft(piece) ? piece : E.right({ ...piece.right, blocks: [piece.right.lines] });
    return;
  }
  for (const [index, source] of sources.entries()) {
    for await (const batch of journalBlocksOf(source))
      yield E.isLeft(batch)
        ? E.left({ index, error: batch.left })
        : E.right({ source, index, ...batch.right });
  }
}
