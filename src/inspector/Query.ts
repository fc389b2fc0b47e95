/**
 * `Query`: what a search asks for, as its text says it.
 *
 * A query has words, and finds the runs that all of them find. A word is a text, `worker:gpu-3` or `label:"nightly report"`. Upper and
 * lower case are the same.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** What the word of a query may be about, in the order of the suggestions. */
export const queryFields = [
  'run',
  'task',
  'label',
  'attempt',
  'worker',
  'outcome',
  'error',
] as const;

/** What the word of a query is about. */
export type QueryField = (typeof queryFields)[number];

/** A word of a query, in lower case; without a field, it may be about any. */
export interface QueryTerm {
  readonly field: QueryField | undefined;
  readonly text: string;
}

// ------------------------------------------------------------------------------------------------------- operations

const WORD = /(?:(\w+):)?(?:"([^"]*)"?|(\S+))/gu;

const fieldOf = (name: string | undefined): QueryField | undefined =>
  queryFields.find((field) => field === name?.toLowerCase());

/** Reads a query. A field without a text asks for nothing. */
export const readQuery = (text: string): ReadonlyArray<QueryTerm> =>
  [...text.matchAll(WORD)].flatMap(([whole, name, quoted, plain]) => {
    const field = fieldOf(name);
    if (field === undefined && fieldOf(/^(\w+):$/u.exec(whole)?.[1]) !== undefined) return [];
    const asked = field === undefined && quoted === undefined ? whole : (quoted ?? plain ?? '');
    return asked === '' ? [] : [{ field, text: asked.toLowerCase() }];
  });

/** Writes a word of a query: `label:"nightly report"`. */
export const writeTerm = (field: QueryField, text: string): string =>
  `${field}:${/[\s"]/u.test(text) ? `"${text.replaceAll('"', '')}"` : text}`;

/** The part of a query before its last word, and that word as it is written. */
export const lastWord = (text: string): { readonly before: string; readonly word: string } => {
  const word = /(?:\w+:)?(?:"[^"]*"?|\S*)$/u.exec(text)?.[0] ?? '';
  return { before: text.slice(0, text.length - word.length), word };
};
