/**
 * Prepares the tests with real parts: installs Chromium and Python if they are missing, builds the command if it is older than its sources, and
 * initializes an embedded database.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './preparedPGlite.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed`);
};

export default async () => {
  run(process.execPath, ['test/support/install.mjs']);
  run(process.execPath, ['test/support/buildCommand.mjs']);
  await prepare();
};
