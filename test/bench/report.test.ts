/** The output of the benchmarks: figures, tables on pages, the chart, journals. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { Table } from '../../bench/benchmark.js';
import { atLeast, atMost, comparedWith, rowName, rowOf } from '../../bench/benchmark.js';
import { chartSvg } from '../../bench/chart.js';
import { inScratch, writeJournal } from '../../bench/journal.js';
import { median, nanosecondsOf, summarize, takeTurns } from '../../bench/measure.js';
import type { Project } from '../../bench/project.js';
import { quantity, withFigures } from '../../bench/report.js';
import { replay } from '../../src/index.js';
import { right } from '../support/arbitraries.js';

describe('summarize', () => {
  it('computes medians, and ratios within each round', () => {
    const samples = [
      [1, 10],
      [2, 40],
      [3, 30],
    ];
    expect(summarize('peer', samples, 1)).toStrictEqual({
      name: 'peer',
      median: 30,
      q1: 10,
      q3: 40,
      ratio: 10,
    });
    expect(median([3, 1, 2])).toBe(2);
  });
});

describe('takeTurns', () => {
  it('runs every contender in every round', async () => {
    const turns: Array<string> = [];
    const contender = (name: string) => ({
      name,
      run: () => Promise.resolve(turns.push(name)),
    });
    const told: Array<string> = [];
    const samples = await takeTurns([contender('a'), contender('b')], 2, (text) => told.push(text));
    expect(turns).toStrictEqual(['a', 'b', 'a', 'b']);
    expect(samples).toStrictEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(told[2]).toBe('round 2 of 2: a');
  });
});

describe('nanosecondsOf', () => {
  it('gives the time of one call', () => {
    const once = () => {
      const end = performance.now() + 0.05;
      while (performance.now() < end);
    };
    expect(nanosecondsOf(once, { batches: 3, batchMs: 1 })).toBeGreaterThanOrEqual(50_000);
  });
});

describe('a comparison with another commit', () => {
  const row = (name: string, ratio: number) => ({
    ...{ name, median: ratio, q1: ratio, q3: ratio },
    ratio,
  });
  const base: Project = { ref: 'main', folder: '', command: '', script: () => '' };

  it('has the rows with a counterpart there, and their ratios to it', () => {
    const rows = [row('decide', 1), row(rowName('decide', base), 4), row('peer', 9)];
    expect(comparedWith(base, [{ title: 'Life', unit: 'ns', rows }])).toStrictEqual([
      { title: 'Life; ratios to main', unit: 'ns', rows: [{ ...row('decide', 1), ratio: 0.25 }] },
    ]);
    expect(
      comparedWith(base, [{ title: 'Life', unit: 'ns', rows: [row('peer', 9)] }]),
    ).toStrictEqual([]);
  });
});

describe('targets', () => {
  it('are met exactly at their bound', () => {
    expect(atMost('a', 1.25, 1.25)).toStrictEqual({
      measure: 'a',
      wanted: 'at most 1.25 x',
      measured: '1.25 x',
      met: true,
    });
    expect(atMost('a', 1.25, 1.26).met).toBe(false);
    expect(atLeast('b', 100, 100)).toStrictEqual({
      measure: 'b',
      wanted: 'at least 100 x faster',
      measured: '100 x',
      met: true,
    });
    expect(atLeast('b', 100, 99).met).toBe(false);
    expect(atMost('a', 1, Number.NaN).met).toBe(false);
    expect(atLeast('b', 1, Number.NaN).met).toBe(false);
  });
});

const table: Table = {
  title: 'Lives & <deaths>',
  unit: 'ns',
  rows: [
    { name: 'ours', median: 100, q1: 90, q3: 110, ratio: 1 },
    { name: 'peer', median: 100_000, q1: 90_000, q3: 110_000, ratio: 1000 },
    { name: 'faster', median: 50, q1: 40, q3: 60, ratio: 0.5 },
  ],
};

describe('figures', () => {
  it('have a unit of suitable size', () => {
    expect([
      quantity('ns', 9.876),
      quantity('ns', 123.4),
      quantity('ns', 12_345),
      quantity('ms', 2_500),
      quantity('bytes', 412.3),
      quantity('bytes', 12_345),
      quantity('bytes', 123_456_789),
    ]).toStrictEqual(['9.88 ns', '123 ns', '12.3 us', '2.50 s', '412 B', '12.3 kB', '123 MB']);
  });

  it('are found by the name of their row', () => {
    expect(rowOf(table, 'peer').ratio).toBe(1000);
    expect(() => rowOf(table, 'nobody')).toThrow('Lives & <deaths> has no nobody');
  });
});

describe('the chart', () => {
  const svg = chartSvg([table]);

  it('has a description of its figures', () => {
    expect(svg).toContain('<desc id="desc">Lives &#38; &#60;deaths&#62;: ours 1.00 x, peer 1000 x');
    expect(svg).toContain('role="img"');
  });

  it('has a bar for each row, to the right if it is slower and to the left if it is faster', () => {
    const bars = [...svg.matchAll(/<rect class="(\w+)" x="([\d.]+)"/g)];
    expect(bars.map(([, kind]) => kind)).toStrictEqual(['ours', 'slower', 'faster']);
    const [, slower = 0, faster = 0] = bars.map(([, , x]) => Number(x));
    expect(slower).toBeGreaterThan(faster);
  });
});

describe('a page', () => {
  const results = {
    machine: { node: 'v1', cpu: 'a cpu', cores: 2 },
    benchmarks: {
      life: {
        tables: [table],
        targets: [atMost('life', 2, 3), { ...atMost('headline', 1, 1), headline: true as const }],
      },
    },
  };
  const marked = (name: string, text: string) =>
    `a\n<!-- bench:begin${name} -->${text}<!-- bench:end -->\nb`;

  it('has a row for each target, and names the machine', () => {
    const page = withFigures(marked('', 'old'), results);
    expect(page).toContain('| life | at most 2 x | 3.00 x | missed |');
    expect(page).toContain('On Node v1, a cpu, 2 cores');
    expect(page).not.toContain('old');
  });

  it('has only the headlines in a block for them', () => {
    const page = withFigures(marked(' headlines', 'old'), results);
    expect(page).toContain('| headline | at most 1 x | 1.00 x | met |');
    expect(page).toContain('On Node v1, a cpu, 2 cores');
    expect(page).not.toContain('| life |');
    expect(page).not.toContain('old');
  });

  it('has the tables of a named benchmark, and keeps a block without results', () => {
    expect(withFigures(marked(' life', 'old'), results)).toContain(
      '| peer | 100 us | 90.0 us .. 110 us | 1000 x |',
    );
    expect(withFigures(marked(' size', 'old'), results)).toBe(marked(' size', 'old'));
  });

  it('is changed only between its markers, and idempotently', () => {
    const page = withFigures(marked('', '') + marked(' life', ''), results);
    expect(page.startsWith('a\n<!-- bench:begin -->')).toBe(true);
    expect(page.endsWith('<!-- bench:end -->\nb')).toBe(true);
    expect(withFigures(page, results)).toBe(page);
    expect(withFigures('no markers', results)).toBe('no markers');
  });
});

describe('a journal for the benchmarks', () => {
  it('has the requested number of lines and runs, all accepted', async () => {
    const lines = await inScratch((folder) => {
      const file = join(folder, 'journal.ndjson');
      writeJournal(file, 200, 10);
      return Promise.resolve(readFileSync(file, 'utf8').trimEnd().split('\n'));
    });
    const result = await replay()(lines)();
    expect(E.isRight(result)).toBe(true);
    const { accepted, runs } = right(result);
    expect([accepted, runs.size]).toStrictEqual([200, 10]);
  });
});
