/**
 * UUID text: the canonical form, and the codec that every id is made with.
 *
 * Any 128-bit value is an id here, not only the versions of RFC 9562, so `uuid`'s own `validate` is too strict.
 * Law: `parseUuid` is idempotent, and two texts of one 128-bit value parse to the same string.
 */
import type { Eq } from 'fp-ts/lib/Eq.js';
import type { IO } from 'fp-ts/lib/IO.js';
import type { Ord } from 'fp-ts/lib/Ord.js';
import * as S from 'fp-ts/lib/string.js';
import { v4 } from 'uuid';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';

/** So many digits, each written out: the engine makes straight code of that, and of `{n}` a loop that takes twice as long. */
const digits = (count: number): string => '[0-9a-f]'.repeat(count);

const FORM = `^${[8, 4, 4, 4, 12].map(digits).join('-')}$`;

const CANONICAL = new RegExp(FORM);
const HYPHENATED = new RegExp(FORM, 'i');
const SIMPLE = /^[0-9a-f]{32}$/i;

const isCanonical = (text: string): boolean => text.length === 36 && CANONICAL.test(text);

/** The longest accepted form is `urn:uuid:` and 36 characters; whatever is longer is refused unread. */
const LONGEST = 45;

const hyphenate = (simple: string): string =>
  `${simple.slice(0, 8)}-${simple.slice(8, 12)}-${simple.slice(12, 16)}-${simple.slice(16, 20)}-${simple.slice(20)}`;

const unwrap = (text: string): string =>
  text.startsWith('urn:uuid:')
    ? text.slice(9)
    : text.startsWith('{') && text.endsWith('}')
      ? text.slice(1, -1)
      : text;

/**
 * The canonical form (36 characters, hyphenated, lower case) of a UUID in any of the four accepted forms: hyphenated,
 * 32 digits, `urn:uuid:` and braced, digits in either case. `undefined` if the text is none of them.
 *
 * @example
 * ```ts
 * import { parseUuid } from 'runchart'
 *
 * assert.strictEqual(
 *   parseUuid('{0000000A-0000-0000-0000-000000000001}'),
 *   '0000000a-0000-0000-0000-000000000001',
 * )
 * assert.strictEqual(parseUuid('not a uuid'), undefined)
 * ```
 * @category Values
 */
export const parseUuid = (text: string): string | undefined => {
  if (isCanonical(text)) return text;
  if (text.length > LONGEST) return undefined;
  if (SIMPLE.test(text)) return hyphenate(text.toLowerCase());
  const inner = unwrap(text);
  return HYPHENATED.test(inner) ? inner.toLowerCase() : undefined;
};

/**
 * A kind of id: its io-ts codec, with the constructors and instances that belong to it.
 * @category Values
 */
export interface IdCodec<Id extends string> extends FastCodec<Id, string> {
  /** A fresh random id (UUID version 4). */
  readonly generate: IO<Id>;
  /** The nil id. Constructors of runs refuse it for runs and tasks; it is an ordinary attempt id. */
  readonly nil: Id;
  /** Equality of the 128 bits. */
  readonly Eq: Eq<Id>;
  /** Byte order, as a scheduler's tie-break needs it. */
  readonly Ord: Ord<Id>;
}

/**
 * The codec of one kind of id. Decoding takes every form that {@link parseUuid} takes and gives the canonical one;
 * encoding is the identity.
 */
export const idCodec = <Id extends string>(
  name: string,
  { nil }: Pick<IdCodec<Id>, 'nil'>,
): IdCodec<Id> => {
  // SAFETY: the casts below brand text that `parseUuid` or `v4` made; there is no other way to make an `Id`.
  const codec = leafCodec<Id, string>(
    name,
    (u): u is Id => typeof u === 'string' && isCanonical(u),
    (u) => (typeof u === 'string' ? ((parseUuid(u) ?? INVALID) as Id | typeof INVALID) : INVALID),
    (id) => id,
  );
  return Object.assign(codec, {
    generate: () => v4() as Id,
    nil,
    Eq: S.Eq,
    // Canonical text is lower-case hexadecimal with its hyphens in fixed places, so text order is byte order.
    Ord: S.Ord,
  });
};
