/** The version of this package. */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';

/** Reads the version in package.json. Its relative path is the same from the sources and from the built command. */
export const packageVersion = (): string =>
  pipe(
    E.tryCatch(
      (): unknown =>
        JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
      E.toError,
    ),
    E.chainW((manifest) => t.type({ version: t.string }).decode(manifest)),
    E.match(
      () => 'of unknown version: its package.json is missing',
      (manifest) => manifest.version,
    ),
  );
