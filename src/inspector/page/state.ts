/** What the page shows: signals that its parts read, and the few ways to change them. */
import { batch, computed, effect, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunState } from '../../run/RunState.js';
import type { RunId } from '../../values/RunId.js';
import type { Row } from '../Board.js';
import type { Moment, Story } from '../Story.js';
import { momentsOf } from '../Story.js';
import type { Place, View } from './address.js';
import { home, readPlace, writePlace } from './address.js';
import type { Dataset } from './live.js';
import { liveDataset, liveStory, watch } from './live.js';
import { bringIn, create, playDataset, playStory, sendTo } from './play.js';
import type { Selection, SortKey } from './select.js';
import { beginsDescending, most, select } from './select.js';

// ------------------------------------------------------------------------------------------------------------ place

/** Where the page is. */
export const place = signal<Place>(readPlace(window.location.hash));

const go = (change: Partial<Place>): void => {
  place.value = { ...place.value, ...change };
};

const choose = (change: Partial<Selection>): void => {
  go({ selection: { ...place.value.selection, ...change } });
};

/** Shows the runs of the server, or those made in the page. */
export const showView = (view: View): void => {
  if (view !== place.value.view) go({ view, runId: undefined, step: undefined });
};

/** Shows a run, or none. */
export const showRun = (runId: RunId | undefined): void => {
  if (runId !== place.value.runId) go({ runId, step: undefined });
};

/** Searches for ids that contain a text. */
export const searchFor = (query: string): void => {
  choose({ query });
};

/** Shows the runs of a state, or no longer only those. */
export const toggleState = (state: RunState): void => {
  const states = new Set(place.value.selection.states);
  if (!states.delete(state)) states.add(state);
  choose({ states });
};

/** Shows the runs of all states. */
export const showAllStates = (): void => {
  choose({ states: new Set() });
};

/** Sorts by a column; by the one that is sorted by already, the other way round. */
export const sortBy = (sort: SortKey): void => {
  const now = place.value.selection;
  choose({ sort, descending: now.sort === sort ? !now.descending : beginsDescending(sort) });
};

/** Clears search and filter. */
export const clearSelection = (): void => {
  choose({ states: home.selection.states, query: home.selection.query });
};

// ------------------------------------------------------------------------------------------------------------- runs

/** The runs that are shown, as they are now. */
export const dataset = computed((): Dataset => {
  return place.value.view === 'play' ? playDataset.value : liveDataset.value;
});

/** The list, and the runs that stand out; of a moving board it is made anew now and then, as sorting takes its time. */
export interface Shown {
  readonly list: ReadonlyArray<Row>;
  readonly mostRetried: ReadonlyArray<Row>;
  readonly mostRefused: ReadonlyArray<Row>;
}

const TOP = 5;

const showing = (data: Dataset, selection: Selection): Shown => ({
  list: select(data.rows.values(), selection),
  mostRetried: most(data.rows.values(), 'attempts', 2, TOP),
  mostRefused: most(data.rows.values(), 'refused', 1, TOP),
});

/** The list as it was last made. */
export const shown = signal<Shown>({ list: [], mostRetried: [], mostRefused: [] });

/** Of the time that passes, at most this part is spent on making the list anew. */
const SHARE = 1 / 8;

let made: { selection: Selection | undefined; view: View; due: number } = {
  selection: undefined,
  view: 'journal',
  due: 0,
};
let timer: ReturnType<typeof setTimeout> | undefined;

const make = (data: Dataset): void => {
  clearTimeout(timer);
  timer = undefined;
  const begun = performance.now();
  const { selection, view } = place.peek();
  shown.value = showing(data, selection);
  const end = performance.now();
  made = { selection, view, due: end + Math.max(50, (end - begun) / SHARE) };
};

effect(() => {
  const { selection, view } = place.value;
  const data = dataset.value;
  const now = performance.now();
  if (selection !== made.selection || view !== made.view || now >= made.due) make(data);
  else
    timer ??= setTimeout(() => {
      make(dataset.peek());
    }, made.due - now);
});

// -------------------------------------------------------------------------------------------------------- one run

/** The story of the run that is shown. */
export const story = computed((): Story | undefined => {
  const { view, runId } = place.value;
  if (runId === undefined) return undefined;
  return view === 'journal' ? liveStory.value : playStory(runId);
});

/** Its ops and what came of them. */
export const moments = computed((): ReadonlyArray<Moment> =>
  story.value === undefined ? [] : momentsOf(story.value),
);

/** Which of them is shown: the latest, unless one was chosen. */
export const step = computed((): number => {
  const last = moments.value.length - 1;
  return Math.min(place.value.step ?? last, last);
});

/** The op that is shown. */
export const moment = computed((): Moment | undefined => moments.value[step.value]);

/** The run as it was after that op. */
export const run = computed((): RunInstance | undefined =>
  moment.value === undefined ? undefined : O.toUndefined(moment.value.after),
);

/** Is the latest op shown, and the next one when it comes? */
export const atEnd = computed((): boolean => step.value === moments.value.length - 1);

/** Travels to an op; at the latest one, what comes is followed. */
export const travel = (to: number): void => {
  const last = moments.value.length - 1;
  if (last < 0) return;
  const index = Math.max(0, Math.min(last, to));
  go({ step: index === last ? undefined : index });
};

effect(() => {
  const { view, runId } = place.value;
  watch(view === 'journal' ? runId : undefined);
});

// ------------------------------------------------------------------------------------------------------------- play

/** Makes a run in the page, and shows it. */
export const play = (state: 'Scheduled' | 'Ready'): void => {
  batch(() => {
    const runId = create(state);
    go({ view: 'play', runId, step: undefined });
  });
};

/** Sends an event to the run that is shown. A run of a journal is copied first, as it is at the step that is shown. */
export const act = (event: RunEvent): void => {
  const { view, runId } = place.value;
  const its = story.value;
  if (runId === undefined || its === undefined) return;
  batch(() => {
    if (view === 'journal') bringIn(its, its.ops.slice(0, step.value + 1));
    // From an earlier step of a run that was played, the same: what came after it is played anew.
    else if (!atEnd.value) bringIn(its, its.ops.slice(0, step.value + 1));
    sendTo(runId, event);
    go({ view: 'play', runId, step: undefined });
  });
};

// ---------------------------------------------------------------------------------------------------------- address

/** A step back in the browser leads to the run that was shown before, and not through every letter of a search. */
effect(() => {
  const address = `${window.location.pathname}${writePlace(place.value)}`;
  const before = readPlace(window.location.hash);
  if (`${window.location.pathname}${window.location.hash}` === address) return;
  const isAnother = before.runId !== place.value.runId || before.view !== place.value.view;
  window.history[isAnother ? 'pushState' : 'replaceState'](null, '', address);
});

const readAddress = (): void => {
  place.value = readPlace(window.location.hash);
};
window.addEventListener('popstate', readAddress);
window.addEventListener('hashchange', readAddress);
