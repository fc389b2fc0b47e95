/** The runs of a filter that asks for what ops said, or when: the server finds them, and the page's own board those of Play. */
import { computed, signal } from '@preact/signals';
import type { Filter } from '../Filter.js';
import { asksForOps, isFound } from '../Filter.js';
import type { Row } from '../Row.js';
import type { RunSet } from '../RunSet.js';
import { hasRun } from '../RunSet.js';
import { runsOf } from '../runsOf.js';
import type { FiguresMessage, SearchServerMessage, SuggestionsMessage } from '../SearchProtocol.js';
import type { View } from './address.js';
import { addLabels, labelOf } from './labels.js';
import { connection, listenToSearch, send } from './live.js';
import { playBoard } from './play.js';

/** An answer of the server. */
interface Found {
  readonly asked: number;
  readonly runs: RunSet;
  readonly unsearched: number;
}

/** The number of the last question. */
let asked = 0;

/** The number of the last question for runs. */
let runsAsked = 0;

/** The filter that the server was asked for last. */
let asking: Filter | undefined;

const found = signal<Found | undefined>(undefined);

/** What a search can go on with, as the server answered last. */
export const suggestions = signal<SuggestionsMessage | undefined>(undefined);

/** Changes when other runs may be wanted: an answer or labels arrived. */
export const wantedVersion = signal(0);

/** How many ops the shown search could not look at. */
export const unsearched = computed((): number => found.value?.unsearched ?? 0);

const ask = (): void => {
  asked += 1;
  runsAsked = asked;
  send({ type: 'askRuns', asked, ...(asking === undefined ? {} : { filter: asking }) });
};

/** Asks the server for the runs of a filter, unless the rows tell all. */
export const askForRuns = (filter: Filter, view: View): void => {
  const next =
    view === 'journal' && asksForOps(filter)
      ? { states: new Set<never>(), query: filter.query, range: filter.range }
      : undefined;
  if (asking?.query === next?.query && asking?.range === next?.range) return;
  asking = next;
  found.value = undefined;
  ask();
};

/** Asks what a search can go on with. Returns the number of the answer. */
export const askForSuggestions = (
  text: string,
  field?: SuggestionsMessage['said'][number]['field'],
): number => {
  asked += 1;
  send({ type: 'askSuggestions', asked, text, ...(field === undefined ? {} : { field }) });
  return asked;
};

/** The figures that the server told last. */
export const figures = signal<FiguresMessage | undefined>(undefined);

let figuresAsked = 0;
let figuresAsking: { readonly filter: Filter; readonly stuckFor: number } | undefined;

const sendFiguresQuestion = (): void => {
  asked += 1;
  figuresAsked = asked;
  const { filter, stuckFor = 0 } = figuresAsking ?? {};
  send({ type: 'askFigures', asked, stuckFor, ...(filter === undefined ? {} : { filter }) });
};

/** Asks for the figures of a filter, or no longer. The last ones stay until the next arrive. */
export const askForFigures = (question: typeof figuresAsking): void => {
  if (question === undefined && figuresAsking === undefined) return;
  figuresAsking = question;
  sendFiguresQuestion();
};

/** What the rows and labels tell of a filter. */
const byRows = (filter: Filter): ((row: Row) => boolean) =>
  isFound(filter, { labelOf, opsSay: () => () => false, opsIn: () => () => false });

/** Tells which runs the query and the range of a filter find, as far as it is known. */
export const wantedBy = (filter: Filter, view: View): ((row: Row) => boolean) => {
  if (!asksForOps(filter)) return byRows(filter);
  const runs = view === 'play' ? runsOf(playBoard, filter, labelOf) : found.value?.runs;
  return runs === undefined ? byRows(filter) : ({ number }) => hasRun(runs, number);
};

/** Is an answer on its way without which too little could be shown? */
export const isSearching = (filter: Filter, view: View): boolean =>
  view === 'journal' &&
  connection.value === 'open' &&
  found.value === undefined &&
  asksForOps(filter, true);

listenToSearch({
  receive: (message: SearchServerMessage) => {
    if (message.type === 'suggestions') {
      suggestions.value = message;
      return;
    }
    if (message.type === 'figures') {
      if (message.asked === figuresAsked) figures.value = message;
      return;
    }
    if (message.type === 'labels') addLabels(message);
    else if (message.asked === runsAsked) found.value = message;
    wantedVersion.value += 1;
  },
  opened: () => {
    if (asking !== undefined) ask();
    if (figuresAsking !== undefined) sendFiguresQuestion();
  },
});
