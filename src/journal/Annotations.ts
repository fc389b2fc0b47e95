/**
 * `Annotations`: what a line of a journal says beside its op, for people: how an attempt ended, the error, the worker, a note.
 *
 * No decision looks at them, and they are no part of a command or of a run. They are untrusted, so they are bounded: no line is
 * malformed because of them.
 */
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import type { Fields } from '../codec/WireRecord.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What a line says beside its op. Each text has at most 1,000 characters (UTF-16 units).
 * @category Journals
 */
export interface Annotations {
  /** How an attempt ended: `succeeded`, `failed`, `timed_out`, `canceled`, `crashed`, `lost`, or any other word. */
  readonly outcome?: string;
  /** The error that the attempt ended with. */
  readonly error?: string;
  /** Who did it. */
  readonly worker?: string;
  readonly note?: string;
}

// ------------------------------------------------------------------------------------------------------------ codecs

const LONGEST = 1000;

/** A text with at most so many characters; a surrogate pair is not cut. */
const cut = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`;

const isShort = (u: unknown): u is string => typeof u === 'string' && u.length <= LONGEST;

/** The text of a value that is none: its JSON. `undefined` if it has none, as a function or an object with a cycle. */
const jsonOf = (u: unknown): string | undefined => {
  try {
    return JSON.stringify(u);
  } catch {
    return undefined;
  }
};

/** The codec of an annotation: a longer text is cut, and any other value becomes its JSON. */
export const AnnotationText: FastCodec<string> = /* #__PURE__ */ leafCodec(
  `text of at most ${String(LONGEST)} characters`,
  isShort,
  (u) => {
    const text = typeof u === 'string' ? u : jsonOf(u);
    return text === undefined ? INVALID : cut(text);
  },
  (text) => text,
);

/** The codecs of the annotations. */
export const annotationFields = {
  outcome: AnnotationText,
  error: AnnotationText,
  worker: AnnotationText,
  note: AnnotationText,
} as const satisfies Fields & Record<keyof Annotations, unknown>;

// -------------------------------------------------------------------------------------------------------- operations

/** Does a line say anything beside its op? */
export const hasAnnotations = ({ outcome, error, worker, note }: Annotations): boolean =>
  outcome !== undefined || error !== undefined || worker !== undefined || note !== undefined;

/** What a line says beside its op, without the op. */
export const annotationsOf = ({ outcome, error, worker, note }: Annotations): Annotations => ({
  ...(outcome === undefined ? {} : { outcome }),
  ...(error === undefined ? {} : { error }),
  ...(worker === undefined ? {} : { worker }),
  ...(note === undefined ? {} : { note }),
});
