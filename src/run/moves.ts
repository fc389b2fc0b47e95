/**
 * An index of a chart's moves, the edges that change the state, by their states and by their event.
 *
 * The facade identifies a move by its target (`transitionTo`). So an event must always lead to the same state, and two events
 * of one state must lead to different states. A chart that breaks this is refused at load. Events of different states may lead
 * to the same state.
 */
import type { Edge } from './ChartTable.js';

// ------------------------------------------------------------------------------------------------------------ model

type Move<State extends string, Event extends string> = Pick<
  Edge<{ readonly state: State }, { readonly type: Event }>,
  'source' | 'event' | 'target'
>;

/** The moves of a chart. */
export interface Moves<State extends string, Event extends string> {
  /** Returns the events that lead to a state, in the chart's order. */
  readonly into: (state: State) => ReadonlyArray<Event>;
  /** Returns the event that leads to a state if there is exactly one. */
  readonly only: (state: State) => Event | undefined;
  /** Returns the event that leads from one state to another. */
  readonly between: (from: State, to: State) => Event | undefined;
  /** Returns the state that an event leads to; `undefined` for an event that stays inside its state. */
  readonly target: (event: Event) => State | undefined;
}

// ------------------------------------------------------------------------------------------------------ constructors

const refuse = (what: string): never => {
  // eslint-disable-next-line functional/no-throw-statements -- a chart that the facade would misread must stop the program at load
  throw new TypeError(`ambiguous chart: ${what}`);
};

const pair = (from: string, to: string): string => `${from} -> ${to}`;

/**
 * Indexes the moves among the edges of a chart.
 *
 * @throws TypeError, with the events, if an event leads to two states, or two events of one state lead to the same state.
 */
export const movesOf = <State extends string, Event extends string>(
  edges: ReadonlyArray<Move<State, Event>>,
): Moves<State, Event> => {
  const moves = edges.filter(({ source, target }) => source !== target);
  moves.forEach(({ source, event, target }) => {
    moves.forEach((other) => {
      if (other.event === event && other.target !== target)
        refuse(`${event} enters ${target} and ${other.target}`);
      if (other.event !== event && other.source === source && other.target === target)
        refuse(`${event} and ${other.event} both lead ${pair(source, target)}`);
    });
  });
  const targets = new Map(moves.map(({ event, target }) => [event, target]));
  const between = new Map(moves.map(({ source, target, event }) => [pair(source, target), event]));
  const into = new Map(
    moves.map(({ target }) => [
      target,
      [...targets.keys()].filter((event) => targets.get(event) === target),
    ]),
  );
  const only = new Map(
    [...into].flatMap(([state, [event, ...others]]) =>
      event === undefined || others.length > 0 ? [] : [[state, event]],
    ),
  );
  return {
    into: (state) => into.get(state) ?? [],
    only: (state) => only.get(state),
    between: (from, to) => between.get(pair(from, to)),
    target: (event) => targets.get(event),
  };
};
