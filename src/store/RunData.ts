/**
 * `RunData`: what the store keeps of a run beside its history, so that no journal has it. A file of it is NDJSON, one object a line.
 */
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { wireRecord } from '../codec/WireRecord.js';
import { Priority } from '../values/Priority.js';
import { RunId } from '../values/RunId.js';
import type { Json } from './Json.js';
import type { StoredRun } from './StoredRun.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What the store keeps of a run beside its history.
 * @category Journals
 */
export interface RunData extends Pick<
  StoredRun,
  'payload' | 'progress' | 'result' | 'failures' | 'maxFailures' | 'uniqueKey'
> {
  readonly runId: RunId;
  /** Unix milliseconds: when a waiting run falls due. */
  readonly dueAt: number | undefined;
  /** The priority that a Scheduled run gets when it falls due, if another than 0. */
  readonly promotePriority: Priority | undefined;
}

/** The most failures that a row can count: what two bytes hold. */
export const MOST_FAILURES = 32_767;

// ------------------------------------------------------------------------------------------------------------ codec

/** The codec of a field that may be absent. A field that is null is not absent. */
const maybe = <A, O>(codec: FastCodec<A, O>): FastCodec<A | undefined, O | undefined> =>
  leafCodec(
    codec.name,
    (u): u is A | undefined => u === undefined || codec.is(u),
    (u) => (u === undefined ? undefined : codec.tryDecode(u)),
    (a) => (a === undefined ? undefined : codec.encode(a)),
  );

// SAFETY: what `JSON.parse` returns is JSON, and the import checks each value before it is written.
const isJson = (u: unknown): u is Json => u !== undefined;

const AnyJson: FastCodec<Json> = /* #__PURE__ */ leafCodec(
  'JSON',
  isJson,
  (u) => (isJson(u) ? u : INVALID),
  (json) => json,
);

const Text: FastCodec<string> = /* #__PURE__ */ leafCodec(
  'text',
  (u): u is string => typeof u === 'string',
  (u) => (typeof u === 'string' ? u : INVALID),
  (text) => text,
);

const integer = (name: string, max: number): FastCodec<number> => {
  const is = (u: unknown): u is number =>
    typeof u === 'number' && Number.isInteger(u) && u >= 0 && u <= max;
  return leafCodec(
    name,
    is,
    (u) => (is(u) ? u : INVALID),
    (n) => n,
  );
};

const Failures = /* #__PURE__ */ integer(
  `a number of failures up to ${MOST_FAILURES}`,
  MOST_FAILURES,
);
const Milliseconds = /* #__PURE__ */ integer('unix milliseconds', Number.MAX_SAFE_INTEGER);

/** The codec of a line of a file of data. */
export const RunDataCodec = /* #__PURE__ */ wireRecord('the data of a run', {
  runId: RunId,
  payload: /* #__PURE__ */ maybe(AnyJson),
  progress: /* #__PURE__ */ maybe(AnyJson),
  result: /* #__PURE__ */ maybe(AnyJson),
  failures: Failures,
  maxFailures: Failures,
  uniqueKey: /* #__PURE__ */ maybe(Text),
  dueAt: /* #__PURE__ */ maybe(Milliseconds),
  promotePriority: /* #__PURE__ */ maybe(Priority),
});
