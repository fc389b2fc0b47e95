/** What the element says, in the words of its page: the chart's names, its own texts and the reasons of refusals. */
import * as E from 'fp-ts/lib/Either.js';
import { identity, pipe } from 'fp-ts/lib/function.js';
import { isRecord } from '../codec/untrusted.js';
import { runDiagram } from '../diagram/Diagram.js';
import type { ChartLabels } from '../diagram/labels.js';
import { wordFor } from '../diagram/labels.js';
import type { RefusalError } from '../run/RunInstanceError.js';
import { errorMessage } from '../run/RunInstanceError.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The element's own texts, with what is filled in between braces. */
const ownTexts = {
  title: 'The lifecycle of a run',
  current: 'The run is in {state}',
  moved: 'The run is in {state}: {event}.',
  isCurrent: 'the current state',
  final: 'final',
  runs: '{count} runs',
  taken: 'taken {count} times',
  needs: 'needs {fields}',
  stays: 'stays in {state}',
  leads: '{source} to {target}',
  elsewhere: 'this edge leaves {source}, and the run is in {state}',
} as const;

type OwnText = keyof typeof ownTexts;

/** The errors that a refusal can have. */
const refusals: Readonly<Record<RefusalError['_tag'], true>> = {
  InvalidTransition: true,
  AttemptInProgress: true,
  AttemptStartRequiresRunning: true,
  AttemptFinishRequiresRunning: true,
  AttemptAlreadyActive: true,
  AttemptOwnershipMismatch: true,
  NoActiveAttempt: true,
  AttemptCountOverflow: true,
  PriorityMutationRequiresReady: true,
};

/**
 * The words of the element, for a page in another language. What is left out is said in English, and names as in the chart.
 * @category Element
 */
export interface RunChartLabels extends ChartLabels {
  /** The element's own texts. Names in braces are filled in: `'ist in {state}'`. */
  readonly texts?: Readonly<Partial<Record<OwnText, string>>>;
  /** Why an event is refused, by the tag of the error. The error's fields are filled in: `'{from} führt nicht zu {to}'`. */
  readonly errors?: Readonly<Partial<Record<RefusalError['_tag'], string>>>;
}

// ----------------------------------------------------------------------------------------------------------- codec

const keysOf = ({
  states,
  edges,
  details,
}: typeof runDiagram): Readonly<Record<keyof RunChartLabels, ReadonlyArray<string>>> => ({
  states,
  events: edges.map(({ event }) => event),
  guards: edges.flatMap(({ guards }) => guards),
  actions: [...edges.flatMap(({ actions }) => actions), ...details.flatMap(({ entry }) => entry)],
  descriptions: states,
  reasons: edges.map(({ source, event }) => `${source} ${event}`),
  texts: Object.keys(ownTexts),
  errors: Object.keys(refusals),
});

/** The keys of each group of words. */
const keys = /* #__PURE__ */ keysOf(runDiagram);

const entriesOf = (u: unknown): ReadonlyArray<readonly [string, unknown]> | undefined =>
  isRecord(u)
    ? pipe(
        // An object from elsewhere may run code of its own when it is read.
        E.tryCatch(
          () => Object.entries(u),
          () => undefined,
        ),
        E.getOrElseW(() => undefined),
      )
    : undefined;

/** Decodes labels: an object of groups, each with words by the chart's own. */
export const decodeLabels = (u: unknown): E.Either<string, RunChartLabels> => {
  const groups = entriesOf(u)?.map(([group, words]) => [group, entriesOf(words)] as const);
  const names = Object.keys(keys).join(', ');
  if (groups === undefined) return E.left(`labels: expected an object of ${names}`);
  const problem = groups.flatMap(([group, words]) => {
    const known = Object.hasOwn(keys, group) ? keys[group as keyof RunChartLabels] : undefined;
    if (known === undefined) return [`labels: expected ${names}; ${JSON.stringify(group)} is none`];
    if (words === undefined) return [`labels: expected an object of texts at ${group}`];
    return words
      .filter(([key, word]) => typeof word !== 'string' || !known.includes(key))
      .map(([key, word]) =>
        typeof word === 'string'
          ? `labels: expected one of ${known.join(', ')} at ${group}; ${JSON.stringify(key)} is none`
          : `labels: expected a text at ${group}, ${JSON.stringify(key)}`,
      );
  })[0];
  return problem === undefined
    ? // SAFETY: every group, key and word has just been checked.
      E.right(
        Object.fromEntries(groups.map(([group, words = []]) => [group, Object.fromEntries(words)])),
      )
    : E.left(problem);
};

// -------------------------------------------------------------------------------------------------------- operations

/** Values by the names that a text has in braces. */
type Values = Readonly<Record<string, string | number>>;

/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Keeps the order within a value, such as an id, from that of the text around it: U+2068 and U+2069 of Unicode's UAX #9. */
const isolate = (value: string): string => `\u2068${value}\u2069`;

const fill = (text: string, values: Values): string => {
  const write = RIGHT_TO_LEFT.test(text) ? isolate : identity;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? write(String(values[name])) : whole,
  );
};

/** One of the element's own texts, filled in. */
export const textOf = (labels: RunChartLabels, text: OwnText, values: Values = {}): string =>
  fill(wordFor(labels.texts, ownTexts[text], text), values);

/** The word for a state. */
export const stateWord = (labels: RunChartLabels, state: string): string =>
  wordFor(labels.states, state);

/** Why an event is refused. */
export const reasonText = (labels: RunChartLabels, error: RefusalError): string => {
  const text = labels.errors?.[error._tag];
  const words = Object.entries(error).map(([field, value]) => [
    field,
    runDiagram.states.some((state) => state === value)
      ? stateWord(labels, String(value))
      : String(value),
  ]);
  return text === undefined ? errorMessage(error) : fill(text, Object.fromEntries(words) as Values);
};
