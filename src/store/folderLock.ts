/**
 * Locks a folder for one process: PGlite does not notice that two have it open, and the rows of one are then lost.
 *
 * Each process writes a file of its own before it looks for those of others, so of two that come at once at most one goes on. A file of
 * a process that has ended is removed.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { DatabaseFailed } from './Database.js';
import { databaseFailed } from './Database.js';

/**
 * Another process has the folder open.
 * @category Errors
 */
export interface FolderInUse {
  readonly _tag: 'FolderInUse';
  readonly folder: string;
  /** The process, and its machine. */
  readonly process: number;
  readonly host: string;
  /** The file to remove if that process is gone and nobody else has the folder open. */
  readonly file: string;
}

const PREFIX = 'runchart-';
const SUFFIX = '.lock';

interface Holder {
  readonly file: string;
  readonly host: string;
  readonly process: number;
  /** When the process began, on its system's clock; empty where that is not known. */
  readonly began: string;
  /** One process may ask twice. */
  readonly turn: string;
}

const fileOf = ({ host, process, began, turn }: Omit<Holder, 'file'>): string =>
  `${PREFIX}${process}-${began}-${turn}@${encodeURIComponent(host)}${SUFFIX}`;

const holderOf = (file: string): Holder | undefined => {
  const found = /^runchart-(\d+)-(\d*)-([0-9a-f]+)@(.+)\.lock$/.exec(file);
  if (found === null) return undefined;
  const [, process = '', began = '', turn = '', host = ''] = found;
  return { file, host: decodeURIComponent(host), process: Number(process), began, turn };
};

/** Returns what loads Node's modules, if there are any. With `import` bundlers for browsers would look for them. */
const builtIns = (): typeof process.getBuiltinModule | undefined =>
  typeof process === 'object' && typeof process.getBuiltinModule === 'function'
    ? (id: string) => process.getBuiltinModule(id)
    : undefined;

/**
 * Locks a folder, and makes it if there is none. Returns the function that unlocks it.
 *
 * A holder on another machine counts as alive.
 */
export const lockFolder =
  (folder: string): TE.TaskEither<DatabaseFailed | FolderInUse, () => Promise<void>> =>
  async () => {
    const builtIn = builtIns();
    if (builtIn === undefined)
      return E.left(
        databaseFailed(new Error(`no folders here for ${folder}: in a browser use idb://NAME`)),
      );
    const fs = builtIn('node:fs/promises');
    const os = builtIn('node:os');
    const path = builtIn('node:path');
    const crypto = builtIn('node:crypto');

    /** When a process began, from Linux's table of processes: another process may get the number of one that ended. */
    const beganOf = async (id: number): Promise<string> => {
      const text = await fs.readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
      return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    };
    const isAlive = async ({ host, process: id, began }: Holder): Promise<boolean> => {
      if (host !== os.hostname()) return true;
      const known = E.tryCatch(
        () => process.kill(id, 0),
        (thrown) => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined),
      );
      if (E.isLeft(known) && known.left === 'ESRCH') return false;
      return began === '' || began === (await beganOf(id));
    };

    // Beside the folder, because PostgreSQL makes its own only where it is empty.
    const own: Holder = await (async () => {
      const holder = {
        host: os.hostname(),
        process: process.pid,
        began: await beganOf(process.pid),
        turn: crypto.randomBytes(4).toString('hex'),
      };
      return { ...holder, file: fileOf(holder) };
    })();
    const locks = `${path.resolve(folder)}.locks`;
    const release = async (): Promise<void> => {
      await fs.rm(path.join(locks, own.file), { force: true });
      // Another process may be using it.
      await fs.rmdir(locks).catch(() => undefined);
    };

    const isFolder = (place: string): Promise<boolean> =>
      fs.stat(place).then(
        (found) => found.isDirectory(),
        () => false,
      );
    /** Makes a folder and those around it. Node's own way never ends where nothing can be made, as in `/proc`. */
    const make = async (place: string): Promise<void> => {
      if (await isFolder(place)) return;
      const parent = path.dirname(place);
      if (parent !== place) await make(parent);
      await fs.mkdir(place).catch(async (thrown: unknown) => {
        // Another process has made it meanwhile.
        if (await isFolder(place)) return;
        // eslint-disable-next-line functional/no-throw-statements -- becomes a left below
        throw thrown;
      });
    };

    return TE.tryCatch(async (): Promise<E.Either<FolderInUse, () => Promise<void>>> => {
      await make(path.resolve(folder));
      await make(locks);
      await fs.writeFile(path.join(locks, own.file), '', { flag: 'wx' });
      const others = (await fs.readdir(locks)).flatMap((file) => {
        const holder = holderOf(file);
        return holder === undefined || file === own.file ? [] : [holder];
      });
      const alive = await Promise.all(
        others.map(async (holder) => ({ holder, alive: await isAlive(holder) })),
      );
      await Promise.all(
        alive
          .filter((other) => !other.alive)
          .map(({ holder }) => fs.rm(path.join(locks, holder.file), { force: true })),
      );
      const inUse = alive.find((other) => other.alive)?.holder;
      if (inUse === undefined) return E.right(release);
      await release();
      return E.left({
        _tag: 'FolderInUse',
        folder,
        process: inUse.process,
        host: inUse.host,
        file: path.join(locks, inUse.file),
      });
    }, databaseFailed)().then(E.flattenW);
  };
