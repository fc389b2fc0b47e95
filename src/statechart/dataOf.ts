/* eslint-disable functional/no-let -- one budget for a whole value */
/**
 * What is data in a value of anybody's: parameters, `meta`, outputs. Machines put components, actors and whole documents there.
 *
 * Laws: what it returns survives JSON unchanged, and is of bounded size; it never throws.
 */
import { isArray, isRecord, itemsOf, readField } from '../codec/untrusted.js';

/** The number of values, and the depth, beyond which the rest is left out. */
const MAX_VALUES = 10_000;
const MAX_DEPTH = 32;

/** The text of a date, undefined for an invalid one, and any other object itself. `instanceof` throws for a revoked proxy. */
const withoutDate = (u: object): unknown => {
  try {
    if (!(u instanceof Date)) return u;
    return Number.isNaN(u.getTime()) ? undefined : u.toISOString();
  } catch {
    return undefined;
  }
};

/**
 * Copies what is data in a value: functions, symbols, cycles, fields that throw, and whatever exceeds the limits are left out.
 * Returns undefined if nothing is left.
 */
export const dataOf = (value: unknown): unknown => {
  let left = MAX_VALUES;

  const copy = (u: unknown, above: ReadonlyArray<unknown>): unknown => {
    left -= 1;
    if (left < 0) return undefined;
    if (typeof u === 'string' || typeof u === 'boolean' || u === null) return u;
    // JSON has neither NaN nor an infinity, and -0 becomes 0 there.
    if (typeof u === 'number') return Number.isFinite(u) ? u + 0 : undefined;
    if (typeof u !== 'object') return undefined;
    if (above.length === MAX_DEPTH || above.includes(u) || ArrayBuffer.isView(u)) return undefined;
    if (isArray(u))
      // As in JSON, an item that is no data is null, so that the others keep their places.
      return [...limited(itemsOf(u))].map((item) => copy(item, [...above, u]) ?? null);
    const undated = withoutDate(u);
    if (undated !== u) return undated;
    if (!isRecord(u)) return undefined;
    return Object.fromEntries(
      keysOf(u).flatMap((key) => {
        const field = copy(readField(u, key), [...above, u]);
        return field === undefined ? [] : [[key, field]];
      }),
    );
  };

  /** The first items, as many as there is room for. */
  const limited = (items: Iterable<unknown>): ReadonlyArray<unknown> => {
    const taken: Array<unknown> = [];
    // eslint-disable-next-line functional/no-loop-statements -- ends before the items do
    for (const item of items) {
      if (taken.length >= left) break;
      // eslint-disable-next-line functional/immutable-data -- a local list
      taken.push(item);
    }
    return taken;
  };

  const keysOf = (record: object): ReadonlyArray<string> => {
    try {
      return Object.keys(record).filter((key) => key !== '__proto__');
    } catch {
      return []; // a revoked proxy
    }
  };

  return copy(value, []);
};
