/** Describes a statechart in words, for tooltips and screen readers. */
import { joinLines } from '../diagram/description.js';
import type { ChartNode, ChartTransition, Statechart } from '../statechart/Statechart.js';
import { guardText, nodesOf, triggerText } from '../statechart/Statechart.js';
import { conditionText } from './lines.js';

/** What a node is called among all nodes: the keys from the root, or the id of the root. */
export const nodeText = ({ path, id }: ChartNode): string =>
  path.length === 0 ? id : path.join('.');

/** The names of nodes, by id. */
export const namesIn = (chart: Statechart): ReadonlyMap<string, string> =>
  new Map(nodesOf(chart.root).map((node) => [node.id, nodeText(node)]));

const targetsText = (
  { targets, source, isForbidden }: ChartTransition,
  names: ReadonlyMap<string, string>,
): string => {
  if (isForbidden) return 'is forbidden';
  if (targets.length === 0) return 'stays';
  if (targets.every((target) => target === source)) return 'leads back';
  return `leads to ${targets.map((target) => names.get(target) ?? target).join(' and ')}`;
};

/** Describes a transition: `paying + PAY [isPaid] / notify -> paid`, and its description on a second line. */
export const transitionText = (
  transition: ChartTransition,
  source: ChartNode,
  names: ReadonlyMap<string, string>,
  root: ChartNode,
): string => {
  const { actions, trigger, targets, isForbidden, description, reenter } = transition;
  const condition = conditionText(transition, source, root);
  const done = actions.map(({ name }) => (name === '' ? 'inline' : name)).join(', ');
  const to = isForbidden
    ? ' is forbidden'
    : targets.length === 0
      ? ' stays'
      : ` -> ${targets.map((target) => names.get(target) ?? target).join(', ')}`;
  return joinLines(
    `${nodeText(source)} + ${triggerText(trigger)}${condition === '' ? '' : ` ${condition}`}${done === '' ? '' : ` / ${done}`}${to}`,
    reenter ? 'exits and enters its source again' : undefined,
    description,
  );
};

const kindText: Readonly<Record<ChartNode['kind'], string>> = {
  atomic: '',
  compound: '',
  parallel: ' (parallel)',
  final: ' (final)',
  history: ' (history)',
};

/** Describes the whole chart. */
export const chartText = (chart: Statechart, active: ReadonlySet<string>): string => {
  const names = namesIn(chart);
  const sentences = nodesOf(chart.root).map((node) => {
    const initial = (node.initial?.targets ?? []).map((target) => names.get(target) ?? target);
    const parts = [
      ...(initial.length === 0 ? [] : [`starts in ${initial.join(' and ')}`]),
      ...node.transitions.map(
        (transition) =>
          `${triggerText(transition.trigger)}${transition.guard === undefined ? '' : ` [${guardText(transition.guard, chart.root)}]`} ${targetsText(transition, names)}`,
      ),
    ];
    return `${nodeText(node)}${kindText[node.kind]}${node.description === '' ? '' : `: ${node.description}`}${parts.length === 0 ? '' : `; ${parts.join(', ')}`}.`;
  });
  const current = nodesOf(chart.root)
    .filter(({ id, children }) => active.has(id) && children.length === 0)
    .map(nodeText);
  return [...(current.length === 0 ? [] : [`Current: ${current.join(', ')}.`]), ...sentences].join(
    ' ',
  );
};
