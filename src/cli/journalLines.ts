/**
 * The lines of a journal: those of NDJSON, or the items of a JSON array. The number of an item takes the place of the number of a
 * line.
 */
import * as E from 'fp-ts/lib/Either.js';
import { isArrayHead, makeItemSplitter } from './arrayItems.js';
import type { InputError, Source } from './input.js';
import type { Batch, Block, BlockSplitter } from './lines.js';
import { linesIn, makeBlockSplitter } from './lines.js';
import { readByHead } from './readByHead.js';

/** The lines that one chunk completes, in blocks. */
export interface BlockBatch {
  readonly blocks: ReadonlyArray<Block>;
  /** How many bytes of the source have been read so far. */
  readonly read: number;
}

/** The items of an array are no bytes between line feeds, so each block of them holds the items themselves. */
const makeItemBlockSplitter = (): BlockSplitter => {
  const { push, end } = makeItemSplitter();
  return { push: (chunk) => [push(chunk)], end: () => [end()] };
};

/**
 * Yields the lines of a journal in blocks, and last its failure if there is one. A line cut off by the failure is dropped. A
 * journal whose first character that is not white space is `[` contains arrays, and their items are its lines.
 */
export async function* journalBlocksOf(
  source: Source,
): AsyncGenerator<E.Either<InputError, BlockBatch>, void> {
  const batches = readByHead(source, (head, isWhole) => {
    const isArray = isArrayHead(head);
    if (isArray === undefined && !isWhole) return undefined;
    return isArray === true ? makeItemBlockSplitter() : makeBlockSplitter();
  });
  for await (const batch of batches)
    yield E.isLeft(batch) ? batch : E.right({ blocks: batch.right.items, read: batch.right.read });
}

/** As {@link journalBlocksOf}, line by line. */
export async function* journalLinesOf(
  source: Source,
): AsyncGenerator<E.Either<InputError, Batch>, void> {
  for await (const batch of journalBlocksOf(source))
    yield E.isLeft(batch)
      ? batch
      : E.right({ lines: batch.right.blocks.flatMap(linesIn), read: batch.right.read });
}
