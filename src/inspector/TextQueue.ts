/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private queue of bytes */
/**
 * A queue of texts as bytes, outside of what the garbage collector has to move and mark. The oldest are freed in chunks.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** Where a text is: the number of its chunk, and its bytes there. */
export interface TextPlace {
  readonly chunk: number;
  readonly start: number;
  readonly end: number;
}

/** A queue of texts in chunks of bytes, which are numbered from 0. */
export interface TextQueue {
  readonly add: (text: string) => TextPlace;
  readonly read: (place: TextPlace) => string;
  /** Frees the chunks before this one. */
  readonly freeBefore: (chunk: number) => void;
  /** How many bytes all chunks have. */
  readonly size: () => number;
}

// ------------------------------------------------------------------------------------------------------- operations

/** How many bytes a chunk of texts has; a longer text has a chunk of its own. */
const CHUNK = 256 * 1024;
/** UTF-8 has at most this many bytes for a code unit of UTF-16. */
const BYTES_OF_UNIT = 3;

/** Makes an empty queue. */
export const makeTextQueue = (): TextQueue => {
  const chunks = new Map<number, Uint8Array>();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let size = 0;
  let first = 0;
  let last = -1;
  let bytes = new Uint8Array(0);
  let next = 0;

  const addChunk = (chunk: Uint8Array<ArrayBuffer>): void => {
    last += 1;
    chunks.set(last, chunk);
    size += chunk.length;
    bytes = chunk;
    next = 0;
  };

  return {
    add: (text) => {
      const most = text.length * BYTES_OF_UNIT;
      if (most > CHUNK) {
        addChunk(encoder.encode(text));
        next = bytes.length;
        return { chunk: last, start: 0, end: next };
      }
      if (next + most > bytes.length) addChunk(new Uint8Array(CHUNK));
      const start = next;
      next += encoder.encodeInto(text, bytes.subarray(start)).written;
      return { chunk: last, start, end: next };
    },
    read: ({ chunk, start, end }) => decoder.decode(chunks.get(chunk)?.subarray(start, end)),
    freeBefore: (chunk) => {
      for (; first < chunk; first += 1) {
        size -= chunks.get(first)?.length ?? 0;
        chunks.delete(first);
      }
    },
    size: () => size,
  };
};
