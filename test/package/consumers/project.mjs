/** Packs the tarball, and makes projects that install it. */
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { entries as list } from '../../../entries.js';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
export const scratch = mkdtempSync(join(tmpdir(), 'runchart-consumers-'));

/**
 * The largest unpacked size of the package. The command bundles elkjs, 1.5 MB, which lays out pictures, and jiti, 1.7 MB, which loads
 * machines in TypeScript; neither is loaded by anything else.
 */
export const MAX_BYTES = 8_000_000;

const LIMITS = {
  encoding: 'utf8',
  // Enough for all files of the tarball, even if it has grown too large.
  maxBuffer: 10 * MAX_BYTES,
  // A program that hangs fails.
  timeout: 600_000,
  killSignal: 'SIGKILL',
};

/** Runs a command and returns its output; if it fails, throws with the output. */
export const run = (command, args, cwd) => {
  let result = spawnSync(command, args, { cwd, ...LIMITS });
  // npm now and then fails without a word; the second time it says why, or works.
  if (command === 'npm' && result.status !== 0 && result.stdout + result.stderr === '')
    result = spawnSync(command, args, { cwd, ...LIMITS });
  const { status, stdout, stderr, error } = result;
  if (status !== 0)
    throw new Error([[command, ...args].join(' '), error?.message, stdout, stderr].join('\n'));
  return stdout;
};

const executed = promisify(execFile);

/** As {@link run}, beside other commands. */
export const start = async (command, args, cwd) => {
  try {
    return (await executed(command, args, { cwd, ...LIMITS })).stdout;
  } catch (e) {
    throw new Error([[command, ...args].join(' '), e.message, e.stdout, e.stderr].join('\n'));
  }
};

export const say = (text) => console.log(`  ok  ${text}`);

const pack = () => {
  const output = run('npm', ['pack', '--silent', '--pack-destination', scratch], root);
  return join(scratch, output.trim().split('\n').at(-1) ?? '');
};

/** The consumers of these names. */
export const chosen = (consumers, names) => {
  const unknown = names.filter((name) => !(name in consumers));
  if (unknown.length > 0) throw new Error(`no consumer ${unknown.join(', ')}`);
  return Object.entries(consumers).filter(([name]) => names.includes(name));
};

export const tarball = process.argv[2] === undefined ? pack() : resolve(process.argv[2]);

/** The specifiers of all entries that are code. */
export const entries = list.map(({ specifier }) => specifier);

/** Those for servers alone: a client of PostgreSQL opens sockets. */
const forServers = ['runchart/store/postgres'];
/** The entries that a browser can load. */
export const browserEntries = entries.filter((entry) => !forServers.includes(entry));

/** Tests whether package.json declares side effects for an entry. */
export const hasEffects = (entry) => {
  const target = `./${list.find(({ specifier }) => specifier === entry).bundled}`;
  return own.sideEffects.some((glob) =>
    new RegExp(`^${glob.replace(/[.*]/g, (c) => (c === '*' ? '[^/]*' : String.raw`\.`))}$`).test(
      target,
    ),
  );
};

/** A package in the version of our devDependencies. */
export const exact = (name) => `${name}@${own.devDependencies[name]}`;
/** Optional peers, installed for the entries that need them. */
export const optionalPeers = Object.keys(own.peerDependenciesMeta ?? {});

/** The `node_modules` of the projects so far, by the packages that they asked for. */
const installed = new Map();

/** Makes a folder with the given files, and installs the tarball and packages, or copies them from a project that has the same. */
export const project = (name, files, packages = []) => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, private: true, type: 'module' }),
  );
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const wanted = [tarball, ...optionalPeers.map(exact), ...packages];
  const modules = join(folder, 'node_modules');
  const same = installed.get(wanted.join(' '));
  if (same === undefined) {
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...wanted], folder);
    installed.set(wanted.join(' '), modules);
  } else cpSync(same, modules, { recursive: true, verbatimSymlinks: true });
  return folder;
};

/** A program that uses `NAMES` for the life of a run. */
export const LIFE = `
const now = Timestamp.now();
const made = newReady({ taskId: TaskId.generate(), scheduledAt: now, createdAt: now, effectivePriority: Priority.initial });
if (made._tag !== 'Right') throw new Error('no run');
const leased = decide({ type: 'lease', at: now })(made.right);
if (leased._tag !== 'Right' || leased.right.state !== 'Leased') throw new Error('no lease');
const refused = decide({ type: 'complete' })(leased.right);
if (refused._tag !== 'Left' || refused.left._tag !== 'InvalidTransition') throw new Error('no refusal');
`;
export const NAMES = 'decide, newReady, Priority, TaskId, Timestamp';
