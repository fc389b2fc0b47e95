/** What a search can go on with: fields, error tags, labels, and what ops say. */
import type { Said } from '../OpFacts.js';
import type { QueryField } from '../Query.js';
import { lastWord, queryFields, writeTerm } from '../Query.js';
import { reasons, refusalTags } from '../reasons.js';
import { counted } from './format.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A way to go on. */
export interface Suggestion {
  /** The whole query with it. */
  readonly query: string;
  readonly text: string;
  readonly note: string;
}

/** What is known to suggest. */
export interface Known {
  readonly labels: Iterable<string>;
  /** What ops say, for the last word. */
  readonly said: ReadonlyArray<Said>;
  /** How often ops were refused, by tag. */
  readonly refused: Readonly<Partial<Record<string, number>>>;
}

/** What is said of each field to those who do not know it. */
const fieldNotes: Readonly<Record<QueryField, string>> = {
  run: 'the id of a run, or what it is called',
  task: 'the id of a task, or what it is called',
  label: 'what a run or its task is called',
  attempt: 'the id of an attempt',
  worker: 'who did it',
  outcome: 'how an attempt ended',
  error: 'why an op was refused, or what an attempt ended with',
};

/** How many labels are suggested. */
const MAX_LABELS = 5;

// ------------------------------------------------------------------------------------------------------- operations

/** What the last word of a query asks for: its field, if it is one's name, and its text in lower case. */
export const askedBy = (
  query: string,
): { readonly field: QueryField | undefined; readonly text: string } => {
  const { word } = lastWord(query);
  const colon = word.indexOf(':');
  const field = queryFields.find((name) => name === word.slice(0, colon).toLowerCase());
  const text = field === undefined ? word : word.slice(colon + 1);
  return { field, text: text.replaceAll('"', '').toLowerCase() };
};

/** Suggests ways to go on with a query. An empty one is given its fields. */
export const suggestionsFor = (
  query: string,
  { labels, said, refused }: Known,
): ReadonlyArray<Suggestion> => {
  const { before } = lastWord(query);
  const { field, text } = askedBy(query);
  const with_ = (name: QueryField, value: string, note: string): Suggestion => ({
    query: `${before}${writeTerm(name, value)} `,
    text: writeTerm(name, value),
    note,
  });
  const isAsked = (name: QueryField): boolean =>
    field === name || (field === undefined && text.length > 1);
  const fields = queryFields
    .filter((name) => field === undefined && name.startsWith(text) && text !== name)
    .map((name) => ({ query: `${before}${name}:`, text: `${name}:`, note: fieldNotes[name] }));
  const tags = refusalTags
    .filter(
      (tag) => isAsked('error') && (refused[tag] ?? 0) > 0 && tag.toLowerCase().includes(text),
    )
    .map((tag) => with_('error', tag, reasons[tag]));
  const named = isAsked('label') ? firstMatches(labels, text, MAX_LABELS) : [];
  return [
    ...fields,
    ...tags,
    ...named.map((label) => with_('label', label, 'a run or a task')),
    ...said
      .filter((one) => isAsked(one.field))
      .map((one) => with_(one.field, one.text, counted(one.ops, 'op'))),
  ];
};

/** The first different labels that have a text within. */
const firstMatches = (
  labels: Iterable<string>,
  text: string,
  limit: number,
): ReadonlyArray<string> => {
  const found = new Set<string>();
  for (const label of labels) {
    if (label.toLowerCase().includes(text)) found.add(label);
    if (found.size >= limit) break;
  }
  return [...found];
};
