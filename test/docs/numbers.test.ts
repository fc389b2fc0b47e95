/** Every number of the README comes from somewhere: each is written here with its source, and any other is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Results } from '../../bench/report.js';
import { DEFAULT_REMEMBER } from '../../src/journal/RunFold.js';
import { Timestamp } from '../../src/values/Timestamp.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const own = JSON.parse(read('package.json')) as {
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
};
const { benchmarks } = JSON.parse(read('bench/results.json')) as Results;

const words = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const word = (n: number): string => words[n] ?? String(n);

const first = (pattern: RegExp, text: string): string => pattern.exec(text)?.[1] ?? 'not found';

const instants = [...read('examples/journal.ndjson').matchAll(/"at":(\d+)/g)].map(([, at]) =>
  Number(at),
);
const days = (Math.max(...instants) - Math.min(...instants)) / 86_400;

const queue = read('examples/queue/main.mjs');
const workers = first(/const WORKERS = \[(.*?)\]/, queue).split(', ').length;
const tasks = first(/tasks: \{ type: 'string', default: '(\d+)' \}/, queue);

const python = first(/^```python\n(.*?)^```$/ms, read('docs/testing.md'));
const headlines = Object.values(benchmarks)
  .flatMap(({ targets }) => targets)
  .filter(({ headline }) => headline === true);

/** The packages that the README tells to install, and the README's text without what is generated and checked elsewhere. */
const page = read('README.md');
const installed = first(/`npm install runchart (.*?)`/, page).split(' ');
const prose = page.replace(
  /<!-- (?:picture|checkout|run.*?|output.*?) -->.*?<!-- end -->|<!-- bench:begin.*?<!-- bench:end -->/gs,
  '',
);

/** The texts with numbers, each made from the source of its number. */
const stated = [
  `XState v${first(/\^(\d+)\./, own.peerDependencies['xstate'] ?? '')}`,
  `Node ${first(/>=(\d+\.\d+)\.0$/, own.engines.node)} or newer`,
  `replays ${word(Math.ceil(days))} days of a scheduler`,
  `The last ${word(installed.filter((name) => name in own.peerDependencies).length)} are peer dependencies`,
  `${word(workers)} workers, ${tasks} tasks`,
  `starts with ${word(python.split('\n').filter((line) => line !== '').length)} lines of Python`,
  `These ${word(headlines.length)} matter most`,
  `whole unix seconds from ${String(Timestamp.min)} to 2^${String(Math.log2(Timestamp.max + 1))}-1`,
  `the latest ${String(DEFAULT_REMEMBER)} commands`,
  `Apache License ${first(/Apache-(\d\.\d)/, own.license)}`,
];

/** Numbers that come from no file here: what the reference allows, and how many histories are compared. */
const given = ['which the reference allows up to 2^64-1', 'how two runs differ'];

/** What looks like a number. */
const numbersIn = (text: string): ReadonlyArray<string> =>
  [
    ...text.matchAll(
      new RegExp(
        `\\b(?:${words.slice(2).join('|')}|hundreds?|thousands?|millions?)\\b|\\d[\\d.,^]*`,
        'g',
      ),
    ),
  ].map(([number]) => number.replace(/[.,]+$/, ''));

const without = (text: string, parts: ReadonlyArray<string>): string =>
  parts.reduce((rest, part) => rest.replace(part, ''), text);

describe('the numbers of the README', () => {
  it.each([...stated, ...given])('are right: %s', (text) => {
    expect(numbersIn(text).length).toBeGreaterThan(0);
    expect(prose).toContain(text);
  });

  it('have a source each', () => {
    expect(numbersIn(without(prose, [...stated, ...given]))).toStrictEqual([]);
  });

  it('are found wherever they are written', () => {
    expect(numbersIn('In five of 1,234 cases, 2.5 times, v3, thousands')).toStrictEqual([
      'five',
      '1,234',
      '2.5',
      '3',
      'thousands',
    ]);
  });
});
