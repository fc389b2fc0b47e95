/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- counts the transitions taken so far */
/** `random`: seeded random walks. Each step is drawn by weight; the less often a transition was taken, the greater its weight. */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving } from '../Lts.js';
import { randomOf } from '../Random.js';

/** The weight of a refused input, low since it does not lead anywhere. */
const REFUSED = 0.2;
/** The weight of an accepted input that does not change the state. */
const STAYING = 0.6;
/** The factor for entering a final state before the end of the walk. */
const ENDING = 0.05;

/** Generates random walks of a given length that prefer transitions seldom taken before. */
export const randomPaths = <Input>(
  lts: Lts<Input>,
  {
    seed,
    count,
    length,
  }: { readonly seed: number; readonly count: number; readonly length: number },
): ReadonlyArray<Path<Input>> => {
  const random = randomOf(seed);
  const out = leaving(lts);
  const ends = new Set(
    [...out]
      .filter(([state, row]) => row.every(({ accepted, target }) => !accepted || target === state))
      .map(([state]) => state),
  );
  const taken = new Map<Transition<Input>, number>();
  const weigh = (transition: Transition<Input>, left: number): number => {
    const { accepted, source, target } = transition;
    const kind = !accepted ? REFUSED : target === source ? STAYING : 1;
    const early = ends.has(target) && left > 3 ? ENDING : 1;
    return (kind * early) / (1 + (taken.get(transition) ?? 0));
  };
  const walk = (): Path<Input> => {
    const path: Array<Transition<Input>> = [];
    let state = lts.initial;
    // In a final state, a few more steps are enough.
    let left = length;
    while (left > 0) {
      const choices = out.get(state) ?? [];
      const weights = choices.map((choice) => weigh(choice, left));
      let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
      // At -1 is the last one, if rounding leaves a rest.
      const next = choices.at(weights.findIndex((weight) => (rest -= weight) < 0));
      if (next === undefined) break;
      path.push(next);
      taken.set(next, (taken.get(next) ?? 0) + 1);
      left = ends.has(next.target) && !ends.has(state) ? Math.min(left - 1, 3) : left - 1;
      state = next.target;
    }
    return path;
  };
  return Array.from({ length: count }, walk);
};
