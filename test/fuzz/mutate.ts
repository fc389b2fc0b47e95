/** Mutates bytes: each mutation is small, and a few are made at once. */
import type { Random } from './random.js';
import { below, pick } from './random.js';

/** Texts that readers stumble over, whatever they read. */
const ODD = [
  ...[
    '1e999',
    '-1e999',
    '-0',
    '1.0',
    '1e3',
    '0.1E1',
    '00',
    '9007199254740993',
    '18446744073709551616',
  ],
  ...[
    '9'.repeat(40),
    '1e-400',
    'NaN',
    'null',
    'true',
    '{}',
    '[]',
    '""',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
  ],
  ...[
    '\ufeff',
    '\u0000',
    '\r\n',
    '\r',
    '\n\n',
    '\u2028',
    '\u202e',
    '\u009b',
    '\u001b[2J',
    '\ud7ff\udbff',
  ],
  ...[
    '__proto__',
    '"__proto__":',
    'constructor',
    'prototype',
    'toString',
    '{"a":',
    '[[[[',
    ']]]]',
    ',,',
    '::',
  ],
  ...['<', '>', '&', '&#0;', ']]>', '<!--', '|', '\t', ';', '""""', ' '.repeat(50), 'é', '💥'],
].map((text) => Buffer.from(text));

/** Bytes that are no UTF-8. */
const BROKEN = [
  [0xff],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xef, 0xbb],
  [0x1f, 0x8b],
].map((bytes) => Buffer.from(bytes));

/** No input is longer: what only long inputs show is tried by growth. */
const LONGEST = 8192;

const splice = (bytes: Buffer, at: number, drop: number, put: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]);

/** Makes a mutator of bytes from a dictionary. `others` are inputs of which parts are taken. */
export const makeMutator = (words: ReadonlyArray<string>) => {
  const dictionary = words.map((word) => Buffer.from(word));
  const once = (random: Random, bytes: Buffer, others: ReadonlyArray<Buffer>): Buffer => {
    const at = below(random, bytes.length + 1);
    const few = below(random, random() < 0.8 ? 8 : 200);
    switch (below(random, 14)) {
      case 0: {
        const flipped = Buffer.from(bytes);
        if (at < bytes.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << below(random, 8));
        return flipped;
      }
      case 1:
        return splice(bytes, at, 1, Buffer.from([below(random, 256)]));
      case 2:
        return splice(bytes, at, few, Buffer.alloc(0));
      case 3:
        return splice(bytes, at, 0, bytes.subarray(at, at + few));
      case 4:
      case 5:
      case 6:
        return dictionary.length === 0
          ? splice(bytes, at, 0, pick(random, ODD))
          : splice(bytes, at, random() < 0.5 ? few : 0, pick(random, dictionary));
      case 7:
      case 8:
        return splice(bytes, at, random() < 0.5 ? below(random, 8) : 0, pick(random, ODD));
      case 9: {
        const other = pick(random, others);
        const from = below(random, other.length + 1);
        return splice(bytes, at, few, other.subarray(from, from + few * 4));
      }
      case 10: {
        // The text between two quotes or other signs is replaced as a whole.
        const end = bytes
          .subarray(at)
          .findIndex((byte) => byte === 0x22 || byte === 0x2c || byte === 0x0a);
        return splice(
          bytes,
          at,
          Math.max(0, end),
          pick(random, dictionary.length === 0 ? ODD : dictionary),
        );
      }
      case 11:
        return bytes.subarray(0, at);
      case 12:
        return splice(bytes, at, 0, pick(random, BROKEN));
      default: {
        // A line is repeated, moved or dropped.
        const start = bytes.lastIndexOf(0x0a, Math.max(0, at - 1)) + 1;
        const end = bytes.indexOf(0x0a, at);
        const line = bytes.subarray(start, end === -1 ? bytes.length : end + 1);
        return random() < 0.5
          ? splice(bytes, start, line.length, Buffer.alloc(0))
          : splice(bytes, below(random, bytes.length + 1), 0, line);
      }
    }
  };
  return (random: Random, bytes: Buffer, others: ReadonlyArray<Buffer>): Buffer => {
    let mutated = bytes;
    const count = 1 + below(random, random() < 0.7 ? 3 : 10);
    for (let i = 0; i < count; i += 1) mutated = once(random, mutated, others);
    return mutated.length > LONGEST ? Buffer.from(mutated.subarray(0, LONGEST)) : mutated;
  };
};
