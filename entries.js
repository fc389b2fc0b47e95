/** The entries of the package, read from `exports` in package.json: the only list of them. Builds, checks and tests derive theirs. */
import { readFileSync } from 'node:fs';

const own = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** `./element/define` is src/element/define.ts, `./react` is src/react/index.ts. The one exception has a folder called as what it makes. */
const sourceOf = (subpath) => {
  if (subpath === '') return 'src/index.ts';
  if (subpath === 'machine') return 'src/actor/index.ts';
  return subpath.includes('/') ? `src/${subpath}.ts` : `src/${subpath}/index.ts`;
};

/** Every entry that is code: how it is imported, what its files are called, its source, and what a bundler takes for it. */
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
