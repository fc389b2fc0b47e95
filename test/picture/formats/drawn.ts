/** What a picture of a statechart means: its states within states, and its arrows. */
import type { ChartNode, ChartTransition, Statechart } from '../../../src/statechart/index.js';
import { guardText, nodesOf, triggerText } from '../../../src/statechart/index.js';
import { folded } from '../../diagram/generated.js';

export interface Drawn {
  /** The titles of a state and of those around it, the outermost first. */
  readonly states: ReadonlyArray<string>;
  /** From, to, and the text without white space. */
  readonly arrows: ReadonlyArray<readonly [from: string, to: string, text: string]>;
}

export const START = '(start)';

/** Text without white space, which formats break into lines in their own ways. */
export const tight = (text: string): string => folded(text).replace(/\s/g, '');

const titleOf = ({ kind, history, parent, id, key }: ChartNode): string =>
  folded(kind === 'history' ? (history === 'deep' ? 'H*' : 'H') : parent === undefined ? id : key);

/** Joins titles. */
export const within = (titles: ReadonlyArray<string>): string => titles.map(tight).join(' > ');

const labelOf = (transition: ChartTransition, source: ChartNode, root: ChartNode): string => {
  if (source.kind === 'history') return '';
  const { trigger, guard, actions, description, candidate, eventType } = transition;
  const isOne =
    candidate > 0 ||
    source.transitions.some((other) => other.eventType === eventType && other.candidate > 0);
  const condition =
    guard === undefined ? (candidate === 0 ? '' : '[else]') : `[${guardText(guard, root)}]`;
  const event =
    trigger.kind === 'after' && typeof trigger.delay === 'number' && trigger.delay >= 1000
      ? `after ${String(trigger.delay / 1000)} s`
      : triggerText(trigger);
  const done = actions.map(({ name }) => (name === '' ? 'inline' : name)).join(', ');
  return tight(
    `${event}${done === '' ? '' : ` / ${done}`}${isOne ? `${String(candidate + 1)}.` : ''}${condition}${description}`,
  );
};

/** What the picture of a chart has to mean. The whole chart stands for its root, unless regions need a frame. */
export const meaningOf = ({ root }: Statechart): Drawn => {
  const nodes = nodesOf(root);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const isWhole = root.kind !== 'parallel' && root.children.length > 0;
  const path = (id: string): string => {
    const titles = (node: ChartNode | undefined): ReadonlyArray<string> =>
      node === undefined || (isWhole && node.parent === undefined)
        ? []
        : [...titles(byId.get(node.parent ?? '')), titleOf(node)];
    const node = byId.get(id);
    return node?.parent === undefined ? tight(titleOf(root)) : within(titles(node));
  };
  return {
    states: nodes.filter(({ id }) => !isWhole || id !== root.id).map(({ id }) => path(id)),
    arrows: [
      ...nodes.flatMap((node) =>
        (node.initial?.targets ?? []).map((target) => [START, path(target), ''] as const),
      ),
      ...nodes.flatMap((source) =>
        source.transitions.flatMap((transition) =>
          transition.targets.map(
            (target) => [path(source.id), path(target), labelOf(transition, source, root)] as const,
          ),
        ),
      ),
    ],
  };
};

const sorted = (values: ReadonlyArray<unknown>): ReadonlyArray<string> =>
  values.map((value) => JSON.stringify(value)).sort();

export const unordered = ({ states, arrows }: Drawn): unknown => ({
  states: sorted(states),
  arrows: sorted(arrows),
});

/** An arrow of a graph, whose ends may be marks between the states. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Follows edges through marks: their texts, one after the other, are the text of one arrow. */
export const through = (
  edges: ReadonlyArray<Edge>,
  isMark: (name: string) => boolean,
): ReadonlyArray<Edge> => {
  const ends = ({ from, to, text }: Edge): ReadonlyArray<Edge> =>
    isMark(to)
      ? edges
          .filter((next) => next.from === to)
          .flatMap((next) => ends({ from, to: next.to, text: text + next.text }))
      : [{ from, to, text }];
  return edges.filter(({ from }) => !isMark(from)).flatMap(ends);
};
