/* eslint-disable functional/no-let, functional/no-loop-statements -- one loop over the items of a possibly long array */
/**
 * Reads untrusted values, and never throws.
 *
 * Reading a getter or a proxy runs its code, and every operation on a revoked proxy throws. Here such a failure becomes a value.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';

/** The value of a field that threw when it was read. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

const attempt = (read: () => unknown): unknown =>
  pipe(
    E.tryCatch(read, () => UNREADABLE),
    E.toUnion,
  );

/** A total `Array.isArray`: a revoked proxy, for which `Array.isArray` throws, is not an array. */
export const isArray = (value: unknown): boolean => attempt(() => Array.isArray(value)) === true;

/** Is this an object but not an array? Then {@link readField} can read its fields. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isArray(value);

/** Reads a field of an object; {@link UNREADABLE} if that throws, `undefined` if the field is absent. */
export const readField = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  attempt(() => record[key]);

/** Converts a thrown value to a string, even one whose `toString` throws. */
export const textOfThrown = (thrown: unknown): string => {
  const text = attempt(() => String(thrown));
  return typeof text === 'string' ? text : 'an unprintable value was thrown';
};

/**
 * Whether JSON nests at most `depth` levels. What nests deeper was made to harm: `JSON.parse` reads any depth, and a recursion over it,
 * that of `JSON.stringify` too, exhausts the stack.
 */
export const isShallow = (json: unknown, depth: number): boolean =>
  typeof json !== 'object' ||
  json === null ||
  (depth > 0 && Object.values(json).every((value) => isShallow(value, depth - 1)));

const MAX_ARRAY_LENGTH = 2 ** 32 - 1;

/** Yields the items of an array; {@link UNREADABLE} for an item that throws when it is read. */
export function* itemsOf(array: unknown): Generator<unknown, void> {
  // SAFETY: only called with arrays, whose fields are their indices and their length.
  const items = array as Readonly<Record<string, unknown>>;
  const length = readField(items, 'length');
  if (typeof length !== 'number' || length > MAX_ARRAY_LENGTH) {
    yield UNREADABLE; // a proxy that lies about its length
    return;
  }
  for (let i = 0; i < length; i += 1) yield readField(items, String(i));
}
