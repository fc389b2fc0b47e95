/**
 * UUIDs: their canonical form, and the codec of every id.
 *
 * Any 128-bit value is an id, not only the versions of RFC 9562, so `uuid`'s own `validate` is too strict.
 * Law: `parseUuid` is idempotent, and returns the same string for all forms of one 128-bit value.
 */
import type { Eq } from 'fp-ts/lib/Eq.js';
import type { IO } from 'fp-ts/lib/IO.js';
import type { Ord } from 'fp-ts/lib/Ord.js';
import * as S from 'fp-ts/lib/string.js';
import { v4 } from 'uuid';
import { RunId } from '../../machines/run.values.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';

/** A pattern of `count` digits, each written out: V8 compiles `{n}` to a loop, which takes twice as long. */
const digits = (count: number): string => '[0-9a-f]'.repeat(count);

/** The pattern of a canonical UUID. */
export const CANONICAL_FORM = [8, 4, 4, 4, 12].map(digits).join('-');

const CANONICAL = new RegExp(`^${CANONICAL_FORM}$`);
const HYPHENATED = new RegExp(`^${CANONICAL_FORM}$`, 'i');
const SIMPLE = /^[0-9a-f]{32}$/i;

const isCanonical = (text: string): boolean => text.length === 36 && CANONICAL.test(text);

const hyphenate = (simple: string): string =>
  `${simple.slice(0, 8)}-${simple.slice(8, 12)}-${simple.slice(12, 16)}-${simple.slice(16, 20)}-${simple.slice(20)}`;

const unwrap = (text: string): string =>
  text.startsWith('urn:uuid:')
    ? text.slice(9)
    : text.startsWith('{') && text.endsWith('}')
      ? text.slice(1, -1)
      : text;

/**
 * Converts a UUID to its canonical form: 36 characters, hyphenated, lower case. Returns `undefined` for any other string.
 *
 * Four forms are accepted, with digits in either case: hyphenated, 32 digits, after `urn:uuid:`, in braces.
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
  if (SIMPLE.test(text)) return hyphenate(text.toLowerCase());
  const inner = unwrap(text);
  return HYPHENATED.test(inner) ? inner.toLowerCase() : undefined;
};

const ZERO = '0'.charCodeAt(0);
/** Where the version of a UUID stands. */
const VERSION_AT = 14;

/** Tells whether an id is nil. Few other ids have version 0, and to compare all characters takes longer than to make a run. */
export const isNil = (id: unknown): boolean =>
  typeof id === 'string' && id.charCodeAt(VERSION_AT) === ZERO && id === RunId.nil;

/**
 * The codec of a kind of id, with its constructors and instances.
 * @category Values
 */
export interface IdCodec<Id extends string> extends FastCodec<Id, string> {
  /** Generates a random id (UUID version 4). */
  readonly generate: IO<Id>;
  /** The nil id. Constructors of runs refuse it as a run or task id; it is valid as an attempt id. */
  readonly nil: Id;
  /** Equality of the 128 bits. */
  readonly Eq: Eq<Id>;
  /** Byte order, for the tie-break of a scheduler. */
  readonly Ord: Ord<Id>;
}

/** Is this the codec of a kind of id? */
export const isIdCodec = (codec: object): codec is IdCodec<string> =>
  Object.hasOwn(codec, 'generate');

/**
 * Makes the codec of a kind of id. It decodes every form that {@link parseUuid} accepts to the canonical one; encoding is the
 * identity.
 */
export const idCodec = <Id extends string>(
  name: string,
  { nil }: Pick<IdCodec<Id>, 'nil'>,
): IdCodec<Id> => {
  // SAFETY: the casts below brand strings made by `parseUuid` or `v4`.
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
    // Canonical ids are lower-case hexadecimal with hyphens in fixed places, so string order is byte order.
    Ord: S.Ord,
  });
};
