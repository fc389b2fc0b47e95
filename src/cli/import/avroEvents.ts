/**
 * Reads the events of a job history of Hadoop that is Avro in binary: a line with the schema, then one value after the other, without a
 * container around them. Loaded on demand.
 */
import type { Type } from 'avsc';
import avsc from 'avsc';
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../../codec/JsonText.js';
import { printable } from '../../codec/printable.js';
import { limits, mebibytes } from '../limits.js';
import type { ValueReader } from './avroValues.js';
import { makeValueReader } from './avroValues.js';

/** Reads events from bytes. */
export interface EventReader {
  /** Takes the bytes after the first line. Returns the events that they complete, or why there can be no more. */
  readonly push: (bytes: Buffer) => ReadonlyArray<E.Either<string, unknown>>;
  readonly end: () => ReadonlyArray<E.Either<string, unknown>>;
}

const LF = 0x0a;

// ----------------------------------------------------------------------------------------------------------- schemas

/** Does a value of the type take no bytes? A record that holds itself is none: it has no end. */
const isEmpty = (type: Type, known: Map<Type, boolean>): boolean => {
  const { FixedType, RecordType } = avsc.types;
  if (type instanceof FixedType) return type.size === 0;
  if (!(type instanceof RecordType)) return type.typeName === 'null';
  const is = known.get(type);
  if (is !== undefined) return is;
  known.set(type, false);
  known.set(
    type,
    type.fields.every((field) => isEmpty(field.type, known)),
  );
  return isEmpty(type, known);
};

/** The types of which values of a type are made. */
const partsOf = (type: Type): ReadonlyArray<Type> => {
  const { types } = avsc;
  if (type instanceof types.ArrayType) return [type.itemsType];
  // SAFETY: the declaration says `any`.
  if (type instanceof types.MapType) return [type.valuesType as Type];
  if (type instanceof types.RecordType) return type.fields.map((field) => field.type);
  return type instanceof types.WrappedUnionType ? type.types : [];
};

/**
 * Finds a value, an item or a field that takes no bytes. Of those, a few bytes could hold any number; without them, an event takes memory
 * in proportion to its bytes.
 */
const findEmpty = (root: Type): Type | undefined => {
  const known = new Map<Type, boolean>();
  if (isEmpty(root, known)) return root;
  const seen = new Set([root]);
  for (const type of seen)
    for (const part of partsOf(type)) {
      if (!(type instanceof avsc.types.WrappedUnionType) && isEmpty(part, known)) return part;
      seen.add(part);
    }
  return undefined;
};

const schemaType = (text: string): E.Either<string, Type> => {
  const json = parseJson(text);
  if (E.isLeft(json)) return E.left(`the second line is no schema of Avro: ${json.left.message}`);
  return E.tryCatch(
    () => {
      // SAFETY: `forSchema` checks the schema itself, and throws.
      const type = avsc.Type.forSchema(json.right as never, { wrapUnions: true });
      const empty = findEmpty(type);
      if (empty !== undefined)
        throw new Error(`a value of type ${empty.toString()} takes no bytes`);
      return type;
    },
    (error) => `the second line is no schema of Avro: ${printable(E.toError(error).message)}`,
  );
};

// ----------------------------------------------------------------------------------------------------------- reading

/** Makes a reader. Unions are read as Avro's JSON writes them: an object with the name of the branch. */
export const makeEventReader = (): EventReader => {
  let readValue: ValueReader | undefined;
  /** The bytes that no event was made of yet. */
  let pending: Array<Buffer> = [];
  let size = 0;
  /** How many there must be before they are tried: an event of many chunks is not copied and tried again for each of them. */
  let enough = 0;
  let hasFailed = false;

  const keep = (rest: Buffer): void => {
    pending = [rest];
    size = rest.length;
    enough = Math.min(2 * size, limits().line);
  };

  const fail = (message: string): ReadonlyArray<E.Either<string, unknown>> => {
    hasFailed = true;
    pending = [];
    size = 0;
    return [E.left(message)];
  };

  const readEvents = (readValue: ValueReader): ReadonlyArray<E.Either<string, unknown>> => {
    const bytes = Buffer.concat(pending);
    const events: Array<E.Either<string, unknown>> = [];
    let at = 0;
    while (at < bytes.length) {
      const read = readValue(bytes, at);
      if (E.isLeft(read)) return [...events, ...fail(`no event of the schema: ${read.left}`)];
      // The event goes on in the next chunk.
      if (read.right === undefined) break;
      events.push(E.right(read.right.value));
      at = read.right.end;
    }
    keep(bytes.subarray(at));
    return events;
  };

  const push = (bytes: Buffer): ReadonlyArray<E.Either<string, unknown>> => {
    // A copy, because the bytes of a chunk are overwritten.
    pending.push(Buffer.from(bytes));
    size += bytes.length;
    if (readValue === undefined) {
      if (!bytes.includes(LF)) return size > limits().line ? fail('there is no schema') : [];
      const all = Buffer.concat(pending);
      const end = all.indexOf(LF);
      const read = schemaType(all.toString('utf8', 0, end));
      if (E.isLeft(read)) return fail(read.left);
      readValue = makeValueReader(read.right);
      keep(all.subarray(end + 1));
    } else if (size < enough) return [];
    const events = readEvents(readValue);
    return size <= limits().line
      ? events
      : [
          ...events,
          ...fail(`an event is longer than ${mebibytes(limits().line)}, the limit of --max-line`),
        ];
  };

  return {
    push: (bytes) => (hasFailed ? [] : push(bytes)),
    end: () => {
      if (hasFailed) return [];
      const events = readValue === undefined ? [] : readEvents(readValue);
      return readValue !== undefined && size === 0
        ? events
        : [...events, ...fail('the file ends in the middle of an event')];
    },
  };
};
