/** `npm run bench`: measures every number that the pages claim, against peers. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { format } from 'prettier';
import { anatomy } from './anatomy.js';
import type { Benchmark, Outcome, Setting } from './benchmark.js';
import { comparedWith } from './benchmark.js';
import { chartSvg } from './chart.js';
import { dashboard } from './dashboard.js';
import { decode } from './decode.js';
import { explore } from './explore.js';
import { growth } from './growth.js';
import { host } from './host.js';
import { importing } from './import.js';
import { inspector } from './inspector.js';
import { layout } from './layout.js';
import { life } from './life.js';
import { memory } from './memory.js';
import { nodes } from './nodes.js';
import { installProject } from './project.js';
import { refusal } from './refusal.js';
import { replay } from './replay.js';
import type { Results } from './report.js';
import { tableText, targetsText, thisMachine, withFigures } from './report.js';
import { score } from './score.js';
import { size } from './size.js';
import { startup } from './startup.js';
import { store } from './store.js';

const benchmarks: ReadonlyArray<Benchmark> = [
  life,
  anatomy,
  refusal,
  decode,
  replay,
  importing,
  memory,
  size,
  startup,
  growth,
  layout,
  host,
  nodes,
  score,
  explore,
  dashboard,
  inspector,
  store,
];

const RESULTS = 'bench/results.json';
const CHART = 'docs/bench.svg';
/** The pages that show figures. */
const PAGES = ['README.md', 'docs/performance.md'];

interface Flags {
  readonly list?: true;
  readonly targets?: true;
  readonly quick?: true;
  readonly long?: true;
  readonly json?: true;
  readonly base?: string;
}

const command = new Command('npm run bench --')
  .description('Measures runchart against its peers, interleaved.')
  .argument('[names...]', 'the benchmarks to run; all if none is named')
  .option('--list', 'list the benchmarks and run none')
  .option('--targets', 'print the stored targets, met and missed, and measure nothing')
  .option('--quick', 'only check that they work; the figures mean nothing and are not kept')
  .option('--long', 'include sizes that take minutes')
  .option('--json', 'print the results as JSON')
  .option(
    '--base <ref>',
    'compare with another commit, built and installed beside; no figures are kept',
  )
  .addHelpText(
    'after',
    `\nWrites the results to ${RESULTS}, and from them the chart ${CHART} and the tables of ${PAGES.join(' and ')}.`,
  )
  .parse();

const flags = command.opts<Flags>();

// Exits, so that temporary folders are removed.
process.once('SIGINT', () => process.exit(130));

const named = (name: string): Benchmark =>
  benchmarks.find((benchmark) => benchmark.name === name) ??
  command.error(
    `there is no benchmark ${name}; there are ${benchmarks.map((b) => b.name).join(', ')}`,
  );

const isTerminal = process.stderr.isTTY;

const progress =
  (name: string) =>
  (text: string): void => {
    if (isTerminal) process.stderr.write(`\r\x1b[2K${name}: ${text}`);
  };

const clear = (): void => {
  if (isTerminal) process.stderr.write('\r\x1b[2K');
};

const isCommit = (ref: string): boolean =>
  spawnSync('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).status === 0;

/** Builds, packs and installs what is measured. */
const install = (): Pick<Setting, 'own' | 'base'> => {
  const { base } = flags;
  if (base !== undefined && !isCommit(base)) command.error(`there is no commit ${base}`);
  progress('install')('the working tree');
  const own = installProject();
  if (base === undefined) return { own };
  progress('install')(base);
  return { own, base: installProject(base) };
};

const runAll = async (chosen: ReadonlyArray<Benchmark>): Promise<Record<string, Outcome>> => {
  const installed = install();
  const { base } = installed;
  const outcomes: Record<string, Outcome> = {};
  for (const { name, run } of chosen) {
    const setting: Setting = {
      ...installed,
      quick: flags.quick === true,
      long: flags.long === true,
      progress: progress(name),
    };
    setting.progress('starts');
    const { tables, targets } = await run(setting);
    const compared = base === undefined ? [] : comparedWith(base, tables);
    const outcome = { tables: [...tables, ...compared], targets };
    outcomes[name] = outcome;
    clear();
    if (flags.json !== true) process.stdout.write(`${outcome.tables.map(tableText).join('\n')}\n`);
  }
  return outcomes;
};

const stored = (): Results =>
  existsSync(RESULTS)
    ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results)
    : { machine: thisMachine(), benchmarks: {} };

const prettier = (text: string, parser: string): Promise<string> =>
  format(text, { parser, printWidth: 100, singleQuote: true });

const record = async ({ machine, benchmarks: outcomes }: Results): Promise<void> => {
  const known = { ...stored().benchmarks, ...outcomes };
  const results: Results = {
    machine,
    benchmarks: Object.fromEntries(
      benchmarks.flatMap(({ name }) => (known[name] === undefined ? [] : [[name, known[name]]])),
    ),
  };
  writeFileSync(RESULTS, await prettier(JSON.stringify(results), 'json'));
  const charted = Object.values(results.benchmarks).flatMap(({ tables }) =>
    tables.filter(({ chart }) => chart === true),
  );
  writeFileSync(CHART, chartSvg(charted));
  for (const page of PAGES.filter(existsSync)) {
    const text = readFileSync(page, 'utf8');
    const updated = await prettier(withFigures(text, results), 'markdown');
    if (updated !== text) writeFileSync(page, updated);
  }
};

const measure = async (chosen: ReadonlyArray<Benchmark>): Promise<Results> => ({
  machine: thisMachine(),
  benchmarks: await runAll(chosen),
});

/** The stored results of some benchmarks. */
const storedOf = (chosen: ReadonlyArray<Benchmark>): Results => {
  const { machine, benchmarks: outcomes } = stored();
  const names = new Set(chosen.map(({ name }) => name));
  return {
    machine,
    benchmarks: Object.fromEntries(Object.entries(outcomes).filter(([name]) => names.has(name))),
  };
};

if (flags.list === true) {
  for (const { name, summary } of benchmarks)
    process.stdout.write(`${name.padEnd(10)}${summary}\n`);
} else {
  const chosen = command.args.length === 0 ? benchmarks : command.args.map(named);
  const results = flags.targets === true ? storedOf(chosen) : await measure(chosen);
  const targets = Object.values(results.benchmarks).flatMap((outcome) => outcome.targets);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(results)}\n`);
  else if (targets.length > 0) process.stdout.write(`${targetsText(targets)}\n`);
  const keeps = flags.quick !== true && flags.targets !== true && flags.base === undefined;
  if (keeps) await record(results);
}
