/** The page of a report, line by line, but for its style. */
import { describe, expect, it } from '@jest/globals';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { ReportPage } from '../../src/testing/htmlPage.js';
import { coverageTables, reportPage } from '../../src/testing/htmlPage.js';
import { anyTest, differs, faultOf, hung, reportOf, wording } from './reports.js';

const page: ReportPage<AnyTest> = {
  wording,
  coverage: '<p>coverage</p>',
  picture: '<p>picture</p>',
  placeOf: ({ minimal }) => `<p>${minimal.test.name}</p>`,
  origin: undefined,
};
const suite = [anyTest('a', ['open <1>', 'shut']), anyTest('b', ['open'])];
const [a = anyTest('', []), b = anyTest('', [])] = suite;
const failed = [
  { test: a, failure: differs(0, '<x>') },
  { test: b, failure: hung },
];
const [first = { test: a, failure: hung }, second = { test: a, failure: hung }] = failed;

const linesOf = (html: string): ReadonlyArray<string> =>
  html.replace(/<style>[\s\S]+\{[\s\S]+<\/style>/, '<style/>').split('\n');

const head = (title: string): ReadonlyArray<string> => [
  '<!doctype html>',
  '<html lang="en">',
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width, initial-scale=1">',
  `<title>runchart: ${title}</title>`,
  '<style/>',
];
const foot = ['<h2>Coverage</h2>', '<p>picture</p>', '<p>coverage</p>', '</html>'];

describe('the page', () => {
  it('of tests that passed', () => {
    expect(linesOf(reportPage(reportOf(suite), page))).toStrictEqual([
      ...head('verified'),
      '<h1>The subject is <span class="good">verified</span></h1>',
      '<p>2 of 2 tests passed</p>',
      '',
      '',
      ...foot,
    ]);
  });

  it('of faults, with the evidence of those that are shrunk', () => {
    const faults = [faultOf(first, { tests: ['a', 'b'], ways: ['x', '<y>'] }), faultOf(second)];
    const report = reportOf(suite, { failed, faults, shrunk: 1 });
    expect(linesOf(reportPage(report, page))).toStrictEqual([
      ...head('not verified'),
      '<h1>The subject is <span class="bad">not verified</span></h1>',
      '<p>0 of 2 tests passed, 2 failed, of 2 likely causes</p>',
      '',
      '<h2>Failures, by cause</h2>',
      '<section class="fault"><h3 class="bad">open &lt;1&gt;</h3>',
      '<p>expected 1, got &quot;&lt;x&gt;&quot;; 2 failed tests, likely of one cause</p>',
      '<details class="ways" open><summary>It shows in 2 ways</summary><ul><li><code>x</code></li><li><code>&lt;y&gt;</code></li></ul></details>',
      [
        '<div class="evidence"><pre>  shown by 2 tests, such as &quot;a&quot;',
        '',
        '  scenario as it is, 2 steps:',
        '  x  1  do open &lt;1&gt;  expected 1, got &quot;&lt;x&gt;&quot;',
        '     2  do shut      -&gt; 2',
        '',
        '  on the chart: open &lt;1&gt; &gt; shut',
        '',
        '    field  expected  actual',
        '  x        1         &quot;&lt;x&gt;&quot;</pre><p>a</p></div></section>',
      ].join('&#10;'),
      '<section class="fault"><h3 class="bad">the scenario &quot;b&quot;</h3>',
      '<p>hung: no answer within 5 s; 1 failed test, likely of one cause</p>',
      '',
      '<div class="evidence"><p>b</p></div></section>',
      ...foot,
    ]);
  });

  it('folds the ways if there are more than eight', () => {
    const waysOf = (n: number): string => {
      const ways = Array.from({ length: n }, (_, i) => String(i));
      const faults = [faultOf(second, { ways })];
      return reportPage(reportOf(suite, { failed, faults }), page);
    };
    expect(waysOf(1)).not.toContain('<details class="ways"');
    expect(waysOf(8)).toContain('<details class="ways" open><summary>It shows in 8 ways<');
    expect(waysOf(9)).toContain('<details class="ways"><summary>It shows in 9 ways<');
  });

  it('says how it came about', () => {
    const origin = {
      command: 'npm test <x>',
      date: new Date(Date.UTC(2025, 0, 6, 9, 0, 4, 567)),
      versions: { runchart: '0.1.0', chart: '1.0.0' },
    };
    const terms = (seed?: number): string | undefined =>
      linesOf(
        reportPage(reportOf(suite), {
          ...page,
          origin: { ...origin, ...(seed === undefined ? {} : { seed }) },
        }),
      )[8];
    const [command, date, versions] = [
      '<div><dt>Command</dt><dd><code>npm test &lt;x&gt;</code></dd></div>',
      '<div><dt>Date</dt><dd><code>2025-01-06 09:00:04 UTC</code></dd></div>',
      '<div><dt>Versions</dt><dd><code>runchart 0.1.0, chart 1.0.0</code></dd></div>',
    ];
    expect(terms()).toBe(`<dl>${command}${date}${versions}</dl>`);
    expect(terms(7)).toBe(
      `<dl>${command}${date}<div><dt>Seed</dt><dd><code>7</code></dd></div>${versions}</dl>`,
    );
  });
});

describe('the tables of the coverage', () => {
  it('have a tick, a dash or a cross for each item', () => {
    expect(
      coverageTables([
        [
          'States',
          [
            { name: '<a>', tests: ['<t>', 'u'] },
            { name: 'b', tests: [], why: 'no <test>' },
            { name: 'c', tests: [], why: 'never', impossible: true },
            { name: 'd', tests: [] },
          ],
        ],
        ['Edges', [{ name: 'e', tests: ['t'] }]],
      ]).split('\n'),
    ).toStrictEqual([
      '<details><summary>States: 1 of 3, and 1 impossible</summary><table><tr><th></th><th>what</th><th>tests</th><th>such as</th></tr>' +
        '<tr><td class="good" title="tested">&#10003;</td><td>&lt;a&gt;</td><td>2</td><td class="dim">&lt;t&gt;</td></tr>' +
        '<tr><td class="bad" title="not tested">&#10007;</td><td>b</td><td>0</td><td class="dim">no &lt;test&gt;</td></tr>' +
        '<tr class="dim"><td class="dim" title="impossible">&#8211;</td><td>c</td><td>0</td><td class="dim">never</td></tr>' +
        '<tr><td class="bad" title="not tested">&#10007;</td><td>d</td><td>0</td><td class="dim"></td></tr></table></details>',
      '<details><summary>Edges: 1 of 1</summary><table><tr><th></th><th>what</th><th>tests</th><th>such as</th></tr>' +
        '<tr><td class="good" title="tested">&#10003;</td><td>e</td><td>1</td><td class="dim">t</td></tr></table></details>',
    ]);
  });
});
