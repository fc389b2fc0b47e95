/**
 * Reads files and standard input, plain or gzipped, chunk by chunk.
 *
 * gzip is detected by its first bytes, not by file name, so it works for pipes too. A failure is yielded last, after everything
 * that could be read.
 */
import { createReadStream, fstatSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { openPipes } from './exit.js';
import { limits, mebibytes } from './limits.js';
import { codeOf, explain } from './systemError.js';

/** A path, or `-` for standard input. */
export type Source = string;

/** Standard input. */
export const STDIN = '-';

/** The name of a source in messages. */
export const sourceName = (source: Source): string => (source === STDIN ? '<stdin>' : source);

/** Standard input is one stream: journals and runs cannot both be read from it, nor twice. */
export const sourcesError = (
  sources: ReadonlyArray<Source>,
  fromRuns: Source | undefined,
): string | undefined =>
  [...sources, fromRuns].filter((source) => source === STDIN).length > 1
    ? 'standard input can be read once, so - may be there once'
    : undefined;

/** A source could not be read, or not to its end. */
export interface InputError {
  readonly _tag: 'InputError';
  readonly source: Source;
  /** The reason, in words. */
  readonly message: string;
}

/** A piece of a source, inflated if the source is gzipped. Its bytes are overwritten once the next piece is asked for. */
export interface Chunk {
  readonly bytes: Buffer;
  /** How many bytes of the source have been read so far, before inflation. */
  readonly read: number;
}

/** A smaller chunk takes more time to ask for; a larger one does not stay in the CPU's cache until it is scanned. */
const CHUNK = 256 * 1024;
const INFLATED = 64 * 1024;

/** Deflate compresses at most 1032 bytes to one, so a piece of this size inflates to at most 16 MiB. */
const GZIP_PIECE = 16 * 1024;

// ------------------------------------------------------------------------------------------------------------ errors

/** Converts a system error to a value. An error without a code is a bug, and is thrown again. */
const inputError = (source: Source, error: unknown): InputError => {
  if (!(error instanceof Error) || codeOf(error) === undefined) throw error;
  return { _tag: 'InputError', source, message: explain(error) };
};

// -------------------------------------------------------------------------------------------------------------- gzip

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** A small file may inflate to any length, which would keep the command busy for as long as its maker likes. */
const tooMuch = (): Error =>
  Object.assign(
    new Error(
      `it inflates to more than ${mebibytes(limits().inflated)}, the limit of --max-inflated`,
    ),
    { code: 'ETOOMUCH' },
  );

/**
 * Inflates chunks. `end` is called only after each piece is inflated, because a failing stream drops its buffer. So a truncated
 * file is read completely, and a damaged one up to its last piece.
 */
async function* inflated(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
  // Loaded on demand, because few journals are gzipped.
  const { createGunzip } = await import('node:zlib');
  const gunzip = createGunzip({ chunkSize: INFLATED });
  let ready: Array<Buffer> = [];
  let read = 0;
  const state: { failure: O.Option<Error>; ended: boolean } = { failure: O.none, ended: false };
  let wake = (): void => undefined;
  gunzip.on('data', (bytes: Buffer) => ready.push(bytes));
  gunzip.on('error', (error) => {
    state.failure = O.some(error);
    wake();
  });
  gunzip.on('end', () => {
    state.ended = true;
    wake();
  });

  /** Calls `act`, and waits for its callback, or for the stream to fail or end, after which callbacks do not come. */
  const settled = (act: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      act(resolve);
    });
  const take = (): ReadonlyArray<Chunk> => {
    const taken = ready.map((bytes) => ({ bytes, read }));
    ready = [];
    return taken;
  };
  const check = (): void => {
    if (O.isSome(state.failure)) throw state.failure.value;
  };

  try {
    let length = 0;
    for await (const chunk of chunks) {
      read = chunk.read;
      for (let at = 0; at < chunk.bytes.length; at += GZIP_PIECE) {
        const piece = chunk.bytes.subarray(at, at + GZIP_PIECE);
        // Padding may follow the end of the gzip data.
        if (!state.ended) await settled((done) => gunzip.write(piece, done));
        for (const taken of take()) {
          length += taken.bytes.length;
          if (length > limits().inflated) throw tooMuch();
          yield taken;
        }
        check();
      }
    }
    if (!state.ended) await settled(() => gunzip.end());
    yield* take();
    check();
  } finally {
    gunzip.destroy();
  }
}

// ------------------------------------------------------------------------------------------------------------ chunks

/**
 * Reads a file into two buffers in turn: one is filled while the other is used. New memory for each chunk would take longer than
 * the reading.
 */
async function* fileChunks(path: string): AsyncGenerator<Buffer, void> {
  const file = await open(path);
  // A failure is a value until the piece is asked for: nobody waits for a read ahead, and its rejection would end the process.
  const readInto = (buffer: Buffer): Promise<E.Either<unknown, number>> =>
    file.read(buffer, 0, CHUNK, null).then(({ bytesRead }) => E.right(bytesRead), E.left);
  let [ahead, used] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)];
  let reading = readInto(ahead);
  try {
    for (;;) {
      const length = await reading;
      if (E.isLeft(length)) throw length.left;
      if (length.right === 0) return;
      [ahead, used] = [used, ahead];
      reading = readInto(ahead);
      yield used.subarray(0, length.right);
    }
  } finally {
    await reading;
    await file.close();
  }
}

async function* rawChunks(source: Source): AsyncGenerator<Chunk, void> {
  const isFile = source !== STDIN && O.isSome(sizeOf(source));
  const stream: AsyncIterable<Buffer> =
    source === STDIN ? process.stdin : isFile ? fileChunks(source) : createReadStream(source);
  const isPipe = source !== STDIN && !isFile;
  let read = 0;
  if (isPipe) openPipes.add(stream);
  try {
    for await (const bytes of stream) {
      read += bytes.length;
      yield { bytes, read };
    }
  } finally {
    openPipes.delete(stream);
  }
}

/** The chunks of a source, inflated if it begins with gzip's magic bytes. */
async function* plainChunks(source: Source): AsyncGenerator<Chunk, void> {
  const chunks = rawChunks(source);
  try {
    const first = await chunks.next();
    if (first.done === true) return;
    let head = first.value;
    // A pipe may deliver the first magic byte alone.
    while (head.bytes.length < 2 && head.bytes[0] === 0x1f) {
      const start = Buffer.from(head.bytes);
      const next = await chunks.next();
      if (next.done === true) break;
      head = { bytes: Buffer.concat([start, next.value.bytes]), read: next.value.read };
    }
    async function* all(): AsyncGenerator<Chunk, void> {
      yield head;
      yield* chunks;
    }
    yield* isGzip(head.bytes) ? inflated(all()) : all();
  } finally {
    // A consumer that stops at the first chunk has not started `chunks` above, and an open pipe would keep the process alive.
    await chunks.return();
  }
}

/** Yields the chunks of a source, and last its failure if there is one. */
export async function* chunksOf(source: Source): AsyncGenerator<E.Either<InputError, Chunk>, void> {
  try {
    for await (const chunk of plainChunks(source)) yield E.right(chunk);
  } catch (error) {
    yield E.left(inputError(source, error));
  }
}

/** The size of a file in bytes; none for pipes and missing files. */
export const sizeOf = (source: Source): O.Option<number> =>
  O.tryCatch(() => {
    const stat = source === STDIN ? fstatSync(0) : statSync(source);
    if (!stat.isFile()) throw new Error('not a file');
    return stat.size;
  });
