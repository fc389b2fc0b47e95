/** Formats the results of benchmarks for the terminal and the pages. */
import { cpus } from 'node:os';
import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Outcome, Row, Table as Figures, Target, Unit } from './benchmark.js';

/** Colours are used only on a terminal, and not with NO_COLOR; FORCE_COLOR is not heeded, so that pipes stay plain. */
const pc = picocolors.createColors(
  // `isTTY` is declared as `true`, but is missing for a file or a pipe.
  picocolors.isColorSupported && (process.stdout.isTTY as boolean | undefined) === true,
);

export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
}

/** The latest outcome of each benchmark. */
export interface Results {
  readonly machine: Machine;
  readonly benchmarks: Readonly<Record<string, Outcome>>;
}

/** Describes the current machine. */
export const thisMachine = (): Machine => ({
  node: process.version,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
});

const digits = (value: number): string =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);

/** Formats a figure with a unit of suitable size. */
export const quantity = (unit: Unit, value: number): string => {
  if (unit === 'ns') return value < 1000 ? `${digits(value)} ns` : `${digits(value / 1000)} us`;
  if (unit === 'ms') return value < 1000 ? `${digits(value)} ms` : `${digits(value / 1000)} s`;
  return value < 10_000
    ? `${String(Math.round(value))} B`
    : value < 1e6
      ? `${digits(value / 1000)} kB`
      : `${digits(value / 1e6)} MB`;
};

const ratioText = (ratio: number): string => `${digits(ratio)} x`;

const cells = (
  unit: Unit,
  { name, median, q1, q3, ratio }: Row,
): [string, string, string, string] => [
  name,
  quantity(unit, median),
  q1 === q3 ? '' : `${quantity(unit, q1)} .. ${quantity(unit, q3)}`,
  ratioText(ratio),
];

/** Formats a table for the terminal. */
export const tableText = ({ title, unit, rows, note }: Figures): string => {
  const table = new Table({
    head: [title, 'median', 'quartiles', 'ratio'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: pc.isColorSupported ? ['bold'] : [], border: [], compact: true },
  });
  table.push(...rows.map((row) => cells(unit, row)));
  return `${table.toString()}\n${note === undefined ? '' : `${pc.dim(note)}\n`}`;
};

/** Formats the targets for the terminal. */
export const targetsText = (targets: ReadonlyArray<Target>): string => {
  const table = new Table({
    head: ['measure', 'target', 'result', ''],
    style: { head: pc.isColorSupported ? ['bold'] : [], border: [], compact: true },
  });
  table.push(
    ...targets.map(({ measure, wanted, measured, met }): Array<string> => [
      measure,
      wanted,
      measured,
      met ? pc.green('met') : pc.red('missed'),
    ]),
  );
  return table.toString();
};

const line = (cellTexts: ReadonlyArray<string>): string => `| ${cellTexts.join(' | ')} |`;

const targetsMarkdown = (targets: ReadonlyArray<Target>): string =>
  [
    line(['measure', 'target', 'result', '']),
    '| --- | --- | ---: | --- |',
    ...targets.map(({ measure, wanted, measured, met }) =>
      line([measure, wanted, measured, met ? 'met' : 'missed']),
    ),
  ].join('\n');

const tableMarkdown = ({ title, unit, rows, note }: Figures): string =>
  [
    line([title, 'median', 'quartiles', 'ratio']),
    '| --- | ---: | ---: | ---: |',
    ...rows.map((row) => line(cells(unit, row))),
    ...(note === undefined ? [] : ['', note]),
  ].join('\n');

/** Names the machine of the figures, and the command that measures again. */
const source = ({ machine: { node, cpu, cores } }: Results): string =>
  `On Node ${node}, ${cpu}, ${String(cores)} cores; \`npm run bench\` measures again.`;

const block = (name: string | undefined, results: Results): string | undefined => {
  if (name !== undefined && name !== 'headlines')
    return results.benchmarks[name]?.tables.map(tableMarkdown).join('\n\n');
  const targets = Object.values(results.benchmarks).flatMap((outcome) => outcome.targets);
  const shown = name === undefined ? targets : targets.filter(({ headline }) => headline === true);
  return `${targetsMarkdown(shown)}\n\n${source(results)}`;
};

const BLOCK = /(<!-- bench:begin(?: (\w+))? -->).*?(<!-- bench:end -->)/gs;

/**
 * Fills in the figures of a page. `<!-- bench:begin -->` up to `<!-- bench:end -->` holds all targets, `bench:begin headlines`
 * those of the README, and `bench:begin NAME` the tables of one benchmark. A benchmark without results leaves its block unchanged.
 */
export const withFigures = (page: string, results: Results): string =>
  page.replace(BLOCK, (old: string, begin: string, name: string | undefined, end: string) => {
    const figures = block(name, results);
    return figures === undefined ? old : `${begin}\n\n${figures}\n\n${end}`;
  });
