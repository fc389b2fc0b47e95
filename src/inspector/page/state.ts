/** The state of the page: signals, and the functions that change them. */
import { batch, computed, effect, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunId } from '../../values/RunId.js';
import type { TaskId } from '../../values/TaskId.js';
import type { Filter, RowState, TimeRange } from '../Filter.js';
import { everyRun } from '../Filter.js';
import type { Only } from '../Only.js';
import type { Row } from '../Row.js';
import type { Story, StoryStep } from '../Story.js';
import { replayStory } from '../Story.js';
import type { Place, Show, Subject, View } from './address.js';
import { readPlace, writePlace } from './address.js';
import { actors } from './apps/board.js';
import type { ActorsPlace } from './apps/place.js';
import { askForRuns, isSearching, wantedBy, wantedVersion } from './found.js';
import type { Dataset } from './live.js';
import { comparedStory, liveDataset, liveStory, watch } from './live.js';
import { copyRun, create, playDataset, playStory, sendEvent } from './play.js';
import type { Order, Selection, SortKey } from './select.js';
import { beginsDescending, orderOf, select, topRuns } from './select.js';
import type { TimesPlace } from './times/place.js';

// ------------------------------------------------------------------------------------------------------------ place

/** What the page shows, as in its address. */
export const place = signal<Place>(readPlace(window.location.hash));

const navigate = (change: Partial<Place>): void => {
  place.value = { ...place.value, ...change };
};

const changeSelection = (change: Partial<Selection>): void => {
  navigate({ selection: { ...place.value.selection, ...change } });
};

const unfiltered: Filter = { ...everyRun, only: undefined, range: undefined };

/** Shows the runs of the server, or those created in the page. */
export const showView = (view: View): void => {
  if (view !== place.value.view) {
    navigate({ subject: 'runs', view, runId: undefined, compare: undefined, stepIndex: undefined });
  } else navigate({ subject: 'runs' });
};

/** Shows runs or actors. */
export const showSubject = (subject: Subject): void => {
  navigate({ subject });
};

/** Shows the lifecycle, the timeline or the times in the middle of the page. */
export const showMiddle = (show: Show): void => {
  navigate({ show });
};

/** Shows something of the times. */
export const showTimes = (change: Partial<TimesPlace>): void => {
  navigate({ times: { ...place.value.times, ...change } });
};

/** Shows something of the actors. */
export const showActors = (change: Partial<ActorsPlace>): void => {
  navigate({ subject: 'actors', actors: { ...place.value.actors, ...change } });
};

/** Shows a run, or none. */
export const showRun = (runId: RunId | undefined): void => {
  if (runId !== place.value.runId || place.value.subject === 'actors')
    navigate({ subject: 'runs', runId, stepIndex: undefined });
};

/** Searches for ids that contain a text. */
export const searchFor = (query: string): void => {
  changeSelection({ query });
};

/** Adds a state to the filter, or removes it. */
export const toggleState = (state: RowState): void => {
  const states = new Set(place.value.selection.states);
  if (!states.delete(state)) states.add(state);
  changeSelection({ states });
};

/** Shows the runs of one state, whatever was filtered before. */
export const showState = (state: RowState): void => {
  changeSelection({ ...unfiltered, states: new Set([state]) });
};

/** Shows only the runs with a fact, or no longer. */
export const showOnly = (only: Only | undefined): void => {
  changeSelection(only === undefined ? { only } : { ...unfiltered, only });
};

/** Shows the runs that have an op in a range of time, among those that are filtered otherwise; without one, at any time. */
export const showRange = (range: TimeRange | undefined): void => {
  changeSelection({ range });
};

/** Shows the runs of a task. */
export const showTask = (taskId: TaskId): void => {
  changeSelection({ ...unfiltered, query: taskId });
};

/** Shows the runs of all states. */
export const showAllStates = (): void => {
  changeSelection({ states: new Set(), only: undefined, range: undefined });
};

/** Sorts by a column, or reverses the order if the list is already sorted by it. */
export const sortBy = (sort: SortKey): void => {
  const now = place.value.selection;
  changeSelection({
    sort,
    descending: now.sort === sort ? !now.descending : beginsDescending(sort),
  });
};

/** Clears search and filters. */
export const clearSelection = (): void => {
  changeSelection(unfiltered);
};

// ------------------------------------------------------------------------------------------------------------- runs

/** The runs of the current view. */
export const dataset = computed((): Dataset => {
  return place.value.view === 'play' ? playDataset.value : liveDataset.value;
});

/** The subject that there was first: an actor of the run machine is a run, which is shown as one. */
const firstSubject = signal<Subject | undefined>(undefined);

effect(() => {
  if (firstSubject.peek() !== undefined) return;
  if (liveDataset.value.size > 0) firstSubject.value = 'runs';
  else if (actors.value.rows.some(({ runId }) => runId === undefined))
    firstSubject.value = 'actors';
});

/** What the page is about: what the address says, or else what there was first. */
export const subject = computed((): Subject => place.value.subject ?? firstSubject.value ?? 'runs');

/** The list, and the runs that stand out. */
export interface Shown {
  readonly list: ReadonlyArray<Row>;
  readonly mostRetried: ReadonlyArray<Row>;
  readonly mostRefused: ReadonlyArray<Row>;
}

const TOP = 5;

/** The rows that were sorted last, by what, and their order. */
let sorted: { rows: ReadonlyArray<Row>; by: string; order: Order } = {
  rows: [],
  by: '',
  order: [],
};

const computeShown = ({ rows }: Dataset, selection: Selection, view: View): Shown => {
  const by = `${selection.sort} ${String(selection.descending)}`;
  const isSame = rows === sorted.rows && by === sorted.by;
  sorted = { rows, by, order: orderOf(rows, selection, isSame ? sorted.order : []) };
  return {
    list: select(rows, selection, wantedBy(selection, view), sorted.order),
    mostRetried: topRuns(rows, 'attempts', 2, TOP),
    mostRefused: topRuns(rows, 'refused', 1, TOP),
  };
};

/** The list as last computed. Sorting takes time, so a changing board is sorted only from time to time. */
export const shown = signal<Shown>({ list: [], mostRetried: [], mostRefused: [] });

/** The largest share of time that the page spends on computing the list. */
const MAX_SHARE = 1 / 8;

let lastComputed: {
  selection: Selection | undefined;
  view: View;
  wanted: number;
  isComplete: boolean;
  due: number;
} = { selection: undefined, view: 'journal', wanted: 0, isComplete: false, due: 0 };
let timer: ReturnType<typeof setTimeout> | undefined;

const hasAllRows = ({ rows, size }: Dataset): boolean => rows.length === size;

const recompute = (data: Dataset): void => {
  clearTimeout(timer);
  timer = undefined;
  const begun = performance.now();
  const { selection, view } = place.peek();
  const wanted = wantedVersion.peek();
  shown.value = computeShown(data, selection, view);
  const end = performance.now();
  const due = end + Math.max(50, (end - begun) / MAX_SHARE);
  lastComputed = { selection, view, wanted, isComplete: hasAllRows(data), due };
};

effect(() => {
  const { selection, view } = place.value;
  askForRuns(selection, view);
  const data = dataset.value;
  const now = performance.now();
  const wanted = wantedVersion.value;
  // Until the answer is here, the list stays as it was.
  if (isSearching(selection, view)) return;
  const isOther =
    selection !== lastComputed.selection ||
    view !== lastComputed.view ||
    wanted !== lastComputed.wanted ||
    (hasAllRows(data) && !lastComputed.isComplete);
  if (isOther || now >= lastComputed.due) recompute(data);
  else
    timer ??= setTimeout(() => {
      recompute(dataset.peek());
    }, lastComputed.due - now);
});

// -------------------------------------------------------------------------------------------------------- one run

/** The story of the shown run. */
export const story = computed((): Story | undefined => {
  const { view, runId } = place.value;
  if (runId === undefined) return undefined;
  return view === 'journal' ? liveStory.value : playStory(runId);
});

/** Marks a run to compare others with, or none. */
export const compareWith = (compare: RunId | undefined): void => {
  navigate({ compare });
};

/** Marks the shown run to compare others with, or leaves the comparison. */
export const toggleCompare = (): void => {
  const { runId, compare } = place.value;
  compareWith(compare === undefined ? runId : undefined);
};

/** The story that the shown one is compared with. */
export const otherStory = computed((): Story | undefined => {
  const { view, compare } = place.value;
  if (compare === undefined) return undefined;
  return view === 'journal' ? comparedStory.value : playStory(compare);
});

/** The ops of the story with their outcomes. */
export const steps = computed((): ReadonlyArray<StoryStep> =>
  story.value === undefined ? [] : replayStory(story.value),
);

/** The index of the shown step: the latest, unless one was chosen. */
export const stepIndex = computed((): number => {
  const last = steps.value.length - 1;
  return Math.min(place.value.stepIndex ?? last, last);
});

/** The shown step. */
export const currentStep = computed((): StoryStep | undefined => steps.value[stepIndex.value]);

/** The run after the shown step. */
export const run = computed((): RunInstance | undefined =>
  currentStep.value === undefined ? undefined : O.toUndefined(currentStep.value.after),
);

/** Is the latest step shown? If so, each new step is shown as it arrives. */
export const atEnd = computed((): boolean => stepIndex.value === steps.value.length - 1);

/** Shows a step. If it is the latest one, each new step is shown as it arrives. */
export const goToStep = (to: number): void => {
  const last = steps.value.length - 1;
  if (last < 0) return;
  const index = Math.max(0, Math.min(last, to));
  navigate({ stepIndex: index === last ? undefined : index });
};

effect(() => {
  const { view, runId, compare } = place.value;
  if (view === 'journal') watch(runId, compare);
  else watch(undefined, undefined);
});

// ------------------------------------------------------------------------------------------------------------- play

/** Creates a run in the page and shows it. */
export const play = (state: 'Scheduled' | 'Ready'): void => {
  batch(() => {
    const runId = create(state);
    navigate({ subject: 'runs', view: 'play', runId, stepIndex: undefined });
  });
};

/** Sends an event to the shown run. A run of a journal is first copied up to the shown step. */
export const act = (event: RunEvent): void => {
  const { view, runId } = place.value;
  const shownStory = story.value;
  if (runId === undefined || shownStory === undefined) return;
  batch(() => {
    // A run of the page is copied too, if an earlier step is shown.
    if (view === 'journal' || !atEnd.value)
      copyRun(shownStory, shownStory.ops.slice(0, stepIndex.value + 1));
    sendEvent(runId, event);
    navigate({ subject: 'runs', view: 'play', runId, stepIndex: undefined });
  });
};

// ---------------------------------------------------------------------------------------------------------- address

/** Only another run or view adds an entry to the browser's history: `back` must not undo a search letter by letter. */
effect(() => {
  const address = `${window.location.pathname}${writePlace(place.value)}`;
  const before = readPlace(window.location.hash);
  if (`${window.location.pathname}${window.location.hash}` === address) return;
  const { value: after } = place;
  const isAnother =
    before.runId !== after.runId ||
    before.view !== after.view ||
    before.actors.actor !== after.actors.actor ||
    (before.subject ?? subject.peek()) !== (after.subject ?? subject.peek());
  window.history[isAnother ? 'pushState' : 'replaceState'](null, '', address);
});

const readAddress = (): void => {
  place.value = readPlace(window.location.hash);
};
window.addEventListener('popstate', readAddress);
window.addEventListener('hashchange', readAddress);
