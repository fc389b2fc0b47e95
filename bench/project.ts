/** An empty project with the packed tarball in its `node_modules`, as a user has it. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { childScript } from './load.js';

/** A project, to be removed after use. */
export interface Project {
  /** The path in the project of a script of `bench/children`, which loads the library from there. */
  readonly script: (name: string) => string;
  readonly remove: () => void;
}

const quietly = (cwd: string, command: string, ...args: ReadonlyArray<string>): void => {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
};

const emptyFolder = (): string => mkdtempSync(path.join(tmpdir(), 'runchart-bench-'));

/** Builds, packs and installs the library of a folder. */
const install = (library: string): Project => {
  const folder = emptyFolder();
  quietly(library, 'npm', 'run', '--silent', 'build');
  quietly(library, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  quietly(folder, 'npm', 'install', '--silent', '--no-audit', '--no-fund', `./${tarball}`);
  return {
    script: (name) => {
      const script = path.join(folder, `${name}.mjs`);
      copyFileSync(childScript(name), script);
      return script;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Installs the library as it is here. */
export const installThis = (): Project => install(process.cwd());

/** Installs the library of another commit, built with the packages that are installed here. */
export const installCommit = (ref: string): Project => {
  const folder = emptyFolder();
  try {
    const archive = execFileSync('git', ['archive', '--format=tar', ref], {
      maxBuffer: 2 ** 30,
    });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    const packages = path.join(process.cwd(), 'node_modules');
    symlinkSync(packages, path.join(folder, 'node_modules'));
    return install(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
