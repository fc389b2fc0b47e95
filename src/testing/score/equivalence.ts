/* eslint-disable functional/no-loop-statements, functional/immutable-data -- breadth-first searches with a growing queue */
/**
 * Decides whether a mutant is equivalent, that is, always answers as the faultless engine does: applies every step to every
 * reachable pair of states of the two engines.
 *
 * Abstracted: attempt counts other than 0 to 2 and the last two; instants, priorities and ids other than those in `steps.ts`.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../../journal/Step.js';
import type { OutcomeWire } from '../../journal/StepOutcome.js';
import { AttemptCount } from '../../values/AttemptCount.js';
import type { EngineState } from './Engine.js';
import { faultless, INITIAL, sameOutcome, sameState, siteOf } from './Engine.js';
import type { Mutant } from './Mutant.js';
import { allSteps, fewSteps, stepsOnRuns } from './steps.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Either the steps whose last outcome differs, or the number of pairs of states in which every step has the same outcome. */
export type Verdict =
  | { readonly _tag: 'Differs'; readonly steps: ReadonlyArray<Step> }
  | { readonly _tag: 'Equivalent'; readonly pairs: number };

interface Reached {
  readonly held: EngineState;
  readonly path: ReadonlyArray<Step>;
}

interface Pair extends Reached {
  /** The state of the mutant. */
  readonly other: EngineState;
}

// -------------------------------------------------------------------------------------------------------- operations

const keyOf = (held: EngineState): string => JSON.stringify(held);

/** Tells whether the attempt count is one of those explored. */
const isWithin = ({ run }: EngineState): boolean =>
  O.isNone(run) || run.value.attemptCount <= 2 || run.value.attemptCount >= AttemptCount.max - 1;

/** Finds every state of the faultless engine, each with a shortest path to it. */
const reachable = (): ReadonlyArray<Reached> => {
  const queue: Array<Reached> = [{ held: INITIAL, path: [] }];
  const seen = new Set([keyOf(INITIAL)]);
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

/** A step in a state, with what the faultless engine does. */
interface Trial {
  readonly from: Reached;
  readonly step: Step;
  readonly after: EngineState;
  readonly expected: OutcomeWire;
}

/** Names the class of a run; constructors and the decoder should treat the runs of a class alike. */
const classOf = ({ run }: EngineState): string =>
  O.isNone(run)
    ? ''
    : [
        run.value.state,
        run.value.currentAttemptId._tag,
        ...[run.value.attemptCount, run.value.effectivePriority].map((n) => n === 0),
      ].join(' ');

/** A step in a state. */
type Place = Pick<Trial, 'from' | 'step'>;

/** Lists where each site is reached. */
const placesFrom = (
  everywhere: ReadonlyArray<Reached>,
): ReadonlyMap<string, ReadonlyArray<Place>> => {
  const places = new Map<string, Array<Place>>();
  const few = new Set<string>();
  for (const from of everywhere) {
    const kind = classOf(from.held);
    for (const step of few.has(kind) ? stepsOnRuns : allSteps) {
      const site = siteOf(from.held, step);
      const there = places.get(site);
      if (there === undefined) places.set(site, [{ from, step }]);
      else there.push({ from, step });
    }
    few.add(kind);
  }
  return places;
};

const trialOf = ({ from, step }: Place): Trial => {
  const [after, expected] = faultless(from.held, step);
  return { from, step, after, expected };
};

/** Makes a function that decides whether a mutant is equivalent; explores the faultless engine only once. */
export const makeEquivalence = (): ((mutant: Mutant) => Verdict) => {
  const everywhere = reachable();
  const places = placesFrom(everywhere);
  const known = new Map<string | undefined, ReadonlyArray<Trial>>();
  /** The trials at a site, or all of them; only a few sites are asked for. */
  const trialsAt = (site: string | undefined): ReadonlyArray<Trial> => {
    const former = known.get(site);
    if (former !== undefined) return former;
    const there = site === undefined ? [...places.values()].flat() : (places.get(site) ?? []);
    const trials = there.map(trialOf);
    known.set(site, trials);
    return trials;
  };
  return ({ site, engine }) => {
    const seen = new Set<string>();
    const apart: Array<Pair> = [];
    // Equal states can diverge only at the site of the mutant.
    for (const { from, step, after, expected } of trialsAt(site)) {
      const [other, answered] = engine(from.held, step);
      if (!sameOutcome(expected, answered)) return { _tag: 'Differs', steps: [...from.path, step] };
      if (sameState(after, other)) continue;
      const key = `${keyOf(after)} ${keyOf(other)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      apart.push({ held: after, other, path: [...from.path, step] });
    }
    for (const { held, other, path } of apart)
      for (const step of fewSteps) {
        const [after, expected] = faultless(held, step);
        const [otherAfter, answered] = engine(other, step);
        if (!sameOutcome(expected, answered)) return { _tag: 'Differs', steps: [...path, step] };
        if (sameState(after, otherAfter) || !isWithin(after)) continue;
        const key = `${keyOf(after)} ${keyOf(otherAfter)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        apart.push({ held: after, other: otherAfter, path: [...path, step] });
      }
    return { _tag: 'Equivalent', pairs: everywhere.length + apart.length };
  };
};
