/** Mutation testing: `npm run mutation -- --help`. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { Argument, Command, InvalidArgumentError } from 'commander';
import tsBlankSpace from 'ts-blank-space';
import { record } from '../support/reliability.mjs';
import { explains, explanationsOf, lineFor } from './explained.mjs';
import { folders, sourcesOf, testsOf } from './folders.mjs';

const positive = (text) => {
  if (!(Number(text) > 0)) throw new InvalidArgumentError('Not a positive number.');
  return Number(text);
};

const program = new Command('npm run mutation --')
  .description(
    'Changes the sources in small ways, one at a time, and runs the tests: each change must make one fail. Fails if a change that no ' +
      'test finds is not explained in docs/mutation.md.',
  )
  .addArgument(
    new Argument('[folders...]', 'what to mutate, by default all').choices(Object.keys(folders)),
  )
  .option(
    '--only <files...>',
    'mutate of these folders only the files with such names, e.g. RunFold',
  )
  .option('--tests <folders...>', 'run only the tests of these folders of test/, which takes less')
  .option('--minutes <n>', 'start no folder after these minutes', positive, Infinity)
  .option('--concurrency <n>', 'mutants tested at a time', positive, 1)
  .option('--force', 'test again what was tested before and did not change')
  .option('--json', 'print the figures as JSON')
  .option('--record', 'write the figures to docs/')
  .parse();
const flags = program.opts();
if (flags.record && (flags.only ?? flags.tests))
  program.error(
    'error: --record is of all files and all tests of a folder: leave out --only and --tests',
  );

const isMutated = (path) => flags.only?.includes(basename(path, '.ts')) ?? true;

// Half of the cases of each property: a mutant that no test finds runs all tests that reach it.
process.env.RUNCHART_RUNS ??= '0.5';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = join(root, 'build', 'mutation');
const project = join(build, 'project');

// Stryker mutates nothing inside `X as T`, such as the chart, so it gets a copy without types, in which every line and column is the same.
mkdirSync(build, { recursive: true });
rmSync(project, { recursive: true, force: true });
const sources = new Map();
const blank = (path) => {
  sources.set(path, readFileSync(join(root, path), 'utf8'));
  writeFileSync(join(project, path), tsBlankSpace(sources.get(path)));
};
for (const path of ['machines', 'src', 'test', 'examples', 'package.json', 'docs/testing.md'])
  cpSync(join(root, path), join(project, path), { recursive: true });
for (const folder of Object.keys(folders)) sourcesOf(folder).forEach(blank);

const explanations = explanationsOf(readFileSync(join(root, 'docs/mutation.md'), 'utf8'));

const statuses = {
  Killed: 'killed',
  Timeout: 'timedOut',
  // The process ended with it, as it took all memory.
  RuntimeError: 'timedOut',
  Survived: 'survived',
  NoCoverage: 'survived',
};

/** Forgets what was not found: of a mutant at load Stryker does not know which tests are new. */
const forgetSurvivors = (path) => {
  if (!existsSync(path)) return;
  const report = JSON.parse(readFileSync(path, 'utf8'));
  for (const file of Object.values(report.files))
    file.mutants = file.mutants.filter(({ status }) => statuses[status] !== 'survived');
  writeFileSync(path, JSON.stringify(report));
};

/** Mutates a folder, and returns its figures and what survived unexplained. */
const mutate = async (folder) => {
  const began = Date.now();
  const name = folder.replaceAll('/', '-');
  const report = join(build, `${name}.json`);
  const incrementalFile = join(build, `${name}.incremental.json`);
  const tests = testsOf(folder, flags.tests);
  forgetSurvivors(incrementalFile);
  process.chdir(project);
  await new Stryker({
    mutate: sourcesOf(folder).filter(isMutated),
    tests: tests.map((path) => resolve(path)),
    testRunner: 'circus',
    plugins: [join(root, 'test/mutation/runner.mjs')],
    inPlace: true,
    tempDirName: join(build, 'backup'),
    disableTypeChecks: false,
    coverageAnalysis: 'perTest',
    concurrency: flags.concurrency,
    incremental: true,
    incrementalFile,
    force: flags.force === true,
    timeoutFactor: 2,
    timeoutMS: 20_000,
    reporters: ['json', process.stderr.isTTY ? 'progress' : 'progress-append-only'],
    jsonReporter: { fileName: report },
    logLevel: 'warn',
    warnings: { slow: false },
  }).runMutationTest();
  process.chdir(root);
  const { files } = JSON.parse(readFileSync(report, 'utf8'));
  const mutants = Object.entries(files)
    .filter(([file]) => isMutated(file))
    .flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ ...mutant, file })));
  const figures = { mutants: 0, killed: 0, timedOut: 0, survived: 0, explained: 0 };
  const unexplained = [];
  for (const mutant of mutants) {
    const status = statuses[mutant.status];
    if (status === undefined) throw new Error(`${mutant.status}: ${JSON.stringify(mutant)}`);
    figures.mutants += 1;
    figures[status] += 1;
    if (status !== 'survived') continue;
    const source = sources.get(mutant.file);
    if (explanations.some((explanation) => explains(explanation, mutant, source)))
      figures.explained += 1;
    else unexplained.push(lineFor(mutant, source));
  }
  return { ...figures, seconds: (Date.now() - began) / 1000, unexplained };
};

const figuresPath = join(root, 'docs/mutation.json');
const figuresOf = () =>
  existsSync(figuresPath) ? JSON.parse(readFileSync(figuresPath, 'utf8')) : {};

const unmeasured = (all) => {
  const left = Object.keys(folders).length - Object.keys(all).length;
  return left === 0
    ? ''
    : `; ${left} of ${Object.keys(folders).length} folders are not measured yet`;
};

const began = Date.now();
const results = {};
for (const folder of program.args.length === 0 ? Object.keys(folders) : program.args) {
  if (Date.now() - began > flags.minutes * 60_000) break;
  results[folder] = await mutate(folder);
  const { mutants, killed, timedOut, survived, explained, seconds, unexplained } = results[folder];
  const score = ((100 * (killed + timedOut)) / mutants).toFixed(1);
  console.error(
    `${folder}: ${mutants} mutants, ${killed + timedOut} found (${score} %), ${survived} not found, ` +
      `of which ${explained} explained; ${Math.round(seconds)} s`,
  );
  if (unexplained.length > 0) console.log(unexplained.join('\n'));
  if (!flags.record) continue;
  const { unexplained: _, ...figures } = results[folder];
  const date = new Date().toISOString().slice(0, 10);
  const all = { ...figuresOf(), [folder]: { ...figures, date } };
  writeFileSync(figuresPath, `${JSON.stringify(all, null, 2)}\n`);
  const sum = (key) => Object.values(all).reduce((total, row) => total + row[key], 0);
  record(
    {
      id: 'mutation',
      what: 'Small changes of the sources, each of which must make a test fail',
      command: 'npm run mutation',
      tried: sum('mutants'),
      unit: 'mutants',
      failed: sum('survived') - sum('explained'),
      failure: 'not found and not explained',
      seconds: sum('seconds'),
      note: `${sum('killed') + sum('timedOut')} found by tests, ${sum('explained')} explained${unmeasured(all)}`,
    },
    root,
  );
}
if (flags.json) console.log(JSON.stringify(results, null, 2));
process.exitCode = Object.values(results).some(({ unexplained }) => unexplained.length > 0) ? 1 : 0;
