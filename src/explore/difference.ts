/** Finds where two values differ: the paths of their members that do. */
import { pathPattern } from './Identity.js';

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/**
 * Lists the paths, such as `todos.*.id`, at which two values differ. A member that only one of them has, and a list of another
 * length, differ as a whole.
 *
 * @param same - compares values that are no plain objects or arrays
 */
export const differences = (
  one: unknown,
  other: unknown,
  same: (one: unknown, other: unknown) => boolean,
  path = '',
): ReadonlyArray<string> => {
  if (one === other) return [];
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return [
      ...new Set(one.flatMap((member, i) => differences(member, other[i], same, at(String(i))))),
    ];
  if (isPlain(one) && isPlain(other))
    return [
      ...new Set(
        [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
          differences(one[key], other[key], same, at(key)),
        ),
      ),
    ];
  return same(one, other) ? [] : [pathPattern(path)];
};
