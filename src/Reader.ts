/**
 * Codecs with two speeds. A reader says yes or no and allocates nothing but its result; io-ts's validation says where and
 * why not, and is asked only when the reader said no.
 *
 * Law: a reader refuses exactly what its codec's validation refuses, and reads what that decodes.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/** What a reader answers for input that it refuses. */
export const REFUSED: unique symbol = Symbol('refused');

/** The fast half of decoding. It may throw where reading the input throws. */
export type Read<A> = (u: unknown) => A | typeof REFUSED;

/** An io-ts codec that has a reader. */
export interface ReadingCodec<A, O = A> extends t.Type<A, O> {
  readonly read: Read<A>;
}

/** The codec of a value without parts: where it is refused needs no looking for. */
export const leafCodec = <A, O>(
  name: string,
  is: t.Is<A>,
  read: Read<A>,
  encode: t.Encode<A, O>,
): ReadingCodec<A, O> => {
  const codec = new t.Type<A, O>(
    name,
    is,
    (u, context) => {
      const a = read(u);
      return a === REFUSED ? t.failure(u, context) : t.success(a);
    },
    encode,
  );
  return Object.assign(codec, { read });
};

/** A codec that has read some texts before, and need not read those again. */
export interface KnowingCodec<A, O = A> extends ReadingCodec<A, O> {
  /** What this very text is read as, if it is known. */
  readonly known: (text: string) => A | undefined;
}

/** The same codec, which knows some texts. Law: what is known of a text is what the codec reads it as. */
export const knowing = <A, O>(
  codec: ReadingCodec<A, O>,
  known: (text: string) => A | undefined,
): KnowingCodec<A, O> =>
  Object.assign(
    leafCodec<A, O>(
      codec.name,
      codec.is,
      (u) => (typeof u === 'string' ? known(u) : undefined) ?? codec.read(u),
      codec.encode,
    ),
    { known },
  );

/** A codec that reads first, and validates what its reader refuses or cannot read without throwing. */
export const readingCodec = <A, O>(read: Read<A>, located: t.Type<A, O>): ReadingCodec<A, O> => {
  const codec = new t.Type<A, O>(
    located.name,
    located.is,
    (u, context) => {
      try {
        const a = read(u);
        if (a !== REFUSED) return t.success(a);
      } catch {
        // What throws when it is read is located below, field by field.
      }
      return located.validate(u, context);
    },
    located.encode,
  );
  return Object.assign(codec, { read });
};

/** The reader of any codec; of one that has none, its decoder without the reasons. */
export const readerOf = <A>(codec: t.Type<A, unknown>): Read<A> =>
  'read' in codec
    ? // SAFETY: only the codecs of this module have a member of this name.
      (codec as ReadingCodec<A, unknown>).read
    : (u) => {
        const decoded = codec.decode(u);
        return E.isRight(decoded) ? decoded.right : REFUSED;
      };
