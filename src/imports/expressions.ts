/* eslint-disable functional/no-loop-statements, functional/no-let -- the alternatives and terms of a path are read for each record */
/**
 * The two small languages of a mapping: paths, which say where a value stands in a record, and templates, which are text with paths in it.
 *
 * A path is keys with points between them: `opts.priority`. `*` is the only member of an object, `0` the first item of an array,
 * `$name` a remembered text. `a|b` is `b` where `a` is absent; `a + b` is a sum, of numbers and of paths. A path that goes into a text
 * reads the JSON in it. A value is absent if it is missing, null or an empty text.
 *
 * Law: reading never throws, whatever `JSON.parse` made the record.
 */
import * as E from 'fp-ts/lib/Either.js';
import { INVALID } from '../codec/FastCodec.js';
import { parseJson } from '../codec/JsonText.js';
import { AnnotationText } from '../journal/Annotations.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The texts that rules of a mapping remembered in this file, and `file`, its name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads a value of a record; `undefined` if it is absent. */
export type Read = (record: unknown, variables: Variables) => unknown;

/** Reads a text; `undefined` if a part of it is absent. */
export type ReadText = (record: unknown, variables: Variables) => string | undefined;

/** Why a text is no path or no template. */
export const PATH_FORM =
  'a path, such as "opts.priority", "started_on|startedon" or "retry_count + 1"';
export const TEMPLATE_FORM = 'text with paths in braces, such as "{queue}/{id}"';

// ------------------------------------------------------------------------------------------------------------ paths

/** A key may be any text without the signs that have a meaning. */
const KEY = String.raw`[^\s.|+{}]+(?: +[^\s.|+{}]+)*`;
const TERM = String.raw`\s*${KEY}(?:\.${KEY})*\s*`;
const SUM = String.raw`${TERM}(?:\+${TERM})*`;
const PATH = new RegExp(String.raw`^${SUM}(?:\|${SUM})*$`);

/** Is this a path? */
export const isPath = (text: string): boolean => PATH.test(text);

/** The JSON that a text holds; `undefined` if it holds no object and no array. */
const jsonIn = (text: string): unknown => {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const json = parseJson(text);
  return E.isRight(json) ? json.right : undefined;
};

const memberOf = (value: unknown, key: string): unknown => {
  const holder = typeof value === 'string' ? jsonIn(value) : value;
  if (typeof holder !== 'object' || holder === null) return undefined;
  // SAFETY: `JSON.parse` makes only plain objects and arrays, whose own members are read.
  const members = holder as Readonly<Record<string, unknown>>;
  if (key === '*') return Object.values(members)[0];
  return Object.hasOwn(members, key) ? members[key] : undefined;
};

const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '';

const readKeys = (keys: ReadonlyArray<string>): Read => {
  const [first = '', second, ...rest] = keys;
  if (first.startsWith('$')) {
    const name = first.slice(1);
    return (_, variables) => variables[name];
  }
  if (second === undefined) return (record) => memberOf(record, first);
  if (rest.length === 0) return (record) => memberOf(memberOf(record, first), second);
  return (record) => {
    let value: unknown = record;
    for (const key of keys) value = memberOf(value, key);
    return value;
  };
};

/** The number that a value is or is written as; `undefined` if it is none. */
export const numberOf = (value: unknown): number | undefined => {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^-?\d{1,20}(?:\.\d{1,20})?$/.test(value)
        ? Number(value)
        : undefined;
  return number !== undefined && Number.isFinite(number) ? number : undefined;
};

const readTerm = (term: string): Read => {
  const literal = /^-?\d+$/.test(term) ? Number(term) : undefined;
  return literal === undefined ? readKeys(term.split('.').map((key) => key.trim())) : () => literal;
};

/** Reads the sum of some terms. A term that is no number makes the sum that value, so that its reader can tell what it is. */
const readSum = (terms: ReadonlyArray<Read>): Read => {
  const [only, another] = terms;
  if (only !== undefined && another === undefined) return only;
  return (record, variables) => {
    let sum = 0;
    for (const term of terms) {
      const value = term(record, variables);
      const number = numberOf(value);
      if (number === undefined) return value;
      sum += number;
    }
    return sum;
  };
};

/** Compiles a path. */
export const readPath = (path: string): Read => {
  const alternatives = path
    .split('|')
    .map((sum) => readSum(sum.split('+').map((term) => readTerm(term.trim()))));
  const [only, another] = alternatives;
  if (only !== undefined && another === undefined)
    return (record, variables) => {
      const value = only(record, variables);
      return isPresent(value) ? value : undefined;
    };
  return (record, variables) => {
    for (const read of alternatives) {
      const value = read(record, variables);
      if (isPresent(value)) return value;
    }
    return undefined;
  };
};

// -------------------------------------------------------------------------------------------------------- templates

/** The parts of a template: text, then a path, then text, and so on. */
const partsOf = (template: string): ReadonlyArray<string> => template.split(/[{}]/);

/** Is this a template? */
export const isTemplate = (text: string): boolean =>
  /^[^{}]*(?:\{[^{}]+\}[^{}]*)*$/.test(text) &&
  partsOf(text).every((part, i) => i % 2 === 0 || isPath(part));

/** The text of a value, bounded as the texts of a journal are; `undefined` if it has none. */
const textOf = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  const text = AnnotationText.tryDecode(value);
  return text === INVALID || text === '' ? undefined : text;
};

/** Compiles a template. */
export const readTemplate = (template: string): ReadText => {
  const parts = partsOf(template);
  const [before = '', path, after = ''] = parts;
  if (path === undefined) return () => template;
  const first = readPath(path);
  if (parts.length <= 3)
    return before === '' && after === ''
      ? (record, variables) => textOf(first(record, variables))
      : (record, variables) => {
          const text = textOf(first(record, variables));
          return text === undefined ? undefined : before + text + after;
        };
  const reads = parts.map((part, i): ReadText => {
    if (i % 2 === 0) return () => part;
    const read = readPath(part);
    return (record, variables) => textOf(read(record, variables));
  });
  return (record, variables) => {
    let text = '';
    for (const read of reads) {
      const part = read(record, variables);
      if (part === undefined) return undefined;
      text += part;
    }
    return text;
  };
};

/** The first word of a value, by which rules and cases are chosen; empty if it is absent. */
export const wordOf = (value: unknown): string => {
  const text = textOf(value) ?? '';
  const end = text.indexOf(' ');
  return end === -1 ? text : text.slice(0, end);
};
