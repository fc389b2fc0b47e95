/**
 * Rows as parameters of a statement: a list for each column, which is cast to an array.
 *
 * Columns in which all rows agree are sent once, which takes the database a tenth of a list. Columns that seldom differ alone are a group,
 * and are sent as lists together: so there are few texts of a statement, each of which is prepared for itself.
 */
import { list } from './Database.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A value of a row. */
export type Value = string | number | null;

/** A column: its name, its type, and its values of all rows. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly values: ReadonlyArray<Value>;
}

/** A query for rows, with its parameters. */
export interface ParameterRows {
  readonly text: string;
  readonly parameters: ReadonlyArray<string | null>;
}

// -------------------------------------------------------------------------------------------------------- operations

const isOne = ({ values }: Column): boolean => {
  const [first] = values;
  return values.every((value) => value === first);
};

const textOf = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/**
 * The rows of some columns in groups, as a query with a column `place` more: 1 for the first row. Its parameters have numbers from
 * `first` on. Of several rows the columns of the first group are always lists.
 */
export const parameterRows = (
  groups: ReadonlyArray<ReadonlyArray<Column>>,
  first = 1,
): ParameterRows => {
  const columns = groups.flatMap((group, i) => {
    const once = group.every((column) => (i > 0 || column.values.length === 1) && isOne(column));
    return group.map((column) => ({ ...column, once }));
  });
  const numbered = columns.map((column, i) => ({ ...column, parameter: `$${first + i}::text` }));
  const lists = numbered.filter(({ once }) => !once);
  const selected = numbered.map(({ name, type, once, parameter }) =>
    once ? `(SELECT ${parameter}::${type}) AS ${name}` : `u.${name}`,
  );
  return {
    text:
      lists.length === 0
        ? `SELECT ${selected.join(', ')}, 1::bigint AS place`
        : `SELECT ${selected.join(', ')}, u.place
  FROM unnest(${lists.map(({ type, parameter }) => `${parameter}::${type}[]`).join(', ')}) WITH ORDINALITY AS u (${lists.map(({ name }) => name).join(', ')}, place)`,
    parameters: columns.map(({ values, once }) => (once ? textOf(values[0]) : list(values))),
  };
};

/** Makes each text of a statement once, by the query for its rows: a driver finds a text that it knows faster than one that is alike. */
export const textsOf = (make: (rows: string) => string): ((rows: string) => string) => {
  const made = new Map<string, string>();
  return (rows) => {
    const known = made.get(rows);
    if (known !== undefined) return known;
    const text = make(rows);
    // eslint-disable-next-line functional/immutable-data -- remembers the texts that it made
    made.set(rows, text);
    return text;
  };
};
