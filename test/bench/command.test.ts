/** `npm run bench`: its options, and that every peer runs, without real measurements. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Results } from '../../bench/report.js';

const bench = (...args: ReadonlyArray<string>): string =>
  execFileSync('npm', ['run', '--silent', 'bench', '--', ...args], { encoding: 'utf8' });

const kept = (): string =>
  existsSync('bench/results.json') ? readFileSync('bench/results.json', 'utf8') : '';

describe('npm run bench', () => {
  let listed = '';
  beforeAll(() => {
    listed = bench('--list');
  });

  it('lists the benchmarks', () => {
    const names = listed
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(names).toStrictEqual([
      'life',
      'anatomy',
      'refusal',
      'decode',
      'replay',
      'memory',
      'size',
      'startup',
      'growth',
      'nodes',
      'score',
      'dashboard',
    ]);
  });

  it('runs every peer, and with --quick stores no results', () => {
    const before = kept();
    const names = ['life', 'refusal', 'decode'];
    const { benchmarks } = JSON.parse(bench(...names, '--quick', '--json')) as Results;
    expect(Object.keys(benchmarks)).toStrictEqual(names);
    expect(names.map((name) => benchmarks[name]?.targets.length)).toStrictEqual([8, 3, 5]);
    expect(kept()).toBe(before);
  });

  it('prints the stored targets without measuring', () => {
    const { benchmarks } = JSON.parse(kept()) as Results;
    const targets = Object.values(benchmarks).flatMap((outcome) => outcome.targets);
    const printed = bench('--targets');
    expect(printed.match(/ (met|missed) /g)).toHaveLength(targets.length);
    for (const { measure } of targets) expect(printed).toContain(measure);
  });

  it('refuses an unknown name', () => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', 'bench', '--', 'speed'], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('there is no benchmark speed; there are life, anatomy');
  });
});
