/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a codec fills a new record or list before it returns it */
/**
 * Codecs of records, made from the codecs of their fields: names are in snake_case on the wire and in camelCase in the model.
 *
 * Unknown keys are ignored and never visited, so they cost nothing. Every invalid field is reported with its path. Decoded records
 * are frozen.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { FastCodec, InterningCodec, TryDecode } from './FastCodec.js';
import { fastCodec, INVALID, leafCodec, tryDecodeOf } from './FastCodec.js';
import { isArray, isRecord, itemsOf, readField } from './untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/** {@link snakeCase} as a type. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S;

/** The codecs of a record's fields, by model name. */
export type Fields = Readonly<Record<string, t.Mixed>>;

/** No fields at all. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- means a record without fields
export type NoFields = Record<never, never>;

/** The record in the model. */
export type ModelOf<Required extends Fields, Optional extends Fields> = {
  readonly [K in keyof Required]: t.TypeOf<Required[K]>;
} & { readonly [K in keyof Optional]?: t.TypeOf<Optional[K]> };

/** The record on the wire. */
export type WireOf<Required extends Fields, Optional extends Fields> = {
  readonly [K in keyof Required & string as SnakeCase<K>]: t.OutputOf<Required[K]>;
} & { readonly [K in keyof Optional & string as SnakeCase<K>]?: t.OutputOf<Optional[K]> };

// ------------------------------------------------------------------------------------------------------------ codecs

/** Converts a name to snake_case: `currentAttemptId` to `current_attempt_id`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** The codec of a field with a default value. */
export const withDefault = <A, O>(codec: FastCodec<A, O>, value: A): FastCodec<A, O> =>
  leafCodec(
    codec.name,
    codec.is,
    (u) => (u === undefined ? value : codec.tryDecode(u)),
    codec.encode,
  );

/** The codec of an optional field, with the codec of its value. */
export interface OptionCodec<A, Out> extends FastCodec<O.Option<A>, Out | null> {
  readonly item: FastCodec<A, Out>;
}

/** Is this the codec of an optional field? */
export const isOptionCodec = (codec: object): codec is OptionCodec<unknown, unknown> =>
  Object.hasOwn(codec, 'item');

/** The codec of an optional field: `null` or an absent field decodes to none. */
export const optionFromNullable = <A, Out>(codec: FastCodec<A, Out>): OptionCodec<A, Out> =>
  Object.assign(optionalLeaf(codec), { item: codec });

const optionalLeaf = <A, Out>(codec: FastCodec<A, Out>): FastCodec<O.Option<A>, Out | null> =>
  leafCodec(
    `${codec.name} or null`,
    (u): u is O.Option<A> =>
      isRecord(u) &&
      (readField(u, '_tag') === 'None' ||
        (readField(u, '_tag') === 'Some' && codec.is(readField(u, 'value')))),
    (u) => {
      if (u === null || u === undefined) return O.none;
      const a = codec.tryDecode(u);
      return a === INVALID ? INVALID : Object.freeze(O.some(a));
    },
    (option) => (O.isNone(option) ? null : codec.encode(option.value)),
  );

/** The codec of a field with one constant string. */
export const constant = <A extends string>(text: A): FastCodec<A> => {
  const is = (u: unknown): u is A => u === text;
  return leafCodec(
    JSON.stringify(text),
    is,
    (u) => (is(u) ? text : INVALID),
    (a) => a,
  );
};

/** The codec of a field with one of some constants. */
export const oneOf = <const A>(name: string, constants: ReadonlyArray<A>): FastCodec<A> => {
  const is = (u: unknown): u is A => (constants as ReadonlyArray<unknown>).includes(u);
  return leafCodec(
    name,
    is,
    (u) => (is(u) ? u : INVALID),
    (a) => a,
  );
};

/** Decoding a list stops after this many errors. */
const MAX_ERRORS = 1000;

/** The codec of a list. Like record codecs it never throws. Reports the errors of all items, up to about a thousand. */
export const listOf = <A, O>(
  name: string,
  item: t.Type<A, O>,
): t.Type<ReadonlyArray<A>, ReadonlyArray<O>> =>
  new t.Type(
    name,
    (u): u is ReadonlyArray<A> => {
      if (!isArray(u)) return false;
      for (const value of itemsOf(u)) if (!item.is(value)) return false;
      return true;
    },
    (u, context) => {
      if (!isArray(u)) return t.failure(u, context);
      const items: Array<A> = [];
      const errors: Array<t.ValidationError> = [];
      let index = 0;
      for (const value of itemsOf(u)) {
        const here = t.appendContext(context, String(index), item, value);
        const result = item.validate(value, here);
        index += 1;
        if (E.isRight(result)) items.push(result.right);
        else errors.push(...result.left);
        if (errors.length >= MAX_ERRORS) break;
      }
      return errors.length > 0 ? t.failures(errors) : t.success(items);
    },
    (items) => items.map((a) => item.encode(a)),
  );

/**
 * A field of a record.
 *
 * @internal
 */
export interface Field {
  readonly key: string;
  readonly wire: string;
  readonly codec: t.Mixed;
  readonly tryDecode: TryDecode<unknown>;
  /** Finds the known value of a string, if the codec can. */
  readonly lookup: ((text: string) => unknown) | undefined;
  readonly isOptional: boolean;
}

/**
 * The codec of a record, with its fields.
 *
 * @internal
 */
export interface RecordCodec<A, O> extends FastCodec<A, O> {
  readonly fields: ReadonlyArray<Field>;
}

/**
 * The fields of a record codec; none for any other codec.
 *
 * @internal
 */
export const fieldsOf = (codec: object | undefined): ReadonlyArray<Field> =>
  codec !== undefined && Object.hasOwn(codec, 'fields')
    ? // SAFETY: only record codecs have a member `fields`.
      (codec as RecordCodec<unknown, unknown>).fields
    : [];

/**
 * The codec of a union of records, with its members.
 *
 * @internal
 */
export interface ChoiceCodec<A, O> extends FastCodec<A, O> {
  /** The field that selects the member. */
  readonly tag: string;
  readonly choices: ReadonlyMap<unknown, t.Mixed>;
}

type UnknownRecord = Readonly<Record<string, unknown>>;

const tryDecodeRecord =
  (fields: ReadonlyArray<Field>): TryDecode<UnknownRecord> =>
  (u) => {
    if (typeof u !== 'object' || u === null || Array.isArray(u)) return INVALID;
    const model: Record<string, unknown> = {};
    for (const { key, wire, tryDecode, isOptional } of fields) {
      const value = (u as UnknownRecord)[wire];
      if (isOptional && (value === undefined || value === null)) continue;
      const a = tryDecode(value);
      if (a === INVALID) return INVALID;
      model[key] = a;
    }
    return Object.freeze(model);
  };

/** Decodes a record and collects all errors. Reads each field once, because a getter may return different values. */
const validateRecord =
  (name: string, fields: ReadonlyArray<Field>): t.Validate<unknown, UnknownRecord> =>
  (u, context) => {
    if (!isRecord(u)) return t.failure(u, context, `${name} (an object)`);
    const errors: Array<t.ValidationError> = [];
    const model: Record<string, unknown> = {};
    for (const { key, wire, codec, isOptional } of fields) {
      const value = readField(u, wire);
      if (isOptional && (value === undefined || value === null)) continue;
      const result = codec.validate(value, t.appendContext(context, wire, codec, value));
      if (E.isRight(result)) model[key] = result.right;
      else errors.push(...result.left);
    }
    return errors.length > 0 ? t.failures(errors) : t.success(Object.freeze(model));
  };

/**
 * Makes the codec of a record. An `optional` field that is absent or null on the wire is absent in the model.
 *
 * @param name - the name of the record in errors, with its article: `a run`
 * @param tryDecode - a faster decoder with the same results as the codecs of the fields
 */
export const wireRecord = <Required extends Fields, Optional extends Fields = NoFields>(
  name: string,
  required: Required,
  optional?: Optional,
  tryDecode?: TryDecode<ModelOf<Required, Optional>>,
): RecordCodec<ModelOf<Required, Optional>, WireOf<Required, Optional>> => {
  const fields: ReadonlyArray<Field> = Object.entries<t.Mixed>({ ...required, ...optional }).map(
    ([key, codec]) => ({
      key,
      wire: snakeCase(key),
      codec,
      tryDecode: tryDecodeOf(codec),
      lookup: Object.hasOwn(codec, 'lookup')
        ? (codec as InterningCodec<unknown, unknown>).lookup
        : undefined,
      isOptional: optional !== undefined && Object.hasOwn(optional, key),
    }),
  );
  const located = new t.Type<UnknownRecord>(
    name,
    (u): u is UnknownRecord =>
      isRecord(u) &&
      fields.every(({ key, codec, isOptional }) => {
        const value = readField(u, key);
        return (isOptional && value === undefined) || codec.is(value);
      }),
    validateRecord(name, fields),
    (model) => {
      const record: Record<string, unknown> = {};
      for (const { key, wire, codec, isOptional } of fields) {
        const value = model[key];
        if (!isOptional || value !== undefined) record[wire] = codec.encode(value);
      }
      return record;
    },
  );
  // SAFETY: the result types are derived from the codecs of the fields.
  const codec = fastCodec(
    tryDecode ?? (tryDecodeRecord(fields) as TryDecode<ModelOf<Required, Optional>>),
    located as unknown as t.Type<ModelOf<Required, Optional>, WireOf<Required, Optional>>,
  );
  return Object.assign(codec, { fields });
};

/**
 * Makes the codec of a union of records that one field tells apart.
 *
 * @param name - the name of the record in errors, with its article: `an event`
 * @param tag - the field that selects the member; its name is the same on the wire and in the model
 * @param expected - the name of the field's value in errors; default: a list of the choices
 */
export const choiceOf = <A, O>(
  name: string,
  tag: string,
  choices: ReadonlyMap<unknown, t.Mixed>,
  expected = `one of ${[...choices.keys()].join(', ')}`,
): ChoiceCodec<A, O> => {
  const known = oneOf(expected, [...choices.keys()]);
  const choose = (u: unknown): t.Mixed | undefined =>
    isRecord(u) ? choices.get(readField(u, tag)) : undefined;
  const located = new t.Type<A, O>(
    name,
    (u): u is A => choose(u)?.is(u) ?? false,
    (u, context) => {
      if (!isRecord(u)) return t.failure(u, context, `${name} (an object)`);
      const value = readField(u, tag);
      const chosen = choices.get(value);
      return chosen === undefined
        ? t.failure(value, t.appendContext(context, tag, known, value))
        : // SAFETY: the codec selected by the tag decodes that member of the union.
          (chosen.validate(u, context) as t.Validation<A>);
    },
    // SAFETY: an `A` has one of the known tags.
    (model) => choose(model)?.encode(model) as O,
  );
  const decoders = new Map([...choices].map(([value, codec]) => [value, tryDecodeOf(codec)]));
  const codec = fastCodec<A, O>((u) => {
    if (typeof u !== 'object' || u === null || Array.isArray(u)) return INVALID;
    // SAFETY: as above, the decoder selected by the tag decodes that member.
    const tryDecode = decoders.get((u as UnknownRecord)[tag]) as TryDecode<A> | undefined;
    return tryDecode === undefined ? INVALID : tryDecode(u);
  }, located);
  return Object.assign(codec, { tag, choices });
};
