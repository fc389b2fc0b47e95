/**
 * Writes a value as text such that different values get different texts: as JSON where JSON can, and by name where it cannot (NaN,
 * -0, undefined, big integers, dates, maps and sets).
 *
 * Some values hide what they hold: functions, symbols, promises, instances of classes with private fields. They are written by what
 * can be seen of them, and reported as opaque: two of them may be different and have the same text.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** How to write the values that the writer does not know. */
export interface TextOptions {
  /** Names an object, such as an actor; undefined if it has no name. */
  readonly nameOf?: (value: object) => string | undefined;
  /** Called with the path of a value, such as `items.0`, and what it is, for each value that hides what it holds. */
  readonly onOpaque?: (path: string, what: string) => void;
  /** Whether the value at a path is left out. */
  readonly isLeftOut?: (path: string) => boolean;
}

// -------------------------------------------------------------------------------------------------------- operations

const numberText = (n: number): string => (Object.is(n, -0) ? '-0' : String(n));

/** Writes a value that holds no others; undefined if it is none. */
const plainText = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return numberText(value);
    case 'bigint':
      return `${String(value)}n`;
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? 'null' : undefined;
    case 'function':
    case 'symbol':
      return undefined;
  }
};

const isPlain = (prototype: unknown): boolean =>
  prototype === null ||
  prototype === Object.prototype ||
  // A plain object of another realm.
  Object.getPrototypeOf(prototype) === null;

/** Names the class of an object, as far as it has one. */
const classOf = (prototype: unknown): string => {
  const made: unknown =
    typeof prototype === 'object' && prototype !== null
      ? Reflect.get(prototype, 'constructor')
      : undefined;
  return typeof made === 'function' && made.name !== '' ? made.name : 'Object';
};

/** The classes whose own enumerable fields are all that they hold, or that are written in another way. */
const hidesNothing = (value: object): boolean => value instanceof Error || value instanceof URL;

const none: ReadonlyArray<object> = [];

const objectText = (
  value: object,
  path: string,
  above: ReadonlyArray<object>,
  options: TextOptions,
): string => {
  const depth = above.indexOf(value);
  if (depth >= 0) return `^${String(above.length - depth)}`;
  const name = options.nameOf?.(value);
  if (name !== undefined) return name;
  const within = [...above, value];
  const member = (inner: unknown, key: string): string => {
    // Most values, for which nobody needs the path.
    const text = options.isLeftOut === undefined ? plainText(inner) : undefined;
    return text ?? textAt(inner, path === '' ? key : `${path}.${key}`, within, options);
  };
  if (Array.isArray(value))
    // Unlike `map`, `from` visits holes too.
    return `[${Array.from(value, (inner, i) => member(inner, String(i))).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = isPlain(prototype);
  if (!plain) {
    if (value instanceof Map)
      return `Map(${[...value].map(([key, inner], i) => `${member(key, String(i))}:${member(inner, String(i))}`).join(',')})`;
    if (value instanceof Set)
      return `Set(${[...value].map((inner, i) => member(inner, String(i))).join(',')})`;
    if (value instanceof Date) return `Date(${numberText(value.getTime())})`;
    if (value instanceof RegExp) return String(value);
    if (ArrayBuffer.isView(value) && Symbol.iterator in value)
      // SAFETY: the views that can be iterated are arrays of numbers or of big integers.
      return `${classOf(prototype)}(${[...(value as Uint8Array)].join(',')})`;
  }
  const fields = Object.entries(value)
    .map(([key, inner]) => {
      const text = member(inner, key);
      return text === '' ? '' : `${JSON.stringify(key)}:${text}`;
    })
    .filter((text) => text !== '')
    .join(',');
  if (plain) return `{${fields}}`;
  const kind = classOf(prototype);
  if (!hidesNothing(value)) options.onOpaque?.(path, `an instance of ${kind}`);
  if (value instanceof Error)
    return `${kind}(${JSON.stringify(value.message)}${fields && ','}${fields})`;
  if (value instanceof URL) return `URL(${value.href})`;
  return `${kind}{${fields}}`;
};

const textAt = (
  value: unknown,
  path: string,
  above: ReadonlyArray<object>,
  options: TextOptions,
): string => {
  if (options.isLeftOut?.(path) === true) return '';
  const plain = plainText(value);
  if (plain !== undefined) return plain;
  if (typeof value === 'function') {
    options.onOpaque?.(path, 'a function');
    return `function ${value.name}(${String(value)})`;
  }
  if (typeof value === 'object' && value !== null) return objectText(value, path, above, options);
  options.onOpaque?.(path, 'a symbol');
  return String(value);
};

/** Writes a value as text. */
export const valueText = (value: unknown, options: TextOptions = {}): string =>
  textAt(value, '', none, options);
