/** Finds the files that a module consists of: itself, and what it imports by a relative path, and so on. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as E from 'fp-ts/lib/Either.js';

const SPECIFIER =
  /(?:\bfrom|\bimport|\brequire|\bimport\s*\(|\brequire\s*\()\s*['"](\.{1,2}\/[^'"\n]+)['"]/g;

const extensions = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

/** TypeScript imports `./x.js` where the file is `./x.ts`. */
const sourceNames = (file: string): ReadonlyArray<string> => [
  ...extensions.map((extension) => `${file}${extension}`),
  file.replace(/\.([cm]?)js$/, '.$1ts'),
  file.replace(/\.jsx?$/, '.tsx'),
  ...extensions.slice(1).map((extension) => path.join(file, `index${extension}`)),
];

const isFile = (file: string): boolean => existsSync(file) && statSync(file).isFile();

const importsOf = (file: string): ReadonlyArray<string> => {
  const text = E.tryCatch(() => readFileSync(file, 'utf8'), E.toError);
  if (E.isLeft(text)) return [];
  return [...text.right.matchAll(SPECIFIER)].flatMap(([, specifier = '']) => {
    const found = sourceNames(path.resolve(path.dirname(file), specifier)).find(isFile);
    return found === undefined ? [] : [found];
  });
};

/** Lists the absolute paths of the files of a module, itself first. */
export const moduleFiles = (file: string): ReadonlyArray<string> => {
  const visit = (seen: ReadonlySet<string>, next: string): ReadonlySet<string> =>
    seen.has(next) ? seen : importsOf(next).reduce(visit, new Set([...seen, next]));
  return [...visit(new Set(), path.resolve(file))];
};
