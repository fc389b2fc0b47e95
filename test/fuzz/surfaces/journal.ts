/** The reader of journals: bytes to lines, items and rows, and the fast replay beside the slow one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isArrayHead, makeItemSplitter } from '../../../src/cli/arrayItems.js';
import { linesIn, makeBlockSplitter, makeLineSplitter } from '../../../src/cli/lines.js';
import type { Options } from '../../support/bothReplays.js';
import { ofBlocks, ofTexts } from '../../support/bothReplays.js';
import { expectMessage, expectSame } from '../oracle.js';
import type { PureSurface } from '../Surface.js';
import { Fault, seedsOf } from '../Surface.js';
import { words } from './codecs.js';

/** Cuts an input into pieces; where, depends on its bytes alone. */
const piecesOf = (input: Buffer): ReadonlyArray<Buffer> => {
  const pieces: Array<Buffer> = [];
  for (let at = 0; at < input.length;) {
    const size = 1 + ((input[at] ?? 0) % 61);
    pieces.push(Buffer.from(input.subarray(at, at + size)));
    at += size;
  }
  return pieces;
};

const splitIn = <A>(
  {
    push,
    end,
  }: { readonly push: (chunk: Buffer) => ReadonlyArray<A>; readonly end: () => ReadonlyArray<A> },
  pieces: ReadonlyArray<Buffer>,
): ReadonlyArray<A> => [...pieces.flatMap((piece) => push(piece)), ...end()];

const UNIT_BYTE = 0x7b;

const replays = (input: Buffer): void => {
  // The unit of instants is chosen by the last byte, so that the mutator can change it.
  const last = input.at(-1) ?? 0;
  const options: Options =
    last === UNIT_BYTE
      ? { time: 'ms' }
      : last === UNIT_BYTE + 1
        ? { time: 'iso', remember: 2 }
        : {};
  const pieces = piecesOf(input);
  const blocks = splitIn(makeBlockSplitter(), pieces);
  const lines = blocks.flatMap(linesIn);
  expectSame('lines in one piece', splitIn(makeLineSplitter(), [input]), lines);
  const slow = ofTexts(lines, options);
  expectSame('the fast replay', ofBlocks(blocks, options).told, slow);
  for (const result of slow.results)
    if (result._tag === 'Malformed') expectMessage(result.message, 6000);
};

const splits = (input: Buffer): void => {
  const whole = splitIn(makeItemSplitter(), [input]);
  expectSame('items in pieces', splitIn(makeItemSplitter(), piecesOf(input)), whole);
  const heads = [isArrayHead(input), isArrayHead(input.subarray(0, 3))];
  if (heads[1] !== undefined && heads[1] !== heads[0] && input.length > 3)
    throw new Fault('the head tells two kinds');
};

const example = readFileSync(join(process.cwd(), 'examples', 'journal.ndjson'), 'utf8').split('\n');

export const journalSurfaces: ReadonlyArray<PureSurface> = [
  {
    kind: 'pure',
    name: 'journal',
    share: 20,
    about: 'replays of bytes and of texts, which agree; lines, wherever chunks end',
    seeds: seedsOf(
      example.slice(0, 7).join('\n'),
      example.slice(60, 66).join('\n'),
      example
        .filter(
          (line) =>
            line.includes('"note"') || line.includes('"worker"') || line.includes('"error"'),
        )
        .slice(0, 5)
        .join('\r\n'),
    ),
    words,
    bytes: replays,
  },
  {
    kind: 'pure',
    name: 'items',
    share: 1,
    about: 'the items of JSON arrays, wherever chunks end',
    seeds: seedsOf(`[${example.slice(0, 3).join(',\n')}]`, '[1,"a\\"]",{"b":[2]}]\n[3]'),
    words,
    bytes: splits,
  },
];
