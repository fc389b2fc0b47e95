/**
 * Makes everything that is derived from the chart and checked in: the layout of its picture, its functions as a script, the example
 * journal, the pages with their pictures and tables, and in `test/fixtures/derived/` what is otherwise made only when it is needed: the SQL
 * of the store, the chart in the formats of other tools, the suites of each criterion and of all, a suite in the formats of exports, the
 * mutants that score them. So a change of the chart shows in one diff what follows from it.
 *
 *   npm run derive        rewrites what differs
 *   npm run check:drift   changes nothing, and fails if anything differs
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'test/fixtures/derived';
const checks = process.argv.includes('--check');

const run = (...args) => {
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { passed: status === 0, stdout };
};

const fail = (message) => {
  if (message !== undefined) console.error(message);
  process.exitCode = 1;
};

/** Writes a file if it differs, or says that it does. */
const keep = (path, text) => {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (checks) return fail(`${path} is not what follows from the chart: npm run derive`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
};

/** Loads TypeScript of the project, by way of a file, because packages are found from where that is. */
const load = async (contents) => {
  const outfile = join(root, 'build/derive.mjs');
  await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile,
  });
  return import(pathToFileURL(outfile).href);
};

/** What is made from the chart when it is needed, by the names of the files that keep it. */
const derived = async () => {
  const its = await load(`
    export { runDiagram, runScxml, toDot, toJson, toMermaid } from './src/diagram/index.js';
    export { chartSql, namesIn, structure } from './src/store/schema.js';
    export { criteria } from './src/testing/criteria.js';
    export { mutantLines, mutantLists, stepLines, verdictLines } from './test/testing/score/mutantLines.js';
    export { suiteLine } from './test/testing/suiteLine.js';
    export { exported } from './test/testing/export/exported.js';
  `);
  const names = its.namesIn('runchart');
  const suites = [...its.criteria.map(({ name }) => name), 'all'].map(its.suiteLine);
  const mutants = [
    ...its.mutantLists.flatMap((list) => [...its.mutantLines(list)]),
    ...its.stepLines(),
    ...its.verdictLines(),
  ];
  return {
    'mutants.txt': `${mutants.join('\n')}\n`,
    'run.dot': its.toDot(its.runDiagram),
    'run.json': its.toJson(its.runDiagram),
    'run.mmd': its.toMermaid(its.runDiagram, {}),
    'run.scxml': its.runScxml(),
    'store.sql': [...its.structure.map((part) => part(names)), its.chartSql(names)].join('\n'),
    'suites.txt': `${suites.join('\n')}\n`,
    ...its.exported,
  };
};

// The layout first, because the pictures need it. Searching for one takes a minute.
if (!run('docs/layout.mjs', '--check').passed) {
  if (checks) fail();
  else if (!run('docs/layout.mjs').passed) fail();
}

const files = await derived();
for (const [name, text] of Object.entries(files)) keep(`${folder}/${name}`, text);
for (const name of existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []) {
  if (name in files) continue;
  if (checks) fail(`${folder}/${name} is no longer made from the chart: npm run derive`);
  else rmSync(join(root, folder, name));
}

const journal = run('examples/make-journal.mjs');
if (journal.passed) keep('examples/journal.ndjson', journal.stdout);
else fail();

// The pages last: they show what the command prints, of the journal too.
if (!run('test/support/buildCommand.mjs').passed) fail();
if (!run('docs/update.mjs', ...(checks ? ['--check'] : [])).passed) fail();
