/** Records what the long checks found, in `docs/reliability.json`, from which `npm run docs` makes the table of docs/reliability.md. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the project: the long checks are npm scripts, which run there. */
const path = (root) => join(root, 'docs', 'reliability.json');

/** The rows by id, as they are kept. */
export const readReliability = (root = process.cwd()) =>
  existsSync(path(root)) ? JSON.parse(readFileSync(path(root), 'utf8')) : {};

/** Writes rows in place of those with the same ids, with today's date. */
export const record = (rows, root = process.cwd()) => {
  const date = new Date().toISOString().slice(0, 10);
  const kept = readReliability(root);
  for (const { id, ...row } of [rows].flat()) kept[id] = { ...row, date };
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  const beside = `${path(root)}.part`;
  writeFileSync(beside, `${JSON.stringify(sorted, null, 2)}\n`);
  renameSync(beside, path(root));
};
