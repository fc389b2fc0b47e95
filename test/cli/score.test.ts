import { describe, expect, it } from '@jest/globals';
import type { Score } from '../../src/testing/index.js';
import { runchart } from './runchart.js';

describe('runchart score', () => {
  it('prints what each criterion kills and leaves, and exits with 0 if nothing survives all', async () => {
    const { code, stdout, stderr } = await runchart([
      ...['score', '--criteria', 'tour,all', '--survivors'],
    ]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^[\d,]+ mutants, \d+ of them equivalent; suites of seed 1\n/);
    expect(stdout).toMatch(/^ {2}tour +10 +53 +[\d,]+ +[\d,]+ +\d\d%$/m);
    expect(stdout).toMatch(/^ {2}all +[\d,]+ +[\d,]+ +[\d,]+ +0 +100%$/m);
    expect(stdout).toContain('Left by tour\n');
    expect(stdout).toContain('Leased + complete (transition_to): answers AttemptInProgress');
    expect(stdout).toMatch(/\nAll criteria together kill every mutant that is not equivalent\.\n$/);
    expect(code).toBe(0);
  });

  it('prints JSON', async () => {
    const { code, stdout } = await runchart(['score', '--criteria', 'states', '--json']);
    const { seed, mutants, criteria, equivalent, missed } = JSON.parse(stdout) as Score;
    expect({ seed, missed }).toStrictEqual({ seed: 1, missed: [] });
    expect(criteria.map(({ criterion }) => criterion)).toStrictEqual(['states']);
    expect((criteria[0]?.killed ?? 0) + (criteria[0]?.survivors.length ?? 0)).toBe(
      mutants - equivalent.length,
    );
    expect(code).toBe(0);
  });

  it.each([
    [['score', '--criteria', 'nope'], 'there is no criterion "nope"'],
    [['score', '--criteria', ','], '--criteria names no criterion'],
    [['score', '--seed', 'x'], 'Wanted: a whole number'],
  ])('%j is an error', async (args, message) => {
    const { code, stdout, stderr } = await runchart(args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
  });

  it('has help', async () => {
    const { code, stdout } = await runchart(['score', '--help']);
    expect(stdout).toContain('--survivors');
    expect(code).toBe(0);
  });
});
