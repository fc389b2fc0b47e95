/** The explanations of docs/mutation.md are about code that is still there. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { explains, explanationsOf, lineFor, placesOf } from './explained.mjs';

const page = readFileSync('docs/mutation.md', 'utf8');

describe('the explained mutants', () => {
  it('are all read', () => {
    expect(explanationsOf(page)).toHaveLength(page.match(/^- `(?:machines|src)\//gm)?.length ?? 0);
  });

  it.each(explanationsOf(page))('$file has $code', (explanation) => {
    expect(placesOf(explanation, readFileSync(explanation.file, 'utf8'))).not.toStrictEqual([]);
    expect(explanation.mutated).not.toBe(explanation.code);
  });
});

describe('an explanation', () => {
  const source = 'const f = (a: number) =>\n  a < 1\n    ? `${a}`\n    : a < 1;\n';
  const mutant = {
    file: 'src/f.ts',
    location: { start: { line: 2, column: 3 }, end: { line: 2, column: 8 } },
    replacement: 'a <= 1',
  };
  const [explanation] = explanationsOf(lineFor(mutant, source));

  it('is read from the line that is printed for a mutant', () => {
    expect(explanation).toStrictEqual({ file: 'src/f.ts', code: 'a < 1', mutated: 'a <= 1' });
  });

  it.each([
    ['its mutant', {}, true],
    ['another file', { file: 'src/g.ts' }, false],
    ['another change', { replacement: 'true' }, false],
    [
      'other code',
      { location: { start: { line: 3, column: 7 }, end: { line: 3, column: 11 } } },
      false,
    ],
  ])('is about its mutant alone: %s', (_, change, is) => {
    expect(explanation && explains(explanation, { ...mutant, ...change }, source)).toBe(is);
  });

  it('finds code across lines, with gaps', () => {
    const [gap] = explanationsOf('- `src/f.ts`: `` a < 1 ? `${a}` … 1; `` → `x`');
    const found = gap === undefined ? [] : placesOf(gap, source);
    expect(found.map(({ start, end }) => source.slice(start, end))).toStrictEqual([
      source.slice(source.indexOf('a < 1'), -1),
    ]);
  });
});
