/** What tests see of a snapshot of XState. */
import type { AnyMachineSnapshot } from 'xstate';
import { jsonOf } from './Oracle.js';
import type { Facet, Outcome } from './Suite.js';
import { facets as allFacets } from './Suite.js';

/** Lists the paths of the active leaf states, in the order of the machine. A machine without states is itself the only one. */
const leavesIn = ({ _nodes: nodes }: AnyMachineSnapshot): Outcome['states'] => {
  const active = new Set(nodes);
  return [...active]
    .filter((node) => !Object.values(node.states).some((child) => active.has(child)))
    .sort((a, b) => a.order - b.order)
    .map(({ path, machine }) => (path.length === 0 ? machine.id : path.join('.')));
};

const everything: ReadonlySet<Facet> = new Set(allFacets);

/** What tests may see: the states, and the given facets; all of them by default. */
export const seenIn = (
  snapshot: AnyMachineSnapshot,
  facets: ReadonlySet<Facet> = everything,
): Omit<Outcome, 'accepted'> => ({
  states: leavesIn(snapshot),
  ...(facets.has('status') ? { status: snapshot.status } : {}),
  ...(facets.has('tags') ? { tags: [...snapshot.tags].sort() } : {}),
  ...(facets.has('context') ? { context: jsonOf(snapshot.context) } : {}),
  ...(facets.has('output') ? { output: jsonOf(snapshot.output ?? null) } : {}),
});
