/** The stays of one run in its states, and its attempts: what a printed story lists. */
import * as O from 'fp-ts/lib/Option.js';
import { createsRun } from '../journal/beginAgain.js';
import type { RunState } from '../run/RunState.js';
import type { StoryStep } from './Story.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A stay in a state; `seconds` is absent while it lasts, and if an instant is unknown. */
export interface Stay {
  readonly state: RunState;
  readonly from: number | undefined;
  readonly seconds: number | undefined;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The instant of a step: its own, or that of the run that it creates. */
const instantOf = (step: StoryStep): number | undefined =>
  step.entry.at ?? ('createdAt' in step.entry ? step.entry.createdAt : undefined);

/** The stays of a run in its states, the oldest first. */
export const staysOf = (steps: ReadonlyArray<StoryStep>): ReadonlyArray<Stay> => {
  const entered = steps.flatMap((step) => {
    if (step._tag !== 'Accepted') return [];
    const [before, after] = [O.toUndefined(step.before)?.state, O.toUndefined(step.after)?.state];
    return after === undefined || (after === before && !createsRun(step.entry.op))
      ? []
      : [{ state: after, from: instantOf(step) }];
  });
  return entered.map(({ state, from }, i) => {
    const until = entered[i + 1]?.from;
    return {
      state,
      from,
      seconds: from === undefined || until === undefined || until < from ? undefined : until - from,
    };
  });
};
