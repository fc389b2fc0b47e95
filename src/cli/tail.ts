/**
 * Follows a journal: reads its lines, and then the lines that are added.
 *
 * A file may end in the middle of a line. An incomplete line is taken at once if it is a whole JSON object, because no proper
 * prefix of a JSON object is one; otherwise it waits for its end. A truncated or replaced file is read from its beginning. gzip, JSON
 * arrays and sources other than files are read once, to their end.
 */
import { watch } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { parseJson } from '../codec/JsonText.js';
import { isArrayHead } from './arrayItems.js';
import type { InputError, Source } from './input.js';
import { sizeOf, STDIN } from './input.js';
import { journalLinesOf } from './journalLines.js';
import type { Line } from './lines.js';
import { makeLineSplitter } from './lines.js';
import { explain } from './systemError.js';

/** The callbacks of {@link follow}. */
export interface TailListener {
  readonly lines: (lines: ReadonlyArray<Line>) => void;
  /** Every line that exists has been read. */
  readonly caughtUp: () => void;
  /** The file was truncated or replaced, and is read from its beginning. */
  readonly restarted: (why: string) => void;
  /** The file was removed; a new file of the same name is followed. */
  readonly gone: () => void;
  readonly ended: () => void;
  readonly failed: (error: InputError) => void;
}

const CHUNK = 256 * 1024;

/** The polling interval, in milliseconds, if the system reports no change of the file. */
const POLL_INTERVAL = 500;

/** The maximum length of an incomplete line that is tried as JSON; a longer one waits for its end. */
const MAX_TRIED = 1024 * 1024;

const LF = Buffer.from('\n');

/** Yields to other work between two pieces of a long file. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Makes a splitter whose `atEnd` returns an incomplete last line if it is a JSON object. */
const makeTailSplitter = (): {
  readonly push: (bytes: Buffer) => ReadonlyArray<Line>;
  readonly atEnd: () => ReadonlyArray<Line>;
} => {
  const splitter = makeLineSplitter();
  let rest = Buffer.alloc(0);
  let tried = 0;
  /** The last line was returned early, so its line feed, which is still to come, must be skipped. */
  let early = false;
  return {
    push: (bytes) => {
      const skipped = early ? (/^\r?\n/.exec(bytes.toString('latin1', 0, 2))?.[0].length ?? 0) : 0;
      early &&= bytes.length === 0;
      const fresh = bytes.subarray(skipped);
      const cut = fresh.lastIndexOf(LF);
      rest = cut === -1 ? Buffer.concat([rest, fresh]) : Buffer.from(fresh.subarray(cut + 1));
      // A line that is too long to be tried is not kept twice.
      if (rest.length > MAX_TRIED) rest = Buffer.from(rest.subarray(0, MAX_TRIED + 1));
      return splitter.push(fresh);
    },
    atEnd: () => {
      if (rest.length === 0 || rest.length > MAX_TRIED || rest.length === tried) return [];
      tried = rest.length;
      const json = parseJson(rest.toString('utf8'));
      if (E.isLeft(json) || typeof json.right !== 'object') return [];
      rest = Buffer.alloc(0);
      tried = 0;
      early = true;
      return splitter.push(LF);
    },
  };
};

/** Resolves when a file may have changed, or after the polling interval. */
const changeOf = (path: string): Promise<void> =>
  new Promise((resolve) => {
    const watcher = O.tryCatch(() => watch(path, { persistent: false }));
    const finish = (): void => {
      clearTimeout(timer);
      if (O.isSome(watcher)) watcher.value.close();
      resolve();
    };
    const timer = setTimeout(finish, POLL_INTERVAL);
    if (O.isSome(watcher)) {
      watcher.value.once('change', finish);
      watcher.value.once('error', finish);
    }
  });

const systemError = (source: Source, error: unknown): InputError => {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  return { _tag: 'InputError', source, message: explain(error) };
};

/** The number of bytes at the beginning of a file in which its kind is looked for. */
const HEAD = 1024;

/** Is this a file that is read once: gzip, or a JSON array? */
const isReadOnce = async (file: FileHandle): Promise<boolean> => {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  const head = buffer.subarray(0, bytesRead);
  return (head[0] === 0x1f && head[1] === 0x8b) || isArrayHead(head) === true;
};

const readOnce = async (source: Source, listener: TailListener): Promise<void> => {
  for await (const batch of journalLinesOf(source)) {
    if (E.isLeft(batch)) {
      listener.failed(batch.left);
      return;
    }
    listener.lines(batch.right.lines);
    await pause();
  }
  listener.ended();
};

/** Reads an open file until it is truncated or replaced. Returns which of them happened, in words. */
const followOpen = async (
  path: string,
  file: FileHandle,
  listener: TailListener,
): Promise<string> => {
  const splitter = makeTailSplitter();
  const { ino } = await file.stat();
  let position = 0;
  let missed = 0;
  const readNext = (): ReturnType<typeof file.read<Buffer>> =>
    file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
  let reading = readNext();
  for (;;) {
    const { bytesRead, buffer } = await reading;
    if (bytesRead > 0) {
      position += bytesRead;
      // The next chunk is read while the lines of this one are handled.
      reading = readNext();
      listener.lines(splitter.push(buffer.subarray(0, bytesRead)));
      await pause();
      continue;
    }
    listener.lines(splitter.atEnd());
    listener.caughtUp();
    if ((await file.stat()).size < position) return 'the file was truncated';
    // The file may be missing for a moment while it is replaced.
    const named = await stat(path).catch(() => undefined);
    if (named !== undefined && named.ino !== ino) return 'the file was replaced';
    missed = named === undefined ? missed + 1 : 0;
    if (missed === 2) listener.gone();
    await changeOf(path);
    reading = readNext();
  }
};

/** Follows a plain file as long as the process lives, and any other source to its end. */
export const follow = async (source: Source, listener: TailListener): Promise<void> => {
  if (source === STDIN || O.isNone(sizeOf(source))) {
    await readOnce(source, listener);
    return;
  }
  try {
    for (;;) {
      const file = await open(source, 'r');
      try {
        if (await isReadOnce(file)) {
          await readOnce(source, listener);
          return;
        }
        listener.restarted(await followOpen(source, file, listener));
      } finally {
        await file.close();
      }
    }
  } catch (error) {
    listener.failed(systemError(source, error));
  }
};

/** Checks that a source can be read. */
export const isReadable = async (source: Source): Promise<E.Either<InputError, void>> => {
  if (source === STDIN) return E.right(undefined);
  try {
    const stats = await stat(source);
    if (stats.isDirectory())
      return E.left({ _tag: 'InputError', source, message: 'it is a directory, not a file' });
    // A pipe can be opened only once, to read it.
    if (stats.isFile()) await (await open(source, 'r')).close();
    return E.right(undefined);
  } catch (error) {
    return pipe(systemError(source, error), E.left);
  }
};
