/** Finds the mapping of `import --from`: one that comes with the command, or a file of the user's. */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { closest } from '../../codec/closest.js';
import { decodeErrors, describeDecodeErrors } from '../../codec/DecodeError.js';
import { parseJson } from '../../codec/JsonText.js';
import { printable } from '../../codec/printable.js';
import { formats } from '../../imports/formats/index.js';
import type { Mapping } from '../../imports/Mapping.js';
import { MappingCodec } from '../../imports/Mapping.js';
import { explain } from '../systemError.js';

/** A name with a slash or a point is that of a file. */
const isFileName = (from: string): boolean => /[./\\]/.test(from);

const readMapping = (path: string): E.Either<string, Mapping> => {
  const name = printable(path);
  const text = E.tryCatch(() => readFileSync(path, 'utf8'), E.toError);
  if (E.isLeft(text)) return E.left(`cannot read ${name}: ${explain(text.left)}`);
  const json = parseJson(text.right);
  if (E.isLeft(json)) return E.left(`${name} is no mapping: ${printable(json.left.message)}`);
  const mapping = MappingCodec.decode(json.right);
  return E.isLeft(mapping)
    ? E.left(
        `${name} is no mapping: ${printable(describeDecodeErrors(decodeErrors(mapping.left)))}`,
      )
    : mapping;
};

/** Finds the mapping that `--from` names, or says what is wrong. */
export const mappingNamed = (from: string): E.Either<string, Mapping> => {
  const known = formats.get(from);
  if (known !== undefined) return E.right(known);
  if (isFileName(from)) return readMapping(from);
  const names = [...formats.keys()];
  const near = closest(from, names);
  return E.left(
    `there is no format ${printable(from)}; ${near === undefined ? `there are ${names.join(', ')}.` : `did you mean ${near}?`} A mapping of your own is a file: --from ./${printable(from)}.json`,
  );
};
