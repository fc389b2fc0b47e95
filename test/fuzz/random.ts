/** Random choices from a seed. */
import { randomOf } from '../../src/graph/Random.js';

export type Random = () => number;

export { randomOf };

/** An integer from 0 to below `n`. */
export const below = (random: Random, n: number): number => Math.floor(random() * n);

export const pick = <A>(random: Random, items: ReadonlyArray<A>): A => {
  const item = items[below(random, items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
};
