/** `states`: a shortest path to every state. */
import type { Lts, Path } from '../Lts.js';
import { shortestPaths } from '../Lts.js';

/** Finds a shortest path to every state of a system except the initial one. */
export const statePaths = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> =>
  [...shortestPaths(lts).values()].filter((path) => path.length > 0);
