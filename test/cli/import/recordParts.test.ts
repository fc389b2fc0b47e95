/** Parts hold the records that a file has, wherever it is cut. */
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SourceRecord } from '../../../src/cli/import/importRecords.js';
import { formOf, recordsOf } from '../../../src/cli/import/importRecords.js';
import type { Cut, RecordPart } from '../../../src/cli/import/recordParts.js';
import { makeCutter, makeMemory, recordsInPart } from '../../../src/cli/import/recordParts.js';
import { setLimits } from '../../../src/cli/limits.js';
import { tries } from '../../support/arbitraries.js';
import { right } from '../../support/right.js';
import { temporaryFolder } from '../runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const NAMES = ['jobs', 'deep.jobs'];

const inOrder = async (file: string): Promise<ReadonlyArray<SourceRecord>> => {
  const records = [];
  for await (const batch of recordsOf(file, NAMES)) records.push(...right(batch).records);
  return records;
};

/** The parts of what is read in chunks of some bytes; `undefined` if it is not cut to its end. */
const cut = (content: string | Buffer, size: number): ReadonlyArray<RecordPart> | undefined => {
  const bytes = Buffer.from(content);
  const form = formOf(bytes, true);
  if (form === undefined) return [];
  const cutter = makeCutter(form, NAMES, makeMemory(size));
  const found: Array<Cut> = [];
  // The first chunk is long enough to tell the form, and the mark before it.
  for (let at = 0; at < bytes.length; at += Math.max(size, 4)) {
    const chunk = Buffer.from(bytes.subarray(at, at + Math.max(size, 4)));
    found.push(...cutter.push(chunk));
    chunk.fill('x');
  }
  const parts: Array<RecordPart> = [];
  for (const part of [...found, ...cutter.end()]) {
    if (part === 'uncut') return undefined;
    parts.push(part);
  }
  return parts;
};

const inParts = (parts: ReadonlyArray<RecordPart>): ReadonlyArray<SourceRecord> =>
  // As it comes out on the other side.
  parts.map((part) => structuredClone(part)).flatMap((part) => [...recordsInPart(part, NAMES)]);

const expectSame = async (content: string | Buffer, size: number): Promise<void> => {
  const file = folder.file('records', content);
  expect(inParts(cut(content, size) ?? [])).toStrictEqual(await inOrder(file));
};

test.each([1, 7, 30, 100])('in parts of about %d bytes', async (size) => {
  for (const content of [
    '{"a":1}\n{"a":2}\n{"jobs":[{"a":3},{"a":4}]}\n',
    '\ufeff{"a":1}\r\n\r\n\n{"a":2}\n\nnoise\n{"a":"é\u2028"}',
    Buffer.concat([Buffer.from('{"a":1}\n"'), Buffer.from([0xff]), Buffer.from('"\n{"a":2}')]),
    `{"a":1}\n{"a":"${'x'.repeat(300)}"}\n{"a":2}\n`,
    '[{"a":1},{"a":"é]"}, 5,\n"x",\n{"jobs":[2]}]',
    '\ufeff{"n":1,\n"deep":{"jobs":[\n{"a":1},\n\n{"a":[{}]}]},"jobs":[{"a":2}]}\n',
    `{"jobs":[{"a":"${'x'.repeat(300)}"},{"a":1},{"a":2}]}`,
    '{"jobs":[{"a":1},{"b":',
    '[{"a":1},nonsense,{"a":2},{"a"}]',
    '{"a":1}',
    '[]',
  ])
    await expectSame(content, size);
});

test('of any lines', async () => {
  const line = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify(value)),
    fc.constantFrom('', ' ', '\r', 'noise', '{"jobs":[1,2]}'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 60 }), async (lines, size) => {
      await expectSame(`{"a":1}\n${lines.join('\n')}`, size);
    }),
    tries(100),
  );
});

test('of any document', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }))),
      fc.constantFrom(0, 2),
      fc.integer({ min: 1, max: 60 }),
      async (jobs, indent, size) => {
        await expectSame(JSON.stringify({ n: 1, jobs }, null, indent), size);
      },
    ),
    tries(100),
  );
});

test('a part has about the size that is asked for, and one record at least', () => {
  const values = [...Array.from({ length: 100 }, (_, i) => ({ a: 100 + i })), 'x'.repeat(200)];
  const sizesOf = (content: string): ReadonlyArray<number> | undefined =>
    cut(content, 100)?.map(({ bytes }) => bytes.length);
  const document = sizesOf(JSON.stringify(values));
  expect(document?.slice(0, 2)).toStrictEqual([99, 99]);
  expect(document?.at(-1)).toBe(202);
  for (const size of sizesOf(values.map((value) => JSON.stringify(value)).join('\n')) ?? [])
    expect(size).toBeLessThan(210);
});

test.each([
  ['separated values', 'a,b\n1,2\n'],
  ['Avro in JSON', 'Avro-Json\n{"type":"record"}\n{"a":1}\n'],
])('%s are not cut', (_, content) => {
  expect(cut(content, 100)).toBeUndefined();
});

test('nor are lines of which one is too long; a record of a document that is too long is told', async () => {
  setLimits({ maxLine: 1, maxInflated: 16 });
  const long = `{"a":"${'x'.repeat(2 ** 20)}"}`;
  expect(cut(`{"a":1}\n${long}\n{"a":2}\n`, 1000)).toBeUndefined();
  await expectSame(`[{"a":1},${long},{"a":2}]`, 100);
  setLimits({ maxLine: 16, maxInflated: 4096 });
});
