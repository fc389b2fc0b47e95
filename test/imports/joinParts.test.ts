/** Parts of records that an importer of all records reads otherwise, and bounds of the report. */
import { expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { MappingCodec } from '../../src/imports/Mapping.js';
import { right } from '../support/right.js';
import { importParts, importRecords } from './imported.js';

/** Records that make a run, end one, remember a text or have no place. */
const mapping = right(
  MappingCodec.decode({
    name: 'mine',
    rules: [
      { when: { kind: 'made' }, run: '{id}', created: { at: 'at' } },
      { when: { kind: 'ended' }, run: '{id}', steps: [{ to: 'Completed', at: 'at' }] },
      { when: { kind: 'named' }, run: '{id}', created: { at: 'at' }, remember: { name: '{name}' } },
      { when: { kind: 'nameless' }, run: '{$name}/{id}', created: { at: 'at' } },
      { run: '{id}', created: { at: 'at' }, steps: [{ by: 'kind', cases: {} }] },
    ],
  }),
);

/** As the first, but the records of a run wait for one another. */
const held = right(MappingCodec.decode({ ...mapping, order: 'try' }));

const made = (id: string, at?: number): object => ({ kind: 'made', id, at });
const ended = (id: string): object => ({ kind: 'ended', id, at: 9 });

const expectSame = (
  of: typeof mapping,
  records: ReadonlyArray<unknown>,
  cuts: ReadonlyArray<number>,
): void => {
  const { lines, labels, report } = importRecords(of, records.map(E.right));
  expect(importParts(of, records, cuts)).toStrictEqual({ lines, labels, report });
};

test('runs that all have their records in one part', () => {
  const records = [made('a', 1), ended('a'), made('b', 2), made('c', 3), ended('c')];
  expectSame(mapping, records, [2, 3]);
  expectSame(held, records, [2, 3]);
});

test('a second record of a run is known by the part that made it', () => {
  expectSame(mapping, [made('a', 1), made('a', 2), made('b', 3), made('a')], [1, 2]);
});

test('an end without a beginning may come before it, and after it only in its part', () => {
  expectSame(mapping, [ended('a'), made('a', 1)], [1]);
  expect(importParts(mapping, [made('a', 1), ended('a')], [1])).toBeUndefined();
});

test('records that wait for one another are not parted', () => {
  for (const records of [
    [made('a', 1), ended('a')],
    [ended('a'), made('a', 1)],
    [made('a', 1), made('a', 2)],
  ])
    expect(importParts(held, records, [1])).toBeUndefined();
});

test('what is found malformed only at the end comes after all else that is malformed', () => {
  expectSame(mapping, [made('a'), 7, made('b', 1)], [1]);
  expect(importParts(held, [made('a'), 7, made('b', 1)], [1])).toBeUndefined();
});

test('a text is remembered within a part, and from part to part only by an importer of all', () => {
  const named = { kind: 'named', id: 'a', at: 1, name: 'x' };
  const nameless = { kind: 'nameless', id: 'b', at: 1 };
  expectSame(mapping, [nameless, made('c', 1), named, nameless], [2]);
  expect(importParts(mapping, [named, nameless], [1])).toBeUndefined();
});

test('the report has the first three places of a kind, and the first twenty malformed records', () => {
  const others = ['one-other', 'one-other', 'two-others', 'one-other', 'one-other'].map(
    (kind, i) => ({ kind, id: String(i), at: 1 }),
  );
  expectSame(mapping, others, [1, 2, 4]);
  expectSame(
    mapping,
    Array.from({ length: 30 }, (_, i) => i),
    [15, 18],
  );
});

test('so many kinds that some are counted as others are not joined', () => {
  const others = Array.from({ length: 201 }, (_, i) => ({
    kind: `other-${i}`,
    id: String(i),
    at: 1,
  }));
  expect(importParts(mapping, others, [])).toBeUndefined();
  expect(importParts(mapping, others, [100])).toBeUndefined();
  expectSame(mapping, others.slice(0, 150), [100]);
});
