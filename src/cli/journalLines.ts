/**
 * The lines of a journal: those of NDJSON, or the items of a JSON array. The number of an item takes the place of the number of a
 * line.
 */
import * as E from 'fp-ts/lib/Either.js';
import { isArrayHead, makeItemSplitter } from './arrayItems.js';
import type { InputError, Source } from './input.js';
import { chunksOf } from './input.js';
import type { Batch, LineSplitter } from './lines.js';
import { makeLineSplitter } from './lines.js';

/**
 * Yields the lines of a journal in batches, and last its failure if there is one. A line cut off by the failure is dropped. A
 * journal whose first character is `[` contains arrays, and their items are its lines.
 */
export async function* journalLinesOf(
  source: Source,
): AsyncGenerator<E.Either<InputError, Batch>, void> {
  let splitter: LineSplitter | undefined;
  /** What was read before the first character that is not white space. */
  let head = Buffer.alloc(0);
  let read = 0;
  for await (const chunk of chunksOf(source)) {
    if (E.isLeft(chunk)) {
      yield chunk;
      return;
    }
    const { bytes } = chunk.right;
    ({ read } = chunk.right);
    if (splitter === undefined) {
      head = Buffer.concat([head, bytes]);
      const isArray = isArrayHead(head);
      if (isArray === undefined) continue;
      splitter = isArray ? makeItemSplitter() : makeLineSplitter();
      yield E.right({ lines: splitter.push(head), read });
    } else {
      yield E.right({ lines: splitter.push(bytes), read });
    }
  }
  if (splitter === undefined) {
    splitter = makeLineSplitter();
    yield E.right({ lines: splitter.push(head), read });
  }
  yield E.right({ lines: splitter.end(), read });
}
