/**
 * `FastCodec`: an io-ts codec with a fast path. `tryDecode` returns the value or {@link INVALID} and allocates nothing else;
 * io-ts's `validate`, which locates and explains each error, runs only if `tryDecode` failed.
 *
 * Law: `tryDecode` fails if and only if `validate` fails, and otherwise returns the same value.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

// ------------------------------------------------------------------------------------------------------------ model

/** The result of `tryDecode` for invalid input. */
export const INVALID: unique symbol = Symbol('invalid');

/** Decodes without error messages. Throws if reading the input throws. */
export type TryDecode<A> = (u: unknown) => A | typeof INVALID;

/**
 * An io-ts codec with a fast path.
 * @category Codecs
 */
export interface FastCodec<A, O = A> extends t.Type<A, O> {
  readonly tryDecode: TryDecode<A>;
}

/** A codec that looks a string up among known values before decoding it. */
export interface InterningCodec<A, O = A> extends FastCodec<A, O> {
  /** Finds the known value of a string. */
  readonly lookup: (text: string) => A | undefined;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** Makes the codec of a value without parts, whose errors need no path. */
export const leafCodec = <A, O>(
  name: string,
  is: t.Is<A>,
  tryDecode: TryDecode<A>,
  encode: t.Encode<A, O>,
): FastCodec<A, O> => {
  const codec = new t.Type<A, O>(
    name,
    is,
    (u, context) => {
      const a = tryDecode(u);
      return a === INVALID ? t.failure(u, context) : t.success(a);
    },
    encode,
  );
  return Object.assign(codec, { tryDecode });
};

/** Adds a fast path to a codec that locates its errors. An input that throws when it is read takes the slow path. */
export const fastCodec = <A, O>(
  tryDecode: TryDecode<A>,
  located: t.Type<A, O>,
): FastCodec<A, O> => {
  const codec = new t.Type<A, O>(
    located.name,
    located.is,
    (u, context) => {
      try {
        const a = tryDecode(u);
        if (a !== INVALID) return t.success(a);
      } catch {
        // `validate` reads the input field by field and locates the field that throws.
      }
      return located.validate(u, context);
    },
    located.encode,
  );
  return Object.assign(codec, { tryDecode });
};

const isText = (u: unknown): u is string => typeof u === 'string';

/** The codec of any text: `t.string`, without the rest of io-ts. */
export const anyText: t.Type<string> = /* #__PURE__ */ new t.Type(
  'string',
  isText,
  (u, context) => (isText(u) ? t.success(u) : t.failure(u, context)),
  (text) => text,
);

/** Adds a lookup to a codec. Law: `lookup(text)` is `undefined` or equals the decoded `text`. */
export const interning = <A, O>(
  codec: FastCodec<A, O>,
  lookup: (text: string) => A | undefined,
): InterningCodec<A, O> =>
  Object.assign(
    leafCodec<A, O>(
      codec.name,
      codec.is,
      (u) => (typeof u === 'string' ? lookup(u) : undefined) ?? codec.tryDecode(u),
      codec.encode,
    ),
    { lookup },
  );

// ------------------------------------------------------------------------------------------------------- destructors

/** The `tryDecode` of any io-ts codec. A codec without a fast path decodes and drops its errors. */
export const tryDecodeOf = <A>(codec: t.Type<A, unknown>): TryDecode<A> =>
  Object.hasOwn(codec, 'tryDecode')
    ? // SAFETY: only the codecs of this module have a member `tryDecode`.
      (codec as FastCodec<A, unknown>).tryDecode
    : (u) => {
        const decoded = codec.decode(u);
        return E.isRight(decoded) ? decoded.right : INVALID;
      };
