/**
 * io-ts, loaded when somebody needs it. The build for Node puts this file in its place wherever the core imports it, because loading
 * io-ts takes as long as loading the core.
 *
 * Law: a codec made here is a codec of io-ts: an instance of `t.Type` with all of its members, which composes with other codecs.
 */
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';

declare const require: (name: string) => unknown;

// SAFETY: the package of that name.
const prototype = (): object => (require('io-ts') as typeof t).Type.prototype;

/** Stands for `t.Type.prototype` in the prototype chain of a codec. What a codec needs to decode and encode are members of its own. */
const inherited: object = new Proxy(
  {},
  {
    get: (_, key, codec) => Reflect.get(prototype(), key, codec) as unknown,
    has: (_, key) => Reflect.has(prototype(), key),
    getPrototypeOf: prototype,
  },
);

/** Makes a codec, as the constructor of `t.Type` does. */
function makeCodec<A, O, I>(
  name: string,
  is: t.Is<A>,
  validate: t.Validate<I, A>,
  encode: t.Encode<A, O>,
): object {
  const codec: object = {
    __proto__: inherited,
    name,
    is,
    validate,
    encode,
    // SAFETY: it inherits the other members of a codec.
    decode: (i: I): t.Validation<A> =>
      validate(i, [{ key: '', type: codec as t.Type<A>, actual: i }]),
  };
  return codec;
}

// SAFETY: a constructor that returns an object makes that object.
export const Type = makeCodec as unknown as typeof t.Type;

export const failures: typeof t.failures = E.left;

export const success: typeof t.success = E.right;

export const failure: typeof t.failure = (value, context, message) =>
  // SAFETY: as in io-ts, whose declarations were not written for `exactOptionalPropertyTypes`.
  failures([{ value, context, message } as t.ValidationError]);

export const appendContext: typeof t.appendContext = (context, key, decoder, actual) => [
  ...context,
  { key, type: decoder, actual },
];
