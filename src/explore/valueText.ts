/**
 * Writes a value as text such that different values get different texts: as JSON where JSON can, and by name where it cannot (NaN,
 * -0, undefined, big integers, dates, maps and sets). What has no such text is refused: functions, symbols, promises, instances of
 * other classes, and cycles.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';

/** A part of a value that cannot be written: its path, such as `/items/0`, and what it is. */
export interface Unwritable {
  readonly path: string;
  readonly what: string;
}

type Text = E.Either<Unwritable, string>;

const refuse = (path: string, what: string): Text => E.left({ path, what });

const numberText = (n: number): string =>
  Object.is(n, -0) ? '-0' : Number.isFinite(n) ? JSON.stringify(n) : String(n);

/** Names the class of an object, as far as it has one. */
const classOf = (value: object): string => {
  const prototype: unknown = Object.getPrototypeOf(value);
  const made: unknown =
    typeof prototype === 'object' && prototype !== null
      ? Reflect.get(prototype, 'constructor')
      : '';
  return typeof made === 'function' && made.name !== '' ? made.name : 'an unknown class';
};

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const join = (open: string, texts: ReadonlyArray<Text>, close: string): Text =>
  pipe(
    E.sequenceArray(texts),
    E.map((all) => `${open}${all.join(',')}${close}`),
  );

const objectText = (value: object, path: string, above: ReadonlyArray<object>): Text => {
  if (above.includes(value)) return refuse(path, 'a cycle');
  const inner = (member: unknown, key: string): Text =>
    textAt(member, `${path}/${key}`, [...above, value]);
  if (Array.isArray(value))
    // Unlike `map`, `from` visits holes too.
    return join(
      '[',
      Array.from(value, (member, i) => inner(member, String(i))),
      ']',
    );
  if (value instanceof Map)
    return join(
      'Map(',
      [...value].map(([key, member], i) =>
        join('[', [inner(key, String(i)), inner(member, String(i))], ']'),
      ),
      ')',
    );
  if (value instanceof Set)
    return join(
      'Set(',
      [...value].map((member, i) => inner(member, String(i))),
      ')',
    );
  if (value instanceof Date) return E.right(`Date(${numberText(value.getTime())})`);
  if (!isPlain(value)) return refuse(path, `an instance of ${classOf(value)}`);
  return join(
    '{',
    Object.entries(value).map(([key, member]) =>
      pipe(
        inner(member, key),
        E.map((text) => `${JSON.stringify(key)}:${text}`),
      ),
    ),
    '}',
  );
};

const textAt = (value: unknown, path: string, above: ReadonlyArray<object>): Text => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return E.right(JSON.stringify(value));
    case 'number':
      return E.right(numberText(value));
    case 'bigint':
      return E.right(`${String(value)}n`);
    case 'undefined':
      return E.right('undefined');
    case 'function':
      return refuse(path, 'a function');
    case 'symbol':
      return refuse(path, 'a symbol');
    case 'object':
      return value === null ? E.right('null') : objectText(value, path, above);
  }
};

/** Writes a value as text. Errors: `Unwritable`, the first part that has no text. */
export const valueText = (value: unknown): E.Either<Unwritable, string> => textAt(value, '', []);
