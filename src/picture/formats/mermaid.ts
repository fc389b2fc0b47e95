/**
 * Writes any statechart as a Mermaid state diagram, which GitHub renders.
 *
 * Laws: every state is declared once, inside its parent; every transition with a target is one arrow, or two through the diamond of its
 * event's candidates or the bar of its targets; every other transition is a line in a box; equal charts give equal text.
 *
 * Mermaid puts a state into the composite state that mentions it last, so an arrow between states of different parents stands outside
 * all of them. It draws no usable arrow between a composite state and a state inside it, and no lines in a composite state's box: a
 * dashed state inside, with the same name, stands for the composite state in both.
 */
import type { Direction } from '../../diagram/Layout.js';
import { escapeMermaid, MERMAID_WORDS } from '../../diagram/mermaid.js';
import type { ChartNode, ChartTransition, Statechart } from '../../statechart/Statechart.js';
import type { Details } from '../ChartLayout.js';
import type { Index } from './texts.js';
import {
  arrowsOf,
  branchTexts,
  candidatesOf,
  indexOf,
  isBelow,
  isChoice,
  isFrame,
  makeNames,
  rowTexts,
  titleOf,
  transitionTexts,
} from './texts.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How a statechart is written for Mermaid.
 * @category Text formats
 */
export interface ChartMermaidOptions {
  /** Defaults to `down`. */
  readonly direction?: Direction;
  /** The ids of the nodes to highlight. */
  readonly active?: Iterable<string>;
  /** `all`, the default, or the names of states and events alone. */
  readonly details?: Details;
  /** Whether the descriptions of states stand beside them as notes. Defaults to `false`. */
  readonly notes?: boolean;
}

// ------------------------------------------------------------------------------------------------------------ texts

/**
 * Escapes a line of text, and keeps what cannot be read as Markdown: an underscore inside a word, parentheses without brackets, and the
 * brackets around a guard.
 */
const escape = (text: string): string => {
  const escaped = escapeMermaid(text).replace(/(?<=[\p{L}\p{N}])#95;(?=[\p{L}\p{N}])/gu, '_');
  const [, before = '', guard] = /^((?:\d#46; |\d\. )?)#91;(.*)#93;$/.exec(escaped) ?? [];
  const isAlone = (inner: string): boolean => !/#9[13];/.test(inner);
  const open = (inner: string): string => inner.replaceAll('#40;', '(').replaceAll('#41;', ')');
  if (guard !== undefined && isAlone(guard)) return `${before}[${guard}]`;
  return isAlone(escaped) ? open(escaped) : escaped;
};

const labelled = (statement: string, lines: ReadonlyArray<string>): string => {
  const label = lines
    .map(escape)
    .filter((line) => line !== '')
    .join('<br/>');
  return label === '' ? statement : `${statement} : ${label}`;
};

/** The names of start and end marks end so, and every object has the others. */
const isReserved = (name: string): boolean =>
  MERMAID_WORDS.test(name) || /_(?:start|end)$/i.test(name) || name in Object.prototype;

const isPlain = (name: string): boolean => /^[A-Za-z]\w*$/.test(name) && !isReserved(name);

// ----------------------------------------------------------------------------------------------------------- arrows

/**
 * The block of statements that something stands in: that of a composite state, or that of a region, between two dashed lines. The
 * outermost block has the empty name.
 */
type Block = string;

/** What an arrow can begin or end at. */
interface Point {
  readonly name: string;
  readonly block: Block;
}

/** A statement in its block: an arrow, with what it mentions, or the declaration of a mark. */
interface Statement {
  readonly block: Block;
  readonly text: string;
  readonly mentions: ReadonlyArray<string>;
}

const OUTSIDE: Block = '';

const arrow = (from: Point, to: Point, lines: ReadonlyArray<string>): Statement => ({
  block: from.block === to.block ? from.block : OUTSIDE,
  text: labelled(`${from.name} --> ${to.name}`, lines),
  mentions: [from.name, to.name],
});

/** What is known of a chart while it is written. */
interface Writer {
  readonly index: Index;
  readonly details: Details;
  readonly pointOf: (id: string) => Point;
  /** The dashed state that stands for a composite state inside of it, if it has one. */
  readonly insideOf: (id: string) => Point | undefined;
  /** A new name for a diamond or a bar. */
  readonly newName: (kind: 'choice' | 'fork') => string;
}

/** Makes a diamond or a bar in a block. */
const mark = (
  { newName }: Writer,
  kind: 'choice' | 'fork',
  block: Block,
): { readonly point: Point; readonly declaration: Statement } => {
  const name = newName(kind);
  return {
    point: { name, block },
    declaration: { block, text: `state ${name} <<${kind}>>`, mentions: [name] },
  };
};

/** Arrows to some targets: a bar stands between if there are several. */
const arrowsTo = (
  writer: Writer,
  from: Point,
  targets: ReadonlyArray<Point>,
  lines: ReadonlyArray<string>,
): ReadonlyArray<Statement> => {
  const [first, ...others] = targets;
  if (first === undefined) return [];
  if (others.length === 0) return [arrow(from, first, lines)];
  const { point, declaration } = mark(writer, 'fork', from.block);
  return [
    declaration,
    arrow(from, point, lines),
    ...targets.map((target) => arrow(point, target, [])),
  ];
};

/** The arrows of a node, with their marks. */
const arrowsFrom = (writer: Writer, source: ChartNode): ReadonlyArray<Statement> => {
  const { index, details, pointOf, insideOf } = writer;
  const wording = { details, root: index.root };
  const begin = (transitions: ReadonlyArray<ChartTransition>): Point =>
    (transitions.some(({ targets }) => targets.some((id) => isBelow(index, id, source.id)))
      ? insideOf(source.id)
      : undefined) ?? pointOf(source.id);
  /** What stands around the beginning has its end inside, too. */
  const ends = (from: Point, { targets }: ChartTransition): ReadonlyArray<Point> =>
    targets.map((id) => {
      const isAround =
        isBelow(index, source.id, id) || (id === source.id && from.name === insideOf(id)?.name);
      return (isAround ? insideOf(id) : undefined) ?? pointOf(id);
    });
  return candidatesOf(source).flatMap((candidates) => {
    if (!isChoice(source, candidates))
      return candidates.flatMap((transition) => {
        const from = begin([transition]);
        const lines = transitionTexts(transition, source, wording);
        return arrowsTo(writer, from, ends(from, transition), lines);
      });
    const from = begin(candidates);
    const { point, declaration } = mark(writer, 'choice', from.block);
    return [
      declaration,
      arrow(from, point, transitionTexts(candidates[0], source, { ...wording, details: 'names' })),
      ...candidates.flatMap((transition) =>
        arrowsTo(writer, point, ends(from, transition), branchTexts(transition, source, wording)),
      ),
    ];
  });
};

/** The arrow from the start mark of a composite state, or of the whole chart. */
const initialArrow = (
  writer: Writer,
  { id, initial }: ChartNode,
  block: Block,
): ReadonlyArray<Statement> => {
  const targets = (initial?.targets ?? []).map(writer.pointOf);
  const [only] = targets;
  const start = { name: '[*]', block };
  if (only === undefined) return [];
  if (targets.length === 1 && only.block === block) return [arrow(start, only, [])];
  const { point, declaration } = mark(
    writer,
    'fork',
    writer.index.root.id === id ? OUTSIDE : block,
  );
  return [
    declaration,
    arrow(start, point, []),
    ...targets.map((target) => arrow(point, target, [])),
  ];
};

// ----------------------------------------------------------------------------------------------------------- blocks

/** The name of a region's block, or of the one of the dashed state inside a parallel state. No id of a node ends so. */
const regionBlock = (id: string): Block => `${id} --`;

const indented = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line) => `  ${line}`);

/** `state "the title" as name`, or as much of it as is needed. */
const declared = (name: string, title: string): string =>
  name === title ? name : `state "${escape(title) || '#8203;'}" as ${name}`;

/** A state's box: its title, and the lines below. */
const box = (
  name: string,
  title: string,
  rows: ReadonlyArray<string>,
  isMentioned: boolean,
): ReadonlyArray<string> => [
  // Mermaid shows the first text of a state as the title of its box, and the others as lines inside.
  ...(name !== title
    ? [declared(name, title)]
    : rows.length > 0
      ? [`${name} : ${title}`]
      : isMentioned
        ? []
        : [name]),
  ...rows.map((row) => `${name} : ${escape(row)}`),
];

const noteOn = (name: string, { description }: ChartNode): ReadonlyArray<string> =>
  description === '' ? [] : [`note right of ${name}`, `  ${escape(description)}`, 'end note'];

/**
 * Writes a statechart as Mermaid text, which Mermaid 11 and 12 read.
 *
 * @example
 * ```ts
 * import { chartMermaid } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({
 *   id: 'door',
 *   initial: 'open',
 *   states: { open: { on: { close: 'shut' } }, shut: { type: 'final' } },
 * })
 * assert.strictEqual(
 *   chartMermaid(statechartOf(door), { direction: 'right' }),
 *   [
 *     'stateDiagram-v2',
 *     '  accTitle: Statechart door',
 *     '  direction LR',
 *     '  [*] --> open',
 *     '  shut --> [*]',
 *     '  open --> shut : close',
 *   ].join('\n'),
 * )
 * ```
 * @category Text formats
 */
export const chartMermaid = (
  chart: Statechart,
  { direction = 'down', active = [], details = 'all', notes = false }: ChartMermaidOptions = {},
): string => {
  const index = indexOf(chart);
  const { root, nodes, node } = index;
  const wording = { details, root };
  const newName = makeNames();
  const names = new Map(
    nodes.map(({ id, key, path, parent }) => [
      id,
      newName(
        [...(parent === undefined ? [id] : [key, path.join('_')]), `${key}_`].filter(isPlain),
        's',
      ),
    ]),
  );
  const nameOf = (id: string): string => names.get(id) ?? '';
  /** Regions would be drawn in the block of the whole text, but arrows between others would then move into them. */
  const isOutside = (frame: ChartNode): boolean =>
    frame.parent === undefined && isFrame(frame) && frame.kind !== 'parallel';
  const blockIn = (id: string): Block => (isOutside(node(id)) ? OUTSIDE : id);
  const blockOf = ({ id, parent }: ChartNode): Block => {
    if (parent === undefined) return OUTSIDE;
    return node(parent).kind === 'parallel' ? regionBlock(id) : blockIn(parent);
  };
  const hasInside = (frame: ChartNode): boolean =>
    isFrame(frame) &&
    (rowTexts(frame, wording).length > 0 ||
      (isOutside(frame) && arrowsOf(frame).length > 0) ||
      arrowsOf(frame).some(({ targets }) => targets.some((id) => isBelow(index, id, frame.id))) ||
      nodes.some(
        (other) =>
          isBelow(index, other.id, frame.id) &&
          arrowsOf(other).some(({ targets }) => targets.includes(frame.id)),
      ));
  const insides = new Map(
    nodes.filter(hasInside).map(({ id, kind }): readonly [string, Point] => [
      id,
      {
        name: newName([`${nameOf(id)}_itself`].filter(isPlain), 'itself'),
        block: kind === 'parallel' ? regionBlock(`${id} itself`) : blockIn(id),
      },
    ]),
  );
  const insideOf = (id: string): Point | undefined => insides.get(id);
  const pointOf = (id: string): Point =>
    (isOutside(node(id)) ? insideOf(id) : undefined) ?? {
      name: nameOf(id),
      block: blockOf(node(id)),
    };
  const writer: Writer = {
    index,
    details,
    pointOf,
    insideOf,
    newName: (kind) => newName([], kind),
  };
  const initials = nodes.flatMap((frame) => initialArrow(writer, frame, blockIn(frame.id)));
  const statements = nodes.flatMap((source) => arrowsFrom(writer, source));
  const among = (all: ReadonlyArray<Statement>, block: Block): ReadonlyArray<string> =>
    all.filter((statement) => statement.block === block).map(({ text }) => text);
  const turn = direction === 'right' ? 'direction LR' : 'direction TB';
  const insideBox = (frame: ChartNode): ReadonlyArray<string> => {
    const inside = insideOf(frame.id);
    return inside === undefined
      ? []
      : box(inside.name, titleOf(frame), rowTexts(frame, wording), false);
  };
  const blockLines = (frame: ChartNode): ReadonlyArray<string> => {
    const block = blockIn(frame.id);
    if (frame.kind !== 'parallel')
      return [
        ...among(initials, block),
        ...insideBox(frame),
        ...frame.children.flatMap(nodeLines),
        ...among(statements, block),
      ];
    const inside = insideBox(frame);
    const regions = frame.children.map((region) => [
      ...nodeLines(region),
      ...among(statements, regionBlock(region.id)),
    ]);
    return [
      ...(inside.length === 0
        ? []
        : [[...inside, ...among(statements, regionBlock(`${frame.id} itself`))]]),
      ...regions,
    ].flatMap((lines, i) => (i === 0 ? lines : ['--', ...lines]));
  };
  const nodeLines = (child: ChartNode): ReadonlyArray<string> => {
    const { name, block } = pointOf(child.id);
    const note = notes ? noteOn(name, child) : [];
    if (isFrame(child))
      return [
        `${name === titleOf(child) ? `state ${name}` : declared(name, titleOf(child))} {`,
        ...indented([...(direction === 'right' ? [turn] : []), ...blockLines(child)]),
        '}',
        ...note,
      ];
    const isFinal = child.kind === 'final';
    const isMentioned =
      isFinal ||
      [...initials, ...statements].some(
        (statement) => statement.block === block && statement.mentions.includes(name),
      );
    return [
      ...box(name, titleOf(child), rowTexts(child, wording), isMentioned),
      ...(isFinal ? [`${name} --> [*]`] : []),
      ...note,
    ];
  };
  const current = [...active].flatMap((id) => names.get(id) ?? []);
  const dashed = [...insides.values()].map(({ name }) => name);
  return [
    'stateDiagram-v2',
    ...indented([
      `accTitle: ${escape(`Statechart ${chart.id}`)}`,
      ...(root.description === '' ? [] : [`accDescr: ${escape(root.description)}`]),
      ...(direction === 'right' ? [turn] : []),
      ...(isOutside(root) ? blockLines(root) : [...nodeLines(root), ...among(statements, OUTSIDE)]),
      ...(dashed.length === 0
        ? []
        : ['classDef itself stroke-dasharray:4', `class ${dashed.join(',')} itself`]),
      ...(current.length === 0
        ? []
        : ['classDef current stroke-width:4px', `class ${current.join(',')} current`]),
    ]),
  ].join('\n');
};
