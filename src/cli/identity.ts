/**
 * Which file a path names, so that an output is never put in the place of an input: through a link, by another spelling
 * or redirected by the shell it is the same file.
 */
import { fstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import * as O from 'fp-ts/lib/Option.js';
import type { Source } from './input.js';
import { STDIN } from './input.js';

/** Where a file that does not exist would come to be. */
const placeOf = (path: string): string => {
  const folder = dirname(resolve(path));
  const real = O.tryCatch(() => realpathSync(folder));
  return join(O.isSome(real) ? real.value : folder, basename(path));
};

/** A text that two paths have in common if they name one file. What is no file, such as a pipe or a device, has none. */
const identityOf = (source: Source): O.Option<string> =>
  O.tryCatch(() => {
    const stat =
      source === STDIN
        ? fstatSync(0, { bigint: true })
        : statSync(source, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return placeOf(source);
    if (!stat.isFile()) throw new Error('no file');
    return `${String(stat.dev)}:${String(stat.ino)}`;
  });

/** Do two paths name one file, be it there or not? */
export const isSameFile = (a: Source, b: Source): boolean => {
  const its = identityOf(a);
  const other = identityOf(b);
  return O.isSome(its) && O.isSome(other) && its.value === other.value;
};
