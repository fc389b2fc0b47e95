/** `Json`: the values that the store keeps, and what it does not take. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { printable } from '../codec/printable.js';
import { textOfThrown } from '../codec/untrusted.js';

/**
 * A value of JSON.
 * @category Stores
 */
export type Json =
  null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json };

/**
 * A value that a column of JSON cannot hold, or that would come back as another one.
 * @category Errors
 */
export interface NotStorable {
  readonly _tag: 'NotStorable';
  /** The JSON Pointer of the value. */
  readonly path: string;
  readonly reason: string;
}

/** How deep a value may be: PostgreSQL reads JSON recursively. */
const MAX_DEPTH = 1000;

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

const wrongWith = (text: string): string | undefined =>
  text.includes('\0')
    ? 'the character U+0000, which PostgreSQL cannot store'
    : loneSurrogate.test(text)
      ? 'half of a surrogate pair'
      : undefined;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const escape = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const check = (value: unknown, path: string, depth: number): E.Either<NotStorable, undefined> => {
  const no = (reason: string): E.Either<NotStorable, never> =>
    E.left({ _tag: 'NotStorable', path, reason });
  if (value === null || typeof value === 'boolean') return E.right(undefined);
  if (typeof value === 'number')
    return Number.isFinite(value) ? E.right(undefined) : no(`the number ${value}`);
  if (typeof value === 'string') {
    const wrong = wrongWith(value);
    return wrong === undefined ? E.right(undefined) : no(wrong);
  }
  if (typeof value !== 'object') return no(`a value of type ${typeof value}`);
  if (depth > MAX_DEPTH) return no(`more than ${MAX_DEPTH} values inside one another`);
  if (Array.isArray(value))
    return pipe(
      // A hole is read as undefined.
      Array.from<unknown>(value),
      E.traverseArrayWithIndex((i, item) => check(item, `${path}/${i}`, depth + 1)),
      E.map(() => undefined),
    );
  if (!isPlain(value)) return no(`an object of class ${value.constructor.name}`);
  return pipe(
    Object.entries(value),
    E.traverseArray(([key, item]: [string, unknown]) => {
      const wrong = wrongWith(key);
      if (wrong !== undefined) return no(`a key with ${wrong}`);
      // As in JSON.stringify, an undefined field is absent.
      return item === undefined
        ? E.right(undefined)
        : check(item, `${path}/${escape(key)}`, depth + 1);
    }),
    E.map(() => undefined),
  );
};

/**
 * Writes a value as JSON that comes back as it was. Undefined becomes null.
 *
 * Errors: `NotStorable` for a value that JSON has not (a `Date`, a bigint, NaN, an object with a class), and for a text that PostgreSQL
 * cannot store.
 */
export const encodeJson = (value: unknown): E.Either<NotStorable, string> =>
  value === undefined
    ? E.right('null')
    : pipe(
        // A getter or a proxy runs code of its own when it is read.
        E.tryCatch(
          () =>
            pipe(
              check(value, '', 0),
              E.map(() => JSON.stringify(value)),
            ),
          (thrown): NotStorable => ({
            _tag: 'NotStorable',
            path: '',
            reason: `a value that cannot be read: ${textOfThrown(thrown)}`,
          }),
        ),
        E.flatten,
      );

/** The text of a value that cannot be stored. */
export const notStorableMessage = ({ path, reason }: NotStorable): string =>
  printable(`cannot store ${reason}${path === '' ? '' : ` at ${path}`}`);
