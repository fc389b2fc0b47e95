/**
 * `Diagram`: the parts of a flat chart that are drawn or exported, all derived from the chart and its compiled table.
 */
import type { RunState } from '../../machines/run.chart.js';
import { runChart } from '../../machines/run.chart.js';
import type { ChartConfig, EdgeConfig, StateConfig } from '../run/ChartTable.js';
import { runTable } from '../run/runTable.js';
import type { DrawnChart } from './mermaid.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A state.
 * @category Diagrams
 */
export interface DiagramState<State extends string> {
  readonly name: State;
  /** The chart's description of the state, or the empty string. */
  readonly description: string;
  /** The names of the updates that run when the state is entered from another one. */
  readonly entry: ReadonlyArray<string>;
  readonly tags: ReadonlyArray<string>;
  readonly isFinal: boolean;
}

/**
 * An edge.
 * @category Diagrams
 */
export interface DiagramEdge<State extends string> {
  readonly source: State;
  readonly event: string;
  /** The same as `source` if the edge stays inside its state. */
  readonly target: State;
  /** The names of the guards, in the order of evaluation. */
  readonly guards: ReadonlyArray<string>;
  /** The names of the edge's own updates, without those of the target's `entry`. */
  readonly actions: ReadonlyArray<string>;
  /** The reason for the edge, or the empty string. */
  readonly description: string;
}

/**
 * A flat chart.
 * @category Diagrams
 */
export interface Diagram<State extends string> extends DrawnChart<State> {
  readonly id: string;
  readonly version: string | undefined;
  readonly initial: State;
  /** Every state, in the chart's order, as all lists here. */
  readonly details: ReadonlyArray<DiagramState<State>>;
  readonly edges: ReadonlyArray<DiagramEdge<State>>;
}

// -------------------------------------------------------------------------------------------------------- operations

const listOf = (names: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  names === undefined ? [] : [names].flat();

/**
 * Makes the diagram of a chart from the chart and its compiled table.
 *
 * @example
 * ```ts
 * import { diagramOf, runDiagram } from 'runchart/diagram'
 * import { runChart } from 'runchart/machine'
 *
 * const chart = { ...runChart, id: 'another' } as const
 * assert.deepStrictEqual(diagramOf(chart, runDiagram).details, runDiagram.details)
 * assert.strictEqual(diagramOf(chart, runDiagram).id, 'another')
 * ```
 * @category Diagrams
 */
export const diagramOf = <State extends string>(
  chart: ChartConfig<State, string, string, string>,
  table: DrawnChart<State>,
): Diagram<State> => {
  const configs: Readonly<Record<string, StateConfig<string, string, string, string>>> =
    chart.states;
  const edgeConfig = (
    source: State,
    event: string,
  ): EdgeConfig<string, string, string> | undefined => configs[source]?.on?.[event];
  return {
    id: chart.id,
    version: chart.version,
    initial: chart.initial,
    states: table.states,
    isFinal: table.isFinal,
    details: table.states.map((name) => ({
      name,
      description: configs[name]?.description ?? '',
      entry: listOf(configs[name]?.entry),
      tags: listOf(configs[name]?.tags),
      isFinal: table.isFinal(name),
    })),
    edges: table.edges.map(({ source, event, target, guards, description }) => ({
      source,
      event,
      target,
      guards,
      description,
      actions: listOf(edgeConfig(source, event)?.actions),
    })),
  };
};

/**
 * The lifecycle of a run, as a diagram.
 *
 * @example
 * ```ts
 * import { runDiagram } from 'runchart/diagram'
 *
 * assert.strictEqual(runDiagram.initial, 'Scheduled')
 * assert.ok(runDiagram.edges.some(({ source, event, target }) => `${source} ${event} ${target}` === 'Ready lease Leased'))
 * ```
 * @category Diagrams
 */
export const runDiagram: Diagram<RunState> = /* #__PURE__ */ diagramOf(runChart, runTable);
