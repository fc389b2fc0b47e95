/** Builds and packs the project twice, from two folders, and compares every byte. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { record } from '../support/reliability.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const options = new Command('npm run check:reproducible --')
  .description(
    'Installs, builds and packs the files of this folder in two others, whose paths, time zones and languages differ. Says which files of dist/ differ, and the hash of the tarball.',
  )
  .option('--record', 'keep the figures in docs/reliability.json')
  .option('--keep', 'keep the two folders')
  .parse()
  .opts();

const run = (command, args, cwd, env = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1e8,
  });
  if (status === 0) return stdout;
  console.error(`${command} ${args.join(' ')} failed in ${cwd}\n${stdout}${stderr}`);
  process.exit(2);
};

/** The files that a clone would have, with the changes that are not committed. */
const sources = run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], root)
  .split('\0')
  .filter((file) => file !== '');

// The tarball tells who may read a file.
process.umask(0o022);
const scratch = mkdtempSync(join(tmpdir(), 'runchart-build-'));
const places = [
  { folder: join(scratch, 'a'), env: { TZ: 'UTC', LC_ALL: 'C' } },
  {
    folder: join(scratch, 'another folder', 'with a longer path'),
    env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' },
  },
];

// Copied first, because somebody may go on working here.
for (const { folder } of places)
  for (const file of sources) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }

/** Makes `dist/` and the tarball in a folder, and returns the hashes of both. */
const made = ({ folder, env }) => {
  run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], folder, env);
  run('npm', ['run', '--silent', 'build'], folder, env);
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts'], folder, env));
  const hash = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
  const files = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return {
    files: new Map(files.map((file) => [relative(folder, file), hash(file)])),
    tarball: hash(join(folder, packed.filename)),
    name: packed.filename,
  };
};

const began = Date.now();
const [one, other] = places.map((place) => {
  console.log(`building in ${place.folder}`);
  return made(place);
});
if (!options.keep) rmSync(scratch, { recursive: true, force: true });

const names = [...new Set([...one.files.keys(), ...other.files.keys()])].sort();
const different = names.filter((name) => one.files.get(name) !== other.files.get(name));
for (const name of different) console.log(`differs: ${name}`);
if (one.tarball !== other.tarball) different.push(one.name);
console.log(
  one.tarball === other.tarball
    ? `${one.name}: both builds have the SHA-256 ${one.tarball}`
    : `differs: ${one.name}`,
);
console.log(`${names.length + 1} files compared, ${different.length} differ`);
if (options.record)
  record({
    id: 'reproducible',
    what: 'Two builds in two folders, with other time zones and languages: each file of `dist/`, and the tarball',
    command: 'npm run check:reproducible',
    tried: names.length + 1,
    unit: 'files',
    failed: different.length,
    failure: 'different',
    seconds: Math.round((Date.now() - began) / 1000),
  });
process.exitCode = different.length === 0 ? 0 : 1;
