/** Names parts of a statechart as titles of tests name them: by paths from the root. */
import type { ChartTransition, Statechart } from '../statechart/Statechart.js';
import { guardText, nodesOf, triggerText } from '../statechart/Statechart.js';

/** Names a node by its path; the root by the id of the machine. */
export const placeText = ({ root, id }: Statechart): ((nodeId: string) => string) => {
  const paths = new Map(nodesOf(root).map((node) => [node.id, node.path.join('.')]));
  return (nodeId) => {
    const path = paths.get(nodeId) ?? nodeId;
    return path === '' ? id : path;
  };
};

/** Names a transition: `payment + CARD [isValid] -> review`. */
export const transitionText =
  (place: (nodeId: string) => string) =>
  ({ source, trigger, guard, targets, isForbidden }: ChartTransition): string =>
    `${place(source)} + ${triggerText(trigger)}${guard === undefined ? '' : ` [${guardText(guard)}]`} -> ${
      isForbidden
        ? 'forbidden'
        : targets.length === 0
          ? place(source)
          : targets.map(place).join(' | ')
    }`;
