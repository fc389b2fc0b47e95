/** `states`: a shortest path to every state. */
import type { Lts, Path } from '../Lts.js';
import { shortestPaths } from '../Lts.js';

/** A shortest path to every state of a system, but for the initial one, where every test begins. */
export const statePaths = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> =>
  [...shortestPaths(lts).values()].filter((path) => path.length > 0);
