/** What text formats share: the lines of transitions and nodes without line breaks, and the relations between nodes. */
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js';
import { groupBy } from 'fp-ts/lib/NonEmptyArray.js';
import type { ChartNode, ChartTransition, Statechart } from '../../statechart/Statechart.js';
import { nodesOf } from '../../statechart/Statechart.js';
import type { Line, Wording } from '../lines.js';
import { headOf, isRow, transitionLines } from '../lines.js';

// ------------------------------------------------------------------------------------------------------------ texts

const textOf = (line: Line): string => line.map(({ text }) => text).join('');

/** What a node is called in a picture: its key, a letter for history, the id for the root. */
export const titleOf = ({ kind, history, parent, id, key }: ChartNode): string => {
  if (kind === 'history') return history === 'deep' ? 'H*' : 'H';
  return parent === undefined ? id : key;
};

/** What decides which texts are shown: they are in one line. */
type Unbroken = Omit<Wording, 'textWidth'>;

/** The lines of a transition's text: its trigger and actions, its condition, its description. */
export const transitionTexts = (
  transition: ChartTransition,
  source: ChartNode,
  wording: Unbroken,
): ReadonlyArray<string> =>
  transitionLines(transition, source, { ...wording, textWidth: Infinity }).map(textOf);

/** The lines of a transition's text without its trigger, for the branch of a diamond that several candidates share. */
export const branchTexts = (
  transition: ChartTransition,
  source: ChartNode,
  wording: Unbroken,
): ReadonlyArray<string> =>
  transitionLines(transition, source, { ...wording, textWidth: Infinity })
    .map((line) => textOf(line.filter(({ role }) => role !== 'event')).trim())
    .filter((text) => text !== '');

/** What a node's box says below its name, but for its description: tags, actions, actors, transitions without a target. */
export const rowTexts = (node: ChartNode, wording: Unbroken): ReadonlyArray<string> =>
  headOf(node, { ...wording, textWidth: Infinity }).rows.flatMap(({ kind, lines }) => {
    if (kind === 'description') return [];
    if (kind === 'tags')
      return lines.map((line) => `tags: ${line.map(({ text }) => text).join(', ')}`);
    if (kind === 'text') return lines.map(textOf);
    return [lines.map(textOf).join(' ')];
  });

// -------------------------------------------------------------------------------------------------------- relations

/** A chart with its nodes by id. */
export interface Index {
  readonly root: ChartNode;
  readonly nodes: ReadonlyArray<ChartNode>;
  /** The node of an id. Every target of a chart is one; an id that is none gives the root. */
  readonly node: (id: string) => ChartNode;
  /** The ids of a node's ancestors, the nearest first. */
  readonly ancestors: (id: string) => ReadonlyArray<string>;
}

/** Indexes a chart. */
export const indexOf = ({ root }: Statechart): Index => {
  const nodes = nodesOf(root);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ancestors = (id: string): ReadonlyArray<string> => {
    const parent = byId.get(id)?.parent;
    return parent === undefined ? [] : [parent, ...ancestors(parent)];
  };
  return { root, nodes, node: (id) => byId.get(id) ?? root, ancestors };
};

/** Tests whether a node is a proper descendant of another. */
export const isBelow = ({ ancestors }: Index, id: string, ancestor: string): boolean =>
  ancestors(id).includes(ancestor);

/** Tests whether a node is drawn as a frame around its children. */
export const isFrame = ({ children }: ChartNode): boolean => children.length > 0;

/** The transitions of a node that are drawn as arrows. */
export const arrowsOf = (node: ChartNode): ReadonlyArray<ChartTransition> =>
  node.transitions.filter((transition) => !isRow(transition));

/** What the candidates of one event have in common. Each route is an event of its own, though all have one type. */
const eventOf = ({ eventType, trigger }: ChartTransition): string =>
  trigger.kind === 'route' ? `.${eventType}.${trigger.to}` : `.${eventType}`;

/** The transitions of a node that are drawn as arrows, one list for the candidates of each event. */
export const candidatesOf = (node: ChartNode): ReadonlyArray<NonEmptyArray<ChartTransition>> =>
  Object.values(groupBy(eventOf)([...arrowsOf(node)]));

/** Whether all candidates of an event are arrows, so that they can share a diamond. */
export const isChoice = (node: ChartNode, candidates: NonEmptyArray<ChartTransition>): boolean =>
  candidates.length > 1 &&
  node.transitions.filter((other) => eventOf(other) === eventOf(candidates[0])).length ===
    candidates.length;

/** Makes names that differ from all names made before: the first of some wishes that is free, or else a numbered one. */
export const makeNames = (): ((wishes: ReadonlyArray<string>, otherwise: string) => string) => {
  let taken: ReadonlySet<string> = new Set(); // eslint-disable-line functional/no-let -- the names made so far
  return (wishes, otherwise) => {
    const numbered = (n: number): string =>
      taken.has(`${otherwise}${String(n)}`) ? numbered(n + 1) : `${otherwise}${String(n)}`;
    const name = wishes.find((wish) => !taken.has(wish)) ?? numbered(1);
    taken = new Set([...taken, name]);
    return name;
  };
};
