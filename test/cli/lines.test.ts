import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { limits } from '../../src/cli/limits.js';
import type { Line } from '../../src/cli/lines.js';
import { linesOf, makeLineSplitter } from '../../src/cli/lines.js';

/** Splits chunks, each of which is overwritten before the next one, as those of a file are. */
const split = (chunks: ReadonlyArray<Buffer>): ReadonlyArray<Line> => {
  const splitter = makeLineSplitter();
  const lines = chunks.flatMap((chunk) => {
    const lent = Buffer.from(chunk);
    const completed = splitter.push(lent);
    lent.fill('x');
    return completed;
  });
  return [...lines, ...splitter.end()];
};

/** A slow but obvious implementation of splitting. */
const slowly = (bytes: Buffer): ReadonlyArray<Line> => {
  const lines: Array<Array<number>> = [[]];
  for (const byte of bytes) {
    if (byte === 0x0a) lines.push([]);
    else lines.at(-1)?.push(byte);
  }
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines.map((line, i) => {
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: i > 0 }).decode(
        Uint8Array.from(line),
      );
      return E.right(text.replace(/\r$/, ''));
    } catch {
      return E.left('the line is not UTF-8 text');
    }
  });
};

/** Troublesome bytes: line ends, a split byte order mark, two-byte characters, invalid bytes. */
const bytes = fc
  .array(
    fc.constantFrom(
      [0x0a],
      [0x0d],
      [0x0d, 0x0a],
      [0x61],
      [0xc3, 0xa9],
      [0xef, 0xbb, 0xbf],
      [0xef],
      [0xff],
    ),
    { maxLength: 40 },
  )
  .map((pieces) => Buffer.from(pieces.flat()));

describe('linesOf', () => {
  test('reads a file that is longer than both of its buffers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runchart-lines-'));
    const file = join(folder, 'lines.txt');
    const texts = Array.from({ length: 60_000 }, (_, i) =>
      `line ${String(i)} `.repeat((i % 3) + 1),
    );
    writeFileSync(file, texts.join('\n'));
    const lines: Array<Line> = [];
    let last = 0;
    for await (const batch of linesOf(file)) {
      if (E.isLeft(batch)) throw new Error(batch.left.message);
      lines.push(...batch.right.lines);
      last = batch.right.read;
    }
    expect(last).toBe(statSync(file).size);
    expect(last).toBeGreaterThan(1_000_000);
    expect(lines).toStrictEqual(texts.map((text) => E.right(text)));
    rmSync(folder, { recursive: true });
  });
});

describe('makeLineSplitter', () => {
  test('the lines do not depend on how bytes are cut into chunks', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(40), { maxLength: 10 }), (all, cuts) => {
        const ends = [...cuts.filter((cut) => cut < all.length), all.length].sort((a, b) => a - b);
        const chunks = ends.map((end, i) => all.subarray(ends[i - 1] ?? 0, end));
        expect(split(chunks)).toStrictEqual(slowly(all));
      }),
      { numRuns: 2000 },
    );
  });

  test('a line of the maximum length is accepted, and one byte more is not', () => {
    const longest = Buffer.alloc(limits().line, 0x61);
    const one = Buffer.from('a');
    const end = Buffer.from('\nb\n');
    expect(split([longest, end]).map(E.isRight)).toStrictEqual([true, true]);
    expect(split([longest, one, end])).toStrictEqual([
      E.left('the line is longer than 16 MiB, the limit of --max-line'),
      E.right('b'),
    ]);
    expect(split([longest, one])).toStrictEqual([
      E.left('the line is longer than 16 MiB, the limit of --max-line'),
    ]);
    expect(split([Buffer.concat([end, longest, one, end])])).toStrictEqual([
      E.right(''),
      E.right('b'),
      E.left('the line is longer than 16 MiB, the limit of --max-line'),
      E.right('b'),
    ]);
  });
});
