/** What must hold for every input: nothing throws, prototypes stay as they are, and messages are short and safe to display. */
import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { decodeErrors, formatDecodeErrors, summarizeDecodeErrors } from '../../src/index.js';
import { Fault } from './Surface.js';

/** Controls, marks that change the direction of text, and halves of surrogate pairs. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

const LONGEST = 1000;

/** A message for people: short, and on one line. */
export const expectMessage = (message: string, longest = LONGEST): void => {
  if (message === '') throw new Fault('the message is empty');
  if (message.length > longest)
    throw new Fault(`the message has ${message.length} characters: ${message.slice(0, 200)}`);
  if (UNSAFE.test(message))
    throw new Fault(`the message is not printable: ${JSON.stringify(message)}`);
};

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype].map(
  (prototype) => ({ prototype, keys: Reflect.ownKeys(prototype).length }),
);

/** No prototype got a member. */
export const expectUnpolluted = (): void => {
  for (const { prototype, keys } of prototypes)
    if (Reflect.ownKeys(prototype).length !== keys) throw new Fault('a prototype was polluted');
};

const shortOf = (value: unknown): string => JSON.stringify([value]).slice(0, 400);

export const expectSame = (what: string, a: unknown, b: unknown): void => {
  if (!isDeepStrictEqual(a, b)) throw new Fault(`${what}: ${shortOf(a)} is not ${shortOf(b)}`);
};

/** Compares values. Those that keep a part of the input cannot be compared if that throws when it is read. */
const isSame = (a: unknown, b: unknown): boolean => {
  try {
    return isDeepStrictEqual(a, b);
  } catch {
    return true;
  }
};

/**
 * Decodes a value: it does not throw; what is wrong is told in a few short lines; what it accepts, it encodes as something that it
 * decodes to the same.
 */
export const expectCodec = (codec: t.Mixed, input: unknown): void => {
  const decoded = codec.decode(input) as t.Validation<unknown>;
  if (E.isLeft(decoded)) {
    const errors = decodeErrors(decoded.left);
    if (errors.length === 0) throw new Fault('an error without a reason');
    formatDecodeErrors(decoded.left.slice(0, 5)).forEach((line) => {
      expectMessage(line);
    });
    expectMessage(summarizeDecodeErrors(decoded.left), 5 * LONGEST);
  } else {
    const encoded: unknown = codec.encode(decoded.right);
    const again = codec.decode(encoded);
    if (E.isLeft(again)) throw new Fault('it refuses what it encoded');
    if (!isSame(again.right, decoded.right))
      throw new Fault('it decodes what it encoded to something else');
  }
  if (typeof codec.is(input) !== 'boolean') throw new Fault('`is` returns no boolean');
};
