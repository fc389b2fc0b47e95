/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- the inner loop of a replay: it fills a record before it is shared */
/**
 * `LineTemplate`: a regular expression for lines that have the form of a line decoded before. A program writes all lines of one
 * op alike, so after the first one the others need no JSON parser.
 *
 * Laws: if a template matches a line, `codec.decode(JSON.parse(line))` gives an equal record; a template matches its own line. Only flat records have a template:
 * known fields, each once and none left to its default, strings without escapes, integers of at most 15 digits, and not much white
 * space.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { INVALID } from '../codec/FastCodec.js';
import { copyPart, INTEGER_FORM, membersOf } from '../codec/JsonText.js';
import type { ChoiceCodec, Field } from '../codec/WireRecord.js';
import { fieldsOf } from '../codec/WireRecord.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A value that varies from line to line. The quotes of a text stand around it. */
export interface Placeholder {
  readonly isText: boolean;
  readonly field: Field;
}

/** The common form of lines that are written alike, with their tag. */
export interface LineForm {
  /** What every line has, and between two such texts a value. */
  readonly parts: ReadonlyArray<string | Placeholder>;
  /** The name and the value of the field that selects the record type. */
  readonly tag: string;
  readonly tagValue: string;
}

/** A form as a regular expression. */
export interface LineTemplate extends Pick<LineForm, 'tag' | 'tagValue'> {
  readonly pattern: RegExp;
  /** The fields of the pattern's groups, in order. */
  readonly placeholders: ReadonlyArray<Placeholder>;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** JSON allows no control characters in a string. */
const TEXT = '[^"\\\\\\u0000-\\u001f]*';

/** Longer lines are rare, are kept with their form, and become patterns that V8 refuses from about 64 KiB on. */
const MAX_LENGTH = 4096;

const isInteger = /* #__PURE__ */ new RegExp(`^(?:${INTEGER_FORM})$`);
const isText = /* #__PURE__ */ new RegExp(`^"${TEXT}"$`);

const escapePattern = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** The fields of a record by their wire names, without those that have no fast path. */
const fastFieldsOf = (record: object | undefined): ReadonlyMap<string, Field> =>
  new Map(
    fieldsOf(record)
      .filter(({ codec }) => Object.hasOwn(codec, 'tryDecode'))
      .map((field) => [field.wire, field]),
  );

/**
 * Finds the form of a line that the codec decodes; none if lines of its form need a JSON parser.
 *
 * @param isFixed - whether a text of this field is part of the form, and no value; default: none is
 */
export const formOf =
  <A>(
    { tag, choices }: ChoiceCodec<A, unknown>,
    isFixed: (field: Field, text: string) => boolean = () => false,
  ) =>
  (line: string): O.Option<LineForm> => {
    if (line.length > MAX_LENGTH) return O.none;
    const members = membersOf(line);
    const tagText = members.find(({ key }) => key === tag)?.raw.slice(1, -1) ?? '';
    // The codec's own string is an internalized one, which is compared and looked up faster than a part of the line.
    const tagValue = [...choices.keys()].find((value): value is string => value === tagText) ?? '';
    const fields = fastFieldsOf(choices.get(tagValue));
    const keys = new Set(members.map(({ key }) => key));
    if (keys.size < members.length) return O.none;
    if ([...fields.values()].some(({ wire, isOptional }) => !isOptional && !keys.has(wire)))
      return O.none;
    const parts: Array<string | Placeholder> = [];
    /** Where the text after the last placeholder begins, and where the last member ends. */
    let start = 0;
    let end = 0;
    for (const { key, raw } of members) {
      // A key with an escape is not found, or is found at a place that is not a key.
      const name = line.indexOf(`"${key}"`, end);
      const colon = name + key.length + 2;
      const value = line.indexOf(raw, colon);
      if (name === -1 || line.slice(colon, value).trim() !== ':') return O.none;
      end = value + raw.length;
      const field = fields.get(key);
      if (field === undefined) return O.none;
      const text = isText.test(raw);
      if (!text && !isInteger.test(raw)) return O.none;
      if (key === tag || (text && isFixed(field, raw.slice(1, -1)))) continue;
      const quote = text ? 1 : 0;
      parts.push(line.slice(start, value + quote), { isText: text, field });
      start = end - quote;
    }
    parts.push(line.slice(start));
    return O.some({ parts, tag, tagValue });
  };

const isPlaceholder = (part: string | Placeholder): part is Placeholder => typeof part !== 'string';

/** Makes the template of a line that the codec decodes; none if lines of its form need a JSON parser. */
export const templateOf = <A>(
  codec: ChoiceCodec<A, unknown>,
): ((line: string) => O.Option<LineTemplate>) => {
  const toForm = formOf(codec);
  return (line) =>
    pipe(
      toForm(line),
      O.map(({ parts, tag, tagValue }) => ({
        pattern: new RegExp(
          `^${parts
            .map((part) =>
              isPlaceholder(part) ? `(${part.isText ? TEXT : INTEGER_FORM})` : escapePattern(part),
            )
            .join('')}$`,
        ),
        placeholders: parts.filter(isPlaceholder),
        tag,
        tagValue,
      })),
    );
};

// -------------------------------------------------------------------------------------------------------- operations

/** Decodes a line by its template; `undefined` if the line does not match or a value is invalid. */
export const matchTemplate = (
  { pattern, placeholders, tag, tagValue }: LineTemplate,
  line: string,
): Readonly<Record<string, unknown>> | undefined => {
  const groups = pattern.exec(line);
  if (groups === null) return undefined;
  const record: Record<string, unknown> = { [tag]: tagValue };
  let group = 0;
  for (const { isText, field } of placeholders) {
    group += 1;
    const raw = groups[group] ?? '';
    const value = isText
      ? (field.lookup?.(raw) ?? field.tryDecode(copyPart(raw)))
      : field.tryDecode(Number(raw));
    if (value === INVALID) return undefined;
    record[field.key] = value;
  }
  return Object.freeze(record);
};
