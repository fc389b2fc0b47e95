/** Builds the command and its page, if they are older than their sources. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { commandFiles, isBuilt } from './built.mjs';

const cwd = fileURLToPath(new URL('../..', import.meta.url));

if (!isBuilt(cwd, commandFiles)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build:cli'], {
    cwd,
    stdio: ['ignore', 2, 2],
  });
  process.exitCode = status ?? 1;
}
