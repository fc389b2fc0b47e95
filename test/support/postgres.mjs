/** Private servers of PostgreSQL, on loopback, in temporary folders. */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Debian keeps the programs of the server out of the path, one folder for each version. */
const DEBIAN = '/usr/lib/postgresql';

const folders = () => [
  ...(existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => path.join(DEBIAN, version, 'bin'))
    : []),
  ...(process.env.PATH ?? '').split(path.delimiter),
];

/** The folder of PostgreSQL's programs; `undefined` if it is not installed. */
export const findPostgres = () =>
  folders().find((folder) => existsSync(path.join(folder, 'initdb')));

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Runs a program of the server, which refuses to run as root. */
const run = (programs, name, ...args) => {
  const file = path.join(programs, name);
  const options = { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', cwd: tmpdir() };
  if (process.getuid?.() === 0)
    execFileSync('runuser', ['-u', 'postgres', '--', file, ...args], options);
  else execFileSync(file, args, options);
};

/**
 * Starts a server.
 *
 * @param {Readonly<Record<string, string>>} [settings] - more settings of the server
 */
export const startPostgres = async (settings = {}) => {
  const programs = findPostgres();
  if (programs === undefined)
    throw new Error(
      'PostgreSQL is not installed: there is no initdb (Debian: apt-get install postgresql)',
    );
  const folder = mkdtempSync(path.join(tmpdir(), 'runchart-postgres-'));
  if (process.getuid?.() === 0) {
    const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
    chownSync(folder, uid, uid);
  }
  const data = path.join(folder, 'data');
  run(programs, 'initdb', '-D', data, '-A', 'trust', '-U', 'app', '--no-sync', '-E', 'UTF8');
  const port = await freePort();
  const options = Object.entries({
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: '200',
    ...settings,
  }).map(([name, value]) => `-c ${name}=${value}`);
  const control = (...args) =>
    run(programs, 'pg_ctl', '-D', data, '-w', '-l', path.join(folder, 'log'), ...args);
  const start = () => control('-o', options.join(' '), 'start');
  start();
  return {
    url: `postgres://app@127.0.0.1:${port}/postgres`,
    folder,
    /** Ends the server as a crash does, and starts it again. */
    crash: () => {
      control('-m', 'immediate', 'stop');
      start();
    },
    stop: () => {
      control('-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
