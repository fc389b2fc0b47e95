/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- what every line of a journal goes through: it fills the record that it then gives away */
/**
 * The shape of a line: what stands between its values. Whoever writes a journal writes all lines of one op alike, so one that
 * was read with care tells how the next are read, which then need not be parsed as JSON: a shape is a regular expression.
 *
 * Law: what a shape reads, its codec decodes from what `JSON.parse` gives, to an equal record; what it does not read says
 * nothing. So lines have a shape only if they are flat records of fields that are known, each there once, with texts that need no
 * escapes and integers that are written as such.
 */
import * as O from 'fp-ts/lib/Option.js';
import { membersOf } from './JsonText.js';
import { REFUSED } from './Reader.js';
import type { ChoiceCodec, Field, RecordCodec } from './WireRecord.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A value of a line, and the field that it is of. */
interface Place {
  readonly isText: boolean;
  readonly field: Field;
}

/** What lines that are written alike have in common. Their tag is a part of it. */
export interface Shape {
  readonly pattern: RegExp;
  /** What the groups of the pattern hold, in order. */
  readonly places: ReadonlyArray<Place>;
  readonly tag: string;
  readonly tagged: string;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** So many digits are a number that is held exactly. */
const INTEGER = '0|-?[1-9][0-9]{0,14}';
const TEXT = '[^"\\\\]*';

const isInteger = /* #__PURE__ */ new RegExp(`^(?:${INTEGER})$`);
const isText = /* #__PURE__ */ new RegExp(`^"${TEXT}"$`);

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/**
 * The fields of a choice, by their names on the wire. Only those whose codec has a reader: it takes no text with a control
 * character in it, which JSON does not have inside a text.
 */
const fieldsOf = (choice: object | undefined): ReadonlyMap<string, Field> =>
  new Map(
    choice !== undefined && 'fields' in choice
      ? // SAFETY: only the codecs of records have a member of this name.
        (choice as RecordCodec<unknown, unknown>).fields
          .filter(({ codec }) => 'read' in codec)
          .map((field) => [field.wire, field])
      : [],
  );

/** The shape of a line that its codec decodes; none if the like of it must be read as JSON. */
export const shapeOf =
  <A>({ tag, choices }: ChoiceCodec<A, unknown>) =>
  (line: string): O.Option<Shape> => {
    const members = membersOf(line);
    const tagged = members.find(({ key }) => key === tag)?.raw.slice(1, -1) ?? '';
    const fields = fieldsOf(choices.get(tagged));
    if (new Set(members.map(({ key }) => key)).size < members.length) return O.none;
    const places: Array<Place> = [];
    let pattern = '^';
    let end = 0;
    for (const { key, raw } of members) {
      // A key with an escape in it is not found, or found where it is no key.
      const name = line.indexOf(`"${key}"`, end);
      const colon = name + key.length + 2;
      const value = line.indexOf(raw, colon);
      if (name === -1 || line.slice(colon, value).trim() !== ':') return O.none;
      const before = literally(line.slice(end, value));
      end = value + raw.length;
      const field = fields.get(key);
      if (field === undefined) return O.none;
      if (key === tag) pattern += before + literally(raw);
      else if (isText.test(raw)) pattern += `${before}"(${TEXT})"`;
      else if (isInteger.test(raw)) pattern += `${before}(${INTEGER})`;
      else return O.none;
      if (key !== tag) places.push({ isText: raw.startsWith('"'), field });
    }
    return O.some({
      pattern: new RegExp(`${pattern}${literally(line.slice(end))}$`),
      places,
      tag,
      tagged,
    });
  };

// -------------------------------------------------------------------------------------------------------- operations

/**
 * A part of a text is a window on it, which holds all of it in memory as long as somebody holds the part. What is put together
 * anew is a text of its own.
 */
const owned = (part: string): string => ` ${part}`.slice(1);

/** The record that a line of this shape holds; `undefined` if it is of another one, or has to be looked at with care. */
export const readShape = (
  { pattern, places, tag, tagged }: Shape,
  line: string,
): Readonly<Record<string, unknown>> | undefined => {
  const groups = pattern.exec(line);
  if (groups === null) return undefined;
  const record: Record<string, unknown> = { [tag]: tagged };
  let group = 0;
  for (const { isText, field } of places) {
    group += 1;
    const raw = groups[group] ?? '';
    const value = isText ? (field.known?.(raw) ?? field.read(owned(raw))) : field.read(Number(raw));
    if (value === REFUSED) return undefined;
    record[field.key] = value;
  }
  return Object.freeze(record);
};
