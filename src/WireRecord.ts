/**
 * Records on the wire: one codec from a record's fields, with snake_case names outside and camelCase inside.
 *
 * Unknown keys are ignored and never visited, so their number costs nothing. Every field that is wrong is reported, each
 * with its place. Decoded records are frozen.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { isRecord, readField } from './Untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/** `currentAttemptId` to `current_attempt_id`, as a type. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S;

/** The codecs of a record's fields, by their names in the model. */
export type Fields = Readonly<Record<string, t.Mixed>>;

/** No fields at all. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- a record without fields is meant
export type NoFields = Record<never, never>;

/** The record inside the program. */
export type ModelOf<Required extends Fields, Optional extends Fields> = {
  readonly [K in keyof Required]: t.TypeOf<Required[K]>;
} & { readonly [K in keyof Optional]?: t.TypeOf<Optional[K]> };

/** The record on the wire. */
export type WireOf<Required extends Fields, Optional extends Fields> = {
  readonly [K in keyof Required & string as SnakeCase<K>]: t.OutputOf<Required[K]>;
} & { readonly [K in keyof Optional & string as SnakeCase<K>]?: t.OutputOf<Optional[K]> };

// ------------------------------------------------------------------------------------------------------------ codecs

/** `currentAttemptId` to `current_attempt_id`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** A codec for a field that may be left out, and then has a value of its own. */
export const withDefault = <A, O>(codec: t.Type<A, O>, value: A): t.Type<A, O> =>
  new t.Type(
    codec.name,
    codec.is,
    (u, context) => (u === undefined ? E.right(value) : codec.validate(u, context)),
    codec.encode,
  );

/** A codec for a field that is none when it is `null` or left out, and some otherwise. */
export const optionFromNullable = <A>(
  codec: t.Type<A, string>,
): t.Type<O.Option<A>, string | null> =>
  new t.Type(
    `${codec.name} or null`,
    (u): u is O.Option<A> =>
      isRecord(u) &&
      (readField(u, '_tag') === 'None' ||
        (readField(u, '_tag') === 'Some' && codec.is(readField(u, 'value')))),
    (u, context) =>
      u === null || u === undefined
        ? t.success(O.none)
        : pipe(
            codec.validate(u, context),
            E.map((a) => Object.freeze(O.some(a))),
          ),
    (option) => (O.isNone(option) ? null : codec.encode(option.value)),
  );

/**
 * The codec of a record. A field of `optional` that is absent on the wire is absent in the model.
 *
 * @param name - what the record is called in errors, with its article: `a run`
 */
export const wireRecord = <Required extends Fields, Optional extends Fields = NoFields>(
  name: string,
  required: Required,
  optional?: Optional,
): t.Type<ModelOf<Required, Optional>, WireOf<Required, Optional>> => {
  const fields = Object.entries<t.Mixed>({ ...required, ...optional }).map(([key, codec]) => ({
    key,
    wire: snakeCase(key),
    codec,
    isOptional: optional !== undefined && Object.hasOwn(optional, key),
  }));
  const type: t.Type<
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>
  > = new t.Type(
    name,
    (u): u is Readonly<Record<string, unknown>> =>
      isRecord(u) &&
      fields.every(({ key, codec, isOptional }) => {
        const value = readField(u, key);
        return (isOptional && value === undefined) || codec.is(value);
      }),
    (u, context) => {
      if (!isRecord(u)) return t.failure(u, context, `${name} (an object)`);
      const decoded = fields.flatMap(({ key, wire, codec, isOptional }) => {
        const value = readField(u, wire);
        return isOptional && value === undefined
          ? []
          : [{ key, result: codec.validate(value, t.appendContext(context, wire, codec, value)) }];
      });
      const errors = decoded.flatMap(({ result }) => (E.isLeft(result) ? result.left : []));
      return errors.length > 0
        ? t.failures(errors)
        : t.success(
            Object.freeze(
              Object.fromEntries(
                decoded.flatMap(({ key, result }) =>
                  E.isRight(result) ? [[key, result.right]] : [],
                ),
              ),
            ),
          );
    },
    (model) =>
      Object.fromEntries(
        fields
          .filter(({ key, isOptional }) => !isOptional || model[key] !== undefined)
          .map(({ key, wire, codec }) => [wire, codec.encode(model[key])]),
      ),
  );
  // SAFETY: the types of the result say of the fields what their codecs do.
  return type as unknown as t.Type<ModelOf<Required, Optional>, WireOf<Required, Optional>>;
};

/**
 * The codec of one of several records, told apart by the text in one field.
 *
 * @param name - what the record is called in errors, with its article: `an event`
 * @param tag - the field that tells, of one name on the wire and in the model
 */
export const choiceOf = <A, O>(
  name: string,
  tag: string,
  choices: ReadonlyMap<unknown, t.Mixed>,
): t.Type<A, O> => {
  const known = new t.Type<string, string, unknown>(
    `one of ${[...choices.keys()].join(', ')}`,
    (u): u is string => choices.has(u),
    (u, context) => t.failure(u, context),
    (text) => text,
  );
  const choose = (u: unknown): t.Mixed | undefined =>
    isRecord(u) ? choices.get(readField(u, tag)) : undefined;
  return new t.Type<A, O, unknown>(
    name,
    (u): u is A => choose(u)?.is(u) ?? false,
    (u, context) => {
      if (!isRecord(u)) return t.failure(u, context, `${name} (an object)`);
      const value = readField(u, tag);
      const chosen = choices.get(value);
      return chosen === undefined
        ? t.failure(value, t.appendContext(context, tag, known, value))
        : // SAFETY: the codec was chosen by the tag, and decodes the member of the union that has it.
          (chosen.validate(u, context) as t.Validation<A>);
    },
    // SAFETY: what is encoded is an `A`, so its tag is one of those known.
    (model) => choose(model)?.encode(model) as O,
  );
};
