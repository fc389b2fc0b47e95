/** Copies what can be changed in place: plain objects, arrays, maps, sets and dates. Everything else is shared. */

const copyOf = (value: unknown, copies: Map<object, unknown>): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  /** Registers the copy before its members are copied, so that a cycle ends. */
  const register = <A extends object>(copy: A): A => {
    // eslint-disable-next-line functional/immutable-data -- a local map
    copies.set(value, copy);
    return copy;
  };
  if (Array.isArray(value)) {
    const copy = register<Array<unknown>>([]);
    // eslint-disable-next-line functional/immutable-data -- fills a new array
    copy.push(...value.map((inner) => copyOf(inner, copies)));
    return copy;
  }
  if (value instanceof Date) return register(new Date(value));
  if (value instanceof Map) {
    const copy = register(new Map<unknown, unknown>());
    value.forEach((inner, key) => {
      // eslint-disable-next-line functional/immutable-data -- fills a new map
      copy.set(copyOf(key, copies), copyOf(inner, copies));
    });
    return copy;
  }
  if (value instanceof Set) {
    const copy = register(new Set());
    value.forEach((inner) => {
      // eslint-disable-next-line functional/immutable-data -- fills a new set
      copy.add(copyOf(inner, copies));
    });
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy = register<Record<string, unknown>>(
    prototype === null ? (Object.create(null) as Record<string, unknown>) : {},
  );
  Object.entries(value).forEach(([key, inner]) => {
    // eslint-disable-next-line functional/immutable-data -- fills a new object
    copy[key] = copyOf(inner, copies);
  });
  return copy;
};

/** Copies a value such that a change of the copy does not change the value. */
export const isolate = <A>(value: A): A =>
  // SAFETY: the copy has the shape of the value.
  copyOf(value, new Map()) as A;
