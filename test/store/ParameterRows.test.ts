/** Rows as parameters: the query that gives them back, in few texts. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Column, Value } from '../../src/store/ParameterRows.js';
import { parameterRows, textsOf } from '../../src/store/ParameterRows.js';
import { right, tries } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';

const groupsOf = (
  rows: ReadonlyArray<readonly [number, string | null, number | null, string]>,
): ReadonlyArray<ReadonlyArray<Column>> => {
  const column = (name: string, type: string, i: number): Column => ({
    name,
    type,
    values: rows.map((row): Value => row[i] ?? null),
  });
  return [
    [column('a', 'bigint', 0)],
    [column('b', 'text', 1), column('c', 'integer', 2)],
    [column('d', 'text', 3)],
  ];
};

describeStores(({ database }) => {
  it('rows come back in their order, whichever columns agree', async () => {
    const db = await database();
    const row = fc.tuple(
      fc.constantFrom(0, 1, 2 ** 53 - 1),
      fc.constantFrom(null, '', 'NULL', 'x', 'a,"b"\\{}'),
      fc.constantFrom(null, -1, 7),
      fc.constantFrom('same', 'other'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const { text, parameters } = parameterRows(groupsOf(rows), 2);
        const read = right(
          await db.query({
            text: `SELECT r.*, $1::text AS first FROM (${text}) r ORDER BY r.place`,
            parameters: ['one', ...parameters],
          })(),
        );
        expect(read).toStrictEqual(
          rows.map(([a, b, c, d], i) => ({
            a: String(a),
            b,
            c: c === null ? null : String(c),
            d,
            place: String(i + 1),
            first: 'one',
          })),
        );
      }),
      tries(30),
    );
  });
});

describe('the text', () => {
  const texts = (rows: Parameters<typeof groupsOf>[0]): string =>
    parameterRows(groupsOf(rows)).text;

  it('depends on which groups agree, not on what they say or how many rows there are', () => {
    const one = texts([
      [1, 'x', 1, 'same'],
      [2, 'x', 1, 'same'],
    ]);
    expect(
      texts([
        [3, null, 2, 'other'],
        [4, null, 2, 'other'],
        [5, null, 2, 'other'],
      ]),
    ).toBe(one);
    // One column that differs makes lists of its whole group.
    const differs = texts([
      [1, 'x', 1, 'same'],
      [2, 'x', 2, 'same'],
    ]);
    expect(differs).not.toBe(one);
    expect(
      texts([
        [1, 'x', 1, 'same'],
        [2, 'y', 1, 'same'],
      ]),
    ).toBe(differs);
  });

  it('is made once', () => {
    const made: Array<string> = [];
    const text = textsOf((rows) => {
      made.push(rows);
      return `SELECT ${rows}`;
    });
    expect([text('a'), text('b'), text('a')]).toStrictEqual(['SELECT a', 'SELECT b', 'SELECT a']);
    expect(made).toStrictEqual(['a', 'b']);
  });
});
