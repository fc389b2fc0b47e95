/** Reads a source by a splitter that is chosen by how the source begins. */
import * as E from 'fp-ts/lib/Either.js';
import type { InputError, Source } from './input.js';
import { chunksOf } from './input.js';
import type { Splitter } from './lines.js';

/** The items that one chunk completes. */
interface Batch<A> {
  readonly items: ReadonlyArray<A>;
  /** How many bytes of the source have been read so far. */
  readonly read: number;
}

/** Chooses the splitter for a source that begins like this; `undefined` if more of it is needed, which there is unless it `isWhole`. */
type Choose<A> = (head: Buffer, isWhole: boolean) => Splitter<A> | Promise<Splitter<A>> | undefined;

/** Yields what a source holds in batches, and last its failure if there is one. What the failure cut off is dropped. */
export async function* readByHead<A>(
  source: Source,
  choose: Choose<A>,
): AsyncGenerator<E.Either<InputError, Batch<A>>, void> {
  let splitter: Splitter<A> | undefined;
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
      splitter = await choose(head, false);
      if (splitter !== undefined) yield E.right({ items: splitter.push(head), read });
    } else {
      yield E.right({ items: splitter.push(bytes), read });
    }
  }
  if (splitter === undefined) {
    splitter = await choose(head, true);
    if (splitter === undefined) return;
    yield E.right({ items: splitter.push(head), read });
  }
  yield E.right({ items: splitter.end(), read });
}
