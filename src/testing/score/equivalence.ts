/* eslint-disable functional/no-loop-statements, functional/immutable-data -- breadth-first searches: a queue that grows while it is read */
/**
 * Is a mutant equivalent, that is, does it never answer otherwise than the faultless engine? Decided by taking every step from
 * every pair of what the two engines can hold, as far as the data below tells runs apart.
 *
 * Abstracted: attempt counts other than 0 to 2 and the last two, instants, priorities and ids other than the few of the steps.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../../journal/Step.js';
import type { OutcomeWire } from '../../journal/StepOutcome.js';
import { AttemptCount } from '../../values/AttemptCount.js';
import type { Held } from './Engine.js';
import { faultless, NOTHING, sameOutcome, siteOf } from './Engine.js';
import type { Mutant } from './Mutant.js';
import { allSteps, fewSteps, stepsOnRuns } from './steps.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The steps after which a mutant answers otherwise; or none, and in how many pairs of states it was looked for. */
export type Verdict =
  | { readonly _tag: 'Differs'; readonly steps: ReadonlyArray<Step> }
  | { readonly _tag: 'Equivalent'; readonly pairs: number };

interface Reached {
  readonly held: Held;
  readonly path: ReadonlyArray<Step>;
}

interface Pair extends Reached {
  /** What the mutant holds. */
  readonly other: Held;
}

// -------------------------------------------------------------------------------------------------------- operations

const keyOf = (held: Held): string => JSON.stringify(held);

/** Is the attempt count one that is told apart? */
const isWithin = ({ run }: Held): boolean =>
  O.isNone(run) || run.value.attemptCount <= 2 || run.value.attemptCount >= AttemptCount.max - 1;

/** Everything that the faultless engine can hold, each with a shortest way there. */
const reachable = (): ReadonlyArray<Reached> => {
  const queue: Array<Reached> = [{ held: NOTHING, path: [] }];
  const seen = new Set([keyOf(NOTHING)]);
  for (const { held, path } of queue)
    for (const step of fewSteps) {
      const [after] = faultless(held, step);
      const key = keyOf(after);
      if (seen.has(key) || !isWithin(after)) continue;
      seen.add(key);
      queue.push({ held: after, path: [...path, step] });
    }
  return queue;
};

/** A step from somewhere, and what the faultless engine makes of it. */
interface Trial {
  readonly from: Reached;
  readonly step: Step;
  readonly after: Held;
  readonly expected: OutcomeWire;
}

/** Runs that no constructor and no decoder should tell apart. */
const alike = ({ run }: Held): string =>
  O.isNone(run)
    ? ''
    : [
        run.value.state,
        run.value.currentAttemptId._tag,
        ...[run.value.attemptCount, run.value.effectivePriority].map((n) => n === 0),
      ].join(' ');

const trialsFrom = (
  everywhere: ReadonlyArray<Reached>,
): ReadonlyMap<string, ReadonlyArray<Trial>> => {
  const trials = new Map<string, Array<Trial>>();
  const few = new Set<string>();
  for (const from of everywhere) {
    const kind = alike(from.held);
    for (const step of few.has(kind) ? stepsOnRuns : allSteps) {
      const [after, expected] = faultless(from.held, step);
      const site = siteOf(from.held, step);
      const there = trials.get(site);
      const trial = { from, step, after, expected };
      if (there === undefined) trials.set(site, [trial]);
      else there.push(trial);
    }
    few.add(kind);
  }
  return trials;
};

/** Says of mutants whether they are equivalent; where the faultless engine can go is found out once. */
export const makeEquivalence = (): ((mutant: Mutant) => Verdict) => {
  const everywhere = reachable();
  const trials = trialsFrom(everywhere);
  const everyTrial = [...trials.values()].flat();
  return ({ site, engine }) => {
    const seen = new Set<string>();
    const apart: Array<Pair> = [];
    // While both hold the same, they part at the site of the mutant or nowhere.
    for (const { from, step, after, expected } of site === undefined
      ? everyTrial
      : (trials.get(site) ?? [])) {
      const [other, answered] = engine(from.held, step);
      const path = [...from.path, step];
      if (!sameOutcome(expected, answered)) return { _tag: 'Differs', steps: path };
      const key = `${keyOf(after)} ${keyOf(other)}`;
      if (keyOf(after) === keyOf(other) || seen.has(key)) continue;
      seen.add(key);
      apart.push({ held: after, other, path });
    }
    for (const { held, other, path } of apart)
      for (const step of fewSteps) {
        const [after, expected] = faultless(held, step);
        const [otherAfter, answered] = engine(other, step);
        if (!sameOutcome(expected, answered)) return { _tag: 'Differs', steps: [...path, step] };
        const key = `${keyOf(after)} ${keyOf(otherAfter)}`;
        if (seen.has(key) || keyOf(after) === keyOf(otherAfter) || !isWithin(after)) continue;
        seen.add(key);
        apart.push({ held: after, other: otherAfter, path: [...path, step] });
      }
    return { _tag: 'Equivalent', pairs: everywhere.length + apart.length };
  };
};
