/* eslint-disable functional/immutable-data -- counters that are updated for ten thousand steps a second */
/** `HeatCounter`: how often each part of a chart was used. */
import type { Heat } from './AppProtocol.js';
import type { ChartIndex, Configuration } from './ChartIndex.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The counts of one chart. */
export interface HeatCounter {
  /** Counts what was entered between two configurations, the first of which may be none, by these transitions. */
  readonly addStep: (
    before: Configuration | undefined,
    after: Configuration,
    taken: ReadonlyArray<string>,
  ) => void;
  readonly addRefused: (at: Configuration) => void;
  readonly heat: () => Heat;
}

// ------------------------------------------------------------------------------------------------------- operations

const increment = (counts: Uint32Array, at: number): void => {
  if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
};

/** The counts that are not 0, by the ids of what they count. */
const nonZero = (
  counts: Uint32Array,
  of: ReadonlyArray<{ readonly id: string }>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    of.flatMap(({ id }, i) => {
      const count = counts[i] ?? 0;
      return count === 0 ? [] : [[id, count] as const];
    }),
  );

/** Makes a counter at zero. */
export const makeHeatCounter = (index: ChartIndex): HeatCounter => {
  const entered = new Uint32Array(index.nodes.length);
  const refused = new Uint32Array(index.nodes.length);
  const transitions = new Uint32Array(index.transitions.length);

  /** Counts the targets that a transition left and entered again, or entered and was already in. */
  const addTargets = (before: Configuration, id: string): void => {
    const number = index.transitionNumber(id);
    increment(transitions, number);
    index.transitions[number]?.targets.forEach((target) => {
      if (before.ids.has(target)) increment(entered, index.nodeNumber(target));
    });
  };

  return {
    addStep: (before, after, taken) => {
      if (before !== after)
        after.nodes.forEach(({ id }) => {
          if (before?.ids.has(id) !== true) increment(entered, index.nodeNumber(id));
        });
      taken.forEach((id) => {
        if (before === undefined) increment(transitions, index.transitionNumber(id));
        else addTargets(before, id);
      });
    },
    addRefused: ({ leaves }) => {
      leaves.forEach(({ id }) => {
        increment(refused, index.nodeNumber(id));
      });
    },
    heat: () => ({
      nodes: nonZero(entered, index.nodes),
      transitions: nonZero(transitions, index.transitions),
      refused: nonZero(refused, index.nodes),
    }),
  };
};
