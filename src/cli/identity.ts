/**
 * Identifies files, so that an output never overwrites an input. Links, other spellings of a path and shell redirections are
 * resolved.
 */
import { fstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import * as O from 'fp-ts/lib/Option.js';
import type { Source } from './input.js';
import { STDIN } from './input.js';

/** The absolute path of a file that does not exist yet, with links resolved. */
const placeOf = (path: string): string => {
  const folder = dirname(resolve(path));
  const real = O.tryCatch(() => realpathSync(folder));
  return join(O.isSome(real) ? real.value : folder, basename(path));
};

/** A key that is equal for paths of the same file; none for pipes and devices. */
const identityOf = (source: Source): O.Option<string> =>
  O.tryCatch(() => {
    const stat =
      source === STDIN
        ? fstatSync(0, { bigint: true })
        : statSync(source, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return placeOf(source);
    if (!stat.isFile()) throw new Error('not a file');
    return `${String(stat.dev)}:${String(stat.ino)}`;
  });

/** Do two paths name the same file, whether or not it exists? */
export const isSameFile = (a: Source, b: Source): boolean => {
  const first = identityOf(a);
  const second = identityOf(b);
  return O.isSome(first) && O.isSome(second) && first.value === second.value;
};
