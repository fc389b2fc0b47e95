/**
 * What the command reads: files and standard input, as they are or gzipped, chunk by chunk.
 *
 * gzip is known by its first bytes and not by a name, so it may come from a pipe as well. A failure is the last thing that
 * is yielded; everything that could be read before it has been.
 */
import { createReadStream, fstatSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';

/** A path, or `-` for standard input. */
export type Source = string;

/** Standard input. */
export const STDIN = '-';

/** A source as messages name it. */
export const sourceName = (source: Source): string => (source === STDIN ? '<stdin>' : source);

/** A source that could not be read, or not to its end. */
export interface InputError {
  readonly _tag: 'InputError';
  readonly source: Source;
  /** What is wrong, and what to do about it. */
  readonly message: string;
}

/** A piece of what a source holds, inflated if need be. */
export interface Chunk {
  readonly bytes: Buffer;
  /** How many bytes of the source itself have been read up to here; fewer than came out if it is gzipped. */
  readonly read: number;
}

/** The text of a larger chunk would be an object of its own pages to the engine, which takes longer to make than to read. */
const CHUNK = 64 * 1024;
const INFLATED = 64 * 1024;

/** Deflate makes a byte of at most 1032, so a piece of this size inflates to at most 16 MiB. */
const GZIP_PIECE = 16 * 1024;

// ------------------------------------------------------------------------------------------------------------ errors

const explanations: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a directory, not a file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['Z_BUF_ERROR', 'its gzip data ends too early; the file was cut off'],
  ['Z_DATA_ERROR', 'its gzip data is damaged'],
]);

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** What a system error means, in words. */
export const explain = (error: Error): string =>
  explanations.get(codeOf(error) ?? '') ?? error.message;

/** A failure of the system as a value. Whatever has no code is a mistake of ours, and not for catching. */
const inputError = (source: Source, error: unknown): InputError => {
  if (!(error instanceof Error) || codeOf(error) === undefined) throw error;
  return { _tag: 'InputError', source, message: explain(error) };
};

// -------------------------------------------------------------------------------------------------------------- gzip

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Inflates chunks. The end is announced only after everything has come out, as a stream that fails drops what it holds:
 * so all of a file that was cut off is read, and of a damaged one all but the last piece.
 */
async function* inflated(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
  const gunzip = createGunzip({ chunkSize: INFLATED });
  let ready: Array<Buffer> = [];
  let read = 0;
  const its: { failure: O.Option<Error>; ended: boolean } = { failure: O.none, ended: false };
  let wake = (): void => undefined;
  gunzip.on('data', (bytes: Buffer) => ready.push(bytes));
  gunzip.on('error', (error) => {
    its.failure = O.some(error);
    wake();
  });
  gunzip.on('end', () => {
    its.ended = true;
    wake();
  });

  /** Acts, and waits until that is done; a stream that fails or ends calls nobody back. */
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
    if (O.isSome(its.failure)) throw its.failure.value;
  };

  try {
    for await (const chunk of chunks) {
      read = chunk.read;
      for (let at = 0; at < chunk.bytes.length; at += GZIP_PIECE) {
        const piece = chunk.bytes.subarray(at, at + GZIP_PIECE);
        // After its end there may be padding, which is no data.
        if (!its.ended) await settled((done) => gunzip.write(piece, done));
        yield* take();
        check();
      }
    }
    if (!its.ended) await settled(() => gunzip.end());
    yield* take();
    check();
  } finally {
    gunzip.destroy();
  }
}

// ------------------------------------------------------------------------------------------------------------ chunks

let endless = 0;

/**
 * Is something being read by its name that has no size, such as a named pipe? Such a read waits for as long as the other
 * side does, and Node does not exit before it is over.
 */
export const readsEndless = (): boolean => endless > 0;

async function* rawChunks(source: Source): AsyncGenerator<Chunk, void> {
  const stream: AsyncIterable<Buffer> =
    source === STDIN ? process.stdin : createReadStream(source, { highWaterMark: CHUNK });
  const waits = source !== STDIN && O.isNone(sizeOf(source)) ? 1 : 0;
  let read = 0;
  endless += waits;
  try {
    for await (const bytes of stream) {
      read += bytes.length;
      yield { bytes, read };
    }
  } finally {
    endless -= waits;
  }
}

/** The chunks of a source, inflated if its first bytes say so. */
async function* plainChunks(source: Source): AsyncGenerator<Chunk, void> {
  const chunks = rawChunks(source);
  try {
    const first = await chunks.next();
    if (first.done === true) return;
    let head = first.value;
    // A pipe may give the first byte of the two by itself.
    while (head.bytes.length < 2 && head.bytes[0] === 0x1f) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = { bytes: Buffer.concat([head.bytes, next.value.bytes]), read: next.value.read };
    }
    async function* all(): AsyncGenerator<Chunk, void> {
      yield head;
      yield* chunks;
    }
    yield* isGzip(head.bytes) ? inflated(all()) : all();
  } finally {
    // Whoever stops at the first chunk has not begun `chunks` above; an open pipe would keep the process from ending.
    await chunks.return();
  }
}

/** The chunks of a source, and last its failure if there is one. */
export async function* chunksOf(source: Source): AsyncGenerator<E.Either<InputError, Chunk>, void> {
  try {
    for await (const chunk of plainChunks(source)) yield E.right(chunk);
  } catch (error) {
    yield E.left(inputError(source, error));
  }
}

/** The size of a source in bytes, if it is a file; a pipe has none, and a file that is not there has none yet. */
export const sizeOf = (source: Source): O.Option<number> =>
  O.tryCatch(() => {
    const stat = source === STDIN ? fstatSync(0) : statSync(source);
    if (!stat.isFile()) throw new Error('no file');
    return stat.size;
  });
