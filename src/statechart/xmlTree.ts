/* eslint-disable functional/immutable-data -- a parser that builds a tree from events */
/** Parses XML into a tree, by saxes: a strict parser that reads no external entities. */
import * as E from 'fp-ts/lib/Either.js';
import { SaxesParser } from 'saxes';
import type { ReadError } from './ReadError.js';
import { readError } from './ReadError.js';

/** An element. */
export interface XmlElement {
  /** Its name without the prefix. */
  readonly name: string;
  /** The namespace, or the empty string. */
  readonly uri: string;
  /** Its attributes without a namespace. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Its attributes of other namespaces, by the namespace, a space, and their names. */
  readonly foreign: Readonly<Record<string, string>>;
  readonly children: ReadonlyArray<XmlElement>;
  /** The text directly in it. */
  readonly text: string;
  /** Where it begins, as in `line 3, column 5`. */
  readonly place: string;
}

type Building = {
  -readonly [K in keyof XmlElement]: K extends 'children' ? Array<XmlElement> : XmlElement[K];
};

/** A document that nests deeper was made to harm: saxes looks for a namespace in all elements around each one. */
const MAX_DEPTH = 200;

/** How many characters are parsed before it is looked whether something failed. */
const PIECE = 4096;

/** Parses a text; the error says where it is no XML. */
export const xmlTreeOf = (text: string): E.Either<ReadError, XmlElement> => {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Array<Building> = [];
  const roots: Array<XmlElement> = [];
  const failures: Array<ReadError> = [];
  const addText = (more: string): void => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.text += more;
  };
  let place = ''; // eslint-disable-line functional/no-let -- where the parser is
  parser.on('opentagstart', () => {
    if (open.length >= MAX_DEPTH)
      parser.fail(`elements are nested more than ${String(MAX_DEPTH)} levels`);
    place = `line ${String(parser.line)}, column ${String(parser.column)}`;
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const fields = Object.values(attributes);
    const element: Building = {
      name: local,
      uri,
      attributes: Object.fromEntries(
        fields.filter((one) => one.uri === '').map((one) => [one.local, one.value]),
      ),
      foreign: Object.fromEntries(
        fields.filter((one) => one.uri !== '').map((one) => [`${one.uri} ${one.local}`, one.value]),
      ),
      children: [],
      text: '',
      place,
    };
    (open.at(-1)?.children ?? roots).push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('error', ({ message }) => {
    const [, line, column, what] = /^(\d+):(\d+): (.*)/.exec(message) ?? [];
    failures.push(
      readError(
        what === undefined
          ? { path: '', what: message }
          : { path: `line ${String(line)}, column ${String(column)}`, what },
      ),
    );
  });
  // In pieces, because the parser goes on after a failure, to the end of what it was given.
  // eslint-disable-next-line functional/no-loop-statements, functional/no-let -- ends at the first failure
  for (let at = 0; at < text.length && failures.length === 0; at += PIECE)
    parser.write(text.slice(at, at + PIECE));
  if (failures.length === 0) parser.close();
  const [failure] = failures;
  const [root] = roots;
  if (failure !== undefined) return E.left(failure);
  return root === undefined
    ? E.left(readError({ path: '', what: 'it has no element' }))
    : E.right(root);
};
