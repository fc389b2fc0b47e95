/**
 * An index of a chart's moves, the edges that change the state, by their states and by their event.
 *
 * The facade identifies a move by its target (`transitionTo`). So an event must always lead to the same state, and two events
 * of one state must lead to different states. A chart that breaks this is refused at load. Events of different states may lead
 * to the same state.
 */
import { indexByPair } from './indexByPair.js';

// ------------------------------------------------------------------------------------------------------------ model

interface Move<State extends string, Event extends string> {
  readonly source: State;
  readonly event: Event;
  readonly target: State;
}

/** The moves of a chart, which are some of its edges. */
export interface Moves<
  State extends string,
  Event extends string,
  Edge extends Move<State, Event> = Move<State, Event>,
> {
  /** Returns the events that lead to a state, in the chart's order. */
  readonly into: (state: State) => ReadonlyArray<Event>;
  /** Returns the edge that leads from one state to another. */
  readonly between: (from: State, to: State) => Edge | undefined;
  /** Returns the state that an event leads to; `undefined` for an event that stays inside its state. */
  readonly target: (event: Event) => State | undefined;
}

// ------------------------------------------------------------------------------------------------------ constructors

const refuse = (what: string): never => {
  // eslint-disable-next-line functional/no-throw-statements -- a chart that the facade would misread must stop the program at load
  throw new TypeError(`ambiguous chart: ${what}`);
};

/**
 * Indexes the moves among the edges of a chart.
 *
 * @throws TypeError, with the events, if an event leads to two states, or two events of one state lead to the same state.
 */
export const movesOf = <
  State extends string,
  Event extends string,
  Edge extends Move<State, Event> = Move<State, Event>,
>(
  edges: ReadonlyArray<Edge>,
): Moves<State, Event, Edge> => {
  const moves = edges.filter(({ source, target }) => source !== target);
  moves.forEach(({ source, event, target }) => {
    moves.forEach((other) => {
      if (other.event === event && other.target !== target)
        refuse(`${event} enters ${target} and ${other.target}`);
      if (other.event !== event && other.source === source && other.target === target)
        refuse(`${event} and ${other.event} both lead ${source} -> ${target}`);
    });
  });
  const targets = new Map(moves.map(({ event, target }) => [event, target]));
  const into = new Map(
    moves.map(({ target }) => [
      target,
      [...targets.keys()].filter((event) => targets.get(event) === target),
    ]),
  );
  return {
    into: (state) => into.get(state) ?? [],
    between: indexByPair(moves, ({ source, target }) => [source, target]),
    target: (event) => targets.get(event),
  };
};
