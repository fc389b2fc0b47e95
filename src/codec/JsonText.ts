/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a scanner: one index that moves through a text */
/**
 * Checks of JSON text that `JSON.parse` does not make: it rounds numbers (it reads `1.0` and `0.99999999999999999999` as 1) and
 * keeps the last of two members with the same key. The reference refuses both, so these scanners check the text of a run as well.
 */
import * as E from 'fp-ts/lib/Either.js';
import { printable } from './printable.js';

/** `JSON.parse` with its error as a value, whose message is safe to display: it quotes the text. */
export const parseJson = (text: string): E.Either<SyntaxError, unknown> => {
  try {
    return E.right(JSON.parse(text));
  } catch (e) {
    return E.left(new SyntaxError(printable(e instanceof Error ? e.message : String(e))));
  }
};

/** A member of a JSON object. */
export interface Member {
  readonly key: string;
  /** The source text of the value, without surrounding white space. */
  readonly raw: string;
}

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** The index after the string literal that begins at `start`. */
const endOfString = (text: string, start: number): number => {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
};

const keyOf = (literal: string): string =>
  literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);

/** The members of an object, in text order, including duplicates. Only for text that `JSON.parse` accepts. */
export const membersOf = (text: string): ReadonlyArray<Member> => {
  const members: Array<Member> = [];
  let depth = 0;
  let key: string | undefined;
  let valueStart = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) {
      const end = endOfString(text, i);
      if (depth === 1 && key === undefined) key = keyOf(text.slice(i, end));
      i = end - 1;
    } else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      depth += 1;
    } else if (char === COLON) {
      if (depth === 1) valueStart = i + 1;
    } else if (char === COMMA || char === CLOSE_BRACE || char === CLOSE_BRACKET) {
      if (depth === 1 && key !== undefined) {
        members.push({ key, raw: text.slice(valueStart, i).trim() });
        key = undefined;
      }
      if (char !== COMMA) depth -= 1;
    }
  }
  return members;
};

/** The pattern of the integers that a number holds exactly, whichever they are: those of 15 digits. */
export const INTEGER_FORM = '0|-?[1-9][0-9]{0,14}';

/**
 * Copies a part of a text, which would otherwise keep the whole text in memory. V8 writes a joined string as one when a character of it
 * is read, and then drops what it was joined from; the part takes no more memory than if `JSON.parse` had made it.
 */
export const copyPart = (part: string): string => {
  const joined = part.slice(0, 12) + part.slice(12);
  return Number.isNaN(joined.charCodeAt(0)) ? '' : joined;
};

const isDigit = (char: number): boolean => char >= ZERO && char <= NINE;

/** Is this `e` or `E`, which begins an exponent? */
const isExponent = (char: number): boolean => (char | 0x20) === 0x65;

/** Is this the text of a number that is not written as an integer, such as `1.0` or `1e3`? */
export const isInexact = (raw: string): boolean => /^-?\d+[.eE]/.test(raw);

/** Matches such a number after a colon; the colon may be inside a string. */
const POSSIBLY_INEXACT = /:\s*-?\d+[.eE]/;

const INEXACT = /\s*(-?\d+[.eE][\d.eE+-]*)/y;

/**
 * The members at any depth whose value is a number that is not written as an integer, such as `1.0` or `1e3`. Only for text that
 * `JSON.parse` accepts.
 */
export const inexactMembersOf = (text: string): ReadonlyArray<Member> => {
  if (!POSSIBLY_INEXACT.test(text)) return [];
  const members: Array<Member> = [];
  let start = 0; // of the last string
  let end = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) {
      start = i;
      end = endOfString(text, start);
      i = end - 1;
    } else if (char === COLON) {
      INEXACT.lastIndex = i + 1;
      const raw = INEXACT.exec(text)?.[1];
      if (raw !== undefined) members.push({ key: keyOf(text.slice(start, end)), raw });
    }
  }
  return members;
};

/**
 * A fast check before {@link membersOf}. `true` means that the text of an object with `keys` keys has no duplicate key, and that
 * every value of a key that is a number is written as an integer; `false` means nothing. Only for text that `JSON.parse` accepts.
 *
 * A text has at least as many colons as members, and an object has at most as many keys as its text has members. So if colons and
 * keys are equal in number, each key has one member, and each colon is followed by its value.
 */
export const isPlain = (text: string, keys: number): boolean => {
  let colons = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    colons += 1;
    let i = at + 1;
    while (text.charCodeAt(i) <= SPACE) i += 1;
    if (text.charCodeAt(i) === MINUS) i += 1;
    while (isDigit(text.charCodeAt(i))) i += 1;
    if (text.charCodeAt(i) === POINT || isExponent(text.charCodeAt(i))) return false;
  }
  return colons === keys;
};
