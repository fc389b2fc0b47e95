/** Finds chains: states that lead from one to the next, as in a wizard or a queue. In a row, they make a picture very long. */
import type { ChartNode } from '../statechart/Statechart.js';
import { transitionsOf } from '../statechart/Statechart.js';

/** A chain of fewer states is not too long for a row, and if it is within another state, for a column there. */
const LONG_CHAIN = 10;
const LONG_INNER_CHAIN = 6;

/**
 * Whether the children of a node are a long chain: one pair of them less than there are children has transitions between them, or between
 * what they hold. A ring is none: ELK draws the line back to its beginning badly if it is cut.
 */
export const isLongChain = (node: ChartNode): boolean => isChain(node, LONG_CHAIN);

/** Whether a node within another is a chain whose states have no children, and that is long for a place within another. */
export const isLongInnerChain = (node: ChartNode): boolean =>
  node.parent !== undefined &&
  node.children.every(({ children }) => children.length === 0) &&
  isChain(node, LONG_INNER_CHAIN);

const isChain = (node: ChartNode, long: number): boolean => {
  const { children } = node;
  if (children.length < long || node.kind === 'parallel') return false;
  const depth = node.path.length;
  const childOf = new Map(
    children.flatMap((child) => idsOf(child).map((id) => [id, child.path[depth] ?? ''] as const)),
  );
  const pairs = new Set(
    children.flatMap((child) =>
      transitionsOf(child).flatMap(({ source, targets }) => {
        const from = childOf.get(source) ?? '';
        return targets.flatMap((target) => {
          const to = childOf.get(target);
          return to === undefined || to === from ? [] : [JSON.stringify([from, to].sort())];
        });
      }),
    ),
  );
  return pairs.size === children.length - 1;
};

const idsOf = (node: ChartNode): ReadonlyArray<string> => [
  node.id,
  ...node.children.flatMap(idsOf),
];
