/** `Label`: what people call a run or a task. A file of labels is NDJSON, one `{"id": ..., "label": ...}` a line. */
import type * as t from 'io-ts';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { wireRecord } from '../codec/WireRecord.js';
import { parseUuid } from '../values/Uuid.js';
import { AnnotationText } from './Annotations.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What people call the run or the task with an id. */
export interface Label {
  /** The canonical UUID of a run or a task. */
  readonly id: string;
  /** Untrusted text of at most 1,000 characters; a longer one is cut. */
  readonly label: string;
}

// ------------------------------------------------------------------------------------------------------------ codecs

const AnyId: FastCodec<string> = /* #__PURE__ */ leafCodec(
  'a UUID (of a run or a task)',
  (u): u is string => typeof u === 'string' && parseUuid(u) === u,
  (u) => (typeof u === 'string' ? (parseUuid(u) ?? INVALID) : INVALID),
  (id) => id,
);

/** The codec of a line of a file of labels. */
export const LabelCodec: t.Type<Label, unknown> = /* #__PURE__ */ wireRecord('a label', {
  id: AnyId,
  label: AnnotationText,
});
