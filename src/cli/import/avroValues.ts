/**
 * Reads values of a schema from Avro in binary, as Avro's JSON writes them: a branch of a union is an object with its name, bytes are a
 * text.
 *
 * The library reads schemas. It is not asked to read values: it goes on beyond the end of the bytes, for as many items as they say.
 */
import type { Type } from 'avsc';
import avsc from 'avsc';
import * as E from 'fp-ts/lib/Either.js';

/** Reads the value that begins at a place, and finds where it ends: `undefined` if it goes on after the bytes, or why there is none. */
export type ValueReader = (
  bytes: Buffer,
  at: number,
) => E.Either<string, { readonly value: unknown; readonly end: number } | undefined>;

/** Bytes, and how far they are read. The first trouble ends all reading; later values mean nothing. */
interface Tap {
  readonly bytes: Buffer;
  at: number;
  depth: number;
  /** Empty if the value goes on after the bytes. */
  trouble: string | undefined;
}

type Read = (tap: Tap) => unknown;

/** How deep records may be in records. */
const MAX_DEPTH = 500;

// ---------------------------------------------------------------------------------------------------------- primitives

/** Returns a value, though it means nothing. */
const fail = (tap: Tap, trouble: string): null => {
  tap.trouble ??= trouble;
  return null;
};

/** Takes bytes, and returns where they begin, if there are so many. */
const take = (tap: Tap, length: number): number | null => {
  if (tap.trouble !== undefined) return null;
  if (length > tap.bytes.length - tap.at) return fail(tap, '');
  const from = tap.at;
  tap.at += length;
  return from;
};

const readByte = (tap: Tap): number => {
  const at = take(tap, 1);
  return at === null ? 0 : (tap.bytes[at] ?? 0);
};

/** An integer in zigzag order and in groups of seven bits, the lowest first. */
const readLong = (tap: Tap): number => {
  let low = 0;
  let high = 0;
  let byte = 0x80;
  for (let i = 0; byte >= 0x80 && i < 10; i += 1) {
    byte = readByte(tap);
    if (i < 4) low += (byte & 0x7f) << (7 * i);
    else high += (byte & 0x7f) * 2 ** (7 * (i - 4));
  }
  const half = high * 2 ** 27 + (low >>> 1);
  const value = (low & 1) === 1 ? -half - 1 : half;
  if (byte >= 0x80 || !Number.isSafeInteger(value)) fail(tap, 'a number has more than 53 bits');
  return value;
};

const readText =
  (encoding: 'utf8' | 'latin1', lengthOf: (tap: Tap) => number): Read =>
  (tap) => {
    const length = lengthOf(tap);
    if (length < 0) return fail(tap, 'a length is negative');
    const from = take(tap, length);
    return from === null ? null : tap.bytes.toString(encoding, from, from + length);
  };

const primitives: Readonly<Record<string, Read>> = {
  null: () => null,
  boolean: (tap) => readByte(tap) !== 0,
  int: readLong,
  long: readLong,
  float: (tap) => {
    const at = take(tap, 4);
    return at === null ? null : tap.bytes.readFloatLE(at);
  },
  double: (tap) => {
    const at = take(tap, 8);
    return at === null ? null : tap.bytes.readDoubleLE(at);
  },
  bytes: readText('latin1', readLong),
  string: readText('utf8', readLong),
};

// ------------------------------------------------------------------------------------------------------------ parts

/** Reads blocks of items until an empty one. Each item takes a byte at least. */
const readItems = (tap: Tap, readItem: Read): ReadonlyArray<unknown> => {
  const items: Array<unknown> = [];
  for (;;) {
    const count = readLong(tap);
    // A negative number of items is followed by the length of the block.
    if (count < 0) readLong(tap);
    for (let i = Math.abs(count); i > 0 && tap.trouble === undefined; i -= 1)
      items.push(readItem(tap));
    if (count === 0 || tap.trouble !== undefined) return items;
  }
};

const readEntry =
  (readValue: Read): Read =>
  (tap) => [primitives['string']?.(tap), readValue(tap)];

/** Makes the function that reads values of a type. Types hold themselves, so those of `made` are under way. */
const readerOf = (type: Type, made: Map<Type, Read>): Read => {
  const known = made.get(type);
  if (known !== undefined) return known;
  let own: Read = () => undefined;
  made.set(type, (tap) => own(tap));
  own = readerOfParts(type, made);
  return own;
};

const readerOfParts = (type: Type, made: Map<Type, Read>): Read => {
  const { types } = avsc;
  if (type instanceof types.ArrayType) {
    const readItem = readerOf(type.itemsType, made);
    return (tap) => readItems(tap, readItem);
  }
  if (type instanceof types.MapType) {
    // SAFETY: the declaration says `any`.
    const entry = readEntry(readerOf(type.valuesType as Type, made));
    // SAFETY: `readEntry` returns pairs.
    return (tap) => Object.fromEntries(readItems(tap, entry) as ReadonlyArray<[string, unknown]>);
  }
  if (type instanceof types.RecordType) {
    const fields = type.fields.map((field) => [field.name, readerOf(field.type, made)] as const);
    return (tap) => {
      if (tap.depth >= MAX_DEPTH)
        return fail(tap, `records are nested more than ${String(MAX_DEPTH)} deep`);
      tap.depth += 1;
      const record = Object.fromEntries(fields.map(([name, read]) => [name, read(tap)]));
      tap.depth -= 1;
      return record;
    };
  }
  if (type instanceof types.WrappedUnionType) {
    const branches = type.types.map(
      (branch) => [branch.branchName ?? '', readerOf(branch, made)] as const,
    );
    return (tap) => {
      const branch = branches[readLong(tap)];
      if (branch === undefined) return fail(tap, 'a union has no such branch');
      const [name, read] = branch;
      const value = read(tap);
      return value === null ? null : { [name]: value };
    };
  }
  if (type instanceof types.EnumType) {
    const { symbols } = type;
    return (tap) => symbols[readLong(tap)] ?? fail(tap, 'an enum has no such symbol');
  }
  if (type instanceof types.FixedType) return readText('latin1', () => type.size);
  return primitives[type.typeName] ?? ((tap) => fail(tap, `there is no type ${type.typeName}`));
};

// ------------------------------------------------------------------------------------------------------- operations

/** Makes the reader of a type. */
export const makeValueReader = (type: Type): ValueReader => {
  const read = readerOf(type, new Map());
  return (bytes, at) => {
    const tap: Tap = { bytes, at, depth: 0, trouble: undefined };
    const value = read(tap);
    if (tap.trouble === undefined) return E.right({ value, end: tap.at });
    return tap.trouble === '' ? E.right(undefined) : E.left(tap.trouble);
  };
};
