/**
 * Writes a chart as a Mermaid state diagram, which GitHub renders.
 *
 * Laws: one arrow for each edge that changes the state, one line inside a state's box for each edge that stays inside it;
 * states and edges are in the chart's order; equal charts give equal text.
 */
import { writable } from './xml.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The parts of an edge that are drawn. */
interface DrawnEdge<State extends string> {
  readonly source: State;
  readonly event: string;
  /** The same as `source` if the edge stays inside its state. */
  readonly target: State;
  readonly guards: ReadonlyArray<string>;
  readonly description: string;
}

/**
 * The parts of a chart that are drawn. A compiled chart has them.
 * @category Text formats
 */
export interface DrawnChart<State extends string> {
  readonly states: ReadonlyArray<State>;
  readonly edges: ReadonlyArray<DrawnEdge<State>>;
  /** Tests whether a state is final, so that no event leaves it. */
  readonly isFinal: (state: State) => boolean;
}

/**
 * How a chart is drawn.
 * @category Text formats
 */
export interface MermaidOptions<State extends string> {
  /** The state that the start arrow points to. */
  readonly initial: State;
  /** The direction of the diagram: `TB` for down, `LR` for right. Defaults to `TB`. */
  readonly direction?: 'TB' | 'LR';
  /** The state to highlight. */
  readonly highlight?: State | undefined;
}

// -------------------------------------------------------------------------------------------------------- operations

const entity = (c: string): string => `#${String(c.codePointAt(0))};`;

/**
 * Escapes text for Mermaid, which ends a statement at `;`, begins an entity code at `#` and a comment at `%%`, reads a line with
 * `direction LR` as a direction, and reads labels as HTML and Markdown. Characters that could begin any of these become entity
 * codes; white space becomes one space, as in HTML.
 */
export const escapeMermaid = (text: string): string =>
  writable(text)
    .replace(/[\s\u0085]+/g, ' ')
    .trim()
    // HTML reads the code of a C1 control character as another character.
    .replace(/[\u0080-\u009f]/g, '\ufffd')
    .replace(/[^\p{L}\p{N} .,/!?-]|^-|(?<=\d|[Ww]{3})\./gu, entity)
    .replace(/(?<=d)i(?=rection)/gi, entity);

/** Matches names that Mermaid reads as keywords, in any case. */
export const MERMAID_WORDS =
  /^(accDescr|accTitle|as|class|classDef|click|default|href|note|scale|state|stateDiagram|style)$|direction$/i;

/** Tests whether Mermaid reads a name as an identifier. */
const isPlain = (name: string): boolean =>
  /^[A-Z][A-Za-z0-9]*$/.test(name) && !MERMAID_WORDS.test(name);

/** Ends a statement with a text, or with nothing if the text is empty. */
const withText = (statement: string, text: string): string =>
  text === '' ? statement : `${statement} : ${text}`;

/** The label of an edge, one line each: its event, its guards in the order of evaluation, its reason. */
const label = ({
  event,
  guards,
  description,
}: Pick<DrawnEdge<string>, 'event' | 'guards' | 'description'>): string =>
  [
    escapeMermaid(event),
    guards.length === 0 ? '' : `[${guards.map(escapeMermaid).join(', ')}]`,
    escapeMermaid(description),
  ]
    .filter((line) => line !== '')
    .join('<br/>');

/**
 * Writes a chart as Mermaid text.
 *
 * Shape: `toMermaid(chart, { initial, direction, highlight })`.
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
    isPlain(state) ? state : `s${String(chart.states.indexOf(state))}`;
  /** Whether no arrow names the state. */
  const isAlone = (state: State): boolean =>
    state !== initial &&
    !chart.isFinal(state) &&
    !chart.edges.some(({ source, target }) => source === state || target === state);
  const statementsOf = (state: State): ReadonlyArray<string> => {
    const edges = chart.edges.filter(({ source }) => source === state);
    const inside = edges.filter(({ target }) => target === state);
    const leaving = edges.filter(({ target }) => target !== state);
    const id = idOf(state);
    return [
      // Mermaid shows the first text of a state as the title of its box, and the others as lines inside.
      ...(id !== state
        ? [`state "${escapeMermaid(state)}" as ${id}`]
        : inside.length > 0 || isAlone(state)
          ? [`${id} : ${state}`]
          : []),
      ...inside.map((edge) => withText(id, label(edge))),
      ...leaving.map((edge) => withText(`${id} --> ${idOf(edge.target)}`, label(edge))),
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
