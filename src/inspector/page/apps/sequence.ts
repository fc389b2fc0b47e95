/** The messages between actors as a sequence diagram: a lane for each actor, and an arrow for each message. Pure. */
import type { ActorMessage } from '../../apps/ActorStep.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The lane of senders that are not known: timers, the user, the program itself. */
export const OUTSIDE = -1;

/** The messages that are shown, and the lanes between which they go. */
export interface Sequence {
  readonly messages: ReadonlyArray<ActorMessage>;
  /** Numbers of actors, parents before children; `OUTSIDE` first if something came from there. */
  readonly lanes: ReadonlyArray<number>;
}

/** Where the arrow of a message is, in lanes. */
export interface Arrow {
  readonly left: number;
  readonly right: number;
  readonly shape: 'right' | 'left' | 'self';
}

// ------------------------------------------------------------------------------------------------------- operations

interface Caused {
  readonly message: ActorMessage;
  readonly effects: ReadonlyArray<Caused>;
}

const flatten = ({ message, effects }: Caused): ReadonlyArray<ActorMessage> => [
  message,
  ...effects.flatMap(flatten),
];

/**
 * Puts causes before their effects. A program tells of an event when its receiver is done with it, so what the receiver sent
 * meanwhile comes first: the messages from it that directly precede, and were not sent earlier, were sent because of it.
 */
export const causesFirst = (messages: ReadonlyArray<ActorMessage>): ReadonlyArray<ActorMessage> => {
  const told: Array<Caused> = [];
  for (const message of messages) {
    const isEffect = (other: ActorMessage): boolean =>
      other.from === message.to && other.to !== other.from && other.at >= message.at;
    const first = told.findLastIndex((other) => !isEffect(other.message)) + 1;
    told.push({ message, effects: told.splice(first) });
  }
  return told.flatMap(flatten);
};

/** Selects the messages that `isShown` leaves, and orders their lanes as `order` lists the actors. */
export const sequenceOf = (
  messages: ReadonlyArray<ActorMessage>,
  isShown: (message: ActorMessage) => boolean,
  order: ReadonlyArray<number>,
): Sequence => {
  const shown = messages.filter(isShown);
  const used = new Set(shown.flatMap(({ from, to }) => [from, to]));
  const ordered = new Set(order);
  return {
    messages: shown,
    lanes: [
      ...(used.has(OUTSIDE) ? [OUTSIDE] : []),
      ...order.filter((actor) => used.has(actor)),
      ...[...used].filter((actor) => actor !== OUTSIDE && !ordered.has(actor)),
    ],
  };
};

/** Places the arrow of a message; `laneOf` gives the index of the lane of an actor. */
export const arrowOf = (
  { from, to }: Pick<ActorMessage, 'from' | 'to'>,
  laneOf: (actor: number) => number,
): Arrow => {
  const [a, b] = [laneOf(from), laneOf(to)];
  return {
    left: Math.min(a, b),
    right: Math.max(a, b),
    shape: a === b ? 'self' : a < b ? 'right' : 'left',
  };
};
