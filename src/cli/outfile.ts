/**
 * A file that is written whole or not at all: it grows beside its place under another name, and takes the place when it
 * is complete. Whoever looks meanwhile, or after a failure, finds what was there before.
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
import { explain } from './input.js';

/** A file that could not be written. */
export interface OutFileError {
  readonly _tag: 'OutFileError';
  readonly path: string;
  readonly message: string;
}

/** A file being written. */
export interface OutFile {
  /** Writes a line. After a failure nothing more is written, and `commit` tells of it. */
  readonly line: (text: string) => void;
  readonly flush: () => void;
  /** What went wrong so far. */
  readonly failure: () => O.Option<OutFileError>;
  /** Puts the file in its place. */
  readonly commit: () => E.Either<OutFileError, void>;
  /** Leaves the place as it was. */
  readonly abort: () => void;
}

/** How much text is gathered before it is written, in UTF-16 units. */
const GATHERED = 256 * 1024;

const explainWrite = (error: Error): string =>
  'code' in error && error.code === 'ENOENT' ? 'there is no such directory' : explain(error);

const attempt = <A>(path: string, action: () => A): E.Either<OutFileError, A> =>
  E.tryCatch(action, (error) => ({
    _tag: 'OutFileError',
    path,
    message: explainWrite(E.toError(error)),
  }));

/** Where the file belongs, and where it grows; the same for what is no regular file, such as /dev/null or a pipe. */
interface Place {
  readonly final: string;
  readonly growing: string;
  readonly atomic: boolean;
  /** What is in the place now. */
  readonly before: Stats | undefined;
}

const placeOf = (path: string): Place => {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before !== undefined && !before.isFile()) {
    return { final: path, growing: path, atomic: false, before };
  }
  // A link stays a link: what it points to is replaced.
  const final = before === undefined ? path : realpathSync(path);
  return { final, growing: `${final}.${String(process.pid)}.tmp`, atomic: true, before };
};

/** Opens a file for writing, at once, so that a wrong path is known before the work and not after. */
const openOutFile = (path: string): E.Either<OutFileError, OutFile> =>
  pipe(
    attempt(path, () => {
      const place = placeOf(path);
      return { place, fd: openSync(place.growing, place.atomic ? 'wx' : 'w') };
    }),
    E.map(({ place, fd }) => {
      let gathered: Array<string> = [];
      let size = 0;
      let failure: O.Option<OutFileError> = O.none;

      const discard = (): void => {
        if (place.atomic) rmSync(place.growing, { force: true });
      };
      const forget = undoWhenInterrupted(discard);

      const flush = (): void => {
        if (size === 0 || O.isSome(failure)) return;
        const text = gathered.join('');
        gathered = [];
        size = 0;
        failure = O.getLeft(
          attempt(path, () => {
            writeFileSync(fd, text);
          }),
        );
      };

      const abort = (): void => {
        // Closing may tell of a failed write once more; the file is given up already.
        attempt(path, () => {
          closeSync(fd);
        });
        attempt(path, discard);
        forget();
      };

      return {
        line: (text) => {
          gathered.push(text, '\n');
          size += text.length + 1;
          if (size >= GATHERED) flush();
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
              if (!place.atomic) return;
              if (place.before !== undefined) chmodSync(place.growing, place.before.mode);
              renameSync(place.growing, place.final);
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

/** Files that are put in their places together. */
export interface OutFiles {
  /** In the order of the paths; nothing where there was no path. */
  readonly files: ReadonlyArray<OutFile | undefined>;
  readonly failure: () => O.Option<OutFileError>;
  /** Puts all of them in their places, or none if any has failed so far. */
  readonly commit: () => E.Either<OutFileError, void>;
  readonly abort: () => void;
}

/** Opens files together: if one cannot be opened, none is left behind. */
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
