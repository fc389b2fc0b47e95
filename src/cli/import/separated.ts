/**
 * Rows of separated values (RFC 4180) as records: the first line has the names of the columns. The separator is found in it: a comma, a
 * semicolon, a tab or a bar. A value in quotes may contain the separator, line feeds and doubled quotes; after a bar, which `sacct`
 * writes, a quote is a sign like any other.
 */
import * as E from 'fp-ts/lib/Either.js';
import { counted } from '../format.js';
import { limits } from '../limits.js';
import type { Line } from '../lines.js';

/** A row as a record, or what is wrong with it, and the number of the line in which it begins. */
export interface Row {
  readonly line: number;
  readonly record: E.Either<string, unknown>;
}

/** Reads lines as rows. */
export interface RowReader {
  readonly push: (line: Line) => ReadonlyArray<Row>;
  readonly end: () => ReadonlyArray<Row>;
}

const SEPARATORS = ['|', '\t', ';', ','] as const;

/** The separator that occurs most often in the line of names. */
const separatorIn = (names: string): string => {
  const counts = SEPARATORS.map((separator) => names.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
};

const quotesIn = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count += 1;
  return count;
};

/** The values of a row with quotes; `undefined` if a quote stands where it must not. */
const quotedValues = (text: string, separator: string): ReadonlyArray<string> | undefined => {
  const values: Array<string> = [];
  for (let at = 0; ;) {
    let value: string;
    if (text[at] === '"') {
      let end = at;
      do end = text.indexOf('"', end + 1) + 1;
      while (end !== 0 && text[end] === '"');
      if (end === 0) return undefined;
      value = text.slice(at + 1, end - 1).replaceAll('""', '"');
      at = end;
    } else {
      const end = text.indexOf(separator, at);
      value = text.slice(at, end === -1 ? text.length : end);
      if (value.includes('"')) return undefined;
      at = end === -1 ? text.length : end;
    }
    values.push(value);
    if (at === text.length) return values;
    if (text[at] !== separator) return undefined;
    at += 1;
  }
};

/** Makes a reader. */
export const makeRowReader = (): RowReader => {
  let names: ReadonlyArray<string> | undefined;
  let separator = ',';
  let number = 0;
  /** The lines of a row whose quote is still open. */
  let open: Array<string> = [];
  let openLine = 0;
  let size = 0;
  let quotes = 0;

  const valuesOf = (text: string): ReadonlyArray<string> | undefined =>
    separator !== '|' && text.includes('"') ? quotedValues(text, separator) : text.split(separator);

  const rowOf = (text: string, line: number): ReadonlyArray<Row> => {
    if (names === undefined) {
      separator = separatorIn(text);
      names = valuesOf(text)?.map((name) => name.trim()) ?? [];
      return [];
    }
    const values = valuesOf(text);
    if (values === undefined)
      return [
        { line, record: E.left('a quote stands inside a value that does not begin with one') },
      ];
    if (values.length !== names.length)
      return [
        {
          line,
          record: E.left(
            `expected ${counted(names.length, 'value')}, as in the line of names, found ${String(values.length)}`,
          ),
        },
      ];
    return [
      { line, record: E.right(Object.fromEntries(names.map((name, i) => [name, values[i]]))) },
    ];
  };

  const complete = (): ReadonlyArray<Row> => {
    const text = open.join('\n');
    open = [];
    size = 0;
    quotes = 0;
    return rowOf(text, openLine);
  };

  return {
    push: (line) => {
      number += 1;
      if (E.isLeft(line)) return [{ line: number, record: line }];
      const text = line.right;
      if (open.length === 0) {
        if (text.trim() === '') return [];
        if (separator === '|' || !text.includes('"')) return rowOf(text, number);
        openLine = number;
      }
      open.push(text);
      size += text.length;
      quotes += quotesIn(text);
      // A longer row is a quote that was forgotten.
      return quotes % 2 === 0 || size > limits().line ? complete() : [];
    },
    end: () =>
      open.length === 0
        ? []
        : [{ line: openLine, record: E.left('the file ends inside a value in quotes') }],
  };
};
