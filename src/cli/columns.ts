/**
 * Columns: lists of values of one kind in typed arrays, which take less memory than objects with fields, and which the garbage
 * collector does not look into.
 */
import { ID_LENGTH, viewOf, writeId } from './idBytes.js';

/** A list of values with a place for each row. */
export interface Column<A> {
  readonly get: (row: number) => A;
  readonly set: (row: number, value: A) => void;
  /** Makes room for so many rows. */
  readonly reserve: (rows: number) => void;
}

/** A column of numbers, which are 0 until they are set. */
export const numberColumn = <A extends number>(): Column<A> => {
  let values = new Float64Array(0);
  return {
    // SAFETY: the array holds what was set.
    get: (row) => (values[row] ?? 0) as A,
    set: (row, value) => {
      values[row] = value;
    },
    reserve: (rows) => {
      const longer = new Float64Array(rows);
      longer.set(values);
      values = longer;
    },
  };
};

/** A column of a few names. A row that was not set has none. */
export interface NameColumn<A extends string> extends Column<A | undefined> {
  /** The index of the name plus 1; 0 if there is none. */
  readonly code: (row: number) => number;
}

export const nameColumn = <A extends string>(names: ReadonlyArray<A>): NameColumn<A> => {
  const codes = new Map<A | undefined, number>(names.map((name, i) => [name, i + 1]));
  let values = new Uint8Array(0);
  return {
    code: (row) => values[row] ?? 0,
    get: (row) => names[(values[row] ?? 0) - 1],
    set: (row, name) => {
      values[row] = codes.get(name) ?? 0;
    },
    reserve: (rows) => {
      const longer = new Uint8Array(rows);
      longer.set(values);
      values = longer;
    },
  };
};

/** A column of ids. */
export interface IdColumn<A extends string> extends Column<A> {
  /** The ids of all rows, each at its row times {@link ID_LENGTH}, until room is made for more. */
  readonly view: () => DataView;
}

export const idColumn = <A extends string>(): IdColumn<A> => {
  let bytes = Buffer.alloc(0);
  let view = viewOf(bytes);
  return {
    view: () => view,
    // SAFETY: the bytes are those of an id that was set.
    get: (row) => bytes.toString('latin1', row * ID_LENGTH, (row + 1) * ID_LENGTH) as A,
    set: (row, id) => {
      writeId(bytes, row * ID_LENGTH, id);
    },
    reserve: (rows) => {
      const longer = Buffer.alloc(rows * ID_LENGTH);
      longer.set(bytes);
      bytes = longer;
      view = viewOf(bytes);
    },
  };
};

/** A column of objects, which are `absent` until they are set. */
export const objectColumn = <A>(absent: A): Column<A> => {
  const values: Array<A> = [];
  return {
    get: (row) => values[row] ?? absent,
    set: (row, value) => {
      values[row] = value;
    },
    reserve: (rows) => {
      // One by one: an array with holes is slower, and one with large holes is a dictionary.
      while (values.length < rows) values.push(absent);
    },
  };
};
