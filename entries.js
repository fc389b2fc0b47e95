/** The entries of the package, read from `exports` in package.json, the only list of them. Builds, checks and tests use this module. */
import { readFileSync } from 'node:fs';

const own = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** The source of an entry: src/element/define.ts for `./element/define`, src/react/index.ts for `./react`. Only `./machine` differs. */
const sourceOf = (subpath) => {
  if (subpath === '') return 'src/index.ts';
  if (subpath === 'machine') return 'src/actor/index.ts';
  return subpath.includes('/') ? `src/${subpath}.ts` : `src/${subpath}/index.ts`;
};

/** Every entry that is code: its specifier, the name of its files, its source, and the file that bundlers load. */
export const entries = Object.entries(own.exports)
  .filter(([, target]) => typeof target !== 'string')
  .map(([key, target]) => {
    const subpath = key.replace(/^\.\/?/, '');
    return {
      specifier: subpath === '' ? own.name : `${own.name}/${subpath}`,
      name: subpath === '' ? 'index' : subpath.replaceAll('/', '-'),
      source: sourceOf(subpath),
      bundled: target.module.replace(/^\.\//, ''),
    };
  });
