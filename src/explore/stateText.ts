/** Names states as people write them: `playing.normal`, `playing.normal | volume.muted`, `order.(paid | shipped.part)`. */
import type { AnyStateMachine } from 'xstate';

type Node = AnyStateMachine['root'];

const texts = (node: Node, value: unknown): ReadonlyArray<string> => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const below = new Map<string, unknown>(Object.entries(value));
  // In the order of the machine: XState's order depends on the way there.
  return Object.values(node.states).flatMap((child) => {
    if (!below.has(child.key)) return [];
    const inner = texts(child, below.get(child.key));
    if (inner.length === 0) return [child.key];
    return [`${child.key}.${inner.length === 1 ? inner.join('') : `(${inner.join(' | ')})`}`];
  });
};

/** Names a state value. A machine without states has an empty one, and gives it its own name. */
export const stateText = (machine: AnyStateMachine, value: unknown): string => {
  const all = texts(machine.root, value);
  return all.length === 0 ? machine.id : all.join(' | ');
};
