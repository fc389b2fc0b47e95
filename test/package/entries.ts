/** The package's entries as package.json names them, and the source of each. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What package.json says of one entry. */
interface Target {
  readonly module: string;
}

const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, Target | string>>;
};

/** An entry of the package. */
interface Entry {
  /** As it is imported: `runchart/worker`. */
  readonly specifier: string;
  /** As its files are called: `worker`; the package itself is `index`. */
  readonly name: string;
  /** Where its source is, from the root. */
  readonly source: string;
  /** What a bundler takes for it, from the root. */
  readonly bundled: string;
}

/** The machine is no part of `src`, and an entry of an entry is a file beside it. */
const sourceOf = (subpath: string): string => {
  if (subpath === '') return 'src/index.ts';
  if (subpath === 'machine') return 'src/actor/index.ts';
  return subpath.includes('/') ? `src/${subpath}.ts` : `src/${subpath}/index.ts`;
};

/** Every entry that is code. */
export const entries: ReadonlyArray<Entry> = Object.entries(own.exports).flatMap(
  ([key, target]) => {
    if (typeof target === 'string') return [];
    const subpath = key.replace(/^\.\/?/, '');
    return [
      {
        specifier: path.posix.join(own.name, subpath),
        name: subpath === '' ? 'index' : subpath.replaceAll('/', '-'),
        source: sourceOf(subpath),
        bundled: path.posix.normalize(target.module),
      },
    ];
  },
);
