/* eslint-disable functional/no-loop-statements, functional/immutable-data -- a search, once for each pair of states */
/** The shortest ways through the chart from one state to another, for a run without an active attempt. */
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { runMoves } from '../run/runTable.js';

/** A way to a state. */
export interface Way {
  /** The states after the first, the last of which is the end of the way. */
  readonly states: ReadonlyArray<RunState>;
  /** What is assumed about the states between. */
  readonly assumed: ReadonlyArray<string>;
}

/** Finds the shortest way; of two, the one whose states come first in the lifecycle. */
const search = (from: RunState, to: RunState): ReadonlyArray<RunState> | undefined => {
  const reached = new Map<RunState, ReadonlyArray<RunState>>([[from, []]]);
  for (const [state, states] of reached)
    for (const next of runStates)
      if (!reached.has(next) && runMoves.between(state, next) !== undefined)
        reached.set(next, [...states, next]);
  return reached.get(to);
};

const ways: ReadonlyMap<RunState, ReadonlyMap<RunState, Way>> = new Map(
  runStates.map((from) => [
    from,
    new Map(
      runStates.flatMap((to) => {
        const states = search(from, to);
        return states === undefined
          ? []
          : [
              [
                to,
                {
                  states,
                  assumed: states
                    .slice(0, -1)
                    .map((state) => `${state} on the way to ${to}, at the same instant`),
                },
              ] as const,
            ];
      }),
    ),
  ]),
);

/** The shortest way; `undefined` if there is none. */
export const wayBetween = (from: RunState, to: RunState): Way | undefined =>
  ways.get(from)?.get(to);
