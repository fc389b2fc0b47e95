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

/**
 * A chart, as far as it is drawn: a compiled chart is one.
 * @category Text formats
 */
export interface DrawnChart<State extends string> {
  readonly states: ReadonlyArray<State>;
  readonly edges: ReadonlyArray<DrawnEdge<State>>;
  /** Whether nothing leaves it. */
  readonly isFinal: (state: State) => boolean;
}

/**
 * How a chart is drawn.
 * @category Text formats
 */
export interface MermaidOptions<State extends string> {
  /** The state that the start arrow points at. */
  readonly initial: State;
  /** Which way the diagram grows: down, or to the right. */
  readonly direction?: 'TB' | 'LR';
  /** The state that stands out. */
  readonly highlight?: State | undefined;
}

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Mermaid ends a statement at `;`, begins an entity code at `#` and a comment at `%%`, and reads text as HTML: what could be
 * any of these is written as an entity code.
 */
const escape = (text: string): string =>
  text
    .replace(/\s/g, ' ')
    .replace(/[^\p{L}\p{N} .,/!?()[\]_+*=-]/gu, (c) => `#${String(c.codePointAt(0))};`);

/** A name that Mermaid cannot take for a word of its own. */
const PLAIN = /^[A-Z][A-Za-z0-9]*$/;

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
 * Shape: `toMermaid(chart, { initial, direction, highlight })`; it grows down if no direction is given.
 *
 * @example
 * ```ts
 * import { toMermaid } from 'runchart/diagram'
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
 * @category Text formats
 */
export const toMermaid = <State extends string>(
  chart: DrawnChart<State>,
  { initial, direction = 'TB', highlight }: MermaidOptions<State>,
): string => {
  const idOf = (state: State): string =>
    PLAIN.test(state) ? state : `s${String(chart.states.indexOf(state))}`;
  const statementsOf = (state: State): ReadonlyArray<string> => {
    const edges = chart.edges.filter(({ source }) => source === state);
    const inside = edges.filter(({ target }) => target === state);
    const leaving = edges.filter(({ target }) => target !== state);
    const id = idOf(state);
    return [
      ...(id === state ? [] : [`state "${escape(state)}" as ${id}`]),
      // The first text of a state is the title of its box, those after it are lines within.
      ...(inside.length === 0 ? [] : [`${id} : ${escape(state)}`]),
      ...inside.map((edge) => `${id} : ${label(edge)}`),
      ...leaving.map((edge) => `${id} --> ${idOf(edge.target)} : ${label(edge)}`),
      ...(chart.isFinal(state) ? [`${id} --> [*]`] : []),
    ];
  };
  return [
    'stateDiagram-v2',
    ...[
      `direction ${direction}`,
      `[*] --> ${idOf(initial)}`,
      ...chart.states.flatMap(statementsOf),
      ...(highlight === undefined
        ? []
        : ['classDef current stroke-width:4px', `class ${idOf(highlight)} current`]),
    ].map((line) => `  ${line}`),
  ].join('\n');
};
