/* eslint-disable functional/no-loop-statements, functional/immutable-data -- the inner loop of a replay: it learns templates from the lines it decodes */
/**
 * Decoders for the lines of scenarios and journals.
 *
 * `JSON.parse` rounds numbers, so a number in a known field must be written as an integer: `1.0` and `1e3` are invalid, as in the
 * reference.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import type { DecodeError } from '../codec/DecodeError.js';
import { decodeErrors, describeDecodeErrors } from '../codec/DecodeError.js';
import { inexactMembersOf, membersOf, parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';
import type { ChoiceCodec } from '../codec/WireRecord.js';
import type { LineTemplate } from './LineTemplate.js';
import { matchTemplate, templateOf } from './LineTemplate.js';

/** Says what a line that the codec refuses probably meant, to end its error; empty if that is unknown. */
export type Hint = (json: unknown, errors: ReadonlyArray<DecodeError>) => string;

/** What a line decoder does beyond decoding. */
export interface LineOptions {
  /** Gives numbers beyond 2^53 in the fields of `integers` to the codec as bigints, because `JSON.parse` rounds them. */
  readonly keepsDigits?: boolean;
  readonly hint?: Hint | undefined;
}

/** Replaces rounded integers in these fields by bigints with the digits of the text. */
const withDigits = (json: unknown, text: string, integers: ReadonlySet<string>): unknown => {
  if (!isRecord(json)) return json;
  const rounded = Object.entries(json).filter(
    ([key, value]) => integers.has(key) && Number.isInteger(value) && !Number.isSafeInteger(value),
  );
  if (rounded.length === 0) return json;
  const members = membersOf(text);
  const exact = rounded.flatMap(([name]) => {
    const raw = members.findLast(({ key }) => key === name)?.raw ?? '';
    return /^-?\d+$/.test(raw) ? [[name, BigInt(raw)] as const] : [];
  });
  return { ...json, ...Object.fromEntries(exact) };
};

/**
 * Decodes a line. The error is one line of text.
 *
 * Shape: `decodeLine(codec, integers, options)(text)`; `integers` are the wire names of the fields that hold numbers.
 */
export const decodeLine =
  <A>(
    codec: t.Decoder<unknown, A>,
    integers: ReadonlySet<string>,
    { keepsDigits = false, hint }: LineOptions = {},
  ) =>
  (text: string): E.Either<string, A> => {
    const json = parseJson(text);
    if (E.isLeft(json)) return E.left(`no JSON: ${json.left.message}`);
    const decoded = codec.decode(keepsDigits ? withDigits(json.right, text, integers) : json.right);
    if (E.isLeft(decoded)) {
      const errors = decodeErrors(decoded.left);
      return E.left(
        [describeDecodeErrors(errors), hint?.(json.right, errors)].filter(Boolean).join('; '),
      );
    }
    const inexact = inexactMembersOf(text).find(({ key }) => integers.has(key));
    return inexact === undefined
      ? decoded
      : E.left(`${inexact.key}: expected a number written as an integer, found ${inexact.raw}`);
  };

/** More than twice the number of ops; a journal that needs more templates has no regular form. */
const MAX_TEMPLATES = 32;

/**
 * Makes a decoder with the results of {@link decodeLine}, but faster. It learns a template from each line that matches no template
 * so far, and decodes later lines of that form without a JSON parser.
 */
export const makeLineDecoder = <A>(
  codec: ChoiceCodec<A, unknown>,
  integers: ReadonlySet<string>,
  options: LineOptions = {},
): ((text: string) => E.Either<string, A>) => {
  const decode = decodeLine(codec, integers, options);
  const toTemplate = templateOf(codec);
  const templates: Array<LineTemplate> = [];
  return (text) => {
    for (const template of templates) {
      const record = matchTemplate(template, text);
      // SAFETY: by the law of templates, the codec decodes the line to an equal record.
      if (record !== undefined) return E.right(record as A);
    }
    const decoded = decode(text);
    if (E.isRight(decoded) && templates.length < MAX_TEMPLATES) {
      const template = toTemplate(text);
      if (O.isSome(template)) templates.push(template.value);
    }
    return decoded;
  };
};
