/** Other words for what a chart says: its names and texts as readers of a picture see them, in their language. */
import type { Diagram, DiagramEdge, DiagramState } from './Diagram.js';

/** Words by the chart's own. */
type Words<Key extends string> = Readonly<Partial<Record<Key, string>>>;

/**
 * What a picture shows instead of the chart's own words. Each is optional; what is left out is shown as in the chart.
 * @category SVG
 */
export interface ChartLabels {
  /** By state. */
  readonly states?: Words<string>;
  /** By event. */
  readonly events?: Words<string>;
  /** By guard. */
  readonly guards?: Words<string>;
  /** By action. */
  readonly actions?: Words<string>;
  /** What a state stands for, by state. */
  readonly descriptions?: Words<string>;
  /** The reason of an edge, by its source and event: `Ready lease`. */
  readonly reasons?: Words<string>;
}

/** The word for a word of the chart. */
export const wordFor = (words: Words<string> | undefined, own: string, key = own): string =>
  (words !== undefined && Object.hasOwn(words, key) ? words[key] : undefined) ?? own;

/** An edge in the words of a picture. */
export const relabelEdge = (
  labels: ChartLabels,
  { source, event, target, guards, actions, description }: DiagramEdge<string>,
): DiagramEdge<string> => ({
  source: wordFor(labels.states, source),
  event: wordFor(labels.events, event),
  target: wordFor(labels.states, target),
  guards: guards.map((guard) => wordFor(labels.guards, guard)),
  actions: actions.map((action) => wordFor(labels.actions, action)),
  description: wordFor(labels.reasons, description, `${source} ${event}`),
});

/** A state in the words of a picture. */
export const relabelState = (
  labels: ChartLabels,
  state: DiagramState<string>,
): DiagramState<string> => ({
  ...state,
  name: wordFor(labels.states, state.name),
  description: wordFor(labels.descriptions, state.description, state.name),
  entry: state.entry.map((action) => wordFor(labels.actions, action)),
});

/** A chart in the words of a picture, for its description. */
export const relabel = (
  labels: ChartLabels,
  { details, edges, initial }: Pick<Diagram<string>, 'details' | 'edges' | 'initial'>,
): Pick<Diagram<string>, 'details' | 'edges' | 'initial'> => ({
  initial: wordFor(labels.states, initial),
  details: details.map((state) => relabelState(labels, state)),
  edges: edges.map((edge) => relabelEdge(labels, edge)),
});
