/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- walks over a history that is not copied */
/** Reads the steps of a board of actors: lists of them, one in full, messages between actors, and what a search finds. */
import { isRecord } from '../../codec/untrusted.js';
import type { Actor } from './Actor.js';
import type { ActorBoard } from './ActorBoard.js';
import type { ActorMessage, ActorStep, StepDetails } from './ActorStep.js';
import { isRefused } from './ActorStep.js';
import type {
  AskMessagesMessage,
  FoundMessage,
  FoundStep,
  MessagesMessage,
  SearchMessage,
} from './AppProtocol.js';
import { applyUndo, diffContexts, shortText } from './contextDiff.js';
import { stateValueText } from './StateValue.js';
import type { StepText } from './StepHistory.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How many steps are in one message to a page. */
const MAX_LISTED = 500;

/** How many changes of a context are shown of one step. */
const MAX_CHANGES = 1000;

const MAX_PAYLOAD = 200;

/** How many actors a search finds. */
const MAX_ACTORS = 200;

/** How many steps one search or one request for messages looks at, so that the server is not held up. */
const MAX_LOOKED_AT = 20_000;

// ------------------------------------------------------------------------------------------------------- operations

/** An event without its type, as text. */
const payloadOf = ({ event }: StepText): string => {
  if (!isRecord(event)) return '';
  const payload = Object.entries(event).filter(([key]) => key !== 'type');
  return payload.length === 0 ? '' : shortText(Object.fromEntries(payload), MAX_PAYLOAD);
};

const stepAt = (board: ActorBoard, place: number): ActorStep => {
  const { actor, step, at, sender } = board.history.recordAt(place);
  const text = board.history.textAt(place);
  const { type, outcome, status, before, after, taken, isExact, changes, changed } = text;
  const chart = board.actorAt(actor)?.chart;
  const candidates =
    chart === undefined || before === undefined || !(isRefused(outcome) || outcome === 'unknown')
      ? []
      : chart.candidatesIn(chart.configurationOf(before), type).map(({ id }) => id);
  return {
    ...{ step, at, event: type, payload: payloadOf(text), sender, outcome, status },
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...{ taken, isExact, candidates, changes, changed },
  };
};

/** The places of the kept steps of an actor from the latest back, as long as `goesOn` holds for their number. */
const placesOf = (
  { history }: ActorBoard,
  { last }: Actor,
  goesOn: (step: number) => boolean,
): ReadonlyArray<number> => {
  const places: Array<number> = [];
  for (let next = last; next > history.first();) {
    const { step, previous } = history.recordAt(next - 1);
    if (!goesOn(step)) break;
    places.push(next - 1);
    next = previous;
  }
  return places;
};

/** The kept steps of an actor between two numbers, `to` excluded, oldest first; the latest of them if there are too many. */
export const stepsBetween = (
  board: ActorBoard,
  actor: Actor,
  from: number,
  to: number,
): ReadonlyArray<ActorStep> => {
  const least = Math.max(from, Math.min(to, actor.steps) - MAX_LISTED);
  return placesOf(board, actor, (step) => step >= least)
    .filter((place) => board.history.recordAt(place).step < to)
    .toReversed()
    .map((place) => stepAt(board, place));
};

/** The number of the first step of an actor that is kept. */
export const firstStepOf = (board: ActorBoard, actor: Actor): number => {
  const places = placesOf(board, actor, () => true);
  return actor.steps - places.length;
};

/** A step in full; undefined if it is not kept any more. */
export const detailsOf = (
  board: ActorBoard,
  actor: Actor,
  step: number,
): StepDetails | undefined => {
  const places = placesOf(board, actor, (number) => number >= step);
  const place = places.at(-1);
  if (place === undefined || board.history.recordAt(place).step !== step) return undefined;
  const contextAfter = places
    .slice(0, -1)
    .reduce<unknown>(
      (after, later) => applyUndo(board.history.restAt(later).undo, after),
      actor.context,
    );
  const { undo, output, error } = board.history.restAt(place);
  const contextBefore = applyUndo(undo, contextAfter);
  return {
    step: stepAt(board, place),
    event: board.history.textAt(place).event,
    ...(contextBefore === undefined ? {} : { contextBefore }),
    ...(contextAfter === undefined ? {} : { contextAfter }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    changes: diffContexts(contextBefore, contextAfter, MAX_CHANGES).changes,
  };
};

/** Looks at places from the latest back until there are enough results. */
const lookBack = <A>(
  { history }: ActorBoard,
  before: number | undefined,
  pick: (place: number) => A | undefined,
): { readonly found: ReadonlyArray<A>; readonly next?: number } => {
  const found: Array<A> = [];
  const end = Math.min(before ?? Infinity, history.end());
  const stop = Math.max(history.first(), end - MAX_LOOKED_AT);
  for (let place = end - 1; place >= stop; place -= 1) {
    const picked = pick(place);
    if (picked !== undefined) found.push(picked);
    if (found.length >= MAX_LISTED && place > history.first()) return { found, next: place };
  }
  return stop > history.first() ? { found, next: stop } : { found };
};

/** Lists messages between actors. */
export const messagesOf = (
  board: ActorBoard,
  { request, actors, before }: AskMessagesMessage,
): MessagesMessage => {
  const wanted = actors === undefined ? undefined : new Set(actors);
  const { found, ...rest } = lookBack(board, before, (place): ActorMessage | undefined => {
    const { actor: to, sender: from, sent, at, outcome, step } = board.history.recordAt(place);
    if (wanted !== undefined && !wanted.has(to) && !(from >= 0 && wanted.has(from)))
      return undefined;
    const event = board.history.textAt(place).type;
    return { message: place, at, from, to, event, outcome, sent, step };
  });
  return { type: 'messages', request, messages: found.toReversed(), ...rest };
};

const actorText = ({ name, sessionId, systemId, src, value, status }: Actor): string =>
  [name, sessionId, systemId, src, status, value === undefined ? '' : stateValueText(value)]
    .join('\n')
    .toLowerCase();

/** Searches actors and steps. */
export const search = (
  board: ActorBoard,
  { request, text, actor, outcomes, before }: SearchMessage,
): FoundMessage => {
  const wanted = text.toLowerCase();
  // Steps are kept as JSON, in which the quotes of a text have a backslash, and those around it have none.
  const inJson = JSON.stringify(wanted).slice(1, -1);
  const actors =
    before === undefined
      ? [...board.actors()]
          .filter((each) => actorText(each).includes(wanted))
          .slice(0, MAX_ACTORS)
          .map(({ number }) => number)
      : [];
  const { found, ...rest } = lookBack(board, before, (place): FoundStep | undefined => {
    const record = board.history.recordAt(place);
    if (actor !== undefined && record.actor !== actor) return undefined;
    if (outcomes !== undefined && !outcomes.includes(record.outcome)) return undefined;
    if (board.actorAt(record.actor) === undefined) return undefined;
    if (wanted !== '') {
      const kept = board.history.searchableAt(place).toLowerCase();
      if (!kept.includes(wanted) && !kept.includes(inJson)) return undefined;
    }
    return { actor: record.actor, step: stepAt(board, place) };
  });
  return { type: 'found', request, actors, steps: found, ...rest };
};
