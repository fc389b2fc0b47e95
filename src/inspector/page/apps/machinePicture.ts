/** The inputs of a machine's picture: the active states, the transitions just taken or refused, and how often each was used. */
import { computed } from '@preact/signals';
import { textWidth } from '../../../diagram/metrics.js';
import { paintsOf } from '../../../diagram/painter.js';
import type { XmlNode } from '../../../diagram/xml.js';
import { xml } from '../../../diagram/xml.js';
import type { ChartLayout } from '../../../picture/ChartLayout.js';
import type { ChartSvgOptions } from '../../../picture/ChartSvgOptions.js';
import { chartSvgTree } from '../../../picture/svg.js';
import type { Statechart } from '../../../statechart/Statechart.js';
import { nodesOf, transitionsOf, triggerText } from '../../../statechart/Statechart.js';
import type { ActorStep } from '../../apps/ActorStep.js';
import { isRefused } from '../../apps/ActorStep.js';
import type { Heat } from '../../apps/AppProtocol.js';
import type { StateValue } from '../../apps/StateValue.js';
import { activeNodesOf } from '../../apps/StateValue.js';
import { count, counted } from '../format.js';
import { actors, charts, watchedSteps } from './board.js';
import { actorName, atEnd, chosen, shownMachine, shownStep, stepNumber } from './state.js';
import { queryOfState } from './tree.js';
import { eventText } from './words.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a picture shows of a machine and of one or all of its actors. */
export interface Shown {
  readonly chart: Statechart;
  readonly layout: ChartLayout;
  readonly title: string;
  /** The active state of the chosen actor. */
  readonly value: StateValue | undefined;
  readonly step: ActorStep | undefined;
  /** By the id of a node: a number for its badge. */
  readonly counts: ReadonlyMap<string, number>;
  /** By the id of a transition: how often it was taken. */
  readonly taken: ReadonlyMap<string, number>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The lowest of some nodes of a configuration: those without an active child. */
export const leavesOf = (chart: Statechart, value: StateValue): ReadonlyArray<string> => {
  const active = activeNodesOf(chart, value);
  const parents = new Set(active.map(({ parent }) => parent));
  return active.filter(({ id }) => !parents.has(id)).map(({ id }) => id);
};

/** How many actors are in each state of a chart; the root is no state. */
const actorsIn = (hash: string, chart: Statechart): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const row of actors.value.rows) {
    if (row.chart !== hash || row.value === undefined) continue;
    for (const { id, parent } of activeNodesOf(chart, row.value))
      if (parent !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
};

/** How often the chosen actor took each transition up to the shown step: what it took later is subtracted from all that it took. */
const takenUpTo = (heat: Heat, later: ReadonlyArray<ActorStep>): ReadonlyMap<string, number> => {
  const taken = new Map(Object.entries(heat.transitions));
  for (const id of later.flatMap((step) => step.taken)) taken.set(id, (taken.get(id) ?? 1) - 1);
  return taken;
};

const isSameMap = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([key, n]) => b.get(key) === n);

const isSame = (a: Shown, b: Shown): boolean =>
  a.chart === b.chart &&
  a.layout === b.layout &&
  a.title === b.title &&
  a.value === b.value &&
  a.step === b.step &&
  isSameMap(a.counts, b.counts) &&
  isSameMap(a.taken, b.taken);

const shownNow = (): Shown | undefined => {
  const hash = shownMachine.value;
  const message = charts.value.get(hash);
  const layout = message?.layout;
  if (message?.statechart === undefined || layout === undefined) return undefined;
  const chart = message.statechart;
  const actor = chosen.value;
  if (actor === undefined)
    return {
      chart,
      layout,
      title: `The machine ${chart.id}, with the number of its actors in each state`,
      value: undefined,
      step: undefined,
      counts: actorsIn(hash, chart),
      taken: new Map(Object.entries(message.heat?.transitions ?? {})),
    };
  const known = watchedSteps.value;
  const step = shownStep.value;
  const value = step === undefined ? actor.value : (step.after ?? step.before);
  return {
    chart,
    layout,
    title: `The machine ${chart.id}; ${actorName(actor)} at step ${String(stepNumber.value + 1)}`,
    value,
    step,
    counts: atEnd.value ? new Map(Object.entries(known?.heat.nodes ?? {})) : new Map(),
    taken:
      known === undefined
        ? new Map()
        : takenUpTo(
            known.heat,
            known.steps.filter((other) => other.step > stepNumber.value),
          ),
  };
};

let before: Shown | undefined;

/**
 * What is shown of the shown machine; undefined until its chart has arrived, and if it has no layout. It is the same object until
 * something in it changes: actors change many times a second, and a large picture takes a while to paint.
 */
export const shown = computed((): Shown | undefined => {
  const now = shownNow();
  if (now === undefined || before === undefined || !isSame(now, before)) before = now;
  return before;
});

const timesText = (n: number): string => (n === 1 ? 'once' : `${count(n)} times`);

/** Options that paint what is shown. The scale of heat is a power below 1, for some transitions are taken far more often than others. */
const optionsOf = (
  { chart, title, value, step, counts, taken }: Shown,
  theme: 'light' | 'dark',
  pointed: Part | undefined,
): ChartSvgOptions => {
  const most = Math.max(1, ...taken.values());
  const refusing = new Set(step !== undefined && isRefused(step.outcome) ? step.candidates : []);
  return {
    theme,
    title,
    active: value === undefined ? [] : activeNodesOf(chart, value).map(({ id }) => id),
    taken: step?.taken ?? [],
    nodes: ({ id, parent }) => {
      const n = counts.get(id);
      return n === undefined || n === 0 || parent === undefined ? undefined : { count: n };
    },
    transitions: ({ id, source, targets }) => {
      const n = taken.get(id) ?? 0;
      const isPointed = pointed !== undefined && [id, source, ...targets].includes(pointed.id);
      return {
        ...(isPointed ? { dim: false } : {}),
        title: n === 0 ? 'never taken' : `taken ${timesText(n)}`,
        heat: n <= 0 ? 0 : Math.max(0.1, (n / most) ** 0.6),
        ...(refusing.has(id) ? { tone: 'failed', className: 'refusing' } : {}),
      };
    },
  };
};

const PILL = { height: 18, size: 11.5, padding: 8, widest: 220 } as const;

/** The lowest active states that refused an event: those below the guarded transitions for it, or all. */
const refusingStates = (
  chart: Statechart,
  { before, candidates }: ActorStep,
): ReadonlySet<string> => {
  if (before === undefined) return new Set();
  const leaves = leavesOf(chart, before);
  const guarded = new Set(candidates);
  const sources = new Set(
    transitionsOf(chart.root).flatMap(({ id, source }) => (guarded.has(id) ? [source] : [])),
  );
  const parents = new Map(nodesOf(chart.root).map(({ id, parent }) => [id, parent]));
  const isBelow = (id: string | undefined): boolean =>
    id !== undefined && (sources.has(id) || isBelow(parents.get(id)));
  const below = leaves.filter(isBelow);
  return new Set(below.length === 0 ? leaves : below);
};

/** The event that was refused, at the states that refused it. */
const refusalMarks = (
  { chart, layout, step }: Shown,
  theme: 'light' | 'dark',
): ReadonlyArray<XmlNode> => {
  if (step?.before === undefined || !isRefused(step.outcome)) return [];
  const paints = paintsOf(theme);
  const text = `⊘ ${eventText(step.event)}`;
  const natural = textWidth(text, PILL.size, 'bold');
  const inner = Math.min(PILL.widest, natural);
  const width = inner + 2 * PILL.padding;
  const refusing = refusingStates(chart, step);
  const placed = layout.nodes.filter(({ id }) => refusing.has(id));
  return placed.map(({ x, y, width: boxWidth, height }) => {
    const left = Math.max(0, Math.min(layout.width - width, x + boxWidth / 2 - width / 2));
    const top = Math.min(layout.height - PILL.height, y + height - PILL.height / 2);
    return xml(
      'g',
      { class: 'rc-refusal' },
      xml('rect', {
        ...paints('', { fill: 'failed-fill', stroke: 'failed' }),
        x: left,
        y: top,
        width,
        height: PILL.height,
        rx: PILL.height / 2,
        'stroke-width': 1.5,
      }),
      xml(
        'text',
        {
          ...paints('rc-event', { fill: 'failed' }),
          x: left + PILL.padding,
          y: top + 13,
          'font-size': PILL.size,
          'font-weight': 700,
          textLength: inner,
          lengthAdjust: 'spacingAndGlyphs',
        },
        text,
      ),
    );
  });
};

/** The picture as a tree of elements. A simplified one also shows the transitions of the part that is pointed at. */
export const pictureOf = (what: Shown, theme: 'light' | 'dark', pointed?: Part): XmlNode => {
  const tree = chartSvgTree(what.chart, what.layout, optionsOf(what, theme, pointed));
  const marks = refusalMarks(what, theme);
  return marks.length === 0
    ? tree
    : {
        ...tree,
        children: [...tree.children, xml('g', { id: 'refusals', class: 'rc-refusals' }, ...marks)],
      };
};

// ------------------------------------------------------------------------------------------------------------ parts

/** A part of the picture: a state or a transition, by its id. */
export interface Part {
  readonly kind: 'state' | 'transition';
  readonly id: string;
}

/** The part of the picture that a pointer is on. */
export const partAt = ({ target }: Event): Part | undefined => {
  if (!(target instanceof Element)) return undefined;
  const transition = target.closest('[data-edge]')?.getAttribute('data-edge');
  if (transition !== undefined && transition !== null)
    return { kind: 'transition', id: transition };
  const state = target.closest('[data-state]')?.getAttribute('data-state');
  return state === undefined || state === null ? undefined : { kind: 'state', id: state };
};

/** Describes a part with its number: `PAY, taken 12 times`. */
export const partText = (part: Part): string => {
  const what = shown.value;
  if (what === undefined) return '';
  const isOne = what.step !== undefined || chosen.value !== undefined;
  if (part.kind === 'state') {
    const node = nodesOf(what.chart.root).find(({ id }) => id === part.id);
    if (node === undefined) return '';
    const name = node.path.join('.') || node.key;
    const n = what.counts.get(part.id);
    if (!isOne) return `${name}: ${counted(n ?? 0, 'actor')}; click to list them`;
    return n === undefined ? name : `${name}: entered ${n === 0 ? 'never' : timesText(n)}`;
  }
  const transition = transitionsOf(what.chart.root).find(({ id }) => id === part.id);
  if (transition === undefined) return '';
  const n = what.taken.get(part.id) ?? 0;
  const hint = isOne && n > 0 ? '; click for the next time' : '';
  return `${triggerText(transition.trigger)}: taken ${n <= 0 ? 'never' : timesText(n)}${hint}`;
};

/** Says why a picture is simplified, and how to read it. */
export const simplifiedText = ({ chart, layout }: Shown, problem: string | undefined): string =>
  layout.isSimplified === true
    ? `Simplified: ${problem ?? `${counted(transitionsOf(chart.root).length, 'transition')} are too tangled to lay out`}. Point at a state to see its own`
    : '';

/** The search for the actors that are in a state. */
export const stateQuery = (id: string): string => {
  const what = shown.value;
  const nodes = what === undefined ? [] : nodesOf(what.chart.root);
  const path = nodes.find((node) => node.id === id)?.path ?? [];
  // The root is no state: every actor is in it.
  return path.length === 0 ? '' : queryOfState(path);
};
