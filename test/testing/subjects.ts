/** The example subjects as programs that a test can start, in a folder of their own, right or with a fault planted in them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** A language in which there is an example subject. */
export interface Language {
  readonly name: string;
  readonly file: string;
  /** The program that runs it. */
  readonly interpreter: string;
  /** Makes of its source what the interpreter reads, and names the file. */
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

/** Is there an interpreter for it, and one that is new enough? Python is no part of Node and npm. */
export const isInstalled = ({ name, interpreter }: Language): boolean =>
  name !== 'Python' ||
  spawnSync(interpreter, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;

/** A change of a source: the text `find`, which is there once, becomes `replace`. */
export interface Fault {
  readonly name: string;
  readonly find: string;
  readonly replace: string;
  /** Does it take a long life to show? */
  readonly deep?: true;
}

export const sourceOf = ({ file }: Language): string =>
  readFileSync(new URL(`../../examples/subjects/${file}`, import.meta.url), 'utf8');

/** The source with a fault in it. */
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

/** Writes a subject where it can be started. */
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

/** What a subject answers to lines. */
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
