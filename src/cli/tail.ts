/**
 * A journal that grows: its lines as they are there, and then as they are added.
 *
 * A file may end in the middle of a line: what is there of it is taken at once if it is a whole JSON object, because no
 * beginning of one is, and waits for its rest otherwise. A file that was cut short or replaced by another of the same
 * name is read from its beginning. What is gzipped or no file is read once, to its end.
 */
import { watch } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { parseJson } from '../codec/JsonText.js';
import type { InputError, Source } from './input.js';
import { explain, sizeOf, STDIN } from './input.js';
import type { Line } from './lines.js';
import { linesOf, makeLineSplitter } from './lines.js';

/** Who is told what a journal holds. */
export interface TailListener {
  readonly lines: (lines: ReadonlyArray<Line>) => void;
  /** Everything that there was has been read. */
  readonly caughtUp: () => void;
  /** The file was cut short or replaced, and is read from its beginning. */
  readonly restarted: (why: string) => void;
  /** There is no file of that name any more; one that takes it is followed. */
  readonly gone: () => void;
  readonly ended: () => void;
  readonly failed: (error: InputError) => void;
}

const CHUNK = 256 * 1024;

/** How long to wait for a change of a file where the system does not tell of one, in milliseconds. */
const PATIENCE = 500;

/** The end of a file is only tried as a line up to this length; a longer one waits for its end. */
const LONGEST_TRIED = 1024 * 1024;

const LF = Buffer.from('\n');

/** Lets other work go on between two pieces of a long file. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** The lines of what grows piece by piece; the last one may be taken before its end has come. */
const makeGrowing = (): {
  readonly push: (bytes: Buffer) => ReadonlyArray<Line>;
  readonly atEnd: () => ReadonlyArray<Line>;
} => {
  const splitter = makeLineSplitter();
  let rest = Buffer.alloc(0);
  let tried = 0;
  /** The last line was taken early: its line feed is still to come, and ends nothing. */
  let early = false;
  return {
    push: (bytes) => {
      const skipped = early ? (/^\r?\n/.exec(bytes.toString('latin1', 0, 2))?.[0].length ?? 0) : 0;
      early &&= bytes.length === 0;
      const fresh = bytes.subarray(skipped);
      const cut = fresh.lastIndexOf(LF);
      rest = cut === -1 ? Buffer.concat([rest, fresh]) : Buffer.from(fresh.subarray(cut + 1));
      // What is too long to be tried is not held twice.
      if (rest.length > LONGEST_TRIED) rest = Buffer.from(rest.subarray(0, LONGEST_TRIED + 1));
      return splitter.push(fresh);
    },
    atEnd: () => {
      if (rest.length === 0 || rest.length > LONGEST_TRIED || rest.length === tried) return [];
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

/** Resolves when a file may have changed, or after a while, whichever is sooner. */
const changeOf = (path: string): Promise<void> =>
  new Promise((resolve) => {
    const watcher = O.tryCatch(() => watch(path, { persistent: false }));
    const finish = (): void => {
      clearTimeout(timer);
      if (O.isSome(watcher)) watcher.value.close();
      resolve();
    };
    const timer = setTimeout(finish, PATIENCE);
    if (O.isSome(watcher)) {
      watcher.value.once('change', finish);
      watcher.value.once('error', finish);
    }
  });

const systemError = (source: Source, error: unknown): InputError => {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  return { _tag: 'InputError', source, message: explain(error) };
};

const isGzipped = async (file: FileHandle): Promise<boolean> => {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
};

const readOnce = async (source: Source, listener: TailListener): Promise<void> => {
  for await (const batch of linesOf(source)) {
    if (E.isLeft(batch)) {
      listener.failed(batch.left);
      return;
    }
    listener.lines(batch.right.lines);
    await pause();
  }
  listener.ended();
};

/** Reads an open file from its beginning until it is replaced or cut short; the answer is which. */
const followOpen = async (
  path: string,
  file: FileHandle,
  listener: TailListener,
): Promise<string> => {
  const growing = makeGrowing();
  const { ino } = await file.stat();
  const buffer = Buffer.alloc(CHUNK);
  let position = 0;
  let missed = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
    if (bytesRead > 0) {
      position += bytesRead;
      listener.lines(growing.push(Buffer.from(buffer.subarray(0, bytesRead))));
      await pause();
      continue;
    }
    listener.lines(growing.atEnd());
    listener.caughtUp();
    if ((await file.stat()).size < position) return 'it was cut short';
    // A file of that name may be missing for a moment while it is replaced.
    const named = await stat(path).catch(() => undefined);
    if (named !== undefined && named.ino !== ino) return 'another file took its name';
    missed = named === undefined ? missed + 1 : 0;
    if (missed === 2) listener.gone();
    await changeOf(path);
  }
};

/** Follows a source for as long as the process lives; what is no plain file, to its end. */
export const follow = async (source: Source, listener: TailListener): Promise<void> => {
  if (source === STDIN || O.isNone(sizeOf(source))) {
    await readOnce(source, listener);
    return;
  }
  try {
    for (;;) {
      const file = await open(source, 'r');
      try {
        if (await isGzipped(file)) {
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

/** Can a source be read at all? */
export const isReadable = async (source: Source): Promise<E.Either<InputError, void>> => {
  if (source === STDIN) return E.right(undefined);
  try {
    const its = await stat(source);
    if (its.isDirectory())
      return E.left({ _tag: 'InputError', source, message: 'it is a directory, not a file' });
    // A pipe is opened once, by whoever reads it.
    if (its.isFile()) await (await open(source, 'r')).close();
    return E.right(undefined);
  } catch (error) {
    return pipe(systemError(source, error), E.left);
  }
};
