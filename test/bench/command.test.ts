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
      'user',
      'life',
      'anatomy',
      'refusal',
      'decode',
      'replay',
      'memory',
      'size',
      'startup',
      'growth',
      'dashboard',
    ]);
  });

  it('runs one benchmark, and with --quick stores no results', () => {
    const before = kept();
    const results = JSON.parse(bench('refusal', '--quick', '--json')) as Results;
    expect(Object.keys(results.benchmarks)).toStrictEqual(['refusal']);
    expect(results.benchmarks['refusal']?.targets).toHaveLength(3);
    expect(kept()).toBe(before);
  });

  it('runs every peer', () => {
    const results = JSON.parse(bench('life', 'decode', '--quick', '--json')) as Results;
    expect(results.benchmarks['life']?.targets).toHaveLength(5);
    expect(results.benchmarks['decode']?.tables).toHaveLength(2);
  });

  it('refuses an unknown name', () => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', 'bench', '--', 'speed'], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('there is no benchmark speed; there are user, life');
  });
});
