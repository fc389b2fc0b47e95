/** Empty projects with the packed tarball in their `node_modules`, as a user has it. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isBuilt, packageFiles } from '../test/support/built.mjs';
import { BUNDLES } from './load.js';

/** A project with the library of a commit, or of the working tree. */
export interface Project {
  /** The commit, as it was named; `undefined` for the working tree. */
  readonly ref: string | undefined;
  readonly folder: string;
  /** The path of the installed command. */
  readonly command: string;
  /** The path of a copy of a script of `bench/children`, which imports the library and the peers that are installed beside it. */
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

/** Installs packages in an empty project and returns its folder. */
export const installPackages = (...packages: ReadonlyArray<string>): string => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const options = ['--silent', '--no-audit', '--no-fund', '--prefer-offline'];
  quietly(folder, 'npm', 'install', ...options, ...packages);
  return folder;
};

/** The packages that the scripts import beside the library, in the versions that are installed here. */
const peers = (): ReadonlyArray<string> => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  return [
    ...['fp-ts', 'io-ts', 'xstate', '@xstate/store', 'robot3', 'javascript-state-machine'],
    ...['valibot', 'zod', 'elkjs', 'pg'],
  ].map((name) => `${name}@${devDependencies[name] ?? ''}`);
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

/** Builds a commit, or the working tree, with the packages that are installed here, and returns its folder. */
const buildLibrary = (ref: string | undefined): string => {
  const library = temporaryFolder();
  if (ref === undefined) copyTree(library);
  else copyCommit(ref, library);
  symlinkSync(path.resolve('node_modules'), path.join(library, 'node_modules'));
  quietly(library, 'npm', 'run', '--silent', 'build');
  return library;
};

/** Packs a commit, or the working tree, built unless its `dist` is as new as its sources, and installs the tarball. */
export const installProject = (ref?: string): Project => {
  const isFresh = ref === undefined && isBuilt('.', packageFiles('.'));
  const library = isFresh ? '.' : buildLibrary(ref);
  const packed = temporaryFolder();
  quietly(library, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', packed);
  const [tarball = ''] = readdirSync(packed);
  const folder = installPackages(path.join(packed, tarball), ...peers());
  cpSync(BUNDLES, path.join(folder, 'bench'), { recursive: true });
  return {
    ref,
    folder,
    command: path.join(folder, 'node_modules/runchart/dist/cli/runchart.js'),
    script: (name) => path.join(folder, `bench/children/${name}.js`),
  };
};
