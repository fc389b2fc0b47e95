/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- the inner loop of the inspector: it reads and writes numbers in typed arrays */
/**
 * Ids as numbers in a typed array. An id is 24 bytes there and, as text, one or two objects of the garbage collector.
 *
 * Law: `readId` returns the text that `writeId` was given, if it is a canonical UUID.
 */

/** How many numbers an id takes: the first 8 of its digits, the next 12, and the last 12. */
export const ID_WIDTH = 3;

/** Stands in place of the first number where there is no id. */
export const NO_ID = -1;

/** The value of each hexadecimal digit, by its character code. */
const digits = /* #__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, '0123456789abcdef'.indexOf(String.fromCharCode(code))),
);

const numberAt = (text: string, start: number, end: number): number => {
  let number = 0;
  for (let i = start; i < end; i += 1) number = number * 16 + (digits[text.charCodeAt(i)] ?? 0);
  return number;
};

/** Writes an id at a place. */
export const writeId = (to: Float64Array, at: number, id: string): void => {
  to[at] = numberAt(id, 0, 8);
  to[at + 1] =
    (numberAt(id, 9, 13) * 0x10000 + numberAt(id, 14, 18)) * 0x10000 + numberAt(id, 19, 23);
  to[at + 2] = numberAt(id, 24, 36);
};

const pairs: ReadonlyArray<string> = /* #__PURE__ */ Array.from({ length: 256 }, (_, n) =>
  n.toString(16).padStart(2, '0'),
);

/** Four digits: the 16 bits of a number that begin at the given power of two. */
const four = (number: number, power: number): string => {
  const bits = Math.floor(number / power) % 0x10000;
  return (pairs[bits >>> 8] ?? '') + (pairs[bits & 255] ?? '');
};

const SECOND = 2 ** 16;
const THIRD = 2 ** 32;

/** The text of the id at a place. */
export const readId = (from: Float64Array, at: number): string => {
  const [a, b, c] = [from[at] ?? 0, from[at + 1] ?? 0, from[at + 2] ?? 0];
  return `${four(a, SECOND)}${four(a, 1)}-${four(b, THIRD)}-${four(b, SECOND)}-${four(b, 1)}-${four(c, THIRD)}${four(c, SECOND)}${four(c, 1)}`;
};

/** Are two ids equal? */
export const areSameId = (
  one: Float64Array,
  at: number,
  other: Float64Array,
  otherAt: number,
): boolean =>
  one[at] === other[otherAt] &&
  one[at + 1] === other[otherAt + 1] &&
  one[at + 2] === other[otherAt + 2];

/** A hash of 32 bits. */
export const hashOfId = (from: Float64Array, at: number): number => {
  let hash = 0;
  for (let i = at; i < at + ID_WIDTH; i += 1) {
    const number = from[i] ?? 0;
    hash = Math.imul(hash ^ (number | 0), 0x9e3779b1);
    hash = Math.imul(hash ^ ((number / THIRD) | 0) ^ (hash >>> 15), 0x85ebca6b);
  }
  return hash ^ (hash >>> 13);
};
