/** Builds the command and its page, with `--all` everything, if they are older than their sources. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { commandFiles, isBuilt, packageFiles } from './built.mjs';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const all = process.argv.includes('--all');

if (!isBuilt(cwd, all ? packageFiles(cwd) : commandFiles)) {
  const { status } = spawnSync('npm', ['run', '--silent', all ? 'build' : 'build:cli'], {
    cwd,
    stdio: ['ignore', 2, 2],
  });
  process.exitCode = status ?? 1;
}
