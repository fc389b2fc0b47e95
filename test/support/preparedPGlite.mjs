/**
 * PGlite whose databases in memory begin as copies of one that was initialized before: to initialize one takes most of the time of a
 * test file. A folder is opened as PGlite opens it.
 *
 * In the place of `@electric-sql/pglite` it does for examples, too.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { PGlite as Original } from '@electric-sql/pglite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = join(root, 'build');
const file = join(folder, `pglite-${devDependencies['@electric-sql/pglite']}.tar`);

/** Initializes the database, if that was not done before. */
export const prepare = async () => {
  if (existsSync(file)) return;
  const database = await Original.create();
  const bytes = new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer());
  await database.close();
  mkdirSync(folder, { recursive: true });
  // Another process or thread may do the same: what is there is whole.
  const own = `${file}.${String(process.pid)}.${String(threadId)}`;
  writeFileSync(own, bytes);
  renameSync(own, file);
};

export const PGlite = {
  create: async (options = {}) => {
    if (options.dataDir !== undefined) return Original.create(options);
    await prepare();
    return Original.create({ ...options, loadDataDir: new Blob([readFileSync(file)]) });
  },
};
