/** The messages that the sequence diagram shows, and for which actor it was opened. */
import { computed, effect, signal } from '@preact/signals';
import type { ActorMessage } from '../../apps/ActorStep.js';
import { place, subject } from '../state.js';
import { actors, askMessages, isAskingMessages, messages } from './board.js';
import type { Sequence } from './sequence.js';
import { inOrder, sequenceOf } from './sequence.js';
import { senderName, showActor, stepNumber } from './state.js';
import { relativesOf, textToSearch, treeRows } from './tree.js';

/** The shortest time between two requests for the latest messages, in milliseconds. */
const INTERVAL = 500;

/** How many relatives a request names at most; beyond that, only the messages of the actor itself are shown. */
const MAX_RELATIVES = 200;

/** Whether the messages of all actors are shown, not those of the chosen actor and its relatives alone. */
export const showsAll = signal(false);

/** The actor whose messages are shown: choosing one of them shows its receiver, and leaves the diagram as it is. */
export const anchor = signal<number | undefined>(undefined);
let held: number | undefined;

effect(() => {
  const { actor } = place.value.actors;
  if (actor !== held) anchor.value = actor;
  held = undefined;
});

/** Shows the step at which a message was received. */
export const showMessage = ({ to, step }: ActorMessage): void => {
  held = to;
  showActor(to, step);
};

/** Whether a message led to the shown step. */
export const isChosen = ({ to, step }: ActorMessage): boolean =>
  to === place.value.actors.actor && step === stepNumber.value;

/** The actors whose messages are asked for; all if undefined. */
const asked = (): ReadonlyArray<number> | undefined => {
  const actor = anchor.peek();
  if (showsAll.peek() || actor === undefined) return undefined;
  const related = [...relativesOf(actors.peek().rows, actor)];
  return related.length > MAX_RELATIVES ? [actor] : related;
};

/** Asks for the messages before those that have arrived. */
export const askEarlierMessages = (): void => {
  const next = messages.peek()?.next;
  if (next !== undefined) askMessages(asked(), next);
};

/** Whether earlier messages were asked for: the diagram then stays where it is. */
export const isPaused = signal(false);

let timer: ReturnType<typeof setTimeout> | undefined;
let lastAsked = 0;
/** The filter of the messages that were asked for. */
let shownBy = '';

const refresh = (): void => {
  clearTimeout(timer);
  timer = undefined;
  if (isAskingMessages() || isPaused.peek()) return;
  lastAsked = performance.now();
  askMessages(asked());
};

/** Another filter begins with the latest messages. */
effect(() => {
  const isShown = subject.value === 'actors' && place.value.actors.middle === 'messages';
  const by = `${String(anchor.value)} ${String(showsAll.value)}`;
  if (!isShown || by === shownBy) return;
  shownBy = by;
  isPaused.value = false;
  refresh();
});

effect(() => {
  const isShown = subject.value === 'actors' && place.value.actors.middle === 'messages';
  if (!isShown || isPaused.value || actors.value.totals.steps === 0) return;
  timer ??= setTimeout(refresh, Math.max(0, lastAsked + INTERVAL - performance.now()));
});

/** The search applies to the types of events, and to who sent and received them. */
const isFound = ({ event, from, to }: ActorMessage): boolean => {
  const text = textToSearch(place.value.actors.selection.query).toLowerCase();
  return [event, senderName(from), senderName(to)].some((part) =>
    part.toLowerCase().includes(text),
  );
};

/** The shown messages, and their lanes in the order of the tree. */
export const sequence = computed((): Sequence => {
  const { rows } = actors.value;
  const order = treeRows(rows, () => false, undefined).map(({ row }) => row.actor);
  return sequenceOf(
    inOrder(messages.value?.messages ?? [], (actor) => actors.value.row(actor)?.program ?? -1),
    isFound,
    order,
  );
});
