/**
 * What is mutated, in this order, and the folders of `test/` whose tests must find the mutants: the one that mirrors the folder, then
 * those of its users.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const folders = {
  machines: ['machines', 'run', 'values'],
  'src/run': ['run', 'journal'],
  'src/codec': ['codec', 'values', 'run', 'journal'],
  'src/values': ['values', 'codec', 'run', 'journal'],
  'src/graph': ['graph'],
  'src/graph/criteria': ['graph/criteria'],
  'src/lifecycle': ['lifecycle'],
  'src/actor': ['actor', 'machines'],
  'src/journal': ['journal', 'times', 'run'],
  'src/testing': ['testing'],
  'src/testing/criteria': ['testing/criteria'],
  'src/testing/score': ['testing/score'],
  'src/testing/export': ['testing/export'],
};

/**
 * Tests with real parts, and those that take seconds for what others find sooner: of speed and of memory, and over whole corpora of
 * machines.
 */
const leftOut = [
  'explore/actorSubject',
  'explore/corpus',
  'explore/javascript',
  'journal/foreignLineCommands',
  'journal/memory',
  'run/shape',
  'testing/export',
  'testing/score',
  'testing/subjects',
];

/** Tests of whole suites, which take seconds for what the tests of each file of the folder find sooner. */
const leftOutFor = {
  'src/testing': ['testing/faults', 'testing/generate', 'testing/self', 'testing/verifySuite'],
};

const named = (folder, ending) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

/** The files of a folder that are mutated. */
export const sourcesOf = (folder) => named(folder, '.ts');

/** The test files that must find its mutants. */
export const testsOf = (folder, of = folders[folder]) =>
  of
    .flatMap((name) => named(join('test', name), '.test.ts'))
    .filter(
      (path) =>
        ![...leftOut, ...(leftOutFor[folder] ?? [])].some(
          (name) => path === `test/${name}.test.ts`,
        ),
    );
