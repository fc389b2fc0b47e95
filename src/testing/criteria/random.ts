/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- walks that count where they went */
/** `random`: seeded walks, each step drawn by weight, and the heavier the more seldom it was taken before. */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving } from '../Lts.js';
import { randomOf } from '../Random.js';

/** How much of a step's chance a refused input has: it leads nowhere, so most steps should not be one. */
const REFUSED = 0.2;
/** How much a step has that stays where it is, though accepted. */
const STAYING = 0.6;
/** How much a step has that ends in a state that nothing leaves, while the walk is young. */
const ENDING = 0.05;

/** Random walks of a length through a system, steered to what was seldom taken. */
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
    lts.states.filter((state) =>
      (out.get(state) ?? []).every(({ accepted, target }) => !accepted || target === state),
    ),
  );
  const taken = new Map<Transition<Input>, number>();
  const weigh = (transition: Transition<Input>, left: number): number => {
    const { accepted, source, target } = transition;
    const kind = !accepted ? REFUSED : target === source ? STAYING : 1;
    const early = ends.has(target) && target !== source && left > 3 ? ENDING : 1;
    return (kind * early) / (1 + (taken.get(transition) ?? 0));
  };
  const walk = (): Path<Input> => {
    const path: Array<Transition<Input>> = [];
    let state = lts.initial;
    // Where nothing leads on, a few more steps are enough.
    let left = length;
    while (left > 0) {
      const choices = out.get(state) ?? [];
      const weights = choices.map((choice) => weigh(choice, left));
      let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
      const drawn = weights.findIndex((weight) => (rest -= weight) < 0);
      const next = choices.at(drawn < 0 ? -1 : drawn);
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
