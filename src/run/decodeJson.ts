/**
 * `decodeJson` decodes a run from JSON text.
 *
 * Law: the result depends on the members of the text alone, not on their order or white space. Text as `JSON.stringify` writes it takes
 * the least time.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { INVALID } from '../codec/FastCodec.js';
import {
  copyPart,
  INTEGER_FORM,
  isInexact,
  isPlain,
  membersOf,
  parseJson,
} from '../codec/JsonText.js';
import { isOptionCodec, snakeCase } from '../codec/WireRecord.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import { CANONICAL_FORM, isIdCodec } from '../values/Uuid.js';
import type { RunInstance } from './RunInstance.js';
import { isRuled, runFields, RunRecordCodec } from './RunInstanceCodec.js';
import { RunState } from './RunState.js';

const wireNames: ReadonlyMap<string, t.Mixed> = new Map(
  Object.entries<t.Mixed>(runFields).map(([key, codec]) => [snakeCase(key), codec]),
);

/** The errors in the text of an object that `JSON.parse` does not report: duplicate members and inexact numbers. */
const textErrors = (text: string, context: t.Context): t.Errors => {
  const members = membersOf(text).filter(({ key }) => wireNames.has(key));
  const first = new Map(members.map(({ key }, i) => [key, i] as const).toReversed());
  return members.flatMap(({ key, raw }, i) => {
    const codec = wireNames.get(key) ?? RunRecordCodec;
    const error = (message: string): t.ValidationError => ({
      value: raw,
      context: t.appendContext(context, key, codec, raw),
      message,
    });
    return [
      ...(isInexact(raw) ? [error(`${codec.name}, written as an integer`)] : []),
      ...(first.get(key) === i ? [] : [error('one value, not two')]),
    ];
  });
};

/** Decodes a run from text in any form. */
const textDecoder =
  (codec: t.Decoder<unknown, RunInstance>) =>
  (text: string): t.Validation<RunInstance> => {
    const context: t.Context = [{ key: '', type: codec, actual: text }];
    const json = parseJson(text);
    if (E.isLeft(json))
      return t.failures([{ value: text, context, message: `JSON text (${json.left.message})` }]);
    const run = codec.decode(json.right);
    // SAFETY: the codec accepts only objects.
    if (E.isLeft(run) || isPlain(text, Object.keys(json.right as object).length)) return run;
    const errors = textErrors(text, context);
    return errors.length === 0 ? run : t.failures(errors);
  };

/** The pattern of a field's value as it is written, with one group; it matches no value of a field of another kind. */
const patternOf = (codec: t.Mixed): string => {
  if (isIdCodec(codec)) return `"(${CANONICAL_FORM})"`;
  if (isOptionCodec(codec)) return `(?:${patternOf(codec.item)}|null)`;
  return codec === RunState ? String.raw`"(\w+)"` : `(${INTEGER_FORM})`;
};

/** Matches the text of a run as `JSON.stringify` writes an encoded run. Each member is there once, integers are written as integers. */
const written = /* #__PURE__ */ new RegExp(
  `^\\{${[...wireNames].map(([name, codec]) => `"${name}":${patternOf(codec)}`).join(',')}\\}$`,
);

/** The groups of the pattern, by field. */
// SAFETY: the fields have these keys.
const groupOf = /* #__PURE__ */ Object.fromEntries(
  Object.keys(runFields).map((key, i) => [key, i + 1]),
) as Readonly<Record<keyof typeof runFields, number>>;

/**
 * Decodes the text of a run that is written as its codec would write it. Matching it takes a fraction of the time of `JSON.parse`,
 * and checks ids as well: a matched id is canonical.
 */
const tryDecodeWritten = (text: string): RunInstance | typeof INVALID => {
  const groups = written.exec(text);
  if (groups === null) return INVALID;
  const state = runFields.state.tryDecode(groups[groupOf.state]);
  const attemptCount = runFields.attemptCount.tryDecode(Number(groups[groupOf.attemptCount]));
  const createdAt = runFields.createdAt.tryDecode(Number(groups[groupOf.createdAt]));
  const scheduledAt = runFields.scheduledAt.tryDecode(Number(groups[groupOf.scheduledAt]));
  const lastStateChangeAt = runFields.lastStateChangeAt.tryDecode(
    Number(groups[groupOf.lastStateChangeAt]),
  );
  const effectivePriority = runFields.effectivePriority.tryDecode(
    Number(groups[groupOf.effectivePriority]),
  );
  if (
    state === INVALID ||
    attemptCount === INVALID ||
    createdAt === INVALID ||
    scheduledAt === INVALID ||
    lastStateChangeAt === INVALID ||
    effectivePriority === INVALID
  )
    return INVALID;
  const attempt = groups[groupOf.currentAttemptId];
  // SAFETY: the pattern matches canonical ids only.
  return Object.freeze({
    id: copyPart(groups[groupOf.id] ?? '') as RunId,
    taskId: copyPart(groups[groupOf.taskId] ?? '') as TaskId,
    state,
    currentAttemptId:
      attempt === undefined ? O.none : Object.freeze(O.some(copyPart(attempt) as AttemptId)),
    attemptCount,
    createdAt,
    scheduledAt,
    lastStateChangeAt,
    effectivePriority,
  });
};

/**
 * Decodes a run from JSON text with one of its codecs. Like the reference, it also refuses a duplicate field and a number that
 * is not written as an integer (`1.0`, `1e3`, `-0`).
 *
 * @example
 * ```ts
 * import { decodeJson, RunInstanceCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const text = `{"id":"00000000-0000-0000-0000-000000000001","task_id":"00000000-0000-0000-0000-000000000002",
 *   "state":"Ready","attempt_count":0,"created_at":7,"scheduled_at":7,"effective_priority":0}`
 * assert.strictEqual(E.isRight(decodeJson(RunInstanceCodec)(text)), true)
 * assert.strictEqual(E.isLeft(decodeJson(RunInstanceCodec)(text.replace('7', '7.0'))), true)
 * ```
 * @category Codecs
 */
export const decodeJson = (
  codec: t.Decoder<unknown, RunInstance>,
): ((text: string) => t.Validation<RunInstance>) => {
  const decodeText = textDecoder(codec);
  if (!isRuled(codec)) return decodeText;
  const { obeys } = codec;
  return (text) => {
    const run = tryDecodeWritten(text);
    return run !== INVALID && obeys(run) ? t.success(run) : decodeText(text);
  };
};
