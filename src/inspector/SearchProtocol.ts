/**
 * The messages about searching: which runs a filter finds, their figures, what a search can go on with, and what people call ids.
 *
 * The page numbers what it asks, so that it knows an answer to an earlier question.
 */
import * as t from 'io-ts';
import { constant, listOf, oneOf, wireRecord } from '../codec/WireRecord.js';
import type { Figures } from './Figures.js';
import { figuresFields, optionalFiguresFields } from './Figures.js';
import type { Filter } from './Filter.js';
import { FilterCodec } from './Filter.js';
import type { Said } from './OpFacts.js';
import type { QueryField } from './Query.js';
import { queryFields } from './Query.js';
import type { RunSet } from './RunSet.js';
import { RunSetCodec } from './RunSet.js';
import { CountCodec } from './Totals.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Asks for the runs of a filter, now and whenever they change; without a filter, no longer. */
export interface AskRunsMessage {
  readonly type: 'askRuns';
  readonly asked: number;
  readonly filter?: Filter;
}

/** Asks for what a search can go on with after a text. */
export interface AskSuggestionsMessage {
  readonly type: 'askSuggestions';
  readonly asked: number;
  /** Without one, anything that ops say. */
  readonly field?: QueryField;
  readonly text: string;
}

/** Asks for the figures of the runs of a filter, now and whenever they change; without a filter, no longer. */
export interface AskFiguresMessage {
  readonly type: 'askFigures';
  readonly asked: number;
  readonly filter?: Filter;
  /** How long a run must be in its state to be listed as stuck, in seconds. */
  readonly stuckFor: number;
}

/** A message of the page about searching. */
export type SearchPageMessage = AskRunsMessage | AskSuggestionsMessage | AskFiguresMessage;

/** The runs of a filter, by their numbers. */
export interface RunsMessage {
  readonly type: 'runs';
  readonly asked: number;
  readonly runs: RunSet;
  /** How many ops could not be searched, because they were dropped or said more than is kept. */
  readonly unsearched: number;
}

/** What a search can go on with. */
export interface SuggestionsMessage {
  readonly type: 'suggestions';
  readonly asked: number;
  readonly said: ReadonlyArray<Said>;
}

/** What people call runs, tasks and attempts: a part of it, or all. */
export interface LabelsMessage {
  readonly type: 'labels';
  readonly ids: ReadonlyArray<string>;
  /** The label of each. */
  readonly labels: ReadonlyArray<string>;
}

/** The figures of the runs of a filter. */
export interface FiguresMessage extends Figures {
  readonly type: 'figures';
  readonly asked: number;
}

/** A message of the server about searching. */
export type SearchServerMessage = RunsMessage | SuggestionsMessage | LabelsMessage | FiguresMessage;

// ----------------------------------------------------------------------------------------------------------- codecs

const FieldCodec = oneOf<QueryField>('a field of a query', queryFields);

/** The codecs of the page's messages about searching. */
export const searchPageMessages: ReadonlyArray<readonly [string, t.Mixed]> = [
  [
    'askRuns',
    wireRecord(
      'a question for runs',
      { type: constant('askRuns'), asked: CountCodec },
      { filter: FilterCodec },
    ),
  ],
  [
    'askSuggestions',
    wireRecord(
      'a question for suggestions',
      { type: constant('askSuggestions'), asked: CountCodec, text: t.string },
      { field: FieldCodec },
    ),
  ],
  [
    'askFigures',
    wireRecord(
      'a question for figures',
      { type: constant('askFigures'), asked: CountCodec, stuckFor: CountCodec },
      { filter: FilterCodec },
    ),
  ],
];

/** The codecs of the server's messages about searching. */
export const searchServerMessages: ReadonlyArray<readonly [string, t.Mixed]> = [
  [
    'runs',
    wireRecord('the runs of a filter', {
      type: constant('runs'),
      asked: CountCodec,
      runs: RunSetCodec,
      unsearched: CountCodec,
    }),
  ],
  [
    'suggestions',
    wireRecord('suggestions', {
      type: constant('suggestions'),
      asked: CountCodec,
      said: listOf(
        'a list of what ops said',
        wireRecord('what ops said', { field: FieldCodec, text: t.string, ops: CountCodec }),
      ),
    }),
  ],
  [
    'labels',
    wireRecord('labels', {
      type: constant('labels'),
      ids: t.readonlyArray(t.string),
      labels: t.readonlyArray(t.string),
    }),
  ],
  [
    'figures',
    wireRecord(
      'figures',
      { type: constant('figures'), asked: CountCodec, ...figuresFields },
      optionalFiguresFields,
    ),
  ],
];

// ------------------------------------------------------------------------------------------------------- operations

const pageTypes: ReadonlySet<string> = new Set(searchPageMessages.map(([type]) => type));
const serverTypes: ReadonlySet<string> = new Set(searchServerMessages.map(([type]) => type));

/** Is a message of a page about searching? */
export const isSearchQuestion = (message: {
  readonly type: string;
}): message is SearchPageMessage => pageTypes.has(message.type);

/** Is a message of the server about searching? */
export const isSearchAnswer = (message: {
  readonly type: string;
}): message is SearchServerMessage => serverTypes.has(message.type);
