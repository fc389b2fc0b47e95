/**
 * Decode errors: io-ts's errors as records with a path, and as readable lines.
 *
 * Law: nothing here throws, and every line is short and safe to display, whatever the input.
 */
import type * as t from 'io-ts';
import { printable } from './printable.js';
import { isArray, UNREADABLE } from './untrusted.js';

/**
 * One error of an input.
 * @category Codecs
 */
export interface DecodeError {
  /** The location, as a JSON Pointer (RFC 6901); the empty string is the whole input. */
  readonly path: string;
  /** The expected value, in words. */
  readonly expected: string;
  /** The value that was found, shortened. */
  readonly found: string;
}

const MAX_FOUND_LENGTH = 60;

/** Describes a value by its kind. Never reads its fields, so no code of the value runs. */
const describe = (value: unknown): string => {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      // Cut before quoting: quoting a huge string would copy all of it.
      return value.length > MAX_FOUND_LENGTH
        ? `${JSON.stringify(value.slice(0, MAX_FOUND_LENGTH))}... (${String(value.length)} characters)`
        : JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return 'a bigint';
    case 'boolean':
      return String(value);
    case 'symbol':
      return value === UNREADABLE ? 'a field that throws when it is read' : 'a symbol';
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : isArray(value) ? 'an array' : 'an object';
  }
};

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const tagOf = (codec: object): unknown =>
  Object.hasOwn(codec, '_tag') ? (codec as { readonly _tag?: unknown })._tag : undefined;

/** Is this a union or intersection? Its members select a codec, not a value, so they are not part of the path. */
const choosesCodec = ({ type }: t.ContextEntry): boolean =>
  tagOf(type) === 'UnionType' || tagOf(type) === 'IntersectionType';

const pathOf = (context: t.Context): string => {
  const chooses = context.map(choosesCodec);
  return context
    .filter((_, i) => chooses[i - 1] === false) // the first entry is the whole input
    .map(({ key }) => `/${escapePointer(key)}`)
    .join('');
};

const locate = (error: t.ValidationError): DecodeError => ({
  path: pathOf(error.context),
  expected: error.message ?? error.context.at(-1)?.type.name ?? 'something else',
  found: printable(describe(error.value)),
});

const line = ({ path, expected, found }: DecodeError): string =>
  `at ${path === '' ? '/' : printable(path)}: expected ${expected}, found ${found}`;

/**
 * Converts io-ts's errors to {@link DecodeError}s, in order.
 *
 * @example
 * ```ts
 * import { decodeErrors, RunEventCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const decode = (u: unknown) => pipe(RunEventCodec.decode(u), E.mapLeft(decodeErrors))
 * assert.deepStrictEqual(decode({ type: 'lease' }), E.right({ type: 'lease' }))
 * assert.deepStrictEqual(
 *   decode({ type: 'lease', at: -1 }),
 *   E.left([{ path: '/at', expected: 'unix seconds (0 to 9007199254740991)', found: '-1' }]),
 * )
 * ```
 * @category Codecs
 */
export const decodeErrors = (errors: t.Errors): ReadonlyArray<DecodeError> => errors.map(locate);

/**
 * Formats io-ts's errors as readable lines.
 *
 * @example
 * ```ts
 * import { AttemptCount, formatDecodeErrors } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * assert.deepStrictEqual(
 *   pipe(AttemptCount.decode(-1), E.mapLeft(formatDecodeErrors)),
 *   E.left(['at /: expected u32 (0 to 4294967295), found -1']),
 * )
 * ```
 * @category Codecs
 */
export const formatDecodeErrors = (errors: t.Errors): ReadonlyArray<string> =>
  decodeErrors(errors).map(line);

const MAX_SUMMARIZED = 5;

/** Formats decode errors as one line: the first five, and the number of further ones. */
export const describeDecodeErrors = (errors: ReadonlyArray<DecodeError>): string => {
  const more = errors.length - MAX_SUMMARIZED;
  return [
    ...errors.slice(0, MAX_SUMMARIZED).map(line),
    ...(more > 0 ? [`and ${String(more)} more`] : []),
  ].join('; ');
};

/**
 * Formats io-ts's errors as one line: the first five, and the number of further ones.
 *
 * @example
 * ```ts
 * import { RunEventCodec, summarizeDecodeErrors } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const decode = (u: unknown) => pipe(RunEventCodec.decode(u), E.mapLeft(summarizeDecodeErrors))
 * assert.deepStrictEqual(decode({ type: 'lease' }), E.right({ type: 'lease' }))
 * assert.deepStrictEqual(
 *   decode({ type: 'attempt.start', at: '7' }),
 *   E.left(
 *     'at /attempt_id: expected a UUID (attempt id), found nothing; ' +
 *       'at /at: expected unix seconds (0 to 9007199254740991), found "7"',
 *   ),
 * )
 * ```
 * @category Codecs
 */
export const summarizeDecodeErrors = (errors: t.Errors): string =>
  describeDecodeErrors(decodeErrors(errors));
