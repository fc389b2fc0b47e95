/**
 * Writes files atomically: a file is written under a temporary name next to its path, and renamed when it is complete. Until then,
 * and after a failure, the path keeps its old content.
 */
import type { Stats } from 'node:fs';
import {
  chmodSync,
  closeSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { undoWhenInterrupted } from './exit.js';
import { explain } from './systemError.js';

/** A file could not be written. */
export interface OutFileError {
  readonly _tag: 'OutFileError';
  readonly path: string;
  readonly message: string;
}

/** A file being written. */
export interface OutFile {
  /** Writes a line. After a failure nothing more is written, and `commit` returns the failure. */
  readonly line: (text: string) => void;
  /** Writes whole lines, as bytes. */
  readonly bytes: (lines: Uint8Array) => void;
  /** Whether nobody sees what is written before it is committed. */
  readonly isAtomic: boolean;
  readonly flush: () => void;
  /** The first failure so far. */
  readonly failure: () => O.Option<OutFileError>;
  /** Forgets what was written, which only an atomic file can. */
  readonly restart: () => void;
  /** Moves the complete file to its path. */
  readonly commit: () => E.Either<OutFileError, void>;
  /** Deletes the temporary file, and leaves the path unchanged. */
  readonly abort: () => void;
}

/** How much text is buffered before a write, in UTF-16 units. */
const BUFFER_SIZE = 256 * 1024;

const explainWrite = (error: Error): string =>
  'code' in error && error.code === 'ENOENT' ? 'there is no such directory' : explain(error);

const attempt = <A>(path: string, action: () => A): E.Either<OutFileError, A> =>
  E.tryCatch(action, (error) => ({
    _tag: 'OutFileError',
    path,
    message: explainWrite(E.toError(error)),
  }));

/** The final and the temporary path. They are equal for a file that is not regular, such as /dev/null or a pipe. */
interface Target {
  readonly final: string;
  readonly temporary: string;
  readonly atomic: boolean;
  /** The file that is at the path now. */
  readonly before: Stats | undefined;
}

const targetOf = (path: string): Target => {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before !== undefined && !before.isFile()) {
    return { final: path, temporary: path, atomic: false, before };
  }
  // A link stays a link; the file it points to is replaced.
  const final = before === undefined ? path : realpathSync(path);
  return { final, temporary: `${final}.${String(process.pid)}.tmp`, atomic: true, before };
};

/** Opens a file for writing. Called before the work, so that a wrong path fails early. */
const openOutFile = (path: string): E.Either<OutFileError, OutFile> =>
  pipe(
    attempt(path, () => {
      const target = targetOf(path);
      return { target, fd: openSync(target.temporary, target.atomic ? 'wx' : 'w') };
    }),
    E.map(({ target, fd: opened }) => {
      let fd = opened;
      let buffered: Array<string> = [];
      let size = 0;
      let failure: O.Option<OutFileError> = O.none;

      const discard = (): void => {
        if (target.atomic) rmSync(target.temporary, { force: true });
      };
      const forget = undoWhenInterrupted(discard);

      const write = (content: string | Uint8Array): void => {
        if (O.isSome(failure)) return;
        failure = O.getLeft(
          attempt(path, () => {
            writeFileSync(fd, content);
          }),
        );
      };

      const flush = (): void => {
        if (size === 0 || O.isSome(failure)) return;
        const text = buffered.join('');
        buffered = [];
        size = 0;
        write(text);
      };

      const abort = (): void => {
        // Closing may report the failed write again; the file is discarded anyway.
        attempt(path, () => {
          closeSync(fd);
        });
        attempt(path, discard);
        forget();
      };

      return {
        line: (text) => {
          buffered.push(text, '\n');
          size += text.length + 1;
          if (size >= BUFFER_SIZE) flush();
        },
        bytes: (lines) => {
          flush();
          write(lines);
        },
        isAtomic: target.atomic,
        restart: () => {
          buffered = [];
          size = 0;
          failure = O.getLeft(
            attempt(path, () => {
              closeSync(fd);
              fd = openSync(target.temporary, 'w');
            }),
          );
        },
        flush,
        failure: () => failure,
        commit: () => {
          flush();
          if (O.isSome(failure)) {
            abort();
            return E.left(failure.value);
          }
          return pipe(
            attempt(path, () => {
              closeSync(fd);
              if (!target.atomic) return;
              if (target.before !== undefined) chmodSync(target.temporary, target.before.mode);
              renameSync(target.temporary, target.final);
            }),
            E.mapLeft((error) => {
              attempt(path, discard);
              return error;
            }),
            (done) => {
              forget();
              return done;
            },
          );
        },
        abort,
      };
    }),
  );

/** Several files that are committed together. */
export interface OutFiles {
  /** In the order of the paths; undefined where no path was given. */
  readonly files: ReadonlyArray<OutFile | undefined>;
  readonly failure: () => O.Option<OutFileError>;
  /** Commits all files, or none if any has failed so far. */
  readonly commit: () => E.Either<OutFileError, void>;
  readonly abort: () => void;
}

/** Opens several files; if one cannot be opened, none is left behind. */
export const openOutFiles = (
  paths: ReadonlyArray<string | undefined>,
): E.Either<OutFileError, OutFiles> => {
  const files: Array<OutFile | undefined> = [];
  const abort = (): void => {
    for (const file of files) file?.abort();
  };
  for (const path of paths) {
    const file = path === undefined ? E.right(undefined) : openOutFile(path);
    if (E.isLeft(file)) {
      abort();
      return file;
    }
    files.push(file.right);
  }
  const present = files.filter((file) => file !== undefined);
  const failure = (): O.Option<OutFileError> =>
    present.map((file) => file.failure()).find(O.isSome) ?? O.none;
  return E.right({
    files,
    failure,
    abort,
    commit: () => {
      for (const file of present) file.flush();
      const failed = failure();
      if (O.isSome(failed)) {
        abort();
        return E.left(failed.value);
      }
      return present.map((file) => file.commit()).find(E.isLeft) ?? E.right(undefined);
    },
  });
};
