/** `npm run bench`: its options, and that every peer runs, without real measurements. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Results } from '../../bench/report.js';

/** Runs with FORCE_COLOR, as a job may be: what goes to a pipe stays plain all the same. */
const bench = (...args: ReadonlyArray<string>): string =>
  execFileSync('npm', ['run', '--silent', 'bench', '--', ...args], {
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '1' },
  });

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
      'import',
      'memory',
      'size',
      'startup',
      'growth',
      'layout',
      'host',
      'nodes',
      'score',
      'explore',
      'dashboard',
      'inspector',
      'store',
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
    const before = kept();
    const { benchmarks } = JSON.parse(before) as Results;
    const targets = benchmarks['decode']?.targets ?? [];
    const printed = bench('decode', '--targets');
    expect(printed.match(/ (met|missed) /g)).toHaveLength(targets.length);
    for (const { measure } of targets) expect(printed).toContain(measure);
    expect(JSON.parse(bench('decode', '--targets', '--json'))).toMatchObject({
      benchmarks: { decode: benchmarks['decode'] },
    });
    expect(kept()).toBe(before);
  });

  it.each([
    [['speed'], 'there is no benchmark speed; there are life, anatomy'],
    [['life', '--base', 'nowhere'], 'there is no commit nowhere'],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', 'bench', '--', ...args], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
