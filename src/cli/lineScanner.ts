/**
 * Recognizes the lines of a journal in bytes, without making text or a record of them: a program writes all lines of one op alike,
 * so most lines differ from an earlier one only in their ids and numbers.
 *
 * Law: if a line has a shape, decoding its text gives what `entryOf` returns, or an error if that is `undefined`.
 *
 * A scanner knows only the forms of lines that were decoded (`formOf`). What stands between two values is compared byte by byte, and
 * is ASCII. A number is an integer of at most 15 digits. An id is 36 bytes between quotes, whatever they are, until its codec decodes
 * them, or they are found to be those of a known id. An annotation is printable ASCII without quotes and backslashes. Any other line has
 * no shape, and its text is decoded.
 */
import * as O from 'fp-ts/lib/Option.js';
import { INVALID } from '../codec/FastCodec.js';
import type { ChoiceCodec, Field } from '../codec/WireRecord.js';
import { AnnotationText } from '../journal/Annotations.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Placeholder } from '../journal/LineTemplate.js';
import { formOf } from '../journal/LineTemplate.js';
import { isIdCodec } from '../values/Uuid.js';
import { ID_LENGTH, isIdAt, viewOf } from './idBytes.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A value of an entry: its field, and its place among the values of the line. */
export interface Value {
  readonly kind: 'id' | 'number' | 'text';
  readonly field: Field;
  readonly place: number;
  /** The integers that the codec certainly accepts as they are; none for a text. */
  readonly min: number;
  readonly max: number;
}

/** What lines of one form have in common. */
export interface Shape {
  /** The place of the shape among all that were learned. */
  readonly index: number;
  /** An entry of this form, with the values of some line. */
  readonly sample: JournalEntry;
  readonly at: Value | undefined;
  /** The other values of the step, without annotations. */
  readonly values: ReadonlyArray<Value>;
  readonly runId: Value;
  readonly commandId: Value | undefined;
  /** All of them. */
  readonly all: ReadonlyArray<Value>;
}

/** A text that lines have at one place, the kind of value that follows it, and how such lines go on. */
interface Node {
  readonly text: Buffer;
  /** The text in pieces of eight bytes, the last of which overlaps the one before; none if the text is shorter. */
  readonly pieces: Float64Array;
  readonly kind: Value['kind'] | 'end';
  readonly next: Array<Node>;
  /** The shape of the lines that end here. */
  readonly shape: Shape | undefined;
}

/** Recognizes lines. */
export interface LineScanner {
  /**
   * Scans the line that begins at `start`, in a block that ends at the end of a line. Returns its shape, or `undefined` if there is
   * none. The methods below are about this line.
   */
  readonly scan: (block: Buffer, start: number) => Shape | undefined;
  /** The index after the line, without its end. */
  readonly end: () => number;
  /** The bytes of the block. */
  readonly bytes: () => DataView;
  /** Where a value begins in the block. */
  readonly startOf: (value: Value) => number;
  /** The value itself, or `INVALID`. */
  readonly valueOf: (value: Value) => unknown;
  /** The line as an entry; `undefined` if one of its values is invalid. */
  readonly entryOf: (shape: Shape) => JournalEntry | undefined;
  /** Learns the form of a line that was decoded. */
  readonly learn: (text: string, entry: JournalEntry) => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** More than enough for all ops, each with and without an instant and a command id; an irregular journal has no use for forms. */
const MAX_SHAPES = 128;

/** After so many lines nothing is learned any more, because lines of some forms are never recognized. */
const MAX_LEARNED = 1024;

/** The most values in a line. */
const MAX_VALUES = 16;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const TILDE = 0x7e;
const MINUS = 0x2d;
const ZERO = 0x30;
const MAX_DIGITS = 15;

/** A text that stands for itself is one of a few names, such as those of states, and belongs to the form. */
const isName = ({ codec }: Field, text: string): boolean =>
  kindOf(codec) === 'number' && codec.is(text);

/** What a value of a field is, unless it is a name. */
const kindOf = (codec: object): Value['kind'] =>
  codec === AnnotationText ? 'text' : isIdCodec(codec) ? 'id' : 'number';

const isKnownValue = ({ isText, field }: Placeholder): boolean =>
  isText === (kindOf(field.codec) !== 'number');

const valueAt = ({ field }: Placeholder, place: number): Value => {
  const { codec } = field;
  const [min, max] =
    'min' in codec && 'max' in codec
      ? [Number(codec.min), Number(codec.max)]
      : [Infinity, -Infinity];
  return { field, place, kind: kindOf(codec), min, max };
};

const PIECE = 8;

/** Where a piece of a text begins. */
const startOfPiece = (piece: number, length: number): number =>
  Math.min(piece * PIECE, length - PIECE);

/** A text is ASCII, so that as a floating-point number each piece is neither a zero nor NaN, and equals nothing but itself. */
const piecesOf = (text: Buffer): Float64Array =>
  Float64Array.from({ length: text.length < PIECE ? 0 : Math.ceil(text.length / PIECE) }, (_, i) =>
    text.readDoubleBE(startOfPiece(i, text.length)),
  );

/** Makes a scanner for a journal with the given codec, as far as its ids are UUIDs in canonical form. */
export const makeLineScanner = (codec: ChoiceCodec<JournalEntry, unknown>): LineScanner => {
  const toForm = formOf(codec, isName);
  const roots: Array<Node> = [];
  const numbers = new Float64Array(MAX_VALUES);
  const starts = new Int32Array(MAX_VALUES);
  let block: Buffer = Buffer.alloc(0);
  let view = viewOf(block);
  let lineEnd = 0;
  let shapes = 0;
  let learned = 0;

  const isLineEnd = (at: number): boolean => {
    const after = block[at] === CR ? at + 1 : at;
    return after === block.length || block[after] === LF;
  };

  const startsWith = ({ text, pieces }: Node, at: number): boolean => {
    const { length } = text;
    if (at + length > block.length) return false;
    const last = pieces.length - 1;
    if (last < 0) {
      for (let i = 0; i < length; i += 1) if (block[at + i] !== text[i]) return false;
      return true;
    }
    for (let i = 0; i < last; i += 1)
      if (view.getFloat64(at + i * PIECE) !== pieces[i]) return false;
    return view.getFloat64(at + length - PIECE) === pieces[last];
  };

  /** Reads an integer. Returns the index after it, or -1 if there is none that is read exactly. */
  const readNumber = (start: number, place: number): number => {
    const isNegative = block[start] === MINUS;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let n = 0;
    for (; at < block.length; at += 1) {
      const digit = (block[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      n = n * 10 + digit;
    }
    const length = at - first;
    if (length === 0 || length > MAX_DIGITS) return -1;
    if (block[first] === ZERO && (length > 1 || isNegative)) return -1;
    numbers[place] = isNegative ? -n : n;
    return at;
  };

  /** The index after a text, or -1 if it is not plain. */
  const endOfText = (start: number): number => {
    for (let at = start; at < block.length; at += 1) {
      const byte = block[at] ?? 0;
      if (byte === QUOTE) return at;
      if (byte < SPACE || byte > TILDE || byte === BACKSLASH) return -1;
    }
    return -1;
  };

  const endOfId = (at: number): number => (at + ID_LENGTH > block.length ? -1 : at + ID_LENGTH);

  /** Finds the shape of the rest of a line. */
  const match = (nodes: ReadonlyArray<Node>, place: number, start: number): Shape | undefined => {
    for (const node of nodes) {
      if (!startsWith(node, start)) continue;
      const at = start + node.text.length;
      if (node.kind === 'end') {
        if (!isLineEnd(at)) continue;
        lineEnd = at;
        return node.shape;
      }
      starts[place] = at;
      const end =
        node.kind === 'id'
          ? endOfId(at)
          : node.kind === 'number'
            ? readNumber(at, place)
            : endOfText(at);
      const shape = end === -1 ? undefined : match(node.next, place + 1, end);
      if (shape !== undefined) return shape;
    }
    return undefined;
  };

  const startOf = ({ place }: Value): number => starts[place] ?? 0;

  const valueOf = (value: Value): unknown => {
    const { field, place, kind, min, max } = value;
    if (kind === 'text') {
      const at = startOf(value);
      return field.tryDecode(block.toString('latin1', at, endOfText(at)));
    }
    if (kind === 'id') {
      const at = startOf(value);
      const text = block.toString('latin1', at, at + ID_LENGTH);
      return isIdAt(block, at) ? text : field.tryDecode(text);
    }
    const n = numbers[place] ?? Number.NaN;
    return n >= min && n <= max ? n : field.tryDecode(n);
  };

  /** Adds a form to the tree of texts. */
  const add = (
    texts: ReadonlyArray<string>,
    values: ReadonlyArray<Placeholder>,
    shape: Shape,
  ): void => {
    let nodes = roots;
    texts.forEach((part, i) => {
      const value = values[i];
      const text = Buffer.from(part, 'latin1');
      const kind = value === undefined ? 'end' : kindOf(value.field.codec);
      let node = nodes.find((other) => other.kind === kind && other.text.equals(text));
      if (node === undefined) {
        const own = kind === 'end' ? shape : undefined;
        node = { text, pieces: piecesOf(text), kind, next: [], shape: own };
        nodes.push(node);
        if (kind === 'end') shapes += 1;
      }
      nodes = node.next;
    });
  };

  return {
    scan: (bytes, start) => {
      if (bytes !== block) {
        block = bytes;
        view = viewOf(bytes);
      }
      return match(roots, 0, start);
    },
    end: () => lineEnd,
    bytes: () => view,
    startOf,
    valueOf,
    entryOf: ({ sample, all }) => {
      const entry: Record<string, unknown> = { ...sample };
      for (const value of all) {
        const decoded = valueOf(value);
        if (decoded === INVALID) return undefined;
        entry[value.field.key] = decoded;
      }
      // SAFETY: by the law of scanners.
      return Object.freeze(entry) as unknown as JournalEntry;
    },
    learn: (text, entry) => {
      if (shapes >= MAX_SHAPES || learned >= MAX_LEARNED) return;
      // An item of an array may extend over several lines, each of which is a line of its own in another journal.
      if (text.includes('\n')) return;
      learned += 1;
      const form = toForm(text);
      if (O.isNone(form)) return;
      const texts = form.value.parts.filter((part) => typeof part === 'string');
      const placeholders = form.value.parts.filter((part) => typeof part !== 'string');
      if (!placeholders.every(isKnownValue) || placeholders.length > MAX_VALUES) return;
      const values = placeholders.map(valueAt);
      const named = (name: string): Value | undefined =>
        values.find(({ field }) => field.key === name);
      const [runId, commandId, at] = [named('runId'), named('commandId'), named('at')];
      if (runId === undefined) return;
      add(texts, placeholders, {
        index: shapes,
        sample: entry,
        at,
        values: values.filter(
          (value) => value.kind !== 'text' && ![runId, commandId, at].includes(value),
        ),
        runId,
        commandId,
        all: values,
      });
    },
  };
};
