/** The actors of all programs, kept up to date, and what the page asked the server about them. */
import { computed, signal } from '@preact/signals';
import type { ActorRow } from '../../apps/ActorRow.js';
import type { ActorMessage, ActorStep, StepDetails } from '../../apps/ActorStep.js';
import type {
  AppServerMessage,
  AppTotals,
  ChartMessage,
  FoundStep,
  Heat,
  Program,
  StepsMessage,
} from '../../apps/AppProtocol.js';
import { listenToApps, send } from '../live.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The actors of all programs. */
export interface Actors {
  /** Rises with every change; `rows` is mutated. */
  readonly version: number;
  /** The number of actors; the rows of some may still be on their way. */
  readonly size: number;
  readonly rows: ReadonlyArray<ActorRow>;
  readonly row: (actor: number | undefined) => ActorRow | undefined;
  readonly totals: AppTotals;
  readonly programs: ReadonlyArray<Program>;
  readonly isComplete: boolean;
}

/** The steps of the watched actor that have arrived: those from `from` to `end`. The server keeps those from `first`. */
export interface Steps {
  readonly actor: number;
  readonly first: number;
  readonly from: number;
  readonly end: number;
  readonly steps: ReadonlyArray<ActorStep>;
  readonly heat: Heat;
}

/** A step in full; without details if the server has dropped it. */
export interface FullStep {
  readonly actor: number;
  readonly step: number;
  readonly details: StepDetails | undefined;
}

/** Messages between actors, oldest first. */
export interface Messages {
  readonly messages: ReadonlyArray<ActorMessage>;
  /** What to give as `before` to get earlier ones; undefined if there are none. */
  readonly next: number | undefined;
}

/** What a search found. */
export interface Found {
  readonly text: string;
  readonly actors: ReadonlySet<number>;
  readonly steps: ReadonlyArray<FoundStep>;
}

// ------------------------------------------------------------------------------------------------------------ state

const noTotals: AppTotals = {
  steps: 0,
  refused: 0,
  unknown: 0,
  messages: 0,
  leftOut: 0,
  forgotten: 0,
};

/** Rises when actors change, at most once a frame. */
const version = signal(0);
let frame = 0;
let size = 0;
let rows: Array<ActorRow> = [];
let places = new Map<number, number>();
let totals = noTotals;
let programs: ReadonlyArray<Program> = [];
let isComplete = false;

/** The actors of all programs. */
export const actors = computed((): Actors => ({
  version: version.value,
  size,
  rows,
  row: (actor) => rows[places.get(actor ?? -1) ?? -1],
  totals,
  programs,
  isComplete,
}));

/** Is there an actor? */
export const hasActors = computed((): boolean => actors.value.size > 0);

/** The steps of the watched actor. */
export const watchedSteps = signal<Steps | undefined>(undefined);

/** The step that was asked for last. */
export const fullStep = signal<FullStep | undefined>(undefined);

/** The charts that have arrived, by their hash. */
export const charts = signal<ReadonlyMap<string, ChartMessage>>(new Map());

/** The messages that were asked for last. */
export const messages = signal<Messages | undefined>(undefined);

/** What the last search found. */
export const found = signal<Found | undefined>(undefined);

let watched: number | undefined;
/** Where earlier steps were asked for, so that each are asked for once. */
let askedBefore: number | undefined;
let wantedStep: { readonly actor: number; readonly step: number } | undefined;
let isAskingStep = false;
let askedCharts = new Set<string>();
let request = 0;
let messagesRequest: { request: number; before: number | undefined } | undefined;
let search: { request: number; text: string } | undefined;

// --------------------------------------------------------------------------------------------------------- requests

const watchNow = (): void => {
  send({ type: 'watch_actor', ...(watched === undefined ? {} : { actor: watched }) });
};

/** Watches an actor, or none. */
export const watchActor = (actor: number | undefined): void => {
  if (watched === actor) return;
  watched = actor;
  askedBefore = undefined;
  watchedSteps.value = undefined;
  watchNow();
};

/** Asks for the steps before those that have arrived, if the server has any. */
export const askEarlier = (): void => {
  const known = watchedSteps.peek();
  if (known === undefined || known.from <= known.first || askedBefore === known.from) return;
  const { actor, from } = known;
  if (send({ type: 'ask_earlier', actor, before: from })) askedBefore = from;
};

const askWantedStep = (): void => {
  if (wantedStep === undefined || isAskingStep) return;
  isAskingStep = send({ type: 'ask_step', ...wantedStep });
};

/** Asks for a step in full. While an answer is on its way, only the latest request waits. */
export const askStep = (actor: number, step: number): void => {
  if (wantedStep?.actor === actor && wantedStep.step === step) return;
  wantedStep = { actor, step };
  askWantedStep();
};

/** Asks for a chart, if it was not asked for before. */
export const askChart = (chart: string): void => {
  if (chart === '' || askedCharts.has(chart)) return;
  if (send({ type: 'ask_chart', chart })) askedCharts.add(chart);
};

/** Asks for the sums over all actors of a chart again. */
export const refreshChart = (chart: string): void => {
  if (charts.peek().has(chart)) send({ type: 'ask_chart', chart });
  else askChart(chart);
};

/** Asks for the messages of some actors, or of all; without `before`, for the latest. */
export const askMessages = (of: ReadonlyArray<number> | undefined, before?: number): void => {
  request += 1;
  const sent = send({
    type: 'ask_messages',
    request,
    ...(of === undefined ? {} : { actors: of }),
    ...(before === undefined ? {} : { before }),
  });
  if (sent) messagesRequest = { request, before };
};

/** Searches actors and steps for a text. */
export const searchFor = (text: string): void => {
  if (text === '') {
    search = undefined;
    found.value = undefined;
    return;
  }
  request += 1;
  search = { request, text };
  send({ type: 'search', request, text });
};

// ---------------------------------------------------------------------------------------------------------- answers

const scheduleUpdate = (): void => {
  if (frame !== 0) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    version.value += 1;
  });
};

const removeActors = (removed: ReadonlyArray<number>): void => {
  const gone = new Set(removed.filter((actor) => places.has(actor)));
  if (gone.size === 0) return;
  rows = rows.filter(({ actor }) => !gone.has(actor));
  places = new Map(rows.map(({ actor }, i) => [actor, i]));
};

const receiveSteps = ({ actor, reset, steps, first, end, heat }: StepsMessage): void => {
  if (actor !== watched) return;
  const known = reset ? undefined : watchedSteps.peek();
  const kept = [...(known?.steps ?? []), ...steps].filter(({ step }) => step >= first);
  if (reset) askedBefore = undefined;
  watchedSteps.value = {
    actor,
    first,
    from: kept[0]?.step ?? end,
    end,
    steps: kept,
    heat,
  };
};

const pickHeat = ({ heat }: ChartMessage): Pick<ChartMessage, 'heat'> =>
  heat === undefined ? {} : { heat };

const receive = (message: AppServerMessage): void => {
  switch (message.type) {
    case 'actors': {
      if (message.reset) {
        rows = [];
        places = new Map();
      }
      for (const row of message.rows) {
        const place = places.get(row.actor) ?? rows.length;
        if (place === rows.length) places.set(row.actor, place);
        rows[place] = row;
      }
      removeActors(message.removed);
      ({ totals, actors: size } = message);
      programs = message.programs ?? programs;
      isComplete = !message.more;
      scheduleUpdate();
      return;
    }
    case 'steps':
      receiveSteps(message);
      return;
    case 'earlier': {
      const known = watchedSteps.peek();
      if (message.actor !== known?.actor || message.before !== known.from) return;
      const steps = [...message.steps, ...known.steps];
      // Without an answer there are none any more.
      const from = message.steps[0]?.step ?? known.from;
      const first = message.steps.length === 0 ? known.from : known.first;
      watchedSteps.value = { ...known, steps, from, first };
      return;
    }
    case 'step': {
      isAskingStep = false;
      const { actor, step } = message;
      if (wantedStep?.actor === actor && wantedStep.step === step)
        fullStep.value = { actor, step, details: message.details };
      else askWantedStep();
      return;
    }
    case 'chart': {
      const before = charts.peek().get(message.chart);
      // The chart and the layout stay the same objects.
      const known = before?.layout === undefined ? message : { ...before, ...pickHeat(message) };
      charts.value = new Map([...charts.peek(), [message.chart, known]]);
      return;
    }
    case 'messages': {
      if (message.request !== messagesRequest?.request) return;
      const { before } = messagesRequest;
      messagesRequest = undefined;
      const known = before === undefined ? [] : (messages.peek()?.messages ?? []);
      messages.value = {
        messages: [...message.messages, ...known],
        next: message.next,
      };
      return;
    }
    case 'found':
      if (message.request === search?.request)
        found.value = {
          text: search.text,
          actors: new Set([...message.actors, ...message.steps.map(({ actor }) => actor)]),
          steps: message.steps,
        };
  }
};

/** Is an answer with messages on its way? */
export const isAskingMessages = (): boolean => messagesRequest !== undefined;

listenToApps({
  receive,
  opened: () => {
    askedCharts = new Set();
    askedBefore = undefined;
    isAskingStep = false;
    messagesRequest = undefined;
    charts.value = new Map();
    watchNow();
    askWantedStep();
  },
});
