/** Reads the small files that go with a journal: NDJSON, each line of which a codec decodes. */
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { parseJson } from '../codec/JsonText.js';
import { printable } from '../codec/printable.js';
import type { Source } from './input.js';
import { sourceName } from './input.js';
import { linesOf } from './lines.js';

/** What the lines of a file are. */
export interface LineForm<A> {
  readonly codec: t.Type<A, unknown>;
  /** What a line is, as in `no label`. */
  readonly name: string;
  /** What the flag takes, for the message about a line that is none. */
  readonly wanted: string;
}

/** Gives each line to `take`, or says what is wrong with the first line that is none. Blank lines are skipped. */
export const readDecoded = async <A>(
  source: Source,
  { codec, name, wanted }: LineForm<A>,
  take: (item: A) => void,
): Promise<E.Either<string, undefined>> => {
  const file = printable(sourceName(source));
  let position = 0;
  for await (const batch of linesOf(source)) {
    if (E.isLeft(batch)) return E.left(`cannot read ${file}: ${batch.left.message}`);
    for (const line of batch.right.lines) {
      position += 1;
      const refuse = (message: string): E.Either<string, never> =>
        E.left(`${file}:${String(position)}: ${printable(message)}; ${wanted}`);
      if (E.isLeft(line)) return refuse(line.left);
      if (line.right.trim() === '') continue;
      const json = parseJson(line.right);
      if (E.isLeft(json)) return refuse(`no JSON: ${json.left.message}`);
      const item = codec.decode(json.right);
      if (E.isLeft(item)) return refuse(`no ${name}: ${summarizeDecodeErrors(item.left)}`);
      take(item.right);
    }
  }
  return E.right(undefined);
};
