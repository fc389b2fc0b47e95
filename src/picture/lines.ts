/** The texts of a picture, broken into lines, and their sizes: the labels of transitions and the contents of a node's box. */
import type { Box, Span, TextRole } from '../diagram/Layout.js';
import { measures, spanWidth } from '../diagram/Layout.js';
import type { ChartNode, ChartTransition, Invocation } from '../statechart/Statechart.js';
import { guardText, triggerText } from '../statechart/Statechart.js';
import type { ChartLayout } from './ChartLayout.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What decides which texts are shown, and where they are broken. */
export interface Wording extends Pick<ChartLayout, 'details' | 'textWidth'> {
  /** The root of the chart: guards may name any of its states. */
  readonly root: ChartNode;
}

/** A line of text. */
export type Line = ReadonlyArray<Span>;

/** A part of what a node's box says below its name. */
export interface NodeRow {
  readonly kind: 'description' | 'tags' | 'text' | 'transition';
  /** For a row of kind `transition`. */
  readonly transition?: ChartTransition;
  readonly lines: ReadonlyArray<Line>;
  /** The distance from the upper edge of the head to that of the text. */
  readonly y: number;
  readonly height: number;
}

/** The contents of a node's box, and the room that they need. */
export interface NodeHead {
  readonly name: ReadonlyArray<Line>;
  /** The height of the name's row. */
  readonly nameHeight: number;
  readonly rows: ReadonlyArray<NodeRow>;
  /** Where the line below the name is, if anything stands below it. */
  readonly rule?: number;
  readonly width: number;
  readonly height: number;
}

// --------------------------------------------------------------------------------------------------------- breaking

const widthOfLine = (line: Line): number =>
  line.reduce((width, span) => width + spanWidth(span), 0);

/** The width of the widest of some lines. */
export const widthOf = (lines: ReadonlyArray<Line>): number =>
  Math.max(0, ...lines.map(widthOfLine));

/** Breaks a text at spaces into lines of a role that are no wider than `max`, as far as its words allow. */
const broken = (role: TextRole, text: string, max: number): ReadonlyArray<Line> =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .reduce<ReadonlyArray<string>>((lines, word) => {
      const last = lines.at(-1);
      const longer = last === undefined ? word : `${last} ${word}`;
      return last === undefined || spanWidth({ role, text: longer }) <= max
        ? [...lines.slice(0, -1), longer]
        : [...lines, word];
    }, [])
    .map((line) => [{ role, text: line }]);

// ------------------------------------------------------------------------------------------------------ transitions

const namesOf = (actions: ChartTransition['actions']): string =>
  actions.map(({ name }) => (name === '' ? 'inline' : name)).join(', ');

/**
 * Whether other candidates for the same event stand before or after a transition. All routes have one type of event, and each takes those
 * that name its target.
 */
const isOneOfSeveral = (
  { candidate, eventType, trigger }: ChartTransition,
  source: ChartNode,
): boolean =>
  trigger.kind !== 'route' &&
  (candidate > 0 ||
    source.transitions.some((other) => other.eventType === eventType && other.candidate > 0));

/** The condition of a transition: its number among several candidates, and its guard. */
export const conditionText = (
  transition: ChartTransition,
  source: ChartNode,
  root: ChartNode,
): string => {
  const { candidate, guard } = transition;
  const isNumbered = isOneOfSeveral(transition, source);
  const otherwise = isNumbered && candidate > 0 ? '[else]' : '';
  const text = guard === undefined ? otherwise : `[${guardText(guard, root)}]`;
  const number = isNumbered ? `${String(candidate + 1)}.` : '';
  return [number, text].filter((part) => part !== '').join(' ');
};

/** Writes `after 1500 ms` as `after 1.5 s`, which takes less room. */
const eventText = (transition: ChartTransition): string => {
  const { trigger } = transition;
  if (trigger.kind === 'after' && typeof trigger.delay === 'number' && trigger.delay >= 1000)
    return `after ${String(trigger.delay / 1000)} s`;
  return triggerText(trigger);
};

/** The lines of a transition's text: its trigger and actions, its condition, its description. */
export const transitionLines = (
  transition: ChartTransition,
  source: ChartNode,
  { details, textWidth, root }: Wording,
): ReadonlyArray<Line> => {
  if (source.kind === 'history') return [];
  const event: Span = { role: 'event', text: eventText(transition) };
  if (transition.isForbidden) return [[event, { role: 'reason', text: ' forbidden' }]];
  if (details === 'names') return [[event]];
  const condition = conditionText(transition, source, root);
  const actions = namesOf(transition.actions);
  const first: Line = [event, { role: 'action', text: ` / ${actions}` }];
  const fits = widthOfLine(first) <= textWidth;
  return [
    actions !== '' && fits ? first : [event],
    ...broken('guard', condition, textWidth),
    ...(actions !== '' && !fits ? broken('action', `/ ${actions}`, textWidth) : []),
    ...broken('reason', transition.description, textWidth),
  ];
};

/** The size of a transition's label. */
export const linesSize = (lines: ReadonlyArray<Line>): Pick<Box, 'width' | 'height'> => ({
  width: Math.ceil(widthOf(lines)),
  height: lines.length * measures.line,
});

/** Whether a transition is a row in the box of its source. */
export const isRow = ({ targets }: ChartTransition): boolean => targets.length === 0;

/** The box of a transition's row in the head of its source. */
export const rowBox = (
  head: Box | undefined,
  contents: NodeHead | undefined,
  transition: ChartTransition,
): Box | undefined => {
  const row = contents?.rows.find((other) => other.transition === transition);
  return head === undefined || row === undefined
    ? undefined
    : {
        x: head.x + measures.padding,
        y: head.y + row.y,
        width: head.width - 2 * measures.padding,
        height: row.height,
      };
};

// ------------------------------------------------------------------------------------------------------------ nodes

/** The measures of boxes that the run's picture lacks. */
export const sizes = {
  /** The diameter of a history mark. */
  history: 26,
  /** The narrowest box of a state. */
  narrowest: 76,
  /** The space between the border of a compound node and its children. */
  inner: 18,
  /** The space between the words of a tag and its border. */
  tag: 6,
  /** The length and the thickness of the bar at which a line forks. */
  fork: { length: 48, thickness: 5 },
} as const;

const invocationText = ({ id, src }: Invocation): string =>
  src === ''
    ? /^\d+\./.test(id)
      ? 'inline'
      : id
    : /^\d+\./.test(id) || id === src
      ? src
      : `${src} as ${id}`;

/** The text of an invocation: `invoke loadUser as loader`. */
const invokeLine = (invocation: Invocation, max: number): ReadonlyArray<Line> =>
  broken('action', `invoke ${invocationText(invocation)}`, max);

/** Sets tags side by side, in as many lines as they need. */
const tagLines = (tags: ReadonlyArray<string>, max: number): ReadonlyArray<Line> =>
  tags.reduce<ReadonlyArray<Line>>((lines, text) => {
    const span: Span = { role: 'guard', text };
    const last = lines.at(-1);
    const longer = [...(last ?? []), span];
    return last === undefined || tagsWidth(longer) <= max
      ? [...lines.slice(0, -1), longer]
      : [...lines, [span]];
  }, []);

/** The distance between two tags. */
export const TAG_GAP = 6;

/** The width of a line of tags, with their borders. */
const tagsWidth = (line: Line): number =>
  widthOfLine(line) + line.length * 2 * sizes.tag + (line.length - 1) * TAG_GAP;

type Draft = Pick<NodeRow, 'kind' | 'transition' | 'lines'>;

const draftsOf = (node: ChartNode, wording: Wording): ReadonlyArray<Draft> => {
  const { details, textWidth: max } = wording;
  const text = (lines: ReadonlyArray<Line>): ReadonlyArray<Draft> =>
    lines.length === 0 ? [] : [{ kind: 'text', lines }];
  const all: ReadonlyArray<Draft> =
    details === 'names'
      ? []
      : [
          ...(node.description === ''
            ? []
            : [
                {
                  kind: 'description' as const,
                  lines: broken('reason', node.description, Math.max(max, 200)),
                },
              ]),
          ...(node.tags.length === 0
            ? []
            : [{ kind: 'tags' as const, lines: tagLines(node.tags, max) }]),
          ...text([
            ...(node.entry.length === 0
              ? []
              : broken('action', `entry / ${namesOf(node.entry)}`, max)),
            ...(node.exit.length === 0
              ? []
              : broken('action', `exit / ${namesOf(node.exit)}`, max)),
            ...node.invokes.flatMap((invocation) => invokeLine(invocation, max)),
          ]),
        ];
  return [
    ...all,
    ...node.transitions.filter(isRow).map((transition) => ({
      kind: 'transition' as const,
      transition,
      lines: transitionLines(transition, node, wording).slice(0, 6),
    })),
  ];
};

/** The distance between two lines of a name. */
export const NAME_LINE = 18;

/** The space between two rows: rows of transitions that take a line each stand close. */
const ROW_GAP = 5;

/** The contents of a node's box. A history mark has none. */
export const headOf = (node: ChartNode, wording: Wording): NodeHead => {
  if (node.kind === 'history') {
    const { history: width } = sizes;
    const text = node.history === 'deep' ? 'H*' : 'H';
    return { name: [[{ role: 'event', text }]], nameHeight: width, rows: [], width, height: width };
  }
  const name = broken('name', node.key, Math.max(wording.textWidth, 160));
  const nameHeight = measures.head + Math.max(0, name.length - 1) * NAME_LINE;
  const rows = draftsOf(node, wording).reduce<ReadonlyArray<NodeRow>>((placed, draft) => {
    const before = placed.at(-1);
    const y =
      before === undefined ? nameHeight + measures.gap - 2 : before.y + before.height + ROW_GAP;
    return [...placed, { ...draft, y, height: draft.lines.length * measures.line }];
  }, []);
  const last = rows.at(-1);
  const text = Math.max(
    widthOf(name),
    ...rows.map(({ kind, lines }) =>
      kind === 'tags' ? Math.max(...lines.map(tagsWidth)) : widthOf(lines),
    ),
  );
  return {
    name,
    nameHeight,
    rows,
    ...(last === undefined ? {} : { rule: nameHeight }),
    width: Math.max(sizes.narrowest, Math.ceil(text) + 2 * measures.padding),
    height: last === undefined ? nameHeight : last.y + last.height + measures.gap,
  };
};
