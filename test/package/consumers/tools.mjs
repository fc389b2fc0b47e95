/** Runtimes that come as npm packages, each installed once. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, scratch } from './project.mjs';

/** Installs packages into a folder of their own, and returns it. */
const install = (name, packages) => {
  const folder = join(scratch, `tool-${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], folder);
  return folder;
};

/** Defers an installation until the tool is asked for, and does it once. */
const tool = (name, version, file) => {
  let installed;
  return () =>
    (installed ??= {
      name: `${name[0].toUpperCase()}${name.slice(1)} ${version}`,
      command: join(install(name, [`${name}@${version}`]), 'node_modules', file),
    });
};

export const deno = tool('deno', '2.9.6', '.bin/deno');
export const bun = tool('bun', '1.4.5', '.bin/bun');
export const workerd = tool('workerd', '1.20261117.1', '.bin/workerd');
