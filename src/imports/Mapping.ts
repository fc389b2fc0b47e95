/**
 * `Mapping`: how the records of another engine become the ops of runs, as data.
 *
 * A record is a row of a table (a job as it is now), or an event. The first rule that takes a record says which run it is about, and
 * what happened: the states that the run entered, each with its instant. The importer finds the ops between them.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closest } from '../codec/closest.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { isRecord } from '../codec/untrusted.js';
import type { Fields, ModelOf, NoFields } from '../codec/WireRecord.js';
import { listOf, oneOf, wireRecord } from '../codec/WireRecord.js';
import { RunState } from '../run/RunState.js';
import { numericTimeUnits } from '../values/TimeUnit.js';
import { isPath, isTemplate, PATH_FORM, TEMPLATE_FORM } from './expressions.js';

// ------------------------------------------------------------------------------------------------------------ codecs

const textWhere = (name: string, holds: (text: string) => boolean): FastCodec<string> => {
  const is = (u: unknown): u is string => typeof u === 'string' && holds(u);
  return leafCodec(
    name,
    is,
    (u) => (is(u) ? u : INVALID),
    (text) => text,
  );
};

const Path = textWhere(PATH_FORM, isPath);
const Template = textWhere(TEMPLATE_FORM, isTemplate);
const Text = textWhere('text', (text) => text !== '');
const Texts = listOf('a list of texts', Text);
const Key = textWhere('the name of a member, or two with a point between them', (text) =>
  /^[^.]+(?:\.[^.]+)?$/.test(text),
);

/** A scalar of JSON: what a field is compared with. */
const Scalar: t.Type<string | number | boolean> = new t.Type(
  'text, a number, true or false',
  (u): u is string | number | boolean =>
    typeof u === 'string' || typeof u === 'boolean' || Number.isFinite(u),
  (u, context) =>
    typeof u === 'string' || typeof u === 'boolean' || (typeof u === 'number' && Number.isFinite(u))
      ? t.success(u)
      : t.failure(u, context),
  (scalar) => scalar,
);

const Scalars = listOf('a list of values', Scalar) as t.Type<
  ReadonlyArray<string | number | boolean>,
  unknown
>;

const Yes = leafCodec<true, true>(
  'true',
  (u): u is true => u === true,
  (u) => (u === true ? true : INVALID),
  (yes) => yes,
);
const Flag = leafCodec<boolean, boolean>(
  'true or false',
  (u): u is boolean => typeof u === 'boolean',
  (u) => (typeof u === 'boolean' ? u : INVALID),
  (flag) => flag,
);

/** The codec of a record that has no other fields than these: a field that is misspelled must not be ignored. */
const closed = <Required extends Fields, Optional extends Fields = NoFields>(
  name: string,
  required: Required,
  optional?: Optional,
): t.Type<ModelOf<Required, Optional>, unknown> => {
  const codec = wireRecord(name, required, optional);
  const known = [...Object.keys(required), ...Object.keys(optional ?? {})];
  return new t.Type<ModelOf<Required, Optional>, unknown>(
    name,
    codec.is,
    (u, context) => {
      const unknown = isRecord(u) ? Object.keys(u).filter((key) => !known.includes(key)) : [];
      const decoded = codec.validate(u, context);
      if (unknown.length === 0) return decoded;
      const errors = unknown.map((key): t.ValidationError => {
        const near = closest(key, known);
        return {
          // SAFETY: there are unknown keys only in a record.
          value: (u as Readonly<Record<string, unknown>>)[key],
          context: t.appendContext(context, key, t.unknown),
          message: `no such field${near === undefined ? ` (there are ${known.join(', ')})` : ` (perhaps ${near})`}`,
        };
      });
      return t.failures(E.isLeft(decoded) ? [...errors, ...decoded.left] : errors);
    },
    codec.encode,
  );
};

/** The codec of values of another one that are whole: fields that need one another are there. */
const whole = <A>(
  codec: t.Type<A, unknown>,
  expected: string,
  holds: (a: A) => boolean,
): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    codec.name,
    (u): u is A => codec.is(u) && holds(u),
    (u, context) => {
      const decoded = codec.validate(u, context);
      return E.isRight(decoded) && !holds(decoded.right)
        ? t.failure(u, context, expected)
        : decoded;
    },
    codec.encode,
  );

/** The codec of an object whose keys are paths or names, all with values of one kind. */
const tableOf = <A>(
  name: string,
  value: t.Type<A, unknown>,
  isKey: (key: string) => boolean = () => true,
): t.Type<Readonly<Record<string, A>>, unknown> =>
  new t.Type<Readonly<Record<string, A>>, unknown>(
    name,
    (u): u is Readonly<Record<string, A>> => isRecord(u) && Object.values(u).every(value.is),
    (u, context) => {
      if (!isRecord(u)) return t.failure(u, context);
      const decoded = Object.entries(u).map(([key, item]): readonly [string, t.Validation<A>] => {
        const here = t.appendContext(context, key, value, item);
        return [key, isKey(key) ? value.validate(item, here) : t.failure(item, here, name)];
      });
      const errors = decoded.flatMap(([, item]) => (E.isLeft(item) ? item.left : []));
      if (errors.length > 0) return t.failures(errors);
      const table = decoded.flatMap(([key, item]) =>
        E.isRight(item) ? [[key, item.right] as const] : [],
      );
      return t.success<Readonly<Record<string, A>>>(Object.fromEntries(table));
    },
    (table) => table,
  );

/** The codec of what may have one of two forms, which `isFirst` tells apart. */
const either = <A, B>(
  name: string,
  isFirst: (u: unknown) => boolean,
  first: t.Type<A, unknown>,
  second: t.Type<B, unknown>,
): t.Type<A | B, unknown> =>
  new t.Type<A | B, unknown>(
    name,
    (u): u is A | B => first.is(u) || second.is(u),
    (u, context): t.Validation<A | B> => (isFirst(u) ? first : second).validate(u, context),
    (a) => a,
  );

// ------------------------------------------------------------------------------------------------------------ model

const Condition = either(
  'a condition',
  isRecord,
  closed('a condition', {}, { present: Flag, contains: Text, not: Scalars }),
  either(
    'a value or a list of values',
    Array.isArray,
    Scalars,
    Scalar as t.Type<string | number | boolean, unknown>,
  ),
);

const Conditions = tableOf('paths with their conditions', Condition, isPath);

/**
 * What fields must hold: one of some values; or `{"present": true}`, `{"contains": "."}`, `{"not": ["a", "b"]}`.
 */
export type Conditions = t.TypeOf<typeof Conditions>;

const moveFields = {
  /** The state that the run enters. To enter Running begins an attempt. */
  to: RunState as t.Type<RunState, unknown>,
  /** Instead of `to`: the attempt ends, and the run stays in Running. */
  ends: Yes,
  /** When. A move without an instant did not happen, unless it stands in a case, or has no `at` at all. */
  at: Path,
  when: Conditions,
  /** The states in which the move counts; in any other state the run stays as it is. Default: all. */
  from: listOf('a list of states', RunState) as t.Type<ReadonlyArray<RunState>, unknown>,
  /** What distinguishes this attempt from the other ones of its run; default: its number. Where one ends, it must be the active one. */
  attempt: Template,
  /** The number of this attempt, from 1, if the record tells it. */
  number: Path,
  outcome: Template,
  error: Template,
  worker: Template,
  note: Template,
  /** What this move takes for granted, for the report. */
  assume: Text,
} as const;

const Move = whole(
  closed('a move', {}, moveFields),
  'a move with either to or ends',
  ({ to, ends }) => (to === undefined) !== (ends === undefined),
);

/** Something that happened to a run. */
export type Move = t.TypeOf<typeof Move>;

const Moves = listOf('a list of moves', Move) as t.Type<ReadonlyArray<Move>, unknown>;

const Switch = closed('a switch', { by: Path, cases: tableOf('cases', Moves) });

/** Some moves by the first word of a value; the case of an absent value is `""`. A word without a case has no place. */
export type Switch = t.TypeOf<typeof Switch>;

const StepOfRule = either('a move or a switch', (u) => isRecord(u) && 'by' in u, Switch, Move);

const Rule = whole(
  closed(
    'a rule',
    {},
    {
      /** The types of records that it takes; see `by` of the mapping. Default: all. */
      of: Texts,
      when: Conditions,
      /** Why such records have no place: a rule with it has no `run`. */
      ignore: Text,
      /** What its runs are, if a file has several kinds: `workflow`, `activity`. */
      kind: Text,
      /** Texts to remember until the end of the file: `$name` in paths. */
      remember: tableOf('names with their templates', Template, (key) => /^\w+$/.test(key)),
      /** The name of the run, among all of the mapping. */
      run: Template,
      /** The name of the task; default: the kind. */
      task: Template,
      label: Template,
      priority: closed('a priority', {
        from: Path,
        first: oneOf('larger or smaller', ['larger', 'smaller']),
      }),
      /** Given if such a record makes the run: when it was made, and when it is due. */
      created: closed(
        'a creation',
        { at: Path },
        { scheduled: Path, in: oneOf('Scheduled or Ready', ['Scheduled', 'Ready']) },
      ),
      steps: listOf('a list of steps', StepOfRule),
    },
  ),
  'a rule with either run or ignore',
  ({ run, ignore }) => (run === undefined) !== (ignore === undefined),
);

/** What records of some types mean. */
export type Rule = t.TypeOf<typeof Rule>;

/**
 * The codec of a mapping. Fields that it does not know are errors.
 */
export const MappingCodec = closed(
  'a mapping',
  {
    /** Its name: the namespace of the ids. */
    name: textWhere('a name of letters, digits and hyphens', (text) =>
      /^[A-Za-z][\w.-]*$/.test(text),
    ),
    rules: listOf('a list of rules', Rule),
  },
  {
    /** What it reads, in a few words. */
    about: Text,
    /** The members of a JSON document that hold the records; a line and an item of an array are records by themselves. */
    in: listOf('a list of names', Key),
    /** How instants are written; `unit` is that of numbers, `zone` that of text without one. */
    time: closed(
      'a form of instants',
      {},
      {
        unit: oneOf(`one of ${numericTimeUnits.join(', ')}`, numericTimeUnits),
        zone: textWhere('UTC, or hours and minutes such as "+01:00"', (text) =>
          /^(?:UTC|[+-]\d\d:\d\d)$/.test(text),
        ),
        none: Scalars,
      },
    ),
    /** The path to the type of a record. */
    by: Path,
    /** Several records are the tries of one run: the path to the number by which they follow one another. */
    order: Path,
  },
);

/**
 * How the records of another engine become the ops of runs.
 */
export type Mapping = t.TypeOf<typeof MappingCodec>;

/** Is this a switch? */
export const isSwitch = (step: Move | Switch): step is Switch => 'by' in step;
