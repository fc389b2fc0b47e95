/** Says whether files of `dist` are there, and as new as the sources that they are built of. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** 0 for a file that is not there. */
const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sourcesIn = (root) => [
  ...['package-lock.json', 'package.json', 'entries.js', 'rollup.config.js', 'tsconfig.json'].map(
    (name) => join(root, name),
  ),
  ...['machines', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  ),
];

const stringsIn = (value) =>
  typeof value === 'string' ? [value] : Object.values(value).flatMap(stringsIn);

/** The files of the command and of the page that it serves. The page is built after the command. */
export const commandFiles = ['dist/cli/runchart.js', 'dist/inspector/page.js'];

/** Every file of `dist` that package.json names, and the page. A build deletes the files of a folder before it writes them. */
export const packageFiles = (root) => {
  const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = stringsIn([bin, exports]).filter((path) => path.startsWith('./dist/'));
  return [...new Set([...named, ...commandFiles])];
};

/** Are these files there, and as new as all sources? */
export const isBuilt = (root, paths) => {
  const built = Math.min(...paths.map((path) => changedAt(join(root, path))));
  return built > 0 && sourcesIn(root).every((path) => changedAt(path) <= built);
};
