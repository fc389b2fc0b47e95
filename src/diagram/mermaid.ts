/**
 * A chart as a Mermaid state diagram, which GitHub draws by itself.
 *
 * Laws: one arrow for each edge that changes the state, one line inside its state's box for each edge that stays; states and
 * edges come in the chart's order; equal charts give equal text.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** An edge, as far as it is drawn. */
interface DrawnEdge<State extends string> {
  readonly source: State;
  readonly event: string;
  /** Its source, for an edge that stays inside its state. */
  readonly target: State;
  readonly guards: ReadonlyArray<string>;
  readonly description: string;
}

/** A chart, as far as it is drawn: a compiled chart is one. */
export interface DrawnChart<State extends string> {
  readonly states: ReadonlyArray<State>;
  readonly edges: ReadonlyArray<DrawnEdge<State>>;
  readonly isFinal: (state: State) => boolean;
}

/** How a chart is drawn. */
interface MermaidOptions<State extends string> {
  /** The state that the start arrow points at. */
  readonly initial: State;
  /** Which way the diagram grows: down, or to the right. */
  readonly direction?: 'TB' | 'LR';
}

// -------------------------------------------------------------------------------------------------------- operations

/** Mermaid ends a statement at `;` and begins an entity code at `#`; inside text, both are written as entity codes. */
const escape = (text: string): string =>
  text.replace(/[#;]/g, (c) => `#${String(c.charCodeAt(0))};`);

/** What is written beside an edge, a line each: its event, its guards in the order they are asked, its reason. */
const label = ({
  event,
  guards,
  description,
}: Pick<DrawnEdge<string>, 'event' | 'guards' | 'description'>): string =>
  [event, guards.length === 0 ? '' : `[${guards.join(', ')}]`, description]
    .filter((line) => line !== '')
    .map(escape)
    .join('<br/>');

/**
 * The Mermaid text of a chart.
 *
 * Shape: `toMermaid(chart, { initial, direction })`; it grows down if no direction is given.
 *
 * @example
 * ```ts
 * import { toMermaid } from './mermaid.js'
 *
 * const close = { source: 'Open', event: 'close', target: 'Shut', guards: [], description: 'it is cold' }
 * const door = { states: ['Open', 'Shut'], edges: [close], isFinal: (state: string) => state === 'Shut' }
 * assert.strictEqual(
 *   toMermaid(door, { initial: 'Open', direction: 'LR' }),
 *   [
 *     'stateDiagram-v2',
 *     '  direction LR',
 *     '  [*] --> Open',
 *     '  Open --> Shut : close<br/>it is cold',
 *     '  Shut --> [*]',
 *   ].join('\n'),
 * )
 * ```
 */
export const toMermaid = <State extends string>(
  chart: DrawnChart<State>,
  { initial, direction = 'TB' }: MermaidOptions<State>,
): string => {
  const statementsOf = (state: State): ReadonlyArray<string> => {
    const edges = chart.edges.filter(({ source }) => source === state);
    const inside = edges.filter(({ target }) => target === state);
    const leaving = edges.filter(({ target }) => target !== state);
    return [
      // The first text of a state is the title of its box, those after it are lines within.
      ...(inside.length === 0 ? [] : [`${state} : ${state}`]),
      ...inside.map((edge) => `${state} : ${label(edge)}`),
      ...leaving.map((edge) => `${state} --> ${edge.target} : ${label(edge)}`),
      ...(chart.isFinal(state) ? [`${state} --> [*]`] : []),
    ];
  };
  return [
    'stateDiagram-v2',
    ...[`direction ${direction}`, `[*] --> ${initial}`, ...chart.states.flatMap(statementsOf)].map(
      (line) => `  ${line}`,
    ),
  ].join('\n');
};
