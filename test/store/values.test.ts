/** Every value of a row is text or null, the same on each database, whatever its type. */
import { expect, it } from '@jest/globals';
import { right } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';

/** Expressions of SQL, and the text of their values. */
const values: ReadonlyArray<readonly [sql: string, text: string | null]> = [
  ['true', 't'],
  ['1::smallint', '1'],
  ['9007199254740993::bigint', '9007199254740993'],
  ['0.1::float8', '0.1'],
  ['1.50::numeric', '1.50'],
  ['null::bigint', null],
  ["'a'::text", 'a'],
  ['\'{"b": 1.0, "a": null}\'::jsonb', '{"a": null, "b": 1.0}'],
  ["'00000000-0000-0000-0000-000000000001'::uuid", '00000000-0000-0000-0000-000000000001'],
  ["'2026-11-29'::date", '2026-11-29'],
  ["'infinity'::timestamptz", 'infinity'],
  ["'\\x00ff'::bytea", '\\x00ff'],
  ['ARRAY[1, null, 3]', '{1,NULL,3}'],
  ["ARRAY['a b', '']", '{"a b",""}'],
  ["ROW(1, 'a')", '(1,a)'],
];

describeStores(({ database }) => {
  it.each(values)('%s is %s', async (sql, text) => {
    const opened = await database();
    expect(right(await opened.query({ text: `SELECT ${sql} AS value` })())).toStrictEqual([
      { value: text },
    ]);
    const inside = opened.transaction((tx) => tx.query({ text: `SELECT ${sql} AS value` }));
    expect(right(await inside())).toStrictEqual([{ value: text }]);
  });
});
