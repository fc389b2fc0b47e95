/**
 * Writes a chart as a graph for Graphviz.
 *
 * Laws: one node for each state, one arrow for each edge that changes the state, one line in a state for each edge that stays
 * inside it; names and reasons are never read as syntax.
 */
import type { Diagram, DiagramEdge } from './Diagram.js';
import type { Direction } from './Layout.js';
import { edgeLines } from './Layout.js';
import type { Mark } from './marks.js';
import { hueOf } from './marks.js';
import { FONT_FAMILY } from './metrics.js';
import type { Tone } from './theme.js';
import { paletteOf } from './theme.js';
import { writable } from './xml.js';

/**
 * How a chart is written for Graphviz.
 * @category Text formats
 */
export interface DotOptions<State extends string> {
  /** Defaults to `down`. */
  readonly direction?: Direction;
  /** The state to highlight. */
  readonly highlight?: State | undefined;
  /** The tone of each state. Defaults to `done` for final states and `waiting` for others. */
  readonly tones?: Readonly<Partial<Record<State, Tone>>>;
  /** The mark of each state, whose colour it has instead. */
  readonly marks?: Readonly<Partial<Record<State, Mark | undefined>>>;
}

/**
 * Quotes a text, and escapes what Graphviz would read as an escape, such as `\N`, or as an entity. Removes empty lines at the
 * start: Graphviz in WebAssembly crashes on a label that begins with one.
 */
export const quoteDot = (text: string): string =>
  `"${writable(text).replaceAll('\r', '').replace(/^\n+/, '').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;').replaceAll('\n', '\\n')}"`;

const linesOf = (edge: DiagramEdge<string>, inside: boolean): ReadonlyArray<string> =>
  edgeLines(edge, { quiet: false, inside }).map((line) => line.map(({ text }) => text).join(''));

export const dotAttributes = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoteDot(value)}`]))
    .join(' ');

/** The node of the start. No state has this name, because the nodes of states begin with `state `. */
const START = 'start';
const nodeOf = (state: string): string => `state ${state}`;

/**
 * Writes a chart as DOT text.
 *
 * @example
 * ```ts
 * import { runDiagram, toDot } from 'runchart/diagram'
 *
 * const dot = toDot(runDiagram, { direction: 'right' })
 * assert.ok(dot.startsWith('digraph "run" {'))
 * assert.ok(dot.includes('"state Ready" -> "state Leased"'))
 * ```
 * @category Text formats
 */
export const toDot = <State extends string>(
  diagram: Diagram<State>,
  { direction = 'down', highlight, tones, marks }: DotOptions<State> = {},
): string => {
  const palette = paletteOf('light');
  const nodes = diagram.details.map(({ name, description, isFinal }) => {
    const hue = hueOf(marks?.[name], tones?.[name] ?? (isFinal ? 'done' : 'waiting'));
    const rows = diagram.edges.filter(({ source, target }) => source === name && target === name);
    return `${quoteDot(nodeOf(name))} [${dotAttributes({
      label: [name, ...rows.flatMap((edge) => ['', ...linesOf(edge, true)])].join('\n'),
      tooltip: description === '' ? name : `${name}: ${description}`,
      color: palette[hue],
      fillcolor: palette[`${hue}-fill`],
      peripheries: isFinal ? '2' : undefined,
      penwidth: name === highlight ? '3' : undefined,
    })}]`;
  });
  const arrows = diagram.edges
    .filter(({ source, target }) => source !== target)
    .map(
      (edge) =>
        `${quoteDot(nodeOf(edge.source))} -> ${quoteDot(nodeOf(edge.target))} [${dotAttributes({
          label: linesOf(edge, false).join('\n'),
        })}]`,
    );
  return [
    `digraph ${quoteDot(diagram.id)} {`,
    ...[
      `rankdir=${direction === 'down' ? 'TB' : 'LR'}`,
      `node [${dotAttributes({ shape: 'box', style: 'rounded,filled', fontname: FONT_FAMILY, fontcolor: palette.ink })}]`,
      `edge [${dotAttributes({ fontname: FONT_FAMILY, fontsize: '11', fontcolor: palette.muted, color: palette.line })}]`,
      `${START} [${dotAttributes({ shape: 'point', width: '0.15', color: palette.ink, label: '' })}]`,
      ...nodes,
      `${START} -> ${quoteDot(nodeOf(diagram.initial))}`,
      ...arrows,
    ].map((line) => `  ${line}`),
    '}',
  ].join('\n');
};
