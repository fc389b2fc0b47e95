/** What the element shows, as trees of elements: the picture, the compact form, the tooltip. Pure. */
import { edgeText } from '../diagram/description.js';
import { runDiagram } from '../diagram/Diagram.js';
import { relabelEdge, wordFor } from '../diagram/labels.js';
import type { Direction } from '../diagram/Layout.js';
import { edgeLines } from '../diagram/Layout.js';
import { runIcon } from '../diagram/marks.js';
import { runSvgTree } from '../diagram/run.js';
import type { EdgePaint } from '../diagram/SvgOptions.js';
import type { XmlNode } from '../diagram/xml.js';
import { xml } from '../diagram/xml.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { Choice, Reasons } from './choices.js';
import { choicesOf, keyOf } from './choices.js';
import type { Counts, Taken } from './inputs.js';
import type { RunChartLabels } from './labels.js';
import { reasonText, stateWord, textOf } from './labels.js';

/** The decoded inputs of the element. */
interface Shown {
  readonly state: RunState | undefined;
  readonly counts: Counts;
  readonly taken: Taken;
  readonly labels: RunChartLabels;
  readonly direction: Direction;
  readonly isCompact: boolean;
}

/** The content of the element. */
export interface View extends Shown {
  /** Empty without a run and a state. */
  readonly choices: ReadonlyArray<Choice>;
  /** The key of the edge that is the tab stop. */
  readonly tabStop: string | undefined;
}

/** Shows the chart alone. */
export const emptyView: View = {
  state: undefined,
  choices: [],
  counts: {},
  taken: {},
  labels: {},
  direction: 'down',
  isCompact: false,
  tabStop: undefined,
};

/**
 * Returns the next view. The tab stop stays on its edge if that is still shown, and the state is the same or the focus is in
 * the element.
 */
export const nextView = (
  before: View,
  {
    run,
    hasFocus,
    ...shown
  }: Shown & { readonly run: RunInstance | undefined; readonly hasFocus: boolean },
): View => {
  const { state, isCompact, labels } = shown;
  const say: Reasons = {
    refused: (error) => reasonText(labels, error),
    elsewhere: (source, current) =>
      textOf(labels, 'elsewhere', {
        source: stateWord(labels, source),
        state: stateWord(labels, current),
      }),
  };
  const choices =
    run !== undefined
      ? choicesOf({ _tag: 'Run', run }, say)
      : state !== undefined
        ? choicesOf({ _tag: 'State', state }, say)
        : [];
  const keeps =
    (hasFocus || state === undefined || state === before.state) &&
    choices.some(
      ({ edge }) => keyOf(edge) === before.tabStop && (!isCompact || edge.source === state),
    );
  return {
    ...shown,
    choices,
    tabStop: keeps ? before.tabStop : choices.map(({ edge }) => keyOf(edge))[0],
  };
};

/** Finds the choice of an edge by its key. */
export const choiceOf = (
  { choices }: Pick<View, 'choices'>,
  key: string | null | undefined,
): Choice | undefined => choices.find(({ edge }) => keyOf(edge) === key);

/** Says how often an edge was taken; empty if unknown. */
const takenText = (taken: Taken, key: string, labels: RunChartLabels): string => {
  const count = taken[key];
  return count === undefined ? '' : textOf(labels, 'taken', { count });
};

/**
 * Paints each edge by how often it was taken. The scale is a power below 1, because a busy scheduler takes some edges a
 * thousand times as often as others.
 */
export const takenPaint = (
  taken: Taken,
  labels: RunChartLabels = {},
): ((edge: { readonly source: string; readonly event: string }) => EdgePaint) => {
  const most = Math.max(0, ...Object.values(taken));
  return (edge) => {
    const n = taken[keyOf(edge)] ?? 0;
    return {
      title: takenText(taken, keyOf(edge), labels),
      heat: n && Math.max(0.1, (n / most) ** 0.6),
    };
  };
};

const reasonId = (choice: Choice): string => `why ${keyOf(choice.edge)}`.replaceAll(' ', '-');

/** The visible text first, as speech control expects, then where the edge leads. */
const labelOf = ({ edge: own }: Choice, labels: RunChartLabels): string => {
  const edge = relabelEdge(labels, own);
  const isInside = own.source === own.target;
  const lines = edgeLines(edge, { quiet: false, inside: isInside });
  const words = lines.map((line) => line.map(({ text }) => text).join('')).join(' ');
  return `${words}: ${
    isInside
      ? textOf(labels, 'stays', { state: edge.target })
      : textOf(labels, 'leads', { source: edge.source, target: edge.target })
  }`;
};

const buttonAttributes = (
  choice: Choice,
  { tabStop, labels }: View,
): Readonly<Record<string, string | number | undefined>> => ({
  role: 'button',
  tabindex: keyOf(choice.edge) === tabStop ? 0 : -1,
  'aria-label': labelOf(choice, labels),
  'aria-disabled': choice.chosen === undefined ? 'true' : undefined,
  'aria-describedby': choice.reason === '' ? undefined : reasonId(choice),
});

const stateLabel = (state: RunState, { state: current, counts, labels }: View): string => {
  const count = counts[state];
  return [
    stateWord(labels, state),
    ...(runDiagram.isFinal(state) ? [textOf(labels, 'final')] : []),
    ...(state === current ? [textOf(labels, 'isCurrent')] : []),
    ...(count === undefined ? [] : [textOf(labels, 'runs', { count })]),
  ].join(', ');
};

/** The picture of the chart. With a run or a state, its edges are buttons. */
export const pictureOf = (view: View): XmlNode => {
  const byKey = new Map(view.choices.map((choice) => [keyOf(choice.edge), choice]));
  const interactive = view.choices.length > 0;
  const hot = takenPaint(view.taken, view.labels);
  return runSvgTree({
    theme: 'light',
    direction: view.direction,
    highlight: view.state,
    labels: view.labels,
    title: textOf(view.labels, 'title'),
    counts: view.counts,
    ...(interactive
      ? {
          interactive,
          edges: (edge) => {
            const choice = byKey.get(keyOf(edge));
            return choice === undefined
              ? undefined
              : {
                  ...hot(edge),
                  className: choice.chosen === undefined ? 'refused' : 'legal',
                  attributes: buttonAttributes(choice, view),
                };
          },
          states: (state) => ({
            attributes: { role: 'group', 'aria-label': stateLabel(state, view) },
          }),
        }
      : // A page may list what took an edge when it is clicked.
        { targets: true, edges: hot }),
  });
};

/** The compact form: the current state, and a button for each of its edges. */
export const barOf = (view: View): XmlNode => {
  const { state, labels } = view;
  if (state === undefined) return xml('div', { class: 'bar' });
  const count = view.counts[state];
  const choices = view.choices.filter(({ edge }) => edge.source === state);
  return xml(
    'div',
    {
      class: 'bar',
      role: 'toolbar',
      'aria-label': textOf(labels, 'current', { state: stateWord(labels, state) }),
    },
    xml(
      'span',
      { class: 'now', 'data-state': state },
      runIcon(state),
      xml(
        'span',
        {},
        [stateWord(labels, state), ...(count === undefined ? [] : [String(count)])].join(' '),
      ),
    ),
    ...(choices.length === 0
      ? []
      : [xml('span', { class: 'arrow', 'aria-hidden': 'true' }, '\u2192')]),
    ...choices.map((choice) =>
      xml(
        'button',
        {
          type: 'button',
          class: choice.chosen === undefined ? 'refused' : 'legal',
          'data-edge': keyOf(choice.edge),
          ...buttonAttributes(choice, view),
          role: undefined,
        },
        wordFor(labels.events, choice.edge.event),
      ),
    ),
  );
};

/** The reasons why edges are refused, which screen readers announce with them. */
export const reasonsOf = ({ choices }: View): XmlNode =>
  xml(
    'div',
    { class: 'reasons', hidden: '' },
    ...choices
      .filter(({ reason }) => reason !== '')
      .map((choice) => xml('span', { id: reasonId(choice) }, choice.reason)),
  );

/** What the tooltip of an edge says. */
export const tipOf = (
  { taken, labels }: Pick<View, 'taken' | 'labels'>,
  choice: Choice,
): XmlNode['children'] => {
  const [line = '', description = ''] = edgeText(relabelEdge(labels, choice.edge)).split('\n');
  const needs = choice.chosen?.needs ?? [];
  const count = takenText(taken, keyOf(choice.edge), labels);
  return [
    xml('strong', {}, line),
    ...(choice.reason === '' ? [] : [xml('span', { class: 'reason' }, choice.reason)]),
    ...(choice.reason === '' && description !== ''
      ? [xml('span', { class: 'description' }, description)]
      : []),
    ...(count === '' ? [] : [xml('span', {}, count)]),
    ...(needs.length === 0
      ? []
      : [xml('span', { class: 'needs' }, textOf(labels, 'needs', { fields: needs.join(', ') }))]),
  ];
};
