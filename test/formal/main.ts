/**
 * Checks the laws of the lifecycle: in every run that the chart reaches, in every state that Spin reaches, and on random traces of Quint's
 * simulator, each step of which is compared with the chart.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { quintLaws, runQuint } from '../../src/diagram/runQuint.js';
import { validateItf } from '../../src/testing/validateItf.js';
import type { NewRow } from '../support/reliability.mjs';
import { record } from '../support/reliability.mjs';
import { exploreAll, laws } from './lawful.js';
import { runPromela } from './promela.js';
import { compareTraces, Trace } from './traces.js';

const COMMAND = 'npm run check:formal';
const options = new Command('npm run check:formal --')
  .description(
    'Spin is a package of Debian (apt-get install spin gcc). Quint is a package of npm, which needs an older antlr4ts than npm chooses: ' +
      'npm install --prefix build/formal antlr4ts@0.5.0-alpha.4 @informalsystems/quint@0.33.1 with "overrides": {"antlr4ts": "0.5.0-alpha.4"} in build/formal/package.json. What is not installed is left out, and said so.',
  )
  .option('--traces <n>', 'how many traces Quint makes', Number, 1000)
  .option('--steps <n>', 'how many events each has', Number, 20)
  .option('--seed <hex>', "the seed of Quint's simulator", '0x2a')
  .option('--keep', 'keep six of the traces in test/fixtures/formal/, for the tests')
  .option('--record', 'keep the figures in docs/reliability.json')
  .parse()
  .opts<{ traces: number; steps: number; seed: string; keep?: true; record?: true }>();

const rows: Array<NewRow> = [];
const scratch = mkdtempSync(join(tmpdir(), 'runchart-formal-'));
const seconds = (since: number): number => Math.ceil((Date.now() - since) / 1000);
const fail = (message: string): void => {
  console.error(message);
  process.exitCode = 1;
};

// ---------------------------------------------------------------------------------------------------- the chart itself

let began = Date.now();
const { runs, decisions, violations, stuck } = exploreAll();
console.log(
  `chart: ${runs} runs, ${decisions} decisions, ${violations.length} laws broken, ${stuck.length} runs that cannot end`,
);
for (const { law, taken } of violations) fail(`${law}: ${JSON.stringify(taken)}`);
if (stuck.length > 0) fail(`cannot end: ${JSON.stringify(stuck[0])}`);
rows.push({
  id: 'formal-chart',
  what: `Every run within three attempts of its creation, and of the last attempt that fits, and every event in it: ${Object.keys(laws).length} laws hold, and the run can end`,
  command: COMMAND,
  tried: decisions,
  unit: 'decisions',
  failed: violations.length + stuck.length,
  failure: 'violations',
  seconds: seconds(began),
});

// ------------------------------------------------------------------------------------------------------------- Spin

const run = (command: string, args: ReadonlyArray<string>, cwd = scratch) =>
  spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e9 });

if (run('spin', ['-V']).status !== 0) console.log('Spin: not installed');
else {
  began = Date.now();
  writeFileSync(join(scratch, 'run.pml'), runPromela(3));
  run('spin', ['-a', 'run.pml']);
  const reports = [['-DNOREDUCE', '-DSAFETY', '-DNOCLAIM'], ['-DNOREDUCE']].map((flags) => {
    run('gcc', ['-O1', ...flags, '-o', 'pan', 'pan.c']);
    return run('./pan', flags.includes('-DSAFETY') ? [] : ['-a']).stdout;
  });
  const [states = NaN, withClaim = NaN] = reports.map((text) =>
    Number(/(\d+) states, stored/.exec(text)?.[1]),
  );
  const errors = reports.reduce(
    (sum, text) => sum + Number(/errors: (\d+)/.exec(text)?.[1] ?? 1),
    0,
  );
  console.log(`Spin: ${states} states, ${withClaim} with the claim, ${errors} errors`);
  if (errors > 0) fail(reports.join('\n'));
  // The chart is tried from two beginnings; Spin has one more state, in which nothing is chosen yet.
  if (states - 1 !== runs / 2) fail(`Spin reaches ${states - 1} runs, and the chart ${runs / 2}`);
  rows.push({
    id: 'formal-spin',
    what: `Spin on the lifecycle written from the chart: 6 assertions after each event, and that final states absorb as a formula of LTL; as many runs as by the chart itself`,
    command: COMMAND,
    tried: states + withClaim,
    unit: 'states',
    failed: errors + (states - 1 === runs / 2 ? 0 : 1),
    failure: 'violations',
    seconds: seconds(began),
  });
}

// ------------------------------------------------------------------------------------------------------------ Quint

const own = join(process.cwd(), 'build/formal/node_modules/.bin/quint');
const quint = existsSync(own) ? own : 'quint';
if (run(quint, ['--version']).status !== 0) console.log('Quint: not installed');
else {
  began = Date.now();
  const spec = runQuint();
  writeFileSync(join(scratch, 'run.qnt'), spec);
  const n = String(options.traces);
  const { status, stdout, stderr } = run(quint, [
    ...['run', 'run.qnt', '--backend', 'typescript', '--verbosity', '1', '--seed', options.seed],
    ...['--max-samples', n, '--n-traces', n, '--max-steps', String(options.steps)],
    ...['--out-itf', 'trace-{seq}.itf.json', '--invariants', ...quintLaws],
  ]);
  if (status !== 0) fail(`${stdout}${stderr}`);
  const texts = readdirSync(scratch)
    .filter((name) => name.endsWith('.itf.json'))
    .sort()
    .map((name) => readFileSync(join(scratch, name), 'utf8'));
  const traces = texts.map((text): unknown => JSON.parse(text)).filter(Trace.is);
  const { steps, accepted, differences, seen } = compareTraces(traces);
  const invalid = texts.filter((text) => {
    const report = validateItf(text, 'current');
    return E.isLeft(report) || report.right.illegal.length > 0;
  });
  console.log(
    `Quint: ${traces.length} traces, ${steps} events, ${accepted} accepted, ${seen.size} kinds of answers, ${differences.length} differences from the chart, ${invalid.length} traces that validate-trace refuses`,
  );
  for (const difference of differences.slice(0, 3)) fail(difference);
  if (traces.length === 0 || traces.length < texts.length || invalid.length > 0)
    fail('not all traces can be read');
  if (options.keep === true) {
    mkdirSync('test/fixtures/formal', { recursive: true });
    // Those that get furthest.
    const kept = traces
      .toSorted((a, b) => compareTraces([b]).accepted - compareTraces([a]).accepted)
      .slice(0, 6)
      .map((trace) => JSON.stringify(trace));
    writeFileSync('test/fixtures/formal/traces.ndjson', `${kept.join('\n')}\n`);
    writeFileSync('test/fixtures/formal/run.qnt', spec);
  }
  rows.push({
    id: 'formal-quint',
    what: `Events of random traces of Quint's simulator on the lifecycle written from the chart, ${quintLaws.length} laws as invariants; each answer is compared with the chart's`,
    command: COMMAND,
    tried: steps,
    unit: 'steps',
    failed: differences.length + invalid.length + (status === 0 ? 0 : 1),
    failure: 'differences',
    seconds: seconds(began),
  });
}

rmSync(scratch, { recursive: true, force: true });
if (options.record === true) record(rows);
