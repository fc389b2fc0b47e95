/* eslint-disable functional/immutable-data, functional/no-let -- columns that are updated for a million lines a second */
/**
 * `StateTimes`: how long runs were in each state, and in each attempt.
 *
 * A run enters a state at the instant of the line that leads there, or at its creation, and leaves it at the instant of the next line
 * that leads to another state. If one of the two instants is unknown, or the second is before the first, the length of the stay is
 * unknown: it is counted, and in no other figure.
 */
import { NO_INSTANT } from '../journal/TimeAnomaly.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { DurationFigures, Durations } from './Durations.js';
import { makeDurations } from './Durations.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How long runs were in a state before they left it. */
export interface TimeInState extends DurationFigures {
  readonly state: RunState;
}

/** How long runs were in a state before they went from it to another one. */
export interface TimeToState extends DurationFigures {
  readonly from: RunState;
  readonly to: RunState;
}

/** How long runs were in their states and attempts. */
export interface TimeFigures {
  /** The states that a run left, in lifecycle order. */
  readonly states: ReadonlyArray<TimeInState>;
  /** The pairs of states between which a run went, in lifecycle order. */
  readonly edges: ReadonlyArray<TimeToState>;
  /** The attempts that are over. */
  readonly attempts: DurationFigures;
  /** How many stays in a state, and how many attempts, are of unknown length. */
  readonly unknown: number;
}

/** Follows runs from state to state. A run is known by its row, a small number. An instant is in seconds, or {@link NO_INSTANT}. */
export interface StateTimes {
  /** Notes a line that creates a run, even if there was one. */
  readonly begin: (row: number, state: RunState, isActive: boolean, at: number) => void;
  /** Notes that a run is in a state after a line, by the state's index. Returns whether it was in another one. */
  readonly enter: (row: number, index: number, at: number) => boolean;
  /** Notes whether a run has an active attempt after a line. */
  readonly setActive: (row: number, isActive: boolean, at: number) => void;
  /** Notes that the run entered its state at another instant. */
  readonly date: (row: number, at: number) => void;
  /** When the run entered its state, or {@link NO_INSTANT}. */
  readonly enteredAt: (row: number) => number;
  readonly figures: () => TimeFigures;
}

// ------------------------------------------------------------------------------------------------------ constructors

const FIRST_CAPACITY = 1024;

const longer = (values: Float64Array, rows: number): Float64Array<ArrayBuffer> => {
  const copy = new Float64Array(rows);
  copy.set(values);
  return copy;
};

/** How many states there are. */
const WIDTH = runStates.length;

/** Makes the times of no runs. */
export const makeStateTimes = (): StateTimes => {
  /** The stays by the state that was left, and within it by the one that was entered. */
  const cells = runStates.flatMap(() => runStates.map(() => makeDurations()));
  const attempts = makeDurations();
  /** One more than the index of the state of each row; 0 if there is no run. */
  let states = new Uint8Array(FIRST_CAPACITY);
  let entered = new Float64Array(FIRST_CAPACITY);
  /** The instant at which the active attempt began, plus {@link SHIFT}; 0 if there is none. */
  let begun = new Float64Array(FIRST_CAPACITY);
  let unknown = 0;

  const reserve = (row: number): void => {
    // Each copy leaves the shorter one behind: few copies. What no row needs yet takes no memory, as it is zero.
    const rows = Math.max(row + 1, 4 * states.length);
    const longerStates = new Uint8Array(rows);
    longerStates.set(states);
    states = longerStates;
    entered = longer(entered, rows);
    begun = longer(begun, rows);
  };

  const add = (to: Durations | undefined, from: number, until: number): void => {
    if (to === undefined || from === NO_INSTANT || until === NO_INSTANT || until < from)
      unknown += 1;
    else to.add(until - from);
  };

  const figuresOf = (from: number): Durations => {
    const all = makeDurations();
    cells.slice(from * WIDTH, (from + 1) * WIDTH).forEach(all.addAll);
    return all;
  };

  return {
    begin: (row, state, isActive, at) => {
      if (row >= states.length) reserve(row);
      states[row] = runStates.indexOf(state) + 1;
      entered[row] = at;
      begun[row] = isActive ? at + SHIFT : 0;
    },
    enter: (row, index, at) => {
      if (row >= states.length) reserve(row);
      const before = states[row] ?? 0;
      const after = index + 1;
      if (before === after) return false;
      if (before !== 0) add(cells[(before - 1) * WIDTH + index], entered[row] ?? NO_INSTANT, at);
      states[row] = after;
      entered[row] = at;
      return true;
    },
    setActive: (row, isActive, at) => {
      if (row >= states.length) reserve(row);
      const start = begun[row] ?? 0;
      if (isActive === start > 0) return;
      if (start > 0) add(attempts, start - SHIFT, at);
      begun[row] = isActive ? at + SHIFT : 0;
    },
    date: (row, at) => {
      if (row < entered.length) entered[row] = at;
    },
    enteredAt: (row) => entered[row] ?? NO_INSTANT,
    figures: () => ({
      states: runStates.flatMap((state, i) => {
        const figures = figuresOf(i).figures();
        return figures.count === 0 ? [] : [{ state, ...figures }];
      }),
      edges: runStates.flatMap((from, i) =>
        runStates.flatMap((to, j) => {
          const figures = cells[i * WIDTH + j]?.figures();
          return figures === undefined || figures.count === 0 ? [] : [{ from, to, ...figures }];
        }),
      ),
      attempts: attempts.figures(),
      unknown,
    }),
  };
};

/** Makes each instant, {@link NO_INSTANT} too, a positive number. */
const SHIFT = 2;
