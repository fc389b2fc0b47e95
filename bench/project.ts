/** Empty projects with the packed tarball in their `node_modules`, as a user has it. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { childScript } from './load.js';

/** A project with the library of a commit, or of the working tree. */
export interface Project {
  /** The commit, as it was named; `undefined` for the working tree. */
  readonly ref: string | undefined;
  readonly folder: string;
  /** The path of the installed command. */
  readonly command: string;
  /** Copies a script of `bench/children` into the project, so that it imports the installed library, and returns its path. */
  readonly script: (name: string) => string;
}

const quietly = (cwd: string, command: string, ...args: ReadonlyArray<string>): void => {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
};

/** Makes an empty folder, which is removed when the benchmarks end. */
const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runchart-bench-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
};

/** Copies the files of the working tree, so that its build does not replace the `dist` that others use. */
const copyTree = (folder: string): void => {
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', listed, { encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(name)))
    cpSync(file, path.join(folder, file));
};

const copyCommit = (ref: string, folder: string): void => {
  const archive = execFileSync('git', ['archive', '--format=tar', ref], { maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
};

/** Builds and packs a commit, or the working tree, with the packages that are installed here, and installs the tarball. */
export const installProject = (ref?: string): Project => {
  const library = temporaryFolder();
  if (ref === undefined) copyTree(library);
  else copyCommit(ref, library);
  symlinkSync(path.resolve('node_modules'), path.join(library, 'node_modules'));
  quietly(library, 'npm', 'run', '--silent', 'build');

  const folder = temporaryFolder();
  quietly(library, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  quietly(folder, 'npm', 'install', '--silent', '--no-audit', '--no-fund', `./${tarball}`);
  return {
    ref,
    folder,
    command: path.join(folder, 'node_modules/runchart/dist/cli/runchart.js'),
    script: (name) => {
      const script = path.join(folder, `${name}.mjs`);
      copyFileSync(childScript(name), script);
      return script;
    },
  };
};
