/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- one pass over possibly many runs, with a short list */
/** `Stuck`: the runs that are in a state for long, and are not over, as of an instant. */
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal } from '../run/RunState.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A run, and since when it is in its state. */
export interface Standing {
  readonly run: RunInstance;
  /** In unix seconds. */
  readonly since: number;
}

/** A run that is in its state for long. */
export interface StuckRun extends Standing {
  /** How long the run is in its state. */
  readonly seconds: number;
}

/** What is stuck. */
export interface Stuck {
  readonly total: number;
  /** How many of them there are in each state. */
  readonly byState: ReadonlyMap<RunState, number>;
  /** Those that are in their state the longest, the longest first; equally long ones in the order in which they were given. */
  readonly runs: ReadonlyArray<StuckRun>;
}

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Finds the runs that are not over and are in their state for at least so many seconds.
 *
 * @param asOf - the instant until which a stay counts, in unix seconds
 * @param limit - how many runs are listed at most
 */
export const findStuck = (
  standings: Iterable<Standing>,
  {
    asOf,
    seconds,
    limit,
  }: { readonly asOf: number; readonly seconds: number; readonly limit: number },
): Stuck => {
  const byState = new Map<RunState, number>();
  let found: Array<StuckRun> = [];
  let total = 0;
  const keepLongest = (): void => {
    found = found.sort((a, b) => b.seconds - a.seconds).slice(0, limit);
  };
  for (const { run, since } of standings) {
    const { state } = run;
    const own = asOf - since;
    if (isTerminal(state) || own < seconds || own < 0) continue;
    total += 1;
    byState.set(state, (byState.get(state) ?? 0) + 1);
    found.push({ run, since, seconds: own });
    if (found.length >= 2 * limit + 100) keepLongest();
  }
  keepLongest();
  return { total, byState, runs: found };
};
