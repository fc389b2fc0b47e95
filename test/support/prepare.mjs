/** Prepares the tests with real parts: installs Chromium and Python if they are missing, and builds the command if it is older than its sources. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed`);
};

export default () => {
  run(process.execPath, ['test/support/install.mjs']);
  run(process.execPath, ['test/support/buildCommand.mjs']);
};
