/** The state of the actors' page: which actors and which step are shown, and the functions that change that. */
import { computed, effect, signal } from '@preact/signals';
import type { Statechart } from '../../../statechart/Statechart.js';
import type { ActorRow } from '../../apps/ActorRow.js';
import type { ActorStep, StepDetails } from '../../apps/ActorStep.js';
import { isRefused } from '../../apps/ActorStep.js';
import { place, showActors, subject } from '../state.js';
import {
  actors,
  askChart,
  askEarlier,
  askStep,
  charts,
  found,
  fullStep,
  searchFor,
  watchActor,
  watchedSteps,
} from './board.js';
import type { ActorSelection, TreeRow } from './tree.js';
import { everyActor, matchesActor, showsEvery, textToSearch, treeRows } from './tree.js';
import { srcText } from './words.js';

// ----------------------------------------------------------------------------------------------------------- actors

/** The chosen actor. */
export const chosen = computed((): ActorRow | undefined =>
  actors.value.row(place.value.actors.actor),
);

/** Chooses an actor, and shows its latest step or the given one. */
export const showActor = (actor: number | undefined, step?: number): void => {
  const now = place.value.actors;
  if (actor !== now.actor || step !== now.step) showActors({ actor, step });
};

/**
 * How an actor is called: by its name, or else by its logic, for ids that XState made, such as `x:3` and `0.shop.paying`, say
 * less.
 */
export const actorName = (row: ActorRow): string => {
  const { name, sessionId, systemId, chart } = row;
  if (systemId !== undefined) return systemId;
  const isMade = name === sessionId || /^\d+\./.test(name);
  return isMade ? srcText(row) || machineName(chart) || name : name;
};

/** How the sender of an event is called. */
export const senderName = (actor: number): string => {
  const row = actors.value.row(actor);
  return row === undefined ? 'outside' : actorName(row);
};

// ---------------------------------------------------------------------------------------------------------- machines

/** The chart of a machine, if it has arrived. */
export const chartOf = (hash: string): Statechart | undefined => charts.value.get(hash)?.statechart;

/** The id of a machine; the empty text until its chart has arrived. */
export const machineName = (hash: string): string => chartOf(hash)?.id ?? '';

/** A machine that actors run. */
export interface Machine {
  readonly hash: string;
  readonly name: string;
  readonly actors: number;
}

/** The machines, that of most actors first. */
export const machines = computed((): ReadonlyArray<Machine> => {
  const counts = new Map<string, number>();
  for (const { chart } of actors.value.rows)
    if (chart !== '') counts.set(chart, (counts.get(chart) ?? 0) + 1);
  return [...counts]
    .map(([hash, n]) => ({ hash, name: machineName(hash) || '…', actors: n }))
    .toSorted((a, b) => b.actors - a.actors || (a.name < b.name ? -1 : 1));
});

/** Every machine's chart is asked for once. */
effect(() => {
  if (subject.value !== 'actors') return;
  for (const hash of new Set(actors.value.rows.map(({ chart }) => chart))) askChart(hash);
});

/** The hash of the machine whose picture is shown: that of the chosen actor, or of the filter, or of most actors. */
export const shownMachine = computed((): string => {
  if (chosen.value !== undefined) return chosen.value.chart;
  const { machine } = place.value.actors.selection;
  return machine === '' ? (machines.value[0]?.hash ?? '') : machine;
});

// -------------------------------------------------------------------------------------------------------- selection

const changeSelection = (change: Partial<ActorSelection>): void => {
  showActors({ selection: { ...place.value.actors.selection, ...change } });
};

export { changeSelection as select };

/** Clears search and filters. */
export const clearSelection = (): void => {
  changeSelection(everyActor);
};

/** How long the page waits for further letters of a search, in milliseconds. */
const PAUSE = 150;

/** The server searches the events of all actors, and again while they go on. */
effect(() => {
  if (subject.value !== 'actors') return undefined;
  const text = textToSearch(place.value.actors.selection.query);
  const timer = setTimeout(() => {
    searchFor(text);
  }, PAUSE);
  return () => {
    clearTimeout(timer);
  };
});

/** Whether an actor's branch is closed. */
const closed = signal<ReadonlySet<number>>(new Set());

/** Opens or closes the branch of an actor. */
export const setOpen = (actor: number, isOpen: boolean): void => {
  const next = new Set(closed.value);
  if (isOpen) next.delete(actor);
  else next.add(actor);
  closed.value = next;
};

/** The selected actors as a tree. */
export const tree = computed((): ReadonlyArray<TreeRow> => {
  const { selection } = place.value.actors;
  const hits = found.value?.text === selection.query.trim() ? found.value.actors : new Set();
  return treeRows(
    actors.value.rows,
    (actor) => closed.value.has(actor),
    showsEvery(selection)
      ? undefined
      : matchesActor(selection, machineName, (actor) => hits.has(actor)),
  );
});

// ------------------------------------------------------------------------------------------------------------- steps

effect(() => {
  watchActor(subject.value === 'actors' ? place.value.actors.actor : undefined);
});

/** The number of the shown step: the latest, unless one was chosen. */
export const stepNumber = computed((): number => {
  const known = watchedSteps.value;
  if (known === undefined) return -1;
  return Math.max(known.first, Math.min(place.value.actors.step ?? Infinity, known.end - 1));
});

/** The shown step in short. */
export const shownStep = computed((): ActorStep | undefined => {
  const known = watchedSteps.value;
  return known?.steps[stepNumber.value - known.from];
});

/** The shown step in full, if it has arrived. */
export const shownDetails = computed((): StepDetails | undefined => {
  const known = fullStep.value;
  if (known === undefined || known.actor !== watchedSteps.value?.actor) return undefined;
  return known.step === stepNumber.value ? known.details : undefined;
});

/** Is the latest step shown? If so, each new step is shown as it arrives. */
export const atEnd = computed((): boolean => {
  const known = watchedSteps.value;
  return known === undefined || stepNumber.value === known.end - 1;
});

/** Shows a step. If it is the latest one, each new step is shown as it arrives. */
export const goToStep = (to: number): void => {
  const known = watchedSteps.peek();
  if (known === undefined || known.end === known.first) return;
  const step = Math.max(known.first, Math.min(known.end - 1, to));
  showActors({ step: step === known.end - 1 ? undefined : step });
};

/** Shows the next refused step after the shown one, or before it. */
export const goToRefused = (by: 1 | -1): void => {
  const known = watchedSteps.peek();
  if (known === undefined) return;
  const at = stepNumber.peek();
  const refused = known.steps.filter(({ outcome }) => isRefused(outcome));
  const next =
    by === 1
      ? (refused.find(({ step }) => step > at) ?? refused[0])
      : (refused.findLast(({ step }) => step < at) ?? refused.at(-1));
  if (next !== undefined) goToStep(next.step);
};

effect(() => {
  const known = watchedSteps.value;
  if (known === undefined || known.end === known.first) return;
  askStep(known.actor, stepNumber.value);
  // The shown step is loaded, with some before it.
  if (stepNumber.value < known.from) askEarlier();
});
