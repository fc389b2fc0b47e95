/** How the records of a file are found, whichever way it is written and wherever its chunks end. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { recordsOf } from '../../../src/cli/import/importRecords.js';
import type { RawRecord } from '../../../src/cli/import/jsonRecords.js';
import { makeRecordSplitter } from '../../../src/cli/import/jsonRecords.js';
import { makeRowReader } from '../../../src/cli/import/separated.js';
import { tries } from '../../support/arbitraries.js';
import { temporaryFolder } from '../runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const split = (
  text: string,
  names: ReadonlyArray<string>,
  size = text.length + 1,
): ReadonlyArray<readonly [number, string]> => {
  const splitter = makeRecordSplitter(new Set(names));
  const bytes = Buffer.from(text);
  const textOf = ({ line, bytes: record }: RawRecord): readonly [number, string] => [
    line,
    E.isLeft(record) ? `error: ${record.left}` : record.right.toString('utf8').trim(),
  ];
  const found = [];
  for (let i = 0; i < bytes.length; i += size) {
    const chunk = bytes.subarray(i, i + size);
    found.push(...splitter.push(chunk).map(textOf));
    // The bytes of a file are overwritten too.
    chunk.fill('x');
  }
  found.push(...splitter.end().map(textOf));
  return found;
};

const CUT = 'error: the file ends in the middle of this record';

test.each<readonly [string, ReadonlyArray<readonly [number, string]>]>([
  [
    '{"a":1}{"b":{"c":2}}\n{"d":3}',
    [
      [1, '{"a":1}'],
      [1, '{"b":{"c":2}}'],
      [2, '{"d":3}'],
    ],
  ],
  [
    '[{"a":1},\n {"jobs":[2]}, 5, "x,]" , [6]]',
    [
      [1, '{"a":1}'],
      [2, '{"jobs":[2]}'],
      [2, '5'],
      [2, '"x,]"'],
      [2, '[6]'],
    ],
  ],
  [
    '{"n":2,\n"jobs":[\n{"a":"\\"]}"},\n{"b":[{}]}],"x":[1]}',
    [
      [3, '{"a":"\\"]}"}'],
      [4, '{"b":[{}]}'],
    ],
  ],
  ['{"jobs":[]} {"jobs":[{"a":1}]}', [[1, '{"a":1}']]],
  ['{"deep":{"jobs":[{"a":1}],"jobs2":1},"y":{"jobs":[2]}}', [[1, '{"a":1}']]],
  ['{"job":{"id":1},"who":{"id":2}}', [[1, '{"id":1}']]],
  [
    '{"who":"jobs","why":["jobs"],"a":{"b":{"jobs":[1]}}}',
    [[1, '{"who":"jobs","why":["jobs"],"a":{"b":{"jobs":[1]}}}']],
  ],
  ['{"jobs":"none"}', [[1, '{"jobs":"none"}']]],
  [
    '{"a":1}\nnoise {"b":2}\n{"c":3}',
    [
      [1, '{"a":1}'],
      [2, 'noise {"b":2}'],
      [3, '{"c":3}'],
    ],
  ],
  [
    '[{"a":1},{"b":',
    [
      [1, '{"a":1}'],
      [1, CUT],
    ],
  ],
  [
    '{"jobs":[{"a":1}',
    [
      [1, '{"a":1}'],
      [1, CUT],
    ],
  ],
  ['{"a":"x', [[1, CUT]]],
  ['}]{"a":1}', [[1, '{"a":1}']]],
])('%j', (text, records) => {
  for (const size of [undefined, 1, 2, 3, 7])
    expect(split(text, ['jobs', 'deep.jobs', 'job'], size)).toStrictEqual(records);
});

test('any document is split into the records that it holds, however it is printed and cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.dictionary(
        fc.string().filter((key) => key !== 'jobs'),
        fc.jsonValue({ maxDepth: 0 }),
      ),
      fc.constantFrom(0, 2),
      fc.integer({ min: 1, max: 60 }),
      (jobs, members, indent, size) => {
        const wanted = JSON.parse(JSON.stringify(jobs)) as unknown;
        const parse = (text: string, names: ReadonlyArray<string>): unknown =>
          split(text, names, size).map(([, record]): unknown => JSON.parse(record));
        expect(parse(JSON.stringify({ ...members, jobs }, null, indent), ['jobs'])).toStrictEqual(
          wanted,
        );
        expect(parse(JSON.stringify(jobs, null, indent), [])).toStrictEqual(wanted);
        expect(
          parse(jobs.map((job) => JSON.stringify(job, null, indent)).join('\n'), []),
        ).toStrictEqual(wanted);
      },
    ),
    tries(200),
  );
});

describe('separated values', () => {
  const rows = (text: string): ReadonlyArray<unknown> => {
    const reader = makeRowReader();
    return [...text.split('\n').flatMap((line) => reader.push(E.right(line))), ...reader.end()].map(
      ({ line, record }) => [line, E.isLeft(record) ? record.left : record.right],
    );
  };

  test.each<readonly [string, ReadonlyArray<unknown>]>([
    [
      'a,b\n1,2\n\n3,',
      [
        [2, { a: '1', b: '2' }],
        [4, { a: '3', b: '' }],
      ],
    ],
    ['a;b\n1,5;"x;""y"""', [[2, { a: '1,5', b: 'x;"y"' }]]],
    [
      'a\tb\n1\t"x\ny"\n2\t3',
      [
        [2, { a: '1', b: 'x\ny' }],
        [4, { a: '2', b: '3' }],
      ],
    ],
    ['a|b\n"1|2"', [[2, { a: '"1', b: '2"' }]]],
    [
      'a,b\n1\n2,3',
      [
        [2, 'expected 2 values, as in the line of names, found 1'],
        [3, { a: '2', b: '3' }],
      ],
    ],
    ['a\n1|2', [[2, 'expected 1 value, as in the line of names, found 2']]],
    ['a,b\n1,x"y"', [[2, 'a quote stands inside a value that does not begin with one']]],
    ['a,b\n1,"x', [[2, 'the file ends inside a value in quotes']]],
    ['"a b",c\n"",""', [[2, { 'a b': '', c: '' }]]],
  ])('%j', (text, records) => {
    expect(rows(text)).toStrictEqual(records);
  });

  test('what is written by RFC 4180 is read back', () => {
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (values) => {
        const text = ['a,b', ...values.map((pair) => pair.map(quote).join(','))].join('\n');
        expect(rows(text).map((row) => (row as ReadonlyArray<unknown>)[1])).toStrictEqual(
          values.map(([a, b]) => ({ a, b })),
        );
      }),
      tries(300),
    );
  });
});

describe('a file', () => {
  const read = async (
    content: string | Buffer,
    ...names: ReadonlyArray<string>
  ): Promise<ReadonlyArray<unknown>> => {
    const found = [];
    for await (const batch of recordsOf(folder.file('records', content), names)) {
      if (E.isLeft(batch)) throw new Error(batch.left.message);
      found.push(...batch.right.records);
    }
    return found.map(({ line, record }) => [line, E.isLeft(record) ? record.left : record.right]);
  };

  test('of lines may hold documents', async () => {
    expect(await read('\ufeff{"jobs":[1,2]}\n{"jobs":{"a":3}}\n\n{"b":4}\n', 'jobs')).toStrictEqual(
      [
        [1, 1],
        [1, 2],
        [2, { a: 3 }],
        [4, { b: 4 }],
      ],
    );
  });

  test('that is one long line is read as it comes', async () => {
    const jobs = Array.from({ length: 5000 }, (_, i) => ({ i, text: 'x'.repeat(100) }));
    const found = await read(JSON.stringify({ history: { events: jobs } }), 'history.events');
    expect(found).toStrictEqual(jobs.map((job) => [1, job]));
  });

  test('of Avro in JSON has two lines before its events, and lines between them', async () => {
    expect(await read('Avro-Json\n{"type":"record"}\n{"a":1}\n\n{"a":2}\n')).toStrictEqual([
      [3, { a: 1 }],
      [5, { a: 2 }],
    ]);
  });

  test.each([
    ['a document over several lines', '{\n"jobs": [\n{"a":1}]}', [[3, { a: 1 }]]],
    ['Avro in JSON', 'Avro-Json\n{"type":"record"}\n{"a":1}\n', [[3, { a: 1 }]]],
    ['separated values', 'a,b\n1,2\n', [[2, { a: '1', b: '2' }]]],
  ])('with a byte order mark is read as without: %s', async (_, text, expected) => {
    expect(await read(text, 'jobs')).toStrictEqual(expected);
    expect(await read(`\ufeff${text}`, 'jobs')).toStrictEqual(expected);
  });

  test('that is empty has none', async () => {
    expect(await read('')).toStrictEqual([]);
    expect(await read(' \n')).toStrictEqual([]);
  });
});
