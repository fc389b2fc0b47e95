/** What tests see of a snapshot of XState. */
import type { AnyMachineSnapshot } from 'xstate';
import { jsonOf } from './Oracle.js';
import type { Outcome } from './Suite.js';

/** Lists the paths of the active leaf states, in the order of the machine. A machine without states is itself the only one. */
const leavesIn = ({ _nodes: nodes }: AnyMachineSnapshot): Outcome['states'] => {
  const active = new Set(nodes);
  return [...active]
    .filter((node) => !Object.values(node.states).some((child) => active.has(child)))
    .sort((a, b) => a.order - b.order)
    .map(({ path, machine }) => (path.length === 0 ? machine.id : path.join('.')));
};

/** All that tests may see. */
export const seenIn = (snapshot: AnyMachineSnapshot): Omit<Outcome, 'accepted'> => ({
  states: leavesIn(snapshot),
  status: snapshot.status,
  tags: [...snapshot.tags].sort(),
  context: jsonOf(snapshot.context),
});
