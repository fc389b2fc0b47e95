/** `refusals`: every input that a state refuses, sent in that state (sneak paths), at the end of a shortest path. */
import type { Lts, Path } from '../Lts.js';
import { shortestPaths } from '../Lts.js';

/** Appends every refused transition of a system to a shortest path to its source. */
export const refusalPaths = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
  const to = shortestPaths(lts);
  return lts.transitions
    .filter(({ accepted }) => !accepted)
    .map((transition) => [...(to.get(transition.source) ?? []), transition]);
};
