/* eslint-disable functional/no-loop-statements, functional/immutable-data -- a reader that every line of a journal goes through, and that learns from what it reads */
/**
 * A line of NDJSON, decoded: the way in for scenarios and journals.
 *
 * `JSON.parse` rounds, so a number of a field that we know must be written as an integer; `1.0` and `1e3` are refused, as the
 * reference's reader does.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import { summarizeDecodeErrors } from './DecodeError.js';
import { inexactMembersOf, parseJson } from './JsonText.js';
import { readShape, shapeOf } from './LineShape.js';
import type { Shape } from './LineShape.js';
import type { ChoiceCodec } from './WireRecord.js';

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

/** How many shapes are kept: more than there are ops, twice over. */
const MOST_SHAPES = 32;

/**
 * The same for lines of one of several records, as a journal has them. The shapes of lines are learnt as they come, and a line
 * of a known shape is not parsed as JSON.
 */
export const makeLineDecoder = <A>(
  codec: ChoiceCodec<A, unknown>,
  integers: ReadonlySet<string>,
): ((text: string) => E.Either<string, A>) => {
  const decode = decodeLine(codec, integers);
  const toShape = shapeOf(codec);
  const shapes: Array<Shape> = [];
  return (text) => {
    for (const shape of shapes) {
      const record = readShape(shape, text);
      // SAFETY: by the law of shapes, it is what the codec decodes.
      if (record !== undefined) return E.right(record as A);
    }
    const decoded = decode(text);
    if (E.isRight(decoded) && shapes.length < MOST_SHAPES) {
      const shape = toShape(text);
      // One that does not read its own line would be learnt again and again.
      if (O.isSome(shape) && readShape(shape.value, text) !== undefined) shapes.push(shape.value);
    }
    return decoded;
  };
};
