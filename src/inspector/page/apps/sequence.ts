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

/**
 * Puts messages in the order in which they were sent, causes before their effects: they come in the order in which they were taken.
 * Different programs count for themselves, and keep their places.
 */
export const inOrder = (
  messages: ReadonlyArray<ActorMessage>,
  programOf: (actor: number) => number,
): ReadonlyArray<ActorMessage> => {
  const byProgram = new Map<number, Array<ActorMessage>>();
  const programs = messages.map((message) => {
    const program = programOf(message.to);
    const own = byProgram.get(program);
    if (own === undefined) byProgram.set(program, [message]);
    else own.push(message);
    return program;
  });
  for (const own of byProgram.values()) own.sort((a, b) => b.sent - a.sent);
  return programs.flatMap((program) => byProgram.get(program)?.pop() ?? []);
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
