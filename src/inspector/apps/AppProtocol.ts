/**
 * The messages about the actors of any program, between the inspector's server and its page.
 *
 * Once there is a program, the server sends all actors in parts, the first of which has `reset`, and then those that changed; several
 * changes of one actor between two messages arrive as one. A page also drops its actors when the whole board begins again. The page may watch one actor and then receives its steps as they come. Everything else
 * (a chart with its layout, a step in full, earlier steps, messages between actors, a search) is sent on request.
 */
import * as t from 'io-ts';
import { isArray, isRecord, readField } from '../../codec/untrusted.js';
import { constant, listOf, oneOf, wireRecord } from '../../codec/WireRecord.js';
import type { ChartLayout } from '../../picture/ChartLayout.js';
import type { Statechart } from '../../statechart/Statechart.js';
import { CountCodec } from '../Totals.js';
import type { ActorRow } from './ActorRow.js';
import { ActorNumberCodec, ActorRowsCodec } from './ActorRow.js';
import type { ActorMessage, ActorStep, StepDetails } from './ActorStep.js';
import {
  ActorMessagesCodec,
  ActorStepCodec,
  ActorStepsCodec,
  StepDetailsCodec,
  StepOutcomeCodec,
} from './ActorStep.js';
import { StatechartCodec } from './StatechartCodec.js';

// --------------------------------------------------------------------------------------------- messages of the server

/** A program whose actors are shown: a connection, or a recorded file. */
export interface Program {
  readonly program: number;
  /** The name of its source: `feed 1`, the name of a file. */
  readonly source: string;
  /** What sends: this package's observer, which tells everything, or `@statelyai/inspect`. */
  readonly via: 'runchart' | 'statelyai';
  /** Whether more may come. */
  readonly isOpen: boolean;
  /** How many steps its sender dropped. */
  readonly dropped: number;
}

/** Sums over everything that was received. */
export interface AppTotals {
  /** Steps, with those that were dropped. */
  readonly steps: number;
  readonly refused: number;
  readonly unknown: number;
  /** Messages with a known sender, with those that were dropped. */
  readonly messages: number;
  /** Steps of actors beyond the limit of actors. */
  readonly leftOut: number;
  /** Steps that are no longer kept. */
  readonly forgotten: number;
}

/** A part of the actors, or those that changed. */
export interface ActorsMessage {
  readonly type: 'actors';
  /** The first part of all actors: the page drops what it had. */
  readonly reset: boolean;
  /** Whether more parts of all actors follow. */
  readonly more: boolean;
  /** The number of all actors. */
  readonly actors: number;
  readonly rows: ReadonlyArray<ActorRow>;
  /** The numbers of actors that are no longer kept; the page may never have had some. */
  readonly removed: ReadonlyArray<number>;
  readonly totals: AppTotals;
  /** All programs, if one changed. */
  readonly programs?: ReadonlyArray<Program>;
}

/** How often each part of its chart was used, by an actor or by all actors of a chart. */
export interface Heat {
  /** By the id of a node: how often it was entered. */
  readonly nodes: Readonly<Record<string, number>>;
  /** By the id of a transition: how often it was taken. */
  readonly transitions: Readonly<Record<string, number>>;
  /** By the id of a node: how many events were refused while it was active. Only the deepest active nodes count. */
  readonly refused: Readonly<Record<string, number>>;
}

/** The latest steps of the watched actor, or those since the last message. */
export interface StepsMessage {
  readonly type: 'steps';
  readonly actor: number;
  /** Whether these are the latest steps, and the page drops what it had of the actor; otherwise they follow what it has. */
  readonly reset: boolean;
  readonly steps: ReadonlyArray<ActorStep>;
  /** The number of the first step that is kept, and one more than that of the last. */
  readonly first: number;
  readonly end: number;
  readonly heat: Heat;
}

/** Earlier steps of an actor, on request: those before the step that the page named, oldest first. */
export interface EarlierMessage {
  readonly type: 'earlier';
  readonly actor: number;
  readonly before: number;
  readonly steps: ReadonlyArray<ActorStep>;
}

/** A step in full, on request; without details if it is not kept any more. */
export interface StepMessage {
  readonly type: 'step';
  readonly actor: number;
  readonly step: number;
  readonly details?: StepDetails;
}

/** A chart, on request, and once more with its layout if that is not known yet. */
export interface ChartMessage {
  readonly type: 'chart';
  readonly chart: string;
  /** Absent if there is no such chart. */
  readonly statechart?: Statechart;
  /** Absent if it is not laid out yet. */
  readonly layout?: ChartLayout;
  /** Why the layout is a simplified one, if an engine was tried. */
  readonly problem?: string;
  /** The sums over all actors of the chart. */
  readonly heat?: Heat;
}

/** Messages between actors, on request, oldest first. */
export interface MessagesMessage {
  readonly type: 'messages';
  /** The number that the page gave to its request. */
  readonly request: number;
  readonly messages: ReadonlyArray<ActorMessage>;
  /** What to give as `before` to get earlier ones; absent if there are none. */
  readonly next?: number;
}

/** What a search found, on request, newest first. */
export interface FoundMessage {
  readonly type: 'found';
  /** The number that the page gave to its request. */
  readonly request: number;
  /** The actors whose name, session id, system id, logic or state has the text. */
  readonly actors: ReadonlyArray<number>;
  /** The steps whose event, outcome, states or changes have the text. */
  readonly steps: ReadonlyArray<FoundStep>;
  /**
   * What to give as `before` to search on; absent if every kept step was searched. One search looks at a limited number of steps, so
   * there may be more even if it found none.
   */
  readonly next?: number;
}

/** A step that a search found. */
export interface FoundStep {
  readonly actor: number;
  readonly step: ActorStep;
}

/** A message of the server about actors. */
export type AppServerMessage =
  | ActorsMessage
  | StepsMessage
  | EarlierMessage
  | StepMessage
  | ChartMessage
  | MessagesMessage
  | FoundMessage;

// --------------------------------------------------------------------------------------------- messages of the page

/** Watches an actor, whose steps the server then sends; without an actor, none. */
export interface WatchActorMessage {
  readonly type: 'watch_actor';
  readonly actor?: number;
}

/** Asks for steps before one. */
export interface AskEarlierMessage {
  readonly type: 'ask_earlier';
  readonly actor: number;
  readonly before: number;
}

/** Asks for a step in full. */
export interface AskStepMessage {
  readonly type: 'ask_step';
  readonly actor: number;
  readonly step: number;
}

/** Asks for a chart and its layout. */
export interface AskChartMessage {
  readonly type: 'ask_chart';
  readonly chart: string;
  /** The direction of the layout; default: `down`. */
  readonly direction?: 'down' | 'right';
}

/** Asks for messages between actors. */
export interface AskMessagesMessage {
  readonly type: 'ask_messages';
  /** Any number; the answer has it, too. */
  readonly request: number;
  /** Only those that one of these actors sent or received; default: all. */
  readonly actors?: ReadonlyArray<number>;
  /** Only those before the message of this number; default: the latest. */
  readonly before?: number;
}

/** Searches actors and steps. */
export interface SearchMessage {
  readonly type: 'search';
  /** Any number; the answer has it, too. */
  readonly request: number;
  /** A part of what is searched; capitals do not matter. The empty text is in everything. */
  readonly text: string;
  /** Only steps of this actor. */
  readonly actor?: number;
  /** Only steps with these outcomes. */
  readonly outcomes?: ReadonlyArray<ActorStep['outcome']>;
  /** Only steps before this place. */
  readonly before?: number;
}

/** A message of the page about actors. */
export type AppPageMessage =
  | WatchActorMessage
  | AskEarlierMessage
  | AskStepMessage
  | AskChartMessage
  | AskMessagesMessage
  | SearchMessage;

// ----------------------------------------------------------------------------------------------------------- codecs

const programCodec = wireRecord('a program', {
  program: CountCodec,
  source: t.string,
  via: oneOf<Program['via']>('what sends', ['runchart', 'statelyai']),
  isOpen: t.boolean,
  dropped: CountCodec,
});

const totalsCodec = wireRecord('the totals of apps', {
  steps: CountCodec,
  refused: CountCodec,
  unknown: CountCodec,
  messages: CountCodec,
  leftOut: CountCodec,
  forgotten: CountCodec,
});

const isLayout = (u: unknown): u is ChartLayout =>
  isRecord(u) &&
  ['width', 'height', 'textWidth'].every((key) => typeof readField(u, key) === 'number') &&
  ['nodes', 'initials', 'transitions', 'separators'].every((key) => isArray(readField(u, key)));

/** A layout comes from the server's own thread, so its lists are not looked into. */
const LayoutCodec = new t.Type<ChartLayout>(
  'a layout',
  isLayout,
  (u, context) => (isLayout(u) ? t.success(u) : t.failure(u, context)),
  (layout) => layout,
);

const counts = t.record(t.string, CountCodec);
const heatCodec = wireRecord('heat', { nodes: counts, transitions: counts, refused: counts });

/** The codecs of the messages of the server, by their type. */
export const appServerMessages: ReadonlyArray<readonly [AppServerMessage['type'], t.Mixed]> = [
  [
    'actors',
    wireRecord(
      'a list of actors',
      {
        type: constant('actors'),
        reset: t.boolean,
        more: t.boolean,
        actors: CountCodec,
        rows: ActorRowsCodec,
        removed: listOf('a list of actors', CountCodec),
        totals: totalsCodec,
      },
      { programs: listOf('a list of programs', programCodec) },
    ),
  ],
  [
    'steps',
    wireRecord('steps', {
      type: constant('steps'),
      actor: CountCodec,
      reset: t.boolean,
      steps: ActorStepsCodec,
      first: CountCodec,
      end: CountCodec,
      heat: heatCodec,
    }),
  ],
  [
    'earlier',
    wireRecord('earlier steps', {
      type: constant('earlier'),
      actor: CountCodec,
      before: CountCodec,
      steps: ActorStepsCodec,
    }),
  ],
  [
    'step',
    wireRecord(
      'a step in full',
      { type: constant('step'), actor: CountCodec, step: CountCodec },
      { details: StepDetailsCodec },
    ),
  ],
  [
    'chart',
    wireRecord(
      'a chart',
      { type: constant('chart'), chart: t.string },
      { statechart: StatechartCodec, layout: LayoutCodec, problem: t.string, heat: heatCodec },
    ),
  ],
  [
    'messages',
    wireRecord(
      'messages between actors',
      {
        type: constant('messages'),
        request: CountCodec,
        messages: ActorMessagesCodec,
      },
      { next: CountCodec },
    ),
  ],
  [
    'found',
    wireRecord(
      'what was found',
      {
        type: constant('found'),
        request: CountCodec,
        actors: listOf('a list of actors', CountCodec),
        steps: listOf(
          'a list of found steps',
          wireRecord('a found step', { actor: CountCodec, step: ActorStepCodec }),
        ),
      },
      { next: CountCodec },
    ),
  ],
];

/** The codecs of the messages of the page, by their type. */
export const appPageMessages: ReadonlyArray<readonly [AppPageMessage['type'], t.Mixed]> = [
  [
    'watch_actor',
    wireRecord('a watch message', { type: constant('watch_actor') }, { actor: CountCodec }),
  ],
  [
    'ask_earlier',
    wireRecord('a request', {
      type: constant('ask_earlier'),
      actor: CountCodec,
      before: CountCodec,
    }),
  ],
  [
    'ask_step',
    wireRecord('a request', { type: constant('ask_step'), actor: CountCodec, step: CountCodec }),
  ],
  [
    'ask_chart',
    wireRecord(
      'a request',
      { type: constant('ask_chart'), chart: t.string },
      { direction: oneOf<'down' | 'right'>('a direction', ['down', 'right']) },
    ),
  ],
  [
    'ask_messages',
    wireRecord(
      'a request',
      { type: constant('ask_messages'), request: CountCodec },
      { actors: listOf('a list of actors', ActorNumberCodec), before: CountCodec },
    ),
  ],
  [
    'search',
    wireRecord(
      'a search',
      { type: constant('search'), request: CountCodec, text: t.string },
      {
        actor: CountCodec,
        outcomes: listOf('a list of outcomes', StepOutcomeCodec),
        before: CountCodec,
      },
    ),
  ],
];
