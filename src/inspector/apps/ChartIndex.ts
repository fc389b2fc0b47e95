/* eslint-disable functional/immutable-data -- lookups that are filled as they are needed, for ten thousand steps a second */
/**
 * `ChartIndex`: the lookups of one chart: nodes and transitions by number, active nodes by state value, and the transitions that
 * could take an event.
 *
 * Everything is found once for a state value and an event type, and then remembered, up to a limit.
 */
import { matchesDescriptor } from '../../statechart/matchesDescriptor.js';
import type { ChartNode, ChartTransition, Statechart } from '../../statechart/Statechart.js';
import { nodesOf, transitionsOf } from '../../statechart/Statechart.js';
import type { StateValue } from './StateValue.js';
import { activeNodesOf } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A state value, and what is active in it. Equal values have one configuration, as long as it is remembered. */
export interface Configuration {
  readonly value: StateValue;
  /** The ids of the active nodes. */
  readonly ids: ReadonlySet<string>;
  /** The active nodes, parents first. */
  readonly nodes: ReadonlyArray<ChartNode>;
  /** The deepest active nodes. */
  readonly leaves: ReadonlyArray<ChartNode>;
}

/** The lookups of a chart. */
export interface ChartIndex {
  readonly hash: string;
  readonly chart: Statechart;
  readonly nodes: ReadonlyArray<ChartNode>;
  readonly transitions: ReadonlyArray<ChartTransition>;
  /** The number of a node; -1 for an unknown id. */
  readonly nodeNumber: (id: string) => number;
  /** The number of a transition; -1 for an unknown id. */
  readonly transitionNumber: (id: string) => number;
  readonly configurationOf: (value: StateValue) => Configuration;
  /** The transitions of a node that an event may take, in the order in which XState tries them. */
  readonly candidatesOf: (node: ChartNode, eventType: string) => ReadonlyArray<ChartTransition>;
  /** The transitions of all active nodes that an event may take. */
  readonly candidatesIn: (
    configuration: Configuration,
    eventType: string,
  ) => ReadonlyArray<ChartTransition>;
}

/** How many state values, and events in them, are remembered of one chart. */
const MAX_KNOWN = 4096;

// ------------------------------------------------------------------------------------------------------- operations

/** Those for the exact type first, then those of wildcards, the longest first. */
const findCandidates = (
  { transitions }: ChartNode,
  eventType: string,
): ReadonlyArray<ChartTransition> => {
  const matching = transitions.filter(
    ({ trigger, eventType: descriptor }) =>
      trigger.kind !== 'always' && matchesDescriptor(eventType, descriptor),
  );
  const exact = matching.filter(({ eventType: descriptor }) => descriptor === eventType);
  const wild = matching.filter(({ eventType: descriptor }) => descriptor !== eventType);
  return [...exact, ...wild.toSorted((a, b) => b.eventType.length - a.eventType.length)];
};

/** Remembers the results of a function, up to a limit. */
const remember = <A>(known: Map<string, A>, key: string, make: () => A): A => {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const made = make();
  known.set(key, made);
  return made;
};

/** Makes the lookups of a chart. */
export const makeChartIndex = (hash: string, chart: Statechart): ChartIndex => {
  const nodes = nodesOf(chart.root);
  const transitions = transitionsOf(chart.root);
  const nodeNumbers = new Map(nodes.map(({ id }, i) => [id, i]));
  const transitionNumbers = new Map(transitions.map(({ id }, i) => [id, i]));
  const configurations = new Map<string, Configuration>();
  const candidates = new Map<string, ReadonlyArray<ChartTransition>>();

  const candidatesOf = (node: ChartNode, eventType: string): ReadonlyArray<ChartTransition> =>
    node.transitions.length === 0
      ? node.transitions
      : remember(candidates, `${node.id}\n${eventType}`, () => findCandidates(node, eventType));

  return {
    hash,
    chart,
    nodes,
    transitions,
    nodeNumber: (id) => nodeNumbers.get(id) ?? -1,
    transitionNumber: (id) => transitionNumbers.get(id) ?? -1,
    configurationOf: (value) =>
      remember(configurations, typeof value === 'string' ? value : JSON.stringify(value), () => {
        const active = activeNodesOf(chart, value);
        const parents = new Set(active.map(({ parent }) => parent));
        return {
          value,
          ids: new Set(active.map(({ id }) => id)),
          nodes: active,
          leaves: active.filter(({ id }) => !parents.has(id)),
        };
      }),
    candidatesOf,
    candidatesIn: ({ nodes: active }, eventType) =>
      active.flatMap((node) => candidatesOf(node, eventType)),
  };
};
