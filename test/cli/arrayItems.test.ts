import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { isArrayHead, makeItemSplitter } from '../../src/cli/arrayItems.js';
import { limits } from '../../src/cli/limits.js';

const itemsOf = (text: string, size = text.length + 1): ReadonlyArray<string> => {
  const splitter = makeItemSplitter();
  const bytes = Buffer.from(text);
  const lines = [];
  for (let i = 0; i < bytes.length; i += size) {
    const chunk = bytes.subarray(i, i + size);
    lines.push(...splitter.push(chunk));
    // The bytes of a file are overwritten too.
    chunk.fill('x');
  }
  lines.push(...splitter.end());
  return lines.map((line) => (E.isLeft(line) ? `error: ${line.left}` : line.right.trim()));
};

test.each<readonly [string, ReadonlyArray<string>]>([
  ['[]', []],
  ['[1,2]', ['1', '2']],
  [' \n[ {"a":[1,{"b":"]"}]} , "x,\\"]" ]\n', ['{"a":[1,{"b":"]"}]}', '"x,\\"]"']],
  ['[\n  {"a":1},\n  {"a":2},\n]\n', ['{"a":1}', '{"a":2}']],
  ['[1][2]\n[3]', ['1', '2', '3']],
  ['[1]\nstray {"a":[1,2]}\n[2]', ['1', 'stray {"a":[1,2]}', '2']],
  ['[1 2]', ['1 2']],
  ['[1,2', ['1', '2', 'error: the array has no end: the file was cut off']],
  ['[1,{"a":', ['1', 'error: the array ends in the middle of this item']],
  ['[1,"a', ['1', 'error: the array ends in the middle of this item']],
  ['[}]', ['}']],
])('%j', (text, items) => {
  for (const size of [undefined, 1, 2, 3]) expect(itemsOf(text, size)).toStrictEqual(items);
});

test('a byte order mark before the first array is dropped', () => {
  expect(itemsOf('\ufeff[1]')).toStrictEqual(['1']);
});

test('any array is split into its items, however it is printed and cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.constantFrom(0, 2),
      fc.integer({ min: 1, max: 50 }),
      (values, indent, size) => {
        const items = itemsOf(JSON.stringify(values, null, indent), size);
        expect(items.map((item): unknown => JSON.parse(item))).toStrictEqual(
          JSON.parse(JSON.stringify(values)),
        );
      },
    ),
  );
});

test('an item that is too long is skipped, and the next one is read', () => {
  expect(itemsOf(`["${'x'.repeat(limits().line)}",2]`, 1 << 20)).toStrictEqual([
    'error: the line is longer than 16 MiB, the limit of --max-line',
    '2',
  ]);
});

describe('isArrayHead', () => {
  it.each([
    ['[', true],
    ['\ufeff \r\n\t[', true],
    ['{', false],
    ['x[', false],
    ['', undefined],
    [' \n', undefined],
    ['\ufeff', undefined],
    [' '.repeat(1 << 16), false],
  ])('%j', (text, isArray) => {
    expect(isArrayHead(Buffer.from(text))).toBe(isArray);
  });
});
