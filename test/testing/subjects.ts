/** Prepares the example subjects as programs in temporary folders, as they are or with a planted fault. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** The language of an example subject. */
export interface Language {
  readonly name: string;
  readonly file: string;
  /** The program that runs it. */
  readonly interpreter: string;
  /** Compiles the source for the interpreter, and names the file. */
  readonly prepare: (source: string) => { readonly file: string; readonly text: string };
}

export const typescript: Language = {
  name: 'TypeScript',
  file: 'engine.ts',
  interpreter: process.execPath,
  prepare: (source) => ({
    file: 'engine.mjs',
    text: transformSync(source, { loader: 'ts', target: 'node20' }).code,
  }),
};

export const python: Language = {
  name: 'Python',
  file: 'engine.py',
  interpreter: 'python3',
  prepare: (text) => ({ file: 'engine.py', text }),
};

/** Tells whether the interpreter is installed and new enough; Python does not come with Node. */
export const isInstalled = ({ name, interpreter }: Language): boolean =>
  name !== 'Python' ||
  spawnSync(interpreter, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;

/** A change of a source: replaces the text `find`, which occurs exactly once, by `replace`. */
export interface Fault {
  readonly name: string;
  readonly find: string;
  readonly replace: string;
  /** Whether only a long scenario shows it. */
  readonly deep?: true;
}

export const sourceOf = ({ file }: Language): string =>
  readFileSync(new URL(`../../examples/subjects/${file}`, import.meta.url), 'utf8');

/** Plants a fault in a source. */
export const plant = (source: string, { name, find, replace }: Fault): string => {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`${name}: ${String(places)} places for ${find}`);
  return source.replace(find, () => replace);
};

/** A subject that is ready to start. */
export interface Prepared {
  readonly command: readonly [string, string];
  readonly remove: () => void;
}

/** Writes a subject to a temporary folder. */
export const prepare = (language: Language, source = sourceOf(language)): Prepared => {
  const folder = mkdtempSync(join(tmpdir(), 'runchart-subject-'));
  const { file, text } = language.prepare(source);
  writeFileSync(join(folder, file), text);
  return {
    command: [language.interpreter, join(folder, file)],
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Runs a subject on lines, and returns its answers. */
export const answersOf = (
  { command: [program, script] }: Prepared,
  lines: ReadonlyArray<string>,
): ReadonlyArray<unknown> => {
  const { stdout, stderr, status } = spawnSync(program, [script], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  if (status !== 0) throw new Error(`${script} ended with ${String(status)}: ${stderr}`);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
};
