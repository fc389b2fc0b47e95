/* eslint-disable functional/no-let, functional/no-loop-statements -- one loop over the items of an array that may be long */
/**
 * Values from outside, looked at without letting them throw.
 *
 * A getter or a proxy runs code of its own when it is read, and a revoked proxy throws at every question; here that
 * becomes a value.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';

/** What a field holds that could not be read because reading it threw. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

const attempt = (read: () => unknown): unknown =>
  pipe(
    E.tryCatch(read, () => UNREADABLE),
    E.toUnion,
  );

/** `Array.isArray`, total: a revoked proxy, for which it throws, is no array. */
export const isArray = (value: unknown): boolean => attempt(() => Array.isArray(value)) === true;

/** Is this an object that is no array, whose fields can be asked for with {@link readField}? */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isArray(value);

/** A field of an object, {@link UNREADABLE} if reading it throws, `undefined` if there is none. */
export const readField = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  attempt(() => record[key]);

/** What was thrown, as a text; not everything that can be thrown has one. */
export const textOfThrown = (thrown: unknown): string => {
  const text = attempt(() => String(thrown));
  return typeof text === 'string' ? text : 'something that has no text was thrown';
};

const LONGEST_ARRAY = 2 ** 32 - 1;

/** The items of an array, one by one; each that throws when it is read is {@link UNREADABLE}. */
export function* itemsOf(array: unknown): Generator<unknown, void> {
  // SAFETY: only asked of arrays, whose fields are their indices and their length.
  const items = array as Readonly<Record<string, unknown>>;
  const length = readField(items, 'length');
  if (typeof length !== 'number' || length > LONGEST_ARRAY) {
    yield UNREADABLE; // a proxy that lies about its length
    return;
  }
  for (let i = 0; i < length; i += 1) yield readField(items, String(i));
}
