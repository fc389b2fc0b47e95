/**
 * A line of NDJSON, decoded: the way in for scenarios and journals.
 *
 * `JSON.parse` rounds, so a number of a field that we know must be written as an integer; `1.0` and `1e3` are refused, as the
 * reference's reader does.
 */
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { summarizeDecodeErrors } from './DecodeError.js';
import { inexactMembersOf, parseJson } from './JsonText.js';

/**
 * What a line holds, or in one line of text why it does not.
 *
 * Shape: `decodeLine(codec, integers)(text)`; `integers` are the names, as on the wire, of the fields that hold numbers.
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
