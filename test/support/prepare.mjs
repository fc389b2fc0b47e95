/** Prepares the tests with real parts: installs Chromium and Python if they are missing, and builds the command if it is older than its sources. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const changedAt = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = () => [
  'package-lock.json',
  'rollup.config.js',
  ...['machines', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length)),
  ),
];

/** The page is built after the command. */
const isBuilt = () => {
  const built = Math.min(changedAt('dist/cli/runchart.js'), changedAt('dist/inspector/page.js'));
  return sources().every((path) => changedAt(path) <= built);
};

const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed`);
};

export default () => {
  run(process.execPath, ['test/support/install.mjs']);
  if (!isBuilt()) run('npm', ['run', '--silent', 'build:cli']);
};
