/**
 * Finds or installs Chromium and Python for the tests that need them.
 *
 *   node test/support/install.mjs
 *   node test/support/install.mjs --postgres
 *
 * Uses the browser named by `CHROMIUM` or found on the PATH, and `python3` on the PATH. If one is missing, installs it with
 * Debian's package manager if that needs no password; otherwise says what to do, and fails.
 *
 * With `--postgres` it finds or installs a PostgreSQL server instead, and prints the folder of its programs.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

/** Returns the path of the browser; `undefined` if there is none. */
export const findChromium = () =>
  process.env.CHROMIUM ?? names.map(onPath).find((path) => path !== undefined);

const DEBIAN = '/usr/lib/postgresql';

/** Returns the folder of a server's programs, of the newest if there are several: Debian keeps them off the PATH. */
const findPostgres = () => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  return [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(DEBIAN, version, 'bin')),
  ].find((folder) => isExecutable(join(folder, 'initdb')));
};

/** Returns the command prefix to become root without a password; `undefined` if that is impossible. */
const asRoot = () => {
  if (process.getuid?.() === 0) return [];
  const sudo = ['sudo', '--non-interactive'];
  return spawnSync(sudo[0], [sudo[1], 'true']).status === 0 ? sudo : undefined;
};

const postgres = {
  name: 'PostgreSQL server',
  find: findPostgres,
  wantedBy: 'the tests of the store on a server',
  pack: 'postgresql',
  or: '',
};

const withPostgres = process.argv.includes('--postgres');

/** The programs that the tests need besides Node: how to find each, its purpose, and its Debian package. */
const programs = [
  {
    name: 'Chromium',
    find: findChromium,
    wantedBy: 'the browser tests',
    pack: 'chromium',
    or: ', or let CHROMIUM name the executable of one',
  },
  {
    name: 'Python 3.9 or newer',
    find: () => onPath('python3'),
    wantedBy: 'the tests of the subject in Python',
    pack: 'python3',
    or: '',
  },
];

const needs = withPostgres ? [postgres] : programs;
const missing = () => needs.filter(({ find }) => find() === undefined);

const install = (packages) => {
  const prefix = onPath('apt-get') === undefined ? undefined : asRoot();
  if (prefix === undefined) return;
  console.error(`The tests need ${packages.join(' and ')}: installing with apt-get.`);
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet', '--yes'];
  for (const args of [['update'], ['install', '--no-install-recommends', ...packages]])
    // The output of apt-get goes to standard error, apart from the output of the tests.
    spawnSync(apt[0], [...apt.slice(1), ...args], { stdio: ['ignore', 2, 2] });
};

const isMain = process.argv[1] === fileURLToPath(import.meta.url);

if (isMain && missing().length > 0) {
  install(missing().map(({ pack }) => pack));
  for (const { name, wantedBy, pack, or } of missing()) {
    console.error(
      `There is no ${name}, which ${wantedBy} need. Install it (Debian: apt-get install ${pack})${or}.`,
    );
    process.exitCode = 1;
  }
}

if (isMain && withPostgres && missing().length === 0) console.log(findPostgres());
