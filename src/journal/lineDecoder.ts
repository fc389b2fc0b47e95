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
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { inexactMembersOf, parseJson } from '../codec/JsonText.js';
import type { ChoiceCodec } from '../codec/WireRecord.js';
import type { LineTemplate } from './LineTemplate.js';
import { matchTemplate, templateOf } from './LineTemplate.js';

/**
 * Decodes a line. The error is one line of text.
 *
 * Shape: `decodeLine(codec, integers)(text)`; `integers` are the wire names of the fields that hold numbers.
 */
export const decodeLine =
  <A>(codec: t.Decoder<unknown, A>, integers: ReadonlySet<string>) =>
  (text: string): E.Either<string, A> => {
    const json = parseJson(text);
    if (E.isLeft(json)) return E.left(`no JSON: ${json.left.message}`);
    const decoded = codec.decode(json.right);
    if (E.isLeft(decoded)) return E.left(summarizeDecodeErrors(decoded.left));
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
): ((text: string) => E.Either<string, A>) => {
  const decode = decodeLine(codec, integers);
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
      // A template that does not match its own line would be learned again for each line.
      if (O.isSome(template) && matchTemplate(template.value, text) !== undefined)
        templates.push(template.value);
    }
    return decoded;
  };
};
