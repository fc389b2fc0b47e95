/** `transitions`: every transition once (0-switch coverage), each at the end of a shortest path. */
import type { Lts, Path } from '../Lts.js';
import { shortestPaths } from '../Lts.js';

/** Appends every accepted transition of a system to a shortest path to its source. */
export const transitionPaths = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
  const to = shortestPaths(lts);
  return lts.transitions
    .filter(({ accepted }) => accepted)
    .map((transition) => [...(to.get(transition.source) ?? []), transition]);
};
